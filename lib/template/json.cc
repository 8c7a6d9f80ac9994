// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/template/json.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/charconv.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "lib/base/escape.h"
#include "lib/base/json_escape.h"
#include "lib/base/status.h"
#include "lib/base/utf8.h"
#include "lib/template/literal.h"

namespace dp {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

class Reader {
 public:
  Reader(absl::string_view text, Arena& arena)
      : text_(text), rest_(text), arena_(arena) {}

  absl::StatusOr<Value> Read() {
    Value value;
    const char* error = ReadValue(0, &value);
    if (error == nullptr) {
      SkipSpace();
      if (rest_.empty()) return value;
      error = "expected nothing more";
    }
    // A position at the end would tell how long the secret is.
    if (rest_.empty()) return Refused("it is not JSON: unexpected end");
    return Refused(absl::StrCat("it is not JSON: byte ",
                                text_.size() - rest_.size() + 1, ": ", error));
  }

 private:
  // All of these return null, or what is wrong at the start of rest_.

  const char* ReadValue(size_t depth, Value* value) {
    SkipSpace();
    if (rest_.empty()) return "expected a value";
    if (depth > kMaxTemplateJsonDepth) return "nested too deep";
    if (++size_ > kMaxJsonValues) return "too many values";
    if (rest_[0] == '{') return ReadObject(depth, value);
    if (rest_[0] == '[') return ReadArray(depth, value);
    if (rest_[0] == '-' || IsDigit(rest_[0])) return ReadNumber(value);
    if (rest_[0] == '"') {
      absl::string_view text;
      const char* error = ReadString(&text);
      *value = Value::String(text);
      return error;
    }
    return ReadWord(value);
  }

  const char* ReadWord(Value* value) {
    if (absl::ConsumePrefix(&rest_, "true")) {
      *value = Value::Bool(true);
    } else if (absl::ConsumePrefix(&rest_, "false")) {
      *value = Value::Bool(false);
    } else if (absl::ConsumePrefix(&rest_, "null")) {
      *value = Value::Null();
    } else {
      return "expected a value";
    }
    return nullptr;
  }

  const char* ReadArray(size_t depth, Value* value) {
    rest_.remove_prefix(1);
    const size_t first = pending_.size();
    SkipSpace();
    if (!absl::ConsumePrefix(&rest_, "]")) {
      do {
        Value item;
        if (const char* error = ReadValue(depth + 1, &item)) return error;
        pending_.push_back({"", item});
        SkipSpace();
      } while (absl::ConsumePrefix(&rest_, ","));
      if (!absl::ConsumePrefix(&rest_, "]")) {
        return "expected a comma or the end of the list";
      }
    }
    std::vector<Value> items;
    items.reserve(pending_.size() - first);
    for (size_t i = first; i < pending_.size(); ++i) {
      items.push_back(pending_[i].value);
    }
    pending_.resize(first);
    *value = Value::List(arena_.Copy(absl::MakeConstSpan(items)));
    return nullptr;
  }

  const char* ReadObject(size_t depth, Value* value) {
    rest_.remove_prefix(1);
    const size_t first = pending_.size();
    SkipSpace();
    if (!absl::ConsumePrefix(&rest_, "}")) {
      do {
        Value::Member member;
        if (const char* error = ReadMember(depth, &member)) return error;
        pending_.push_back(member);
        SkipSpace();
      } while (absl::ConsumePrefix(&rest_, ","));
      if (!absl::ConsumePrefix(&rest_, "}")) {
        return "expected a comma or the end of the object";
      }
    }
    const absl::Span<const Value::Member> sorted =
        SortMembers(absl::MakeSpan(pending_).subspan(first));
    *value = Value::Map(arena_.Copy(sorted));
    pending_.resize(first);
    return nullptr;
  }

  const char* ReadMember(size_t depth, Value::Member* member) {
    SkipSpace();
    if (rest_.empty() || rest_[0] != '"') return "expected a name in quotes";
    if (const char* error = ReadString(&member->name)) return error;
    SkipSpace();
    if (!absl::ConsumePrefix(&rest_, ":")) return "expected a colon";
    return ReadValue(depth + 1, &member->value);
  }

  const char* ReadNumber(Value* value) {
    const absl::string_view start = rest_;
    absl::ConsumePrefix(&rest_, "-");
    if (!absl::ConsumePrefix(&rest_, "0") && !SkipDigits()) {
      return "expected a digit";
    }
    if (absl::ConsumePrefix(&rest_, ".") && !SkipDigits()) {
      return "expected a digit";
    }
    if (absl::ConsumePrefix(&rest_, "e") || absl::ConsumePrefix(&rest_, "E")) {
      if (!absl::ConsumePrefix(&rest_, "+")) absl::ConsumePrefix(&rest_, "-");
      if (!SkipDigits()) return "expected a digit";
    }
    const char* end = start.data() + (start.size() - rest_.size());
    double number = 0;
    const absl::from_chars_result result =
        absl::from_chars(start.data(), end, number);
    // A number too small is a zero.
    if (result.ec == std::errc::result_out_of_range && number != 0) {
      rest_ = start;
      return "the number is too large";
    }
    *value = Value::Float(number);
    return nullptr;
  }

