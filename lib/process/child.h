// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Commands as children of this process, which end with it.

#ifndef DP_LIB_PROCESS_CHILD_H_
#define DP_LIB_PROCESS_CHILD_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/process/signal_queue.h"

namespace dp {

struct ChildPlan {
  const std::vector<std::string>& command;
  char* const* environment;
  // What become its standard input, output and error.
  int input = 0, output = 1, error = 2;
  SignalState signals = {};  // What it gets: what this process got, as a rule.
  bool has_group = false;    // A process group of its own, of its number.
  int terminal = -1;         // Whose foreground that group becomes. -1: none.
  int guardian = -1;         // guardian.h; it then guards the group. -1: none.
};

// Starts the command, searched in the PATH of this process as execvp(3) does.
// It is sent SIGTERM when this process dies; what it starts itself is not,
// which is what a guardian is for. NoCommand when there is no such program,
// CannotRun when it cannot be run, Failed when there cannot be a process.
absl::StatusOr<pid_t> StartChild(const ChildPlan& plan);

// "it ended with status 7", "it was killed by signal 9": for messages.
std::string HowItEnded(int status);

// What StartChild is made of, for children that need more than it does.

// `words` as execve(2) takes them, with a null at the end; they point into
// `words`.
std::vector<char*> Pointers(const std::vector<std::string>& words);

// The error of not starting `program`: NoCommand or CannotRun.
absl::Status WhyNot(const std::string& program, int error);

// The status by which a shell tells of `status`, as of waitpid(2).
int ShellStatus(int status);

// For a child between fork(2) and execve(2): becomes the command of
// `arguments`, or tells `report` why not and ends. Safe after fork(2).
[[noreturn]] void BecomeCommand(char* const* arguments,
                                char* const* environment, int report);

// Waits until `report` says that BecomeCommand has failed, or closes as it did
// not. The error is that of StartChild.
absl::Status ReadReport(int report, const std::string& program);

}  // namespace dp

#endif  // DP_LIB_PROCESS_CHILD_H_
