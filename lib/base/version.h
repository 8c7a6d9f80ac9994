// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What was built. A file of its own, so that a new commit compiles nothing
// else.

#ifndef DP_LIB_BASE_VERSION_H_
#define DP_LIB_BASE_VERSION_H_

namespace dp {

extern const char kVersion[];  // "0.2.0", of the file VERSION.
// The first 12 digits, "-dirty" after them if files were changed; "unknown"
// where there is neither git nor a tarball made by it.
extern const char kCommit[];

}  // namespace dp

#endif  // DP_LIB_BASE_VERSION_H_
