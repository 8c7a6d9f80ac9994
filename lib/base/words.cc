// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/base/words.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "lib/base/status.h"

namespace dp {
namespace {

bool IsSame(char a, char b) {
  return absl::ascii_tolower(static_cast<unsigned char>(a)) ==
         absl::ascii_tolower(static_cast<unsigned char>(b));
}

// How many letters have to be put in, taken out or replaced (Levenshtein).
size_t Distance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t replaced = diagonal + (IsSame(a[i], b[j]) ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

absl::StatusOr<size_t> FindWord(absl::string_view value,
                                absl::string_view words) {
  size_t i = 0;
  for (const absl::string_view word : absl::StrSplit(words, ' ')) {
    if (word == value) return i;
    ++i;
  }
  return Misused(absl::StrCat(Quote(value), " is not one of ",
                              absl::StrReplaceAll(words, {{" ", ", "}})));
}

absl::Status CheckWord(absl::string_view option, absl::string_view value,
                       absl::string_view words) {
  const absl::Status status = FindWord(value, words).status();
  return status.ok() ? status : Misused(CannotUse(option, status.message()));
}

NearestWord::NearestWord(absl::string_view word)
    : word_(word),
      limit_(std::min(word.size(), std::max<size_t>(1, word.size() / 3) + 1)) {}

void NearestWord::Look(absl::string_view candidate) {
  const size_t longer = std::max(word_.size(), candidate.size());
  const size_t shorter = std::min(word_.size(), candidate.size());
  if (longer - shorter >= limit_) return;
  const size_t distance = Distance(word_, candidate);
  if (distance >= limit_) return;
  limit_ = distance;
  found_ = candidate;
}

void NearestWord::Take(absl::string_view candidate) {
  if (limit_ == 0) return;
  limit_ = 0;
  found_ = candidate;
}

}  // namespace dp
