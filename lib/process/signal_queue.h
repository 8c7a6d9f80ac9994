// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// SignalQueue: signals that wait in a descriptor instead of acting.

#ifndef DP_LIB_PROCESS_SIGNAL_QUEUE_H_
#define DP_LIB_PROCESS_SIGNAL_QUEUE_H_

#include <signal.h>
#include <sys/signalfd.h>

#include "absl/status/status.h"
#include "lib/os/io.h"

namespace dp {

// What a child gets back before execve(2).
struct SignalState {
  sigset_t mask;
  struct sigaction child;  // Of SIGCHLD.
};

class SignalQueue {
 public:
  SignalQueue() = default;
  ~SignalQueue();
  SignalQueue(const SignalQueue&) = delete;
  SignalQueue& operator=(const SignalQueue&) = delete;

  // From now on every signal waits, but those that tell of an error of ours
  // (SIGSEGV and its like) and those that stop a process of the background at
  // its terminal. SIGCHLD comes even where the caller ignored it.
  absl::Status Open();

  int fd() const { return fd_.get(); }
  // False when none waits.
  bool Next(struct signalfd_siginfo* info);
  // As it was before Open.
  const SignalState& before() const { return before_; }

 private:
  Fd fd_;
  SignalState before_ = {};
};

// Sets what `state` says. Safe after fork(2).
void RestoreSignals(const SignalState& state);

// Stops this process by `signal`, as if it did not wait in a queue; `group`:
// and all of its process group, as a terminal would.
void StopBy(int signal, bool group);

}  // namespace dp

#endif  // DP_LIB_PROCESS_SIGNAL_QUEUE_H_
