// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// `doppler completion bash|zsh|fish`.

#ifndef DP_DROPIN_COMPLETION_H_
#define DP_DROPIN_COMPLETION_H_

#include <optional>

#include "dropin/command_line.h"
#include "dropin/fault.h"

namespace dp {

// Prints the script for a shell: commands, flags, and for --project and
// --config the names that the configuration file holds.
std::optional<Fault> Complete(const Call& call);

}  // namespace dp

#endif  // DP_DROPIN_COMPLETION_H_
