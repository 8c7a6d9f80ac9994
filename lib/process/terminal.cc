// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/process/terminal.h"

#include <fcntl.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

namespace dp {

// All of this is called with SIGTTOU blocked, so that it may be done from the
// background.

Terminal::Terminal() : fd_(open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)) {
  has_modes_ = is_there() && tcgetattr(fd_.get(), &modes_) == 0;
}

pid_t Terminal::Foreground() const {
  return is_there() ? tcgetpgrp(fd_.get()) : -1;
}

int Terminal::fd_for_command(pid_t group) const {
  const pid_t foreground = Foreground();
  const bool is_ours =
      foreground > 0 && (foreground == getpgrp() || foreground == group);
  return is_ours ? fd_.get() : -1;
}

bool Terminal::GiveTo(pid_t group) const {
  return is_there() && Foreground() == getpgrp() &&
         tcsetpgrp(fd_.get(), group) == 0;
}

void Terminal::TakeFrom(pid_t group) const {
  if (!is_there() || Foreground() != group) return;
  (void)tcsetpgrp(fd_.get(), getpgrp());
  if (has_modes_) (void)tcsetattr(fd_.get(), TCSADRAIN, &modes_);
}

bool StopOwnGroup(int signal) {
  // SIGCONT is blocked, and stays pending as a trace of having been stopped.
  sigset_t going_on, stop, old;
  sigemptyset(&going_on);
  sigaddset(&going_on, SIGCONT);
  const timespec none = {};
  while (sigtimedwait(&going_on, nullptr, &none) > 0) {
  }
  sigemptyset(&stop);
  sigaddset(&stop, signal);
  (void)kill(0, signal);
  sigprocmask(SIG_UNBLOCK, &stop, &old);
  sigprocmask(SIG_SETMASK, &old, nullptr);
  return sigtimedwait(&going_on, nullptr, &none) > 0;
}

}  // namespace dp
