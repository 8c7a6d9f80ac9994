// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/mask/naive.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace dp {

Naive::Naive(std::vector<std::string> patterns, bool labelled)
    : patterns_(std::move(patterns)), labelled_(labelled) {}

std::string Naive::Mask(const std::string& text) const {
  return Output(text, text.size(), /*ended=*/true);
}

std::string Naive::Prompt(const std::string& text) const {
  size_t decided = 0;
  while (decided < text.size() && !CouldGrow(text.substr(decided))) ++decided;
  return Output(text, decided, /*ended=*/false);
}

bool Naive::CouldGrow(const std::string& tail) const {
  return std::any_of(
      patterns_.begin(), patterns_.end(), [&](const std::string& pattern) {
        return pattern.size() > tail.size() && absl::StartsWith(pattern, tail);
      });
}

// Of the occurrences in [begin, end) the longest counts, of these the first.
std::string Naive::TextFor(const std::string& text, size_t begin,
                           size_t end) const {
  if (!labelled_) return "***";
  size_t longest = 0, label = 0;
  for (size_t at = begin; at < end; ++at) {
    for (size_t i = 0; i < patterns_.size(); ++i) {
      const std::string& pattern = patterns_[i];
      if (pattern.size() > longest && at + pattern.size() <= end &&
          text.compare(at, pattern.size(), pattern) == 0) {
        longest = pattern.size();
        label = i;
      }
    }
  }
  return absl::StrCat("[", label, "]");
}

std::vector<bool> Naive::Masked(const std::string& text) const {
  std::vector<bool> masked(text.size());
  for (const std::string& pattern : patterns_) {
    for (size_t at = text.find(pattern); at != std::string::npos;
         at = text.find(pattern, at + 1)) {
      std::fill_n(masked.begin() + static_cast<ptrdiff_t>(at), pattern.size(),
                  true);
    }
  }
  return masked;
}

std::string Naive::Output(const std::string& text, size_t decided,
                          bool ended) const {
  const std::vector<bool> masked = Masked(text);
  std::string output;
  for (size_t at = 0; at < text.size();) {
    if (!masked[at]) {
      if (at >= decided) break;
      output += text[at++];
      continue;
    }
    size_t end = at;
    while (end < text.size() && masked[end]) ++end;
    if (labelled_ ? !ended && end >= decided : at > decided) break;
    output += TextFor(text, at, end);
    at = end;
  }
  return output;
}

}  // namespace dp
