// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Keeps a command running, and starts it anew when it is told to.
//
// The command is the leader of a process group of its own. It gets every signal
// that reaches this process, with its whole group; the terminal, when this
// process has it; and job control works: when it stops so does this process,
// and what continues this one continues it. A guardian sees to it that nothing
// of its group outlives this process. As process 1, this one reaps orphans.

#ifndef DP_LIB_PROCESS_SUPERVISOR_H_
#define DP_LIB_PROCESS_SUPERVISOR_H_

#include <signal.h>
#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace dp {

// The bytes that a watcher sends.
constexpr char kBegin = 'b';   // The command may start.
constexpr char kChange = 'c';  // It is to start anew.

struct SupervisorPlan {
  std::vector<std::string> command;
  char* const* environment;
  // Asked before each new start, with sh -c; its output goes to stderr. Empty:
  // none.
  std::string check;
  absl::Duration grace = absl::Seconds(10);  // Then SIGKILL.
  int signal = SIGTERM;                      // What asks it to end.
};

struct SupervisorHooks {
  absl::FunctionRef<absl::Duration()> elapsed;
  // In a process of its own: sends to `output` until something ends it, and
  // returns the exit code. Its signals are all blocked but SIGKILL.
  absl::FunctionRef<int(int output)> watch;
  // A message for whoever looks on, `cannot ...`.
  absl::FunctionRef<void(absl::string_view message)> say;
};

struct SupervisorEnd {
  int code;            // Of the command as in child.h.
  bool is_of_watcher;  // It was the watcher that ended; it has said why.
};

// Runs the command until it ends by itself, or the watcher does. A command that
// fails within a second of its start is started again half a second later; the
// third time in a row is the end, with a message.
absl::StatusOr<SupervisorEnd> Supervise(const SupervisorPlan& plan,
                                        const SupervisorHooks& hooks);

}  // namespace dp

#endif  // DP_LIB_PROCESS_SUPERVISOR_H_
