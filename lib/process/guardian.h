// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// A process that kills process groups when this one has ended, however it has
// ended: SIGKILL leaves nobody else who could.
//
// It holds nothing of its caller: no descriptor, no directory, no terminal; and
// no signal but SIGKILL ends it.

#ifndef DP_LIB_PROCESS_GUARDIAN_H_
#define DP_LIB_PROCESS_GUARDIAN_H_

#include <sys/types.h>

#include "absl/status/statusor.h"
#include "lib/os/io.h"

namespace dp {

struct Guardian {
  // The way to tell it something. It ends when the last copy of this is closed,
  // and kills the groups that it then guards.
  Fd to;
  pid_t process = -1;  // A child of ours.
};

// Failed when there cannot be one.
absl::StatusOr<Guardian> StartGuardian();

// Has the guardian at `fd` guard the process group `group` from now on. Safe
// after fork(2): the first process of a group had better do it by itself. What
// happens to a guardian that has gone is nothing.
void TellGuardian(int fd, pid_t group);

// Has it guard `group` no more: it is empty, and its number may become
// another's.
void ReleaseGuardian(int fd, pid_t group);

}  // namespace dp

#endif  // DP_LIB_PROCESS_GUARDIAN_H_
