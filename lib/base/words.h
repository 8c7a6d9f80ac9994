// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Values of options that are one of a few words.
//
// The words stand in one text, with a space between two. A table of options
// (option.h), the check of a value and its message then have the same list.

#ifndef DP_LIB_BASE_WORDS_H_
#define DP_LIB_BASE_WORDS_H_

#include <cstddef>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace dp {

// Which of `words` is `value`: 0 for the first. Misused for another text,
// holding only the reason.
absl::StatusOr<size_t> FindWord(absl::string_view value,
                                absl::string_view words);

// Misused, naming the option, when `value` is none of `words`.
absl::Status CheckWord(absl::string_view option, absl::string_view value,
                       absl::string_view words);

}  // namespace dp

#endif  // DP_LIB_BASE_WORDS_H_
