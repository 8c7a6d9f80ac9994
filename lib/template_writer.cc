// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/template_writer.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "lib/template_literal.h"
#include "lib/utf8.h"

namespace dp {

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
  if (flags_.sharp) return Unsupported('q');
  const Quoting quoting = flags_.plus ? Quoting::kAscii : Quoting::kPrintable;
  if (!flags_.width.has_value()) return AppendQuoted(text, quoting, out_);
  Sink quoted;
  AppendQuoted(text, quoting, quoted);
  Pad(quoted.text());
}

void ValueWriter::WriteHex(absl::string_view text, char32_t verb) {
  if (flags_.sharp || flags_.space) return Unsupported(verb);
  const absl::string_view digits =
      verb == 'x' ? "0123456789abcdef" : "0123456789ABCDEF";
  const size_t limit = static_cast<size_t>(
      flags_.precision.has_value() ? *flags_.precision : INT32_MAX);
  text = text.substr(0, limit);
  const int size = static_cast<int>(2 * text.size());
  const int padding = flags_.width.has_value() ? *flags_.width - size : 0;
  if (!flags_.minus) WritePadding(padding);
  for (const char c : text) {
    const unsigned char byte = static_cast<unsigned char>(c);
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
      return Unsupported(verb);
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
  if (!flags_.precision.has_value() && flags_.zero && !flags_.minus)
    wanted = flags_.width.value_or(0) - static_cast<int>(sign.size());
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

}  // namespace dp
