// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Environments: lists of "NAME=value" that end in a null pointer, as
// environ(7).

#ifndef DP_LIB_ENV_H_
#define DP_LIB_ENV_H_

#include "absl/strings/string_view.h"
#include "lib/secret.h"

namespace dp {

// The value of `name`; empty when it is not set, as an empty variable counts as
// unset.
absl::string_view GetEnv(const char* const* environment,
                         absl::string_view name);

// GetEnv into a Secret, and overwrites the bytes of the value in place:
// unsetenv(3) would leave them readable in /proc/PID/environ.
Secret TakeEnv(char** environment, absl::string_view name);

}  // namespace dp

#endif  // DP_LIB_ENV_H_
