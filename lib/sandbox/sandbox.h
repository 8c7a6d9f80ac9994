// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What an offline tool gives up before it looks at bytes that somebody else may
// have made: whatever a fault in reading them could be used for.

#ifndef DP_LIB_SANDBOX_SANDBOX_H_
#define DP_LIB_SANDBOX_SANDBOX_H_

#include <string>

#include "absl/types/span.h"
#include "lib/sandbox/files.h"

namespace dp {

// What came of it; a kernel may have neither.
struct Confinement {
  bool calls = false;  // DenyCalls (calls.h)
  int files = 0;       // RestrictFiles (files.h)
};

// Gives up, for good, the calls of calls.h, all files but those of `grants`,
// and new rights by execve(2). Once commands have run and inputs are open: what
// is asked for later fails with EPERM or EACCES. Never an error itself.
Confinement Confine(absl::Span<const Grant> grants);

// For people: a line each for seccomp and Landlock.
std::string Describe(const Confinement& confinement);

}  // namespace dp

#endif  // DP_LIB_SANDBOX_SANDBOX_H_
