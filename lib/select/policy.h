// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Policy: which names may go into an environment.
//
// policy.cc holds the one table of names that mean something to programs, by
// what they do: run code, name a file or a program, add options, move trust.
// docs/names.md shows it.

#ifndef DP_LIB_SELECT_POLICY_H_
#define DP_LIB_SELECT_POLICY_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "lib/base/name_set.h"

namespace dp {

enum class Verdict {
  kPass,
  kShellOwn,  // Goes in; one warning for all of them.
  kWarn,      // Goes in, with a warning.
  kDrop,      // Stays out, with a warning; the command runs.
  kRefuse,    // The command must not run.
};

struct Judgement {
  Verdict verdict;
  const char* reason;  // Empty for kPass; says what "it" does.
};

// Judges a secret that is to become NAME=VALUE. `original` is its name before
// it was renamed; only that one has to look like a variable's name. A name in
// `allow` passes, whatever the table says, but for those that are reserved for
// the caller (PATH, HOME, PS1) or that no environment can carry; "*" allows all
// names and keeps the warnings.
Judgement Judge(absl::string_view original, absl::string_view name,
                absl::string_view value, const NameSet& allow);

// The names of Doppler's own credentials, which a command does not inherit,
// without those in `allow`.
std::vector<absl::string_view> Credentials(
    const std::vector<std::string>& allow);

// Why no text that shells read as NAME='value' may set `name`, in words that
// follow "its name": shells set it by themselves, are steered by it, or it runs
// code later. Null when it may.
const char* WhyNotForShells(absl::string_view name);

struct NameRow {
  std::string pattern;  // With a * at the end: all names that begin so.
  absl::string_view program;
  Judgement judgement;  // Its reason is that of all names with this effect.
};

// The table, in the order of its patterns.
void VisitNames(absl::FunctionRef<void(const NameRow& row)> visit);

}  // namespace dp

#endif  // DP_LIB_SELECT_POLICY_H_
