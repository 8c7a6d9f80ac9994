// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// A child, with a process between it and us that ends with us, and with it the
// child and all that the child has started: SIGTERM, and after 200 ms SIGKILL.
//
// A process group of its own would do that too, but would take the terminal
// from a command that asks for a passphrase. So the process between adopts what
// loses its parent (PR_SET_CHILD_SUBREAPER, prctl(2)). What has left our
// session is a daemon that is meant to stay (an agent of gpg), and stays.

#ifndef DP_LIB_SOURCE_KEEPER_H_
#define DP_LIB_SOURCE_KEEPER_H_

#include <sys/types.h>

#include "absl/functional/function_ref.h"
#include "lib/os/io.h"

namespace dp {

// How a kept child ended.
struct Outcome {
  int error = 0;   // The errno of what could not be started, or 0.
  int status = 0;  // As of waitpid(2).
};

class KeptChild {
 public:
  // Starts a child that calls `become`, which becomes a command, or returns
  // why it cannot, an errno; it may call only what is safe after fork(2).
  // `output` is for the child alone: whoever reads it waits until all that hold
  // it have ended. SIGCHLD must not be ignored.
  KeptChild(absl::FunctionRef<int()> become, int output);
  // Lets go what still runs.
  ~KeptChild();
  KeptChild(const KeptChild&) = delete;
  KeptChild& operator=(const KeptChild&) = delete;

  // Waits until the child has ended, and lets go what it has left running. To
  // be called once.
  Outcome End();

 private:
  void Release();

  Outcome start_;
  Fd report_;
  pid_t keeper_ = -1;
};

}  // namespace dp

#endif  // DP_LIB_SOURCE_KEEPER_H_
