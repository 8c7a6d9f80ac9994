// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/template/format.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/base/printable.h"
#include "lib/base/status.h"
#include "lib/base/utf8.h"
#include "lib/template/literal.h"
#include "lib/template/memory.h"
#include "lib/template/value.h"

namespace dp {
namespace {

// What stands between % and the verb.
struct FormatFlags {
  bool minus = false;
  bool plus = false;
  bool sharp = false;
  bool space = false;
  bool zero = false;
  std::optional<int> width;
  std::optional<int> precision;
};

class ValueWriter {
 public:
  explicit ValueWriter(Sink& out) : out_(out) {}

  FormatFlags& flags() { return flags_; }

  // Appends `value`. Where the verb does not fit, Go writes so into the text:
  // %!d(string=hello).
  void Write(const Value& value, char32_t verb);
  // Appends `string=hello`, the type and the value.
  void WriteTyped(const Value& value);

  // The first thing asked for that Go has and this has not, as a reason; empty
  // for none.
  const std::string& unsupported() const { return unsupported_; }
  // Notes that this verb, under the flags, is such a thing.
  void Unsupported(char32_t verb);

 private:
  void WriteBad(const Value& value, char32_t verb);
  void WriteValue(const Value& value, char32_t verb);
  void WriteList(absl::Span<const Value> items, char32_t verb);
  void WriteMap(absl::Span<const Value::Member> members, char32_t verb);
  void WriteText(absl::string_view text, char32_t verb, const Value& value);
  void WriteQuoted(absl::string_view text);
  void WriteCodePoint(int64_t integer);
  void WriteHex(absl::string_view text, char32_t verb);
  void WriteInteger(const Value& value, char32_t verb);
  void WriteDigits(int64_t integer, int base, char32_t verb);
  absl::string_view Prefix(int base, char32_t verb,
                           absl::string_view digits) const;
  void WriteFloat(const Value& value, char32_t verb);
  void WriteSigned(absl::string_view sign, absl::string_view number);
  absl::string_view Truncate(absl::string_view text) const;
  void Pad(absl::string_view text);
  void PadWith(char padding, absl::string_view text);
  void WritePadding(int count);

