// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/process/signal_queue.h"

#include <errno.h>
#include <unistd.h>

#include "lib/base/status.h"

namespace dp {

absl::Status SignalQueue::Open() {
  sigset_t set;
  sigfillset(&set);
  for (const int signal :
       {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGTTIN, SIGTTOU}) {
    sigdelset(&set, signal);
  }
  fd_ = Fd(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (fd_.get() < 0) return Failed(Cannot("use", "signalfd", errno));
  // The kernel throws an ignored SIGCHLD away, and the child's status with it.
  struct sigaction standard = {};
  standard.sa_handler = SIG_DFL;
  sigaction(SIGCHLD, &standard, &before_.child);
  sigprocmask(SIG_BLOCK, &set, &before_.mask);
  return absl::OkStatus();
}

SignalQueue::~SignalQueue() {
  if (fd_.get() >= 0) RestoreSignals(before_);
}

bool SignalQueue::Next(struct signalfd_siginfo* info) {
  return read(fd_.get(), info, sizeof(*info)) == sizeof(*info);
}

void RestoreSignals(const SignalState& state) {
  sigaction(SIGCHLD, &state.child, nullptr);
  sigprocmask(SIG_SETMASK, &state.mask, nullptr);
}

void StopBy(int signal, bool group) {
  sigset_t set, old;
  sigemptyset(&set);
  sigaddset(&set, signal);
  // One that waits already and this one are the same.
  (void)(group ? kill(0, signal) : raise(signal));
  sigprocmask(SIG_UNBLOCK, &set, &old);
  sigprocmask(SIG_SETMASK, &old, nullptr);
}

}  // namespace dp
