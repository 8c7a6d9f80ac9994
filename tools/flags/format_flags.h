// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The options that say in which form the API is asked for secrets.

#ifndef DP_TOOLS_FLAGS_FORMAT_FLAGS_H_
#define DP_TOOLS_FLAGS_FORMAT_FLAGS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace dp {

// Misused for a --format or --name-transformer that is not one of formats.h. An
// empty `transformer` is none.
absl::Status CheckFormat(absl::string_view format,
                         absl::string_view transformer);

}  // namespace dp

#endif  // DP_TOOLS_FLAGS_FORMAT_FLAGS_H_
