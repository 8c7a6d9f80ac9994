// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Values of options that are one of a few words, and what a mistyped word
// meant.
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

// Misused, naming the option, when `value` is not one of `words`.
absl::Status CheckWord(absl::string_view option, absl::string_view value,
                       absl::string_view words);

// Finds what was meant by a mistyped word: the candidate with the fewest
// letters put in, taken out or replaced, upper and lower case being the same. A
// third of the letters may be wrong, but in a short word only one, and not all.
class NearestWord {
 public:
  explicit NearestWord(absl::string_view word);

  // Of two as near as each other the first stays.
  void Look(absl::string_view candidate);
  // Takes `candidate` for as near as can be.
  void Take(absl::string_view candidate);

  // Empty when none is near; else it lives as long as the candidate.
  absl::string_view found() const { return found_; }

 private:
  absl::string_view word_;
  size_t limit_;  // What is this far away is not near.
  absl::string_view found_;
};

}  // namespace dp

#endif  // DP_LIB_BASE_WORDS_H_