  Sink& out_;
  FormatFlags flags_;
  std::string unsupported_;
};

void ValueWriter::Write(const Value& value, char32_t verb) {
  if (!value.is_nil()) return WriteValue(value, verb);
  if (verb == 'v' || verb == 'T') return Pad("<nil>");
  WriteBad(value, verb);
}

// `%!d(string=hello)`.
void ValueWriter::WriteBad(const Value& value, char32_t verb) {
  out_.Append("%!");
  out_.Append(EncodeUtf8(verb).view());
  out_.Append('(');
  WriteTyped(value);
  out_.Append(')');
}

void ValueWriter::WriteTyped(const Value& value) {
  if (value.is_nil()) return out_.Append("<nil>");
  out_.Append(value.TypeName());
  out_.Append('=');
  Write(value, 'v');
}

// strconv.CanBackquote: whether a raw string of Go can hold it.
bool CanBackquote(absl::string_view text) {
  constexpr char32_t kByteOrderMark = 0xFEFF;
  while (!text.empty()) {
    const Character first = FirstCharacter(text);
    if (first.code == kByteOrderMark || first.code == '`' ||
        first.code == 0x7F || (first.code < ' ' && first.code != '\t') ||
        (first.code == kReplacement && first.size == 1)) {
      return false;
    }
    text.remove_prefix(first.size);
  }
  return true;
}

void ValueWriter::Unsupported(char32_t verb) {
  if (!unsupported_.empty()) return;
  unsupported_ = absl::StrCat("the format %", flags_.sharp ? "#" : "",
                              flags_.space ? " " : "", EncodeUtf8(verb).view(),
                              " is not supported");
}

void ValueWriter::WriteValue(const Value& value, char32_t verb) {
  if (verb == 'T') return WriteText(value.TypeName(), 's', value);
  if (verb == 'p') return Unsupported(verb);
  switch (value.kind()) {
    case Value::Kind::kNone:
    case Value::Kind::kNull:
      return out_.Append("<nil>");
    case Value::Kind::kBool:
      if (verb != 't' && verb != 'v') return WriteBad(value, verb);
      return Pad(value.integer() != 0 ? "true" : "false");
    case Value::Kind::kInt:
    case Value::Kind::kByte:
      return WriteInteger(value, verb);
    case Value::Kind::kFloat:
      return WriteFloat(value, verb);
    case Value::Kind::kString:
      return WriteText(value.text(), verb, value);
    case Value::Kind::kList:
      return WriteList(value.items(), verb);
    case Value::Kind::kMap:
    case Value::Kind::kStrings:
      return WriteMap(value.members(), verb);
  }
}

void ValueWriter::WriteList(absl::Span<const Value> items, char32_t verb) {
  const char* separator = "[";
  for (const Value& item : items) {
    out_.Append(separator);
    WriteValue(item, verb);
    separator = " ";
  }
  out_.Append(items.empty() ? "[]" : "]");
}

void ValueWriter::WriteMap(absl::Span<const Value::Member> members,
                           char32_t verb) {
  const char* separator = "map[";
  for (const Value::Member& member : members) {
    out_.Append(separator);
    WriteValue(Value::String(member.name), verb);
    out_.Append(':');
    WriteValue(member.value, verb);
    separator = " ";
  }
  out_.Append(members.empty() ? "map[]" : "]");
}

void ValueWriter::WriteText(absl::string_view text, char32_t verb,
                            const Value& value) {
  switch (verb) {
    case 'v':
    case 's':
      return Pad(Truncate(text));
    case 'q':
      return WriteQuoted(Truncate(text));
    case 'x':
    case 'X':
      return WriteHex(text, verb);
    default:
      return WriteBad(value, verb);
  }
}

void ValueWriter::WriteQuoted(absl::string_view text) {
  if (flags_.sharp && CanBackquote(text)) {
    Sink raw;
    raw.Append('`');
    raw.Append(text);
    raw.Append('`');
    return Pad(raw.text());
  }
  const Quoting quoting = flags_.plus ? Quoting::kAscii : Quoting::kPrintable;
  if (!flags_.width.has_value()) return AppendQuoted(text, quoting, out_);
  Sink quoted;
  AppendQuoted(text, quoting, quoted);
  Pad(quoted.text());
}

// U+00E4, and with a # the character, too.
void ValueWriter::WriteCodePoint(int64_t integer) {
  const uint64_t code = static_cast<uint64_t>(integer);
  std::string text = absl::StrFormat(
      "U+%0*X", std::max(4, flags_.precision.value_or(0)), code);
  if (flags_.sharp && code <= 0x10FFFF &&
      IsPrintable(static_cast<char32_t>(code))) {
    absl::StrAppend(&text, " '", EncodeUtf8(static_cast<char32_t>(code)).view(),
                    "'");
  }
  PadWith(' ', text);
}

void ValueWriter::WriteHex(absl::string_view text, char32_t verb) {
  const absl::string_view digits =
      verb == 'x' ? "0123456789abcdef" : "0123456789ABCDEF";
  const absl::string_view prefix = !flags_.sharp ? ""
                                   : verb == 'x' ? "0x"
                                                 : "0X";
  const size_t limit = static_cast<size_t>(
      flags_.precision.has_value() ? *flags_.precision : INT32_MAX);
  text = text.substr(0, limit);
  // A prefix and a space a byte, or one prefix before all of them.
  const size_t prefixes = flags_.space ? text.size() : text.empty() ? 0 : 1;
  const size_t spaces = flags_.space && !text.empty() ? text.size() - 1 : 0;
  const int size =
      static_cast<int>(2 * text.size() + spaces + prefixes * prefix.size());
  const int padding = flags_.width.has_value() ? *flags_.width - size : 0;
  if (!flags_.minus) WritePadding(padding);
  for (size_t i = 0; i < text.size(); ++i) {
    const unsigned char byte = static_cast<unsigned char>(text[i]);
    if (flags_.space && i > 0) out_.Append(' ');
    if (flags_.space || i == 0) out_.Append(prefix);
    out_.Append(digits[byte >> 4]);
    out_.Append(digits[byte & 0xF]);
  }
  if (flags_.minus) WritePadding(padding);
}

void ValueWriter::WriteInteger(const Value& value, char32_t verb) {
  const int64_t integer = value.integer();
  const char32_t character = integer < 0 || integer > 0x10FFFF
                                 ? kReplacement
                                 : static_cast<char32_t>(integer);
  switch (verb) {
    case 'v':
    case 'd':
      return WriteDigits(integer, 10, verb);
    case 'b':
      return WriteDigits(integer, 2, verb);
    case 'o':
    case 'O':
      return WriteDigits(integer, 8, verb);
    case 'x':
    case 'X':
      return WriteDigits(integer, 16, verb);
    case 'c':
      return Pad(EncodeUtf8(character).view());
    case 'q': {
      Sink quoted;
      AppendQuotedCharacter(character,
                            flags_.plus ? Quoting::kAscii : Quoting::kPrintable,
                            quoted);
      return Pad(quoted.text());
    }
    case 'U':
      return WriteCodePoint(integer);
    default:
      return WriteBad(value, verb);
  }
}

void ValueWriter::WriteDigits(int64_t integer, int base, char32_t verb) {
  const bool negative = integer < 0;
  const absl::string_view sign = negative       ? "-"
                                 : flags_.plus  ? "+"
                                 : flags_.space ? " "
                                                : "";
  uint64_t rest = static_cast<uint64_t>(integer);
  if (negative) rest = 0 - rest;
  // Nothing but padding.
  if (flags_.precision == 0 && rest == 0) {
    return PadWith(' ', "");
  }
  std::string digits;
  do {
    const uint64_t digit = rest % static_cast<uint64_t>(base);
    digits.insert(digits.begin(), (verb == 'X' ? "0123456789ABCDEF"
                                               : "0123456789abcdef")[digit]);
    rest /= static_cast<uint64_t>(base);
  } while (rest != 0);
  int wanted = flags_.precision.value_or(0);
  if (!flags_.precision.has_value() && flags_.zero && !flags_.minus) {
    wanted = flags_.width.value_or(0) - static_cast<int>(sign.size());
  }
  const int zeros = std::max(0, wanted - static_cast<int>(digits.size()));
  digits.insert(0, static_cast<size_t>(zeros), '0');
  PadWith(' ', absl::StrCat(sign, Prefix(base, verb, digits), digits));
}

absl::string_view ValueWriter::Prefix(int base, char32_t verb,
                                      absl::string_view digits) const {
  if (verb == 'O') return flags_.sharp && digits[0] != '0' ? "0o0" : "0o";
  if (!flags_.sharp) return "";
  if (base == 2) return "0b";
  if (base == 8) return digits[0] == '0' ? "" : "0";
  if (base == 16) return verb == 'X' ? "0X" : "0x";
  return "";
}

void ValueWriter::WriteFloat(const Value& value, char32_t verb) {
  char format = 'g';
  int precision = -1;
  switch (verb) {
    case 'v':
      break;
    case 'e':
    case 'E':
    case 'f':
    case 'F':
      precision = 6;
      [[fallthrough]];
    case 'g':
    case 'G':
      format = static_cast<char>(verb);
      break;
    case 'b':
    case 'x':
    case 'X':
      return Unsupported(verb);
    default:
      return WriteBad(value, verb);
  }
  if (flags_.sharp) return Unsupported(verb);
  const std::string text =
      FormatFloat(value.real(), format, flags_.precision.value_or(precision));
  const bool negative = text[0] == '-';
  const absl::string_view sign = negative       ? "-"
                                 : flags_.plus  ? "+"
                                 : flags_.space ? " "
                                                : "";
  WriteSigned(sign, absl::string_view(text).substr(negative ? 1 : 0));
}

// Go puts zeros between a sign and its number only when it writes a sign.
void ValueWriter::WriteSigned(absl::string_view sign,
                              absl::string_view number) {
  const int size = static_cast<int>(sign.size() + number.size());
  if (flags_.zero && !flags_.minus && flags_.width.value_or(0) > size) {
    out_.Append(sign);
    WritePadding(*flags_.width - size);
    return out_.Append(number);
  }
  Pad(absl::StrCat(sign, number));
}

absl::string_view ValueWriter::Truncate(absl::string_view text) const {
  if (!flags_.precision.has_value()) return text;
  absl::string_view rest = text;
  for (int i = 0; i < *flags_.precision && !rest.empty(); ++i) {
    rest.remove_prefix(FirstCharacter(rest).size);
  }
  return text.substr(0, text.size() - rest.size());
}

void ValueWriter::Pad(absl::string_view text) {
  PadWith(flags_.zero && !flags_.minus ? '0' : ' ', text);
}

void ValueWriter::PadWith(char padding, absl::string_view text) {
  if (flags_.width.value_or(0) == 0) return out_.Append(text);
  const size_t width = static_cast<size_t>(*flags_.width);
  const size_t size = CountCharacters(text);
  const size_t count = width > size ? width - size : 0;
  if (!flags_.minus) out_.AppendTimes(count, padding);
  out_.Append(text);
  if (flags_.minus) out_.AppendTimes(count, padding);
}

void ValueWriter::WritePadding(int count) {
  if (count <= 0) return;
  out_.AppendTimes(static_cast<size_t>(count),
                   flags_.zero && !flags_.minus ? '0' : ' ');
}

// No width or precision is larger in Go.
constexpr int kMaxNumber = 1000000;

// One format, from its start to its end.
class Formatter {
 public:
  Formatter(absl::string_view format, absl::Span<const Value> values, Sink& out)
      : rest_(format), values_(values), out_(out), writer_(out) {}

