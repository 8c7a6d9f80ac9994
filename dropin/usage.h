// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What doppler says of its own command lines: help, and errors of use.

#ifndef DP_DROPIN_USAGE_H_
#define DP_DROPIN_USAGE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "dropin/command_line.h"
#include "dropin/fault.h"

namespace dp {

// The help of a command: its usage, and what it has below it.
std::string Usage(Command command);

// "Error: ERROR", and the usage.
Fault Misused(Command command, absl::string_view error);

// The same of a flag that there is none of, with the nearest that there is.
Fault UnknownFlag(Command command, absl::string_view name);

// Of an operand that should be a command below `parent`. A command that the CLI
// has and this drop-in has not is NotPart, with what is there in its place.
Fault UnknownCommand(Command parent, absl::string_view word);

}  // namespace dp

#endif  // DP_DROPIN_USAGE_H_
