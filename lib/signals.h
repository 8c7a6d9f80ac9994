// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Signals that must not come in between.

#ifndef DP_LIB_SIGNALS_H_
#define DP_LIB_SIGNALS_H_

#include <signal.h>

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

}  // namespace dp

#endif  // DP_LIB_SIGNALS_H_
