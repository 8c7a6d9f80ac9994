// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Scripts by which shells complete the options of a tool, from its table.
//
// They read no network. The names of projects and configs are those that the
// Doppler CLI's configuration file has for any directory; a name that is more
// than letters, digits, ".", "_" and "-" is left out, so that none is code.

#ifndef DP_LIB_CLI_COMPLETION_H_
#define DP_LIB_CLI_COMPLETION_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/cli/option.h"

namespace dp {

// The script for `shell`: bash, zsh or fish. Misused for another.
absl::StatusOr<std::string> Completion(const Program& program,
                                       absl::string_view shell);

}  // namespace dp

#endif  // DP_LIB_CLI_COMPLETION_H_
