// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The controlling terminal, where there is one, and whose it is: what a shell
// with job control does for its jobs.

#ifndef DP_LIB_PROCESS_TERMINAL_H_
#define DP_LIB_PROCESS_TERMINAL_H_

#include <sys/types.h>
#include <termios.h>

#include "lib/os/io.h"

namespace dp {

class Terminal {
 public:
  // Notes the modes it is in.
  Terminal();

  bool is_there() const { return fd_.get() >= 0; }
  // For the command to take it, if it may be handed over: the foreground is
  // our group, or `group`, the one that had it before. Else -1.
  int fd_for_command(pid_t group) const;

  // Gives it to `group`, if the foreground is ours. True when it did.
  bool GiveTo(pid_t group) const;
  // Takes it back from `group`, if the foreground is that, with the modes that
  // were noted.
  void TakeFrom(pid_t group) const;

 private:
  pid_t Foreground() const;

  Fd fd_;
  bool has_modes_ = false;
  termios modes_;
};

// Stops the process group of the caller by `signal`, as the terminal would have
// done, and returns when it goes on. False when it did not stop, since no shell
// is there to continue it.
bool StopOwnGroup(int signal);

}  // namespace dp

#endif  // DP_LIB_PROCESS_TERMINAL_H_
