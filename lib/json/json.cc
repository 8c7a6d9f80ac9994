// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/json/json.h"

#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "lib/base/escape.h"
#include "lib/base/json_escape.h"
#include "lib/base/status.h"
#include "lib/base/utf8.h"

namespace dp {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// How many bytes of a string from here on stand for themselves.
size_t PlainSize(absl::string_view text) {
  size_t size = 0;
  while (size < text.size() && text[size] >= ' ' && text[size] <= '~' &&
         text[size] != '"' && text[size] != '\\') {
    ++size;
  }
  return size;
}

// Each Read function takes what it is named for off the front of the text, and
// returns null or what is wrong there.
class Reader {
 public:
  Reader(absl::string_view text, JsonVisitor visit)
      : text_(text), rest_(text), visit_(visit) {}

  const char* ReadDocument() {
    SkipSpace();
    if (rest_.empty() || rest_[0] != '{') return "expected an object";
    if (const char* error = ReadObject()) return error;
    SkipSpace();
    return rest_.empty() ? nullptr : "expected nothing more after the object";
  }

  size_t position() const { return text_.size() - rest_.size() + 1; }
  const std::string& duplicate() const { return duplicate_; }

 private:
  const char* ReadValue() {
    SkipSpace();
    if (rest_.empty()) return "the text ends where a value should be";
    if (rest_[0] == '{' || rest_[0] == '[') {
      if (depth_ == kMaxJsonDepth) return "it is nested too deeply";
      return rest_[0] == '{' ? ReadObject() : ReadArray();
    }
    if (rest_[0] == '"') {
      if (const char* error = ReadString()) return error;
      visit_(path_, true, string_.Reveal());
      return nullptr;
    }
    return ReadWord();
  }

  const char* ReadObject() {
    std::set<std::string> names;
    ++depth_;
    rest_.remove_prefix(1);
    SkipSpace();
    if (Take('}')) {
      visit_(path_, false, "{}");
    } else {
      do {
        SkipSpace();
        if (const char* error = ReadString()) return error;
        path_.emplace_back(string_.Reveal());
        if (!names.insert(path_.back()).second) {
          duplicate_ = path_.back();
          return "a name stands twice";
        }
        SkipSpace();
        if (!Take(':')) return "expected a colon";
        if (const char* error = ReadValue()) return error;
        path_.pop_back();
        SkipSpace();
      } while (Take(','));
      if (!Take('}')) return "expected a comma or the end of the object";
    }
    --depth_;
    return nullptr;
  }

  const char* ReadArray() {
    ++depth_;
    rest_.remove_prefix(1);
    SkipSpace();
    if (Take(']')) {
      visit_(path_, false, "[]");
    } else {
      size_t index = 0;
      do {
        path_.push_back(absl::StrCat(index++));
        if (const char* error = ReadValue()) return error;
        path_.pop_back();
        SkipSpace();
      } while (Take(','));
      if (!Take(']')) return "expected a comma or the end of the array";
    }
    --depth_;
    return nullptr;
  }

  const char* ReadWord() {
    const absl::string_view before = rest_;
    const bool literal = absl::ConsumePrefix(&rest_, "true") ||
                         absl::ConsumePrefix(&rest_, "false") ||
                         absl::ConsumePrefix(&rest_, "null");
    if (!literal && !ReadNumber()) return "expected a value";
    visit_(path_, false, before.substr(0, before.size() - rest_.size()));
    return nullptr;
  }

  bool ReadNumber() {
    Take('-');
    if (!Take('0') && !SkipDigits()) return false;
    if (Take('.') && !SkipDigits()) return false;
    if (!Take('e') && !Take('E')) return true;
    if (!Take('+')) Take('-');
    return SkipDigits();
  }

  // Into string_.
  const char* ReadString() {
    string_.Resize(0);
    if (!Take('"')) return "expected a string in quotes";
    while (!rest_.empty()) {
      if (Take('"')) return nullptr;
      if (rest_[0] == '\\') {
        if (const char* error = ReadEscape()) return error;
        continue;
      }
      if (static_cast<unsigned char>(rest_[0]) < 0x20) {
        return "a control character must be escaped";
      }
      size_t size = PlainSize(rest_);
      if (size == 0) size = Utf8Length(rest_);
      if (size == 0) return "not UTF-8";
      string_.Append(rest_.substr(0, size));
      rest_.remove_prefix(size);
    }
    return "the text ends inside a string";
  }

  const char* ReadEscape() {
    const JsonEscape escape = ReadJsonEscape(rest_);
    if (escape.error != nullptr) return escape.error;
    if (escape.code == 0) return "NUL is not allowed";
    if (escape.is_surrogate()) return "a surrogate without its pair";
    string_.Append(EncodeUtf8(escape.code).view());
    rest_.remove_prefix(escape.size);
    return nullptr;
  }

  bool SkipDigits() {
    const size_t before = rest_.size();
    while (!rest_.empty() && IsDigit(rest_[0])) rest_.remove_prefix(1);
    return rest_.size() != before;
  }

  void SkipSpace() {
    while (Take(' ') || Take('\n') || Take('\r') || Take('\t')) {
    }
  }

  bool Take(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  const absl::string_view text_;
  absl::string_view rest_;
  JsonVisitor visit_;
  std::vector<std::string> path_;
  std::string duplicate_;
  Secret string_;
  size_t depth_ = 0;
};

}  // namespace

absl::Status ReadJson(absl::string_view text, JsonVisitor visit) {
  Reader reader(text, visit);
  const char* error = reader.ReadDocument();
  if (error == nullptr) return absl::OkStatus();
  if (!reader.duplicate().empty()) {
    return Refused(
        absl::StrCat("it has two values for ", Quote(reader.duplicate())));
  }
  return Refused(absl::StrCat("it is not one JSON object: byte ",
                              reader.position(), ": ", error));
}

void AppendJsonString(absl::string_view text, Secret* to) {
  to->Append("\"");
  AppendReplaced(
      text, [](unsigned char c) { return c < ' ' || c == '"' || c == '\\'; },
      [](absl::string_view rest, Secret* out) {
        out->Append(EscapeOf(static_cast<unsigned char>(rest[0])).view());
        return size_t{1};
      },
      to);
  to->Append("\"");
}

}  // namespace dp
