// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Becoming a command.

#ifndef DP_LIB_EXEC_EXEC_H_
#define DP_LIB_EXEC_EXEC_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/os/env.h"

namespace dp {

// What --command runs: `string` in the shell that `shell` names, when that is
// one that Doppler knows, else in sh.
std::vector<std::string> ShellCommand(absl::string_view shell,
                                      const std::string& string);

// What execve(2) takes at most, in bytes.
struct ExecLimits {
  size_t one;  // An entry of the environment, with its name.
  // All entries and arguments, each with its NUL and a pointer, and the path of
  // the program.
  size_t all;
};

// The limits of this process, from its page size and its stack limit.
ExecLimits ReadExecLimits();

// Failed when `environment` and `command` are too large together, or one of
// `secrets` is alone; names the largest secret.
absl::Status CheckSizes(const ExecLimits& limits,
                        absl::Span<const std::string> command,
                        char* const* environment,
                        absl::Span<const Variable> secrets);

// `command` as execve(2) takes it, with a null at the end; it points into
// `command`.
std::vector<char*> Arguments(absl::Span<const std::string> command);

// Whether `fd` is a descriptor that the caller passed on, and none of ours.
bool IsInherited(int fd);

// Makes `fd`, or /dev/null where it is 0, the standard input of the command.
absl::Status SetStdin(int fd);

// Becomes the command of `arguments`, searched in the PATH of this process as
// execvp(3) does: also a script without a #! line runs. Allocates nothing
// before. Returns only when that failed: NoCommand when there is no such
// program, Failed when it is too large after all, else CannotRun.
absl::Status Exec(const std::vector<char*>& arguments,
                  char* const* environment);

}  // namespace dp

#endif  // DP_LIB_EXEC_EXEC_H_
