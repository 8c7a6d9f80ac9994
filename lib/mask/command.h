// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Command: a process whose output goes through pipes of ours, or which has a
// terminal of ours.

#ifndef DP_LIB_MASK_COMMAND_H_
#define DP_LIB_MASK_COMMAND_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/os/io.h"
#include "lib/process/signal_queue.h"

namespace dp {

// What became of a command.
struct CommandState {
  enum Kind { kRunning, kStopped, kEnded };
  Kind kind = kRunning;
  int number = 0;  // The signal that stopped it, or the status it ended with.
};

class Command {
 public:
  Command() = default;
  Command(Command&&) = default;
  Command& operator=(Command&&) = default;

  // Starts `words`, searched in the PATH of this process, in `environment`. It
  // gets what this process inherited, but for stdout and stderr, and is sent
  // SIGTERM when this process dies. A descriptor of the two that the caller has
  // closed is closed there, too. NoCommand when there is no such program,
  // CannotRun when it cannot be run.
  static absl::StatusOr<Command> Start(const std::vector<std::string>& words,
                                       char* const* environment,
                                       const SignalState& signals);

  // What it writes to stdout and stderr, without waiting; -1: closed.
  int output() const { return output_.get(); }
  int errors() const { return errors_.get(); }
  // From now on its writing there fails.
  void CloseOutput() { output_ = Fd(); }
  void CloseErrors() { errors_ = Fd(); }

  // After a SIGCHLD. Also takes in the status of processes that became our
  // children, as process 1 has them.
  CommandState Look();
  void Send(int signal) const;

 private:
  Fd output_, errors_;
  pid_t pid_ = -1;  // -1: it has ended.
};

}  // namespace dp

#endif  // DP_LIB_MASK_COMMAND_H_
