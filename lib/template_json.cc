// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/template_json.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/charconv.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "lib/status.h"
#include "lib/template_literal.h"
#include "lib/utf8.h"

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
    *value = Value::Map(SortMembers(first));
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

  // The members from pending_[first] on, by name, the last of each name.
  absl::Span<const Value::Member> SortMembers(size_t first) {
    const auto begin = pending_.begin() + static_cast<std::ptrdiff_t>(first);
    std::reverse(begin, pending_.end());
    std::stable_sort(begin, pending_.end(),
                     [](const Value::Member& a, const Value::Member& b) {
                       return a.name < b.name;
                     });
    const auto end =
        std::unique(begin, pending_.end(),
                    [](const Value::Member& a, const Value::Member& b) {
                      return a.name == b.name;
                    });
    return arena_.Copy(absl::MakeConstSpan(pending_.data() + first,
                                           static_cast<size_t>(end - begin)));
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
        if (const char* error = ReadEscape(&code)) return error;
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

  const char* ReadEscape(char32_t* code) {
    constexpr absl::string_view kLetters = "\"\\/bfnrt";
    constexpr absl::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const size_t letter = kLetters.find(rest_[1]);
    if (letter != absl::string_view::npos) {
      *code = static_cast<unsigned char>(kMeanings[letter]);
      rest_.remove_prefix(2);
      return nullptr;
    }
    if (rest_[1] != 'u') return "there is no such escape";
    if (!ReadHex(rest_, code)) return "\\u wants four hexadecimal digits";
    rest_.remove_prefix(6);
    char32_t low = 0;
    if (*code >= 0xD800 && *code < 0xDC00 && ReadHex(rest_, &low) &&
        low >= 0xDC00 && low < 0xE000) {
      *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
      rest_.remove_prefix(6);
    }
    return nullptr;
  }

  // `text` begins with \uXXXX, or with anything else.
  static bool ReadHex(absl::string_view text, char32_t* code) {
    if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return false;
    *code = 0;
    for (const char c : text.substr(2, 4)) {
      const unsigned char byte = static_cast<unsigned char>(c);
      if (!absl::ascii_isxdigit(byte)) return false;
      const char lower = absl::ascii_tolower(byte);
      const int digit = lower <= '9' ? lower - '0' : lower - 'a' + 10;
      *code = *code << 4 | static_cast<char32_t>(digit);
    }
    return true;
  }

  const absl::string_view text_;
  absl::string_view rest_;
  Arena& arena_;
  size_t size_ = 0;
  // Of the lists and objects that are still open.
  std::vector<Value::Member> pending_;
};

void AppendEscape(char32_t code, Sink& out) {
  constexpr absl::string_view kMeanings = "\"\\\b\f\n\r\t";
  constexpr absl::string_view kLetters = "\"\\bfnrt";
  out.Append('\\');
  const size_t i =
      code < 0x80 ? kMeanings.find(static_cast<char>(code)) : kMeanings.npos;
  if (i != absl::string_view::npos) return out.Append(kLetters[i]);
  out.Append('u');
  for (int shift = 12; shift >= 0; shift -= 4) {
    out.Append("0123456789abcdef"[code >> shift & 0xF]);
  }
}

bool IsEscaped(const Character& character) {
  const char32_t code = character.code;
  return code < 0x20 || code == '"' || code == '\\' || code == '<' ||
         code == '>' || code == '&' || code == 0x2028 || code == 0x2029 ||
         character.broken();
}

void AppendString(absl::string_view text, Sink& out) {
  out.Append('"');
  size_t plain = 0;
  while (plain < text.size()) {
    const Character character = FirstCharacter(text.substr(plain));
    if (!IsEscaped(character)) {
      plain += character.size;
      continue;
    }
    out.Append(text.substr(0, plain));
    AppendEscape(character.code, out);
    text.remove_prefix(plain + character.size);
    plain = 0;
  }
  out.Append(text);
  out.Append('"');
}

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
    AppendString(member.name, out);
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
      return AppendString(value.text(), out);
    case Value::Kind::kList:
      return AppendList(value.items(), out);
    case Value::Kind::kMap:
    case Value::Kind::kStrings:
      return AppendMap(value.members(), out);
  }
}

}  // namespace dp
