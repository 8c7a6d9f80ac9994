// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Environments, as in environ(7): lists of "NAME=value" that end in a null
// pointer.

#ifndef DP_LIB_OS_ENV_H_
#define DP_LIB_OS_ENV_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "lib/base/secret.h"

namespace dp {

// The value of `name`; empty when unset, as an empty variable counts as unset.
absl::string_view GetEnv(const char* const* environment,
                         absl::string_view name);

// GetEnv into a Secret, and overwrites the bytes of the value in place:
// unsetenv(3) would leave them readable in /proc/PID/environ.
Secret TakeEnv(char** environment, absl::string_view name);

struct Variable {
  absl::string_view name, value;
};
void SortByName(std::vector<Variable>* variables);

}  // namespace dp

#endif  // DP_LIB_OS_ENV_H_
