// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Signals that must not come in between, and one that must.

#ifndef DP_LIB_OS_SIGNALS_H_
#define DP_LIB_OS_SIGNALS_H_

#include <signal.h>
#include <sys/types.h>

namespace dp {

// Holds back the signals that people and shells end programs with (SIGINT,
// SIGTERM, SIGHUP), so that none of them can leave a step half done. Whatever
// arrived meanwhile acts when this goes out of scope.
class HeldSignals {
 public:
  HeldSignals();
  ~HeldSignals();
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

 private:
  sigset_t old_;
};

// As process 1 the kernel drops every signal that nobody catches, so that ^C or
// a container's stop would do nothing. While this is in scope, SIGINT, SIGTERM
// and SIGHUP end such a process with 128 and their number, as a shell has it.
// Nothing where the caller ignored them, or in any other process.
class CaughtAsInit {
 public:
  CaughtAsInit();
  ~CaughtAsInit();
  CaughtAsInit(const CaughtAsInit&) = delete;
  CaughtAsInit& operator=(const CaughtAsInit&) = delete;

 private:
  struct sigaction old_[3];
};

// For a child between fork(2) and execve(2): has the kernel send this process
// SIGTERM when `parent`, the process that forked it, dies, and ends it at once
// when that has happened already. Not SIGKILL: ^C ends parent and child at the
// same time, and a child that has something to put away can do so. It stays so
// over execve(2), but for programs that gain privileges. Safe after fork(2).
void DieWithParent(pid_t parent);

}  // namespace dp

#endif  // DP_LIB_OS_SIGNALS_H_
