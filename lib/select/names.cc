// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/select/names.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "lib/base/status.h"
#include "lib/base/words.h"
#include "re2/re2.h"

namespace dp {
namespace {

constexpr size_t kMaxShown = 8;

char Lower(char c) {
  return absl::ascii_tolower(static_cast<unsigned char>(c));
}

char Upper(char c) {
  return absl::ascii_toupper(static_cast<unsigned char>(c));
}

void AppendLower(absl::string_view name, std::string* to) {
  for (const char c : name) *to += Lower(c);
}

void AppendCamel(absl::string_view name, bool lower_first, std::string* to) {
  for (absl::string_view piece : absl::StrSplit(name, '_')) {
    // Only the very first piece starts lower, and it may be empty: _A is A.
    const bool lower = std::exchange(lower_first, false);
    if (piece.empty()) continue;
    *to += lower ? Lower(piece[0]) : Upper(piece[0]);
    AppendLower(piece.substr(1), to);
  }
}

void AppendSections(absl::string_view name, absl::string_view separator,
                    std::string* to) {
  absl::string_view before = "";
  for (absl::string_view section : absl::StrSplit(name, "__")) {
    absl::StrAppend(to, std::exchange(before, separator));
    AppendCamel(section, false, to);
  }
}

void AppendKebab(absl::string_view name, std::string* to) {
  for (const char c : name) *to += c == '_' ? '-' : Lower(c);
}

bool Holds(const std::vector<std::string>& sorted, absl::string_view name) {
  const auto at = std::lower_bound(
      sorted.begin(), sorted.end(), name,
      [](const std::string& a, absl::string_view b) { return a < b; });
  return at != sorted.end() && *at == name;
}

RE2::Options Quiet() {
  RE2::Options options;
  options.set_log_errors(false);
  return options;
}

}  // namespace

struct Filter::Pattern {
  explicit Pattern(const std::string& text) : regex(text, Quiet()) {}
  RE2 regex;
};

absl::Status ReadValue(absl::string_view value, Transformer* to) {
  DP_ASSIGN_OR_RETURN(const size_t word, FindWord(value, kTransformers));
  *to = static_cast<Transformer>(word + 1);  // After kNone.
  return absl::OkStatus();
}

void AppendTransformed(Transformer transformer, absl::string_view name,
                       std::string* to) {
  switch (transformer) {
    case Transformer::kNone:
      return absl::StrAppend(to, name);
    case Transformer::kUpperCamel:
      return AppendCamel(name, false, to);
    case Transformer::kCamel:
      return AppendCamel(name, true, to);
    case Transformer::kLowerKebab:
      return AppendKebab(name, to);
    case Transformer::kLowerSnake:
      return AppendLower(name, to);
    case Transformer::kTfVar:
      absl::StrAppend(to, "TF_VAR_");
      return AppendLower(name, to);
    case Transformer::kDotnet:
      return AppendSections(name, ":", to);
    case Transformer::kDotnetEnv:
      return AppendSections(name, "__", to);
  }
}

bool IsVariableName(absl::string_view name) {
  if (name.empty() ||
      absl::ascii_isdigit(static_cast<unsigned char>(name[0]))) {
    return false;
  }
  return std::all_of(name.begin(), name.end(), [](char c) {
    return c == '_' || absl::ascii_isalnum(static_cast<unsigned char>(c));
  });
}

std::string QuoteNames(const std::vector<absl::string_view>& names) {
  std::string text;
  const size_t shown = std::min(names.size(), kMaxShown);
  for (size_t i = 0; i < shown; ++i) {
    absl::StrAppend(&text, i == 0 ? "" : ", ", Quote(names[i]));
  }
  if (shown < names.size()) {
    absl::StrAppend(&text, " and ", names.size() - shown, " more");
  }
  return text;
}

Filter::Filter() = default;
Filter::Filter(Filter&& other) noexcept = default;
Filter& Filter::operator=(Filter&& other) noexcept = default;
Filter::~Filter() = default;

absl::StatusOr<Filter> Filter::Make(std::vector<std::string> only,
                                    std::vector<std::string> except,
                                    const std::string& match) {
  Filter filter;
  filter.only_ = std::move(only);
  filter.except_ = std::move(except);
  std::sort(filter.only_.begin(), filter.only_.end());
  std::sort(filter.except_.begin(), filter.except_.end());
  if (match.empty()) return filter;
  filter.pattern_ = std::make_unique<Pattern>(match);
  if (!filter.pattern_->regex.ok()) {
    return Misused(absl::StrCat(Quote(match), " is not a regular expression: ",
                                Quote(filter.pattern_->regex.error())));
  }
  return filter;
}

bool Filter::Passes(absl::string_view name) const {
  if (!only_.empty() && !Holds(only_, name)) return false;
  if (Holds(except_, name)) return false;
  return pattern_ == nullptr ||
         RE2::FullMatch(re2::StringPiece(name.data(), name.size()),
                        pattern_->regex);
}

}  // namespace dp
