// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Running a command with all that it prints masked.

#ifndef DP_LIB_MASK_RUN_H_
#define DP_LIB_MASK_RUN_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/mask/masker.h"
#include "lib/mask/monitor.h"

namespace dp {

struct RunRules {
  // Go on, after the command has ended, until nobody holds its stdout and
  // stderr any more. Else only what was written by then is taken in.
  bool wait = false;
};

// Runs `words` as Command::Start does, copies its stdout and stderr to ours,
// each masked on its own, and returns its status, or 128 and the signal that
// ended it. Signals act on the command as if it stood in our place, and where
// it stops, so does this process. When our stdout or stderr cannot be written,
// the command's writing fails likewise, by SIGPIPE; a status of 0 then becomes
// 141 where a reader has gone, and Failed for another reason.
absl::StatusOr<int> RunMasked(const std::vector<std::string>& words,
                              char* const* environment,
                              const Patterns& patterns, const RunRules& rules);

// The same for the command of `monitor`, with a terminal of its own, to which
// what is typed at ours goes. What it writes there goes to our stdout.
absl::StatusOr<int> RunMasked(Monitor& monitor, const Patterns& patterns,
                              const RunRules& rules);

}  // namespace dp

#endif  // DP_LIB_MASK_RUN_H_
