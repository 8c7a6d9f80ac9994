// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/process/guardian.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "lib/base/status.h"

namespace dp {
namespace {

// A command and its check, each with one to come.
constexpr size_t kMaxGroups = 8;

// The groups that are guarded; 0: none.
using Groups = std::array<pid_t, kMaxGroups>;

void Replace(pid_t old, pid_t by, Groups* groups) {
  const auto place = std::find(groups->begin(), groups->end(), old);
  if (place != groups->end()) *place = by;
}

[[noreturn]] void Guard(int from) {
  Groups groups = {};
  for (;;) {
    pid_t group = 0;
    const ssize_t size = recv(from, &group, sizeof(group), 0);
    if (size < 0 && errno == EINTR) continue;
    if (size != sizeof(group)) break;
    if (group > 0) Replace(0, group, &groups);
    if (group < 0) Replace(-group, 0, &groups);
  }
  for (const pid_t group : groups) {
    if (group > 1) (void)kill(-group, SIGKILL);
  }
  _exit(0);
}

// In the child. Only calls that are safe after fork(2).
[[noreturn]] void BecomeGuardian(int from) {
  setsid();
  prctl(PR_SET_NAME, "dp-guardian", 0, 0, 0);
  (void)!chdir("/");
  CloseAllBut(from);
  Guard(from);
}

void Send(int fd, pid_t message) {
  while (send(fd, &message, sizeof(message), MSG_NOSIGNAL) < 0 &&
         errno == EINTR) {
  }
}

}  // namespace

absl::StatusOr<Guardian> StartGuardian() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    return Failed(Cannot("start", "guardian", errno));
  }
  const Fd from(ends[0]);
  Fd to(ends[1]);
  // From its first moment on.
  sigset_t all, old;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &old);
  const pid_t child = fork();
  if (child != 0) sigprocmask(SIG_SETMASK, &old, nullptr);
  if (child < 0) return Failed(Cannot("start", "guardian", errno));
  if (child == 0) {
    // Else it would wait for itself, where CloseAllBut cannot.
    (void)to.Close();
    BecomeGuardian(from.get());
  }
  return Guardian{std::move(to), child};
}

void TellGuardian(int fd, pid_t group) { Send(fd, group); }

void ReleaseGuardian(int fd, pid_t group) { Send(fd, -group); }

}  // namespace dp
