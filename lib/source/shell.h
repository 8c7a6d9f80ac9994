// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Runs a command for its output: cmd:COMMAND and --from-command.

#ifndef DP_LIB_SOURCE_SHELL_H_
#define DP_LIB_SOURCE_SHELL_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/base/secret.h"

namespace dp {

// Runs `command` with sh -c in `environment`, stdin from /dev/null, stderr
// ours, and returns what it wrote to stdout, at most `limit` bytes, once it has
// ended; more is Refused. Failed when it cannot be started, or ends with
// another status than 0, which the message names. The message calls it `name`,
// as the command itself may hold a secret; for one that `tells` why it failed
// there is no message. A SIGCHLD that the caller ignored is not ignored
// meanwhile.
// When we die, however we die, it is ended, and all that it has started
// (keeper.h).
absl::StatusOr<Secret> ReadCommand(const std::string& command,
                                   absl::string_view name,
                                   char* const* environment, size_t limit,
                                   bool tells = false);

}  // namespace dp

#endif  // DP_LIB_SOURCE_SHELL_H_
