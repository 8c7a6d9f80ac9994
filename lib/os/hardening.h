// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What a program that holds secrets does first.

#ifndef DP_LIB_OS_HARDENING_H_
#define DP_LIB_OS_HARDENING_H_

#include "absl/status/status.h"

namespace dp {

// Keeps core files and debuggers of the same user away from the memory of this
// process, until execve(2), and opens standard descriptors that are closed.
// Failed where the kernel refuses.
absl::Status HardenProcess();

}  // namespace dp

#endif  // DP_LIB_OS_HARDENING_H_
