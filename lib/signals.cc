// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/signals.h"

namespace dp {

HeldSignals::HeldSignals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP);
  sigprocmask(SIG_BLOCK, &set, &old_);
}

HeldSignals::~HeldSignals() { sigprocmask(SIG_SETMASK, &old_, nullptr); }

}  // namespace dp
