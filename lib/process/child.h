// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// A command as a child of this process, which dies with it.

#ifndef DP_LIB_PROCESS_CHILD_H_
#define DP_LIB_PROCESS_CHILD_H_

#include <signal.h>
#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace dp {

struct ChildPlan {
  const std::vector<std::string>& command;
  char* const* environment;
  // What become its standard input, output and error.
  int input = 0, output = 1, error = 2;
  // The signals that are blocked in it, and what it does about SIGCHLD: as this
  // process was called, as a rule.
  sigset_t mask = {};
  struct sigaction on_child_end = {};
  bool has_group = false;  // A process group of its own, of its number.
  int terminal = -1;       // Whose foreground that group becomes. -1: none.
  int guardian = -1;       // guardian.h; it then guards the group. -1: none.
};

// Starts the command, searched in the PATH of this process as execvp(3) does.
// SIGKILL reaches it when this process ends, but for what it starts itself:
// that is what a guardian is for. NoCommand when there is no such program,
// CannotRun when it cannot be run, Failed when there cannot be a process.
absl::StatusOr<pid_t> StartChild(const ChildPlan& plan);

// What a shell makes of a status of waitpid(2): 128 and the signal, where one
// ended the child.
int ExitCodeOf(int status);

// "it ended with status 7", "it was killed by signal 9": for messages.
std::string HowItEnded(int status);

}  // namespace dp

#endif  // DP_LIB_PROCESS_CHILD_H_
