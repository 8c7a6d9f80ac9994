// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Parts of `doppler run` that are also shown by --show.

#ifndef DP_DROPIN_RUN_H_
#define DP_DROPIN_RUN_H_

#include <optional>
#include <string>
#include <vector>

#include "dropin/asking.h"
#include "dropin/fault.h"
#include "dropin/process.h"
#include "lib/base/secret.h"

namespace dp {

// Becomes the tool; returns only when that failed.
Fault Become(const Setting& setting, Tools& tools, const ToolCall& call);

// Becomes the command, with the secrets of `document`.
Fault BecomeCommand(const Setting& setting, Tools& tools, Secret document);

// Checks the flags and operands of `run`.
std::optional<Fault> CheckRun(const Setting& setting);

// The options of dp-exec, and the command that it becomes.
std::vector<std::string> InjectionArguments(const Setting& setting);
std::vector<std::string> CommandWords(const Call& call);

}  // namespace dp

#endif  // DP_DROPIN_RUN_H_
