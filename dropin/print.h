// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Output, whole or not at all.

#ifndef DP_DROPIN_PRINT_H_
#define DP_DROPIN_PRINT_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "dropin/fault.h"
#include "dropin/process.h"

namespace dp {

// Writes `text` to stdout once no tool runs any more, so that whoever ends this
// process by not reading on leaves nothing behind.
std::optional<Fault> Print(Tools& tools, absl::string_view text);

// The same before any was started.
std::optional<Fault> Print(absl::string_view text);

}  // namespace dp

#endif  // DP_DROPIN_PRINT_H_
