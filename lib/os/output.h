// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Where a tool's result goes: -o FILE, or stdout, or a directory that may have
// to be made first.

#ifndef DP_LIB_OS_OUTPUT_H_
#define DP_LIB_OS_OUTPUT_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/base/pieces.h"

namespace dp {

// Replaces the file at `path` (ReplaceFile, with a random temporary name); an
// empty `path` is stdout, where Misused keeps control characters but newline
// and tab from a terminal. Call it once the whole result is known to be good.
absl::Status WriteOutput(const std::string& path, absl::string_view bytes);
// The same for pieces that hold no control characters.
absl::Status WriteOutput(const std::string& path, Pieces pieces);

// Makes a directory at `path`, mode 0700 whatever the umask, that survives a
// power cut. False when there is one by now, or something else.
absl::StatusOr<bool> MakeDirectory(const std::string& path);

}  // namespace dp

#endif  // DP_LIB_OS_OUTPUT_H_
