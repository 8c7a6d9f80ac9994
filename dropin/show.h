// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// `doppler --show ...`: the pipeline of dp tools that does the same.

#ifndef DP_DROPIN_SHOW_H_
#define DP_DROPIN_SHOW_H_

#include <optional>

#include "dropin/asking.h"
#include "dropin/fault.h"

namespace dp {

// Prints a command line for sh, and does nothing else. Credentials of flags are
// in it as they were given.
std::optional<Fault> ShowPipeline(const Setting& setting);

// One word for sh.
std::string Quoted(absl::string_view word);

}  // namespace dp

#endif  // DP_DROPIN_SHOW_H_
