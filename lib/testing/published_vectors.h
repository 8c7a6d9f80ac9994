// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Test vectors that other people publish. They are not part of the project, so
// no test needs them: one that reads them skips where they are missing.

#ifndef DP_LIB_TESTING_PUBLISHED_VECTORS_H_
#define DP_LIB_TESTING_PUBLISHED_VECTORS_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace dp {

// The text of `file` in the folder that the variable DP_VECTORS names. None
// where the variable is not set, or the folder or the file is not there.
std::optional<std::string> PublishedVectors(absl::string_view file);

// For GTEST_SKIP: why there is none.
inline constexpr char kNoPublishedVectors[] =
    "DP_VECTORS names no folder with these vectors";

}  // namespace dp

#endif  // DP_LIB_TESTING_PUBLISHED_VECTORS_H_
