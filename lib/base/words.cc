// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/base/words.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "lib/base/status.h"

namespace dp {

absl::StatusOr<size_t> FindWord(absl::string_view value,
                                absl::string_view words) {
  size_t i = 0;
  for (const absl::string_view word : absl::StrSplit(words, ' ')) {
    if (word == value) return i;
    ++i;
  }
  return Misused(absl::StrCat(Quote(value), " is none of ",
                              absl::StrReplaceAll(words, {{" ", ", "}})));
}

absl::Status CheckWord(absl::string_view option, absl::string_view value,
                       absl::string_view words) {
  const absl::Status status = FindWord(value, words).status();
  return status.ok() ? status
                     : Misused(Cannot("use", option, status.message()));
}

}  // namespace dp
