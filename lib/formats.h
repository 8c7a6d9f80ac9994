// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What Doppler's API renders secrets to, how it renames them, and the check of
// such a choice.

#ifndef DP_LIB_FORMATS_H_
#define DP_LIB_FORMATS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace dp {

constexpr absl::string_view kDefaultFormat = "json";

// Misused, naming the option, for a value of --format or --name-transformer
// that the API does not have. An empty `transformer` is none.
absl::Status CheckFormat(absl::string_view format,
                         absl::string_view transformer);

// Misused when the value of an option is none of `choices`.
absl::Status CheckChoice(absl::string_view option, absl::string_view value,
                         absl::Span<const absl::string_view> choices);

}  // namespace dp

#endif  // DP_LIB_FORMATS_H_