  bool SkipDigits() {
    const absl::string_view start = rest_;
    while (!rest_.empty() && IsDigit(rest_[0])) rest_.remove_prefix(1);
    return rest_.size() < start.size();
  }

  void SkipSpace() {
    constexpr absl::string_view kSpace = " \t\r\n";
    while (!rest_.empty() && kSpace.find(rest_[0]) != absl::string_view::npos) {
      rest_.remove_prefix(1);
    }
  }

  // At the opening quote.
  const char* ReadString(absl::string_view* text) {
    rest_.remove_prefix(1);
    size_t size = 0;
    bool plain = true;
    while (size < rest_.size() && rest_[size] != '"') {
      const unsigned char c = static_cast<unsigned char>(rest_[size]);
      if (c < 0x20) {
        rest_.remove_prefix(size);
        return "a control character must be escaped";
      }
      plain = plain && c != '\\' && c < 0x80;
      size += c == '\\' ? 2 : 1;
    }
    if (size >= rest_.size()) {
      rest_ = {};
      return "unexpected end";
    }
    *text = rest_.substr(0, size);
    if (!plain) {
      if (const char* error = Unescape(rest_.data() + size, text)) return error;
    }
    rest_.remove_prefix(plain ? size + 1 : 1);
    return nullptr;
  }

  // Moves rest_ to `end` and makes of what is before it the text meant.
  const char* Unescape(const char* end, absl::string_view* text) {
    // A broken byte becomes a character of three.
    const absl::Span<char> copy = arena_.Take(3 * text->size());
    char* out = copy.data();
    while (rest_.data() < end) {
      char32_t code = 0;
      if (rest_[0] == '\\') {
        // A lone surrogate becomes a broken character.
        const JsonEscape escape = ReadJsonEscape(rest_);
        if (escape.error != nullptr) return escape.error;
        code = escape.code;
        rest_.remove_prefix(escape.size);
      } else {
        const Character character = FirstCharacter(rest_);
        code = character.code;
        rest_.remove_prefix(character.size);
      }
      const Utf8 utf8 = EncodeUtf8(code);
      out = std::copy(utf8.bytes, utf8.bytes + utf8.size, out);
    }
    *text = {copy.data(), static_cast<size_t>(out - copy.data())};
    return nullptr;
  }

  const absl::string_view text_;
  absl::string_view rest_;
  Arena& arena_;
  size_t size_ = 0;
  // Of the lists and objects that are still open.
  std::vector<Value::Member> pending_;
};

// As ECMAScript writes numbers.
void AppendNumber(double number, Sink& out) {
  const double magnitude = std::fabs(number);
  const bool scientific =
      magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e21);
  std::string text = FormatFloat(number, scientific ? 'e' : 'f', -1);
  const size_t e = text.find("e-0");
  if (e != std::string::npos) text.erase(e + 2, 1);
  out.Append(text);
}

void AppendList(absl::Span<const Value> items, Sink& out) {
  char separator = '[';
  for (const Value& item : items) {
    out.Append(separator);
    AppendJson(item, out);
    separator = ',';
  }
  out.Append(items.empty() ? "[]" : "]");
}

void AppendMap(absl::Span<const Value::Member> members, Sink& out) {
  char separator = '{';
  for (const Value::Member& member : members) {
    out.Append(separator);
    AppendGoString(member.name, &out);
    out.Append(':');
    AppendJson(member.value, out);
    separator = ',';
  }
  out.Append(members.empty() ? "{}" : "}");
}

}  // namespace

absl::StatusOr<Value> ParseJson(absl::string_view json, Arena& arena) {
  return Reader(json, arena).Read();
}

void AppendJson(const Value& value, Sink& out) {
  switch (value.kind()) {
    case Value::Kind::kNone:
    case Value::Kind::kNull:
      return out.Append("null");
    case Value::Kind::kBool:
      return out.Append(value.integer() != 0 ? "true" : "false");
    case Value::Kind::kInt:
    case Value::Kind::kByte:
      return out.Append(absl::StrCat(value.integer()));
    case Value::Kind::kFloat:
      return AppendNumber(value.real(), out);
    case Value::Kind::kString:
      return AppendGoString(value.text(), &out);
    case Value::Kind::kList:
      return AppendList(value.items(), out);
    case Value::Kind::kMap:
    case Value::Kind::kStrings:
      return AppendMap(value.members(), out);
  }
}

}  // namespace dp
