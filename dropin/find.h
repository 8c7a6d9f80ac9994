// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Where the tools are.

#ifndef DP_DROPIN_FIND_H_
#define DP_DROPIN_FIND_H_

#include <optional>
#include <string>

#include "dropin/fault.h"

namespace dp {

// The path of this program, or `name` where it is not known.
std::string OwnPath(const char* name);

// The directory of the tools, with a slash at its end: that of this program, or
// ../../bin for one in libexec/dp, or that of dp-exec in PATH.
std::optional<Fault> FindTools(char* const* environment,
                               std::string* directory);

}  // namespace dp

#endif  // DP_DROPIN_FIND_H_
