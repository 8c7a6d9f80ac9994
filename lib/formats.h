// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What Doppler's API renders secrets to, and how it renames them.

#ifndef DP_LIB_FORMATS_H_
#define DP_LIB_FORMATS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace dp {

constexpr absl::string_view kDefaultFormat = "json";

// Misused, naming the option, for a value of --format or --name-transformer
// that the API does not have. An empty `transformer` is none.
absl::Status CheckFormat(absl::string_view format,
                         absl::string_view transformer);

}  // namespace dp

#endif  // DP_LIB_FORMATS_H_
