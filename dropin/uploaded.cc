// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "dropin/uploaded.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "lib/base/status.h"
#include "lib/base/utf8.h"
#include "lib/json/json.h"

namespace dp {
namespace {

bool IsName(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_';
  });
}

class EnvReader {
 public:
  EnvReader(absl::string_view text, absl::string_view name)
      : text_(text), rest_(text), name_(name) {}

  absl::StatusOr<Secret> Read() {
    Secret object;
    object.Append("{");
    absl::string_view between = "";
    for (SkipLines(); !rest_.empty(); SkipLines()) {
      if (absl::ConsumePrefix(&rest_, "export ")) SkipSpaces();
      const size_t equals = rest_.find('=');
      if (equals == absl::string_view::npos || equals > rest_.find('\n')) {
        return Wrong("it is not NAME=VALUE");
      }
      const absl::string_view name =
          absl::StripTrailingAsciiWhitespace(rest_.substr(0, equals));
      if (!IsName(name)) return Wrong("it does not begin with a name");
      rest_.remove_prefix(equals + 1);
      Secret value;
      if (!TakeValue(&value)) return Wrong("its quotes do not end");
      if (!IsUtf8(value.Reveal())) return Wrong("it is not UTF-8");
      object.Append(between);
      AppendJsonString(name, &object);
      object.Append(":");
      AppendJsonString(value.Reveal(), &object);
      between = ",";
    }
    object.Append("}");
    return object;
  }

 private:
  absl::Status Wrong(absl::string_view reason) const {
    const absl::string_view before =
        text_.substr(0, text_.size() - rest_.size());
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    return Refused(
        Cannot("read", name_, absl::StrCat("line ", line, ": ", reason)));
  }

  void SkipSpaces() {
    while (absl::StartsWith(rest_, " ") || absl::StartsWith(rest_, "\t")) {
      rest_.remove_prefix(1);
    }
  }

  void SkipLine() {
    rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
  }

  void SkipLines() {
    for (;;) {
      rest_ = absl::StripLeadingAsciiWhitespace(rest_);
      if (!absl::StartsWith(rest_, "#")) return;
      SkipLine();
    }
  }

  bool TakeValue(Secret* value) {
    SkipSpaces();
    if (absl::StartsWith(rest_, "'") || absl::StartsWith(rest_, "\"")) {
      if (!TakeQuoted(rest_[0], value)) return false;
      SkipLine();
      return true;
    }
    absl::string_view line = rest_.substr(0, rest_.find('\n'));
    SkipLine();
    if (const size_t comment = line.find(" #"); comment != line.npos) {
      line = line.substr(0, comment);
    }
    value->Append(absl::StripAsciiWhitespace(line));
    return true;
  }

  bool TakeQuoted(char quote, Secret* value) {
    for (size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == quote) {
        rest_.remove_prefix(i + 1);
        return true;
      }
      char c = rest_[i];
      if (quote == '"' && c == '\\' && i + 1 < rest_.size()) {
        constexpr absl::string_view kLetters = "nrt\"\\$",
                                    kMeant = "\n\r\t\"\\$";
        const size_t escape = kLetters.find(rest_[i + 1]);
        if (escape != absl::string_view::npos) {
          c = kMeant[escape];
          ++i;
        }
      }
      value->Append({&c, 1});
    }
    return false;
  }

  absl::string_view text_, rest_, name_;
};

}  // namespace

absl::StatusOr<Secret> AsObject(Secret text, absl::string_view name) {
  if (absl::StartsWith(absl::StripLeadingAsciiWhitespace(text.Reveal()), "{")) {
    return text;
  }
  return EnvReader(text.Reveal(), name).Read();
}

}  // namespace dp
