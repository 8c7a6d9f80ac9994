// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/template_format.h"

#include <algorithm>
#include <optional>

#include "lib/status.h"
#include "lib/template_writer.h"
#include "lib/utf8.h"

namespace dp {
namespace {

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
        value.integer() < -kMaxNumber)
      return std::nullopt;
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