  absl::Status Run() {
    while (!rest_.empty() && !out_.full()) {
      const size_t percent = std::min(rest_.find('%'), rest_.size());
      out_.Append(rest_.substr(0, percent));
      rest_.remove_prefix(percent);
      if (rest_.empty()) break;
      rest_.remove_prefix(1);
      ReadFlags();
      ReadIndex();
      ReadWidth();
      ReadPrecision();
      if (!after_index_) ReadIndex();
      WriteVerb();
    }
    if (!reordered_ && next_ < values_.size()) WriteExtra();
    if (!writer_.unsupported().empty()) return Refused(writer_.unsupported());
    return absl::OkStatus();
  }

 private:
  bool Consume(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void ReadFlags() {
    FormatFlags& flags = writer_.flags();
    flags = FormatFlags();
    good_index_ = true;
    after_index_ = false;
    for (; !rest_.empty(); rest_.remove_prefix(1)) {
      switch (rest_[0]) {
        case '#':
          flags.sharp = true;
          break;
        case '0':
          flags.zero = true;
          break;
        case '+':
          flags.plus = true;
          break;
        case '-':
          flags.minus = true;
          break;
        case ' ':
          flags.space = true;
          break;
        default:
          return;
      }
    }
  }

  // A decimal number at the start of `text`, which loses it. A number that is
  // too large takes the rest of the text with it.
  static std::optional<int> ReadNumber(absl::string_view& text) {
    std::optional<int> number;
    while (!text.empty() && text[0] >= '0' && text[0] <= '9') {
      if (number.value_or(0) > kMaxNumber) {
        text = {};
        return std::nullopt;
      }
      number = number.value_or(0) * 10 + (text[0] - '0');
      text.remove_prefix(1);
    }
    return number;
  }

  // An argument index, "[2]".
  void ReadIndex() {
    after_index_ = false;
    if (rest_.empty() || rest_[0] != '[') return;
    reordered_ = true;
    const size_t close = rest_.find(']');
    if (close == absl::string_view::npos) {
      good_index_ = false;
      rest_.remove_prefix(1);
      return;
    }
    absl::string_view inside = rest_.substr(1, close - 1);
    rest_.remove_prefix(close + 1);
    const std::optional<int> number = ReadNumber(inside);
    after_index_ = number.has_value() && inside.empty();
    if (after_index_ && *number >= 1 &&
        static_cast<size_t>(*number) <= values_.size()) {
      next_ = static_cast<size_t>(*number) - 1;
    } else {
      good_index_ = false;
    }
  }

  // The value of a '*'.
  std::optional<int> TakeNumber() {
    if (next_ >= values_.size()) return std::nullopt;
    const Value& value = values_[next_++];
    if (!value.is_int() || value.integer() > kMaxNumber ||
        value.integer() < -kMaxNumber) {
      return std::nullopt;
    }
    return static_cast<int>(value.integer());
  }

  void ReadWidth() {
    FormatFlags& flags = writer_.flags();
    if (!Consume('*')) {
      flags.width = ReadNumber(rest_);
      if (after_index_ && flags.width.has_value()) good_index_ = false;
      return;
    }
    after_index_ = false;
    flags.width = TakeNumber();
    if (!flags.width.has_value()) return out_.Append("%!(BADWIDTH)");
    if (*flags.width < 0) {
      flags.width = -*flags.width;
      flags.minus = true;
      flags.zero = false;
    }
  }

  void ReadPrecision() {
    FormatFlags& flags = writer_.flags();
    if (!Consume('.')) return;
    if (after_index_) good_index_ = false;
    ReadIndex();
    if (!Consume('*')) {
      flags.precision = ReadNumber(rest_).value_or(0);
      return;
    }
    after_index_ = false;
    flags.precision = TakeNumber();
    if (flags.precision.value_or(0) < 0) flags.precision.reset();
    if (!flags.precision.has_value()) out_.Append("%!(BADPREC)");
  }

  void WriteVerb() {
    if (rest_.empty()) return out_.Append("%!(NOVERB)");
    const Character character = FirstCharacter(rest_);
    const char32_t verb = character.code;
    rest_.remove_prefix(character.size);
    if (verb == '%') return out_.Append('%');
    if (!good_index_) return WriteComplaint(verb, "(BADINDEX)");
    if (next_ >= values_.size()) return WriteComplaint(verb, "(MISSING)");
    FormatFlags& flags = writer_.flags();
    if (verb == 'v') {
      if (flags.sharp) writer_.Unsupported(verb);
      flags.plus = false;
    }
    writer_.Write(values_[next_++], verb);
  }

  void WriteComplaint(char32_t verb, absl::string_view complaint) {
    out_.Append("%!");
    out_.Append(EncodeUtf8(verb).view());
    out_.Append(complaint);
  }

  void WriteExtra() {
    writer_.flags() = FormatFlags();
    absl::string_view separator = "%!(EXTRA ";
    for (const Value& value : values_.subspan(next_)) {
      out_.Append(separator);
      writer_.WriteTyped(value);
      separator = ", ";
    }
    out_.Append(')');
  }

  absl::string_view rest_;
  absl::Span<const Value> values_;
  Sink& out_;
  ValueWriter writer_;
  size_t next_ = 0;           // The value of the next verb.
  bool reordered_ = false;    // There was an argument index.
  bool after_index_ = false;  // What was read last is one.
  bool good_index_ = true;
};

}  // namespace

void AppendValue(const Value& value, Sink& out) {
  ValueWriter(out).Write(value, 'v');
}

void AppendPrint(absl::Span<const Value> values, Sink& out) {
  bool after_string = true;
  for (const Value& value : values) {
    const bool string = value.kind() == Value::Kind::kString;
    if (!string && !after_string) out.Append(' ');
    AppendValue(value, out);
    after_string = string;
  }
}

void AppendPrintln(absl::Span<const Value> values, Sink& out) {
  absl::string_view separator = "";
  for (const Value& value : values) {
    out.Append(separator);
    AppendValue(value, out);
    separator = " ";
  }
  out.Append('\n');
}

absl::Status AppendPrintf(absl::string_view format,
                          absl::Span<const Value> values, Sink& out) {
  return Formatter(format, values, out).Run();
}

}  // namespace dp
