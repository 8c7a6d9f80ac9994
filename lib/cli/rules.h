// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Options that do not go together, or need another.

#ifndef DP_LIB_CLI_RULES_H_
#define DP_LIB_CLI_RULES_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace dp {

struct Rule {
  bool broken;
  absl::string_view option;  // As it is typed.
  absl::string_view reason;  // Why it cannot be used then.
};

// Misused, naming the option, for the first rule that is broken.
absl::Status CheckRules(absl::Span<const Rule> rules);

}  // namespace dp

#endif  // DP_LIB_CLI_RULES_H_
