// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/os/signals.h"

#include <sys/prctl.h>
#include <unistd.h>

#include <cstddef>
#include <iterator>

namespace dp {
namespace {

constexpr int kEnding[] = {SIGINT, SIGTERM, SIGHUP};

void EndWith(int signal) { _exit(128 + signal); }

}  // namespace

HeldSignals::HeldSignals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : kEnding) sigaddset(&set, signal);
  sigprocmask(SIG_BLOCK, &set, &old_);
}

HeldSignals::~HeldSignals() { sigprocmask(SIG_SETMASK, &old_, nullptr); }

CaughtAsInit::CaughtAsInit() {
  if (getpid() != 1) return;
  struct sigaction end = {};
  end.sa_handler = EndWith;
  for (size_t i = 0; i < std::size(kEnding); ++i) {
    sigaction(kEnding[i], nullptr, &old_[i]);
    if (old_[i].sa_handler == SIG_DFL) sigaction(kEnding[i], &end, nullptr);
  }
}

CaughtAsInit::~CaughtAsInit() {
  if (getpid() != 1) return;
  for (size_t i = 0; i < std::size(kEnding); ++i) {
    sigaction(kEnding[i], &old_[i], nullptr);
  }
}

void DieWithParent(pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  // Dead before that: the signal will not come.
  if (getppid() != parent) _exit(128 + SIGTERM);
}

}  // namespace dp
