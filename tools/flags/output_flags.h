// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The option that names the output, for tools whose options hold a member
// `std::string output`: empty is stdout, and so is "-".

#ifndef DP_TOOLS_FLAGS_OUTPUT_FLAGS_H_
#define DP_TOOLS_FLAGS_OUTPUT_FLAGS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "lib/cli/option.h"
#include "lib/cli/values.h"

namespace dp {

template <typename Options>
absl::Status SetOutput(void* options, char* value) {
  if (absl::string_view(value) == "-") return absl::OkStatus();
  return ReadValue(value, &static_cast<Options*>(options)->output);
}

template <typename Options>
constexpr Option kOutputRow = {'o', "output", "FILE",
                               "write to FILE (mode 0600) instead of stdout",
                               SetOutput<Options>};

}  // namespace dp

#endif  // DP_TOOLS_FLAGS_OUTPUT_FLAGS_H_
