// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Gives up system calls, by seccomp(2).

#ifndef DP_LIB_SANDBOX_CALLS_H_
#define DP_LIB_SANDBOX_CALLS_H_

namespace dp {

// From now on, and for good, each of these fails with EPERM in this process:
// making or using a socket, starting a process or a program, looking into
// another process, typing into a terminal, and what administers the kernel.
// So does every call by the conventions of another architecture. False where
// the kernel has no such filter, and then nothing has changed. Needs
// PR_SET_NO_NEW_PRIVS (prctl(2)).
bool DenyCalls();

}  // namespace dp

#endif  // DP_LIB_SANDBOX_CALLS_H_
