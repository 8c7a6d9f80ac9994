// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/source/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstddef>
#include <iterator>

#include "lib/os/io.h"
#include "lib/os/signals.h"

namespace dp {
namespace {

// All of this is called in the process between, and is safe after fork(2).

// Nothing else can be done about a report that fails.
void Tell(int report, Outcome outcome) {
  while (send(report, &outcome, sizeof(outcome), MSG_NOSIGNAL) < 0 &&
         errno == EINTR) {
  }
}

// How long what is asked to end may put things away.
constexpr itimerval kGrace = {{0, 0}, {0, 200 * 1000}};

// How deep a command's processes are looked for.
constexpr int kMaxDepth = 32;

// The children that the first thread of `process` has started, as many as there
// is room for; proc(5). How many. Safe after fork(2).
size_t Children(pid_t process, pid_t* children, size_t room) {
  char path[64], text[2048];
  (void)snprintf(path, sizeof(path), "/proc/%d/task/%d/children", process,
                 process);
  const int list = open(path, O_RDONLY | O_CLOEXEC);
  if (list < 0) return 0;
  const ssize_t size = read(list, text, sizeof(text));
  close(list);
  size_t count = 0;
  pid_t child = 0;
  for (ssize_t i = 0; i < size && count < room; ++i) {
    if (text[i] != ' ') {
      child = 10 * child + (text[i] - '0');
      continue;
    }
    children[count++] = child;
    child = 0;
  }
  return count;
}

// Signals `process`, if it is in our session, and then down to `depth` what it
// has started: a shell must not go on when what it waits for ends. Whether it
// is there.
bool Signal(pid_t process, int signal, int depth) {
  if (getsid(process) != getsid(0)) return false;
  pid_t children[64];
  const size_t count =
      depth > 0 ? Children(process, children, std::size(children)) : 0;
  const bool there = kill(process, signal) == 0;
  for (size_t i = 0; i < count; ++i) Signal(children[i], signal, depth - 1);
  return there;
}

// The same of all our children. Whether there was one.
bool SignalChildren(int signal, int depth) {
  pid_t children[64];
  const size_t count = Children(getpid(), children, std::size(children));
  bool some = false;
  for (size_t i = 0; i < count; ++i) {
    some = Signal(children[i], signal, depth) || some;
  }
  return some;
}

// What a child that ends has started is our child from then on: round after
// round, until there is none. A shell puts things away only when what it waits
// for has ended, too; what is killed is our own child, whose number is nobody
// else's.
void EndAll() {
  sigset_t waited;
  sigemptyset(&waited);
  sigaddset(&waited, SIGCHLD);
  sigaddset(&waited, SIGALRM);
  setitimer(ITIMER_REAL, &kGrace, nullptr);
  bool in_grace = true;
  while (in_grace ? SignalChildren(SIGTERM, kMaxDepth)
                  : SignalChildren(SIGKILL, 0)) {
    if (sigwaitinfo(&waited, nullptr) == SIGALRM) in_grace = false;
    while (waitpid(-1, nullptr, WNOHANG) > 0) {
    }
  }
}

// Reports how `child` ends, and goes on: what it has started may live, and hold
// the pipe that our parent reads.
[[noreturn]] void Keep(pid_t parent, pid_t child, int report) {
  sigset_t waited;
  sigemptyset(&waited);
  sigaddset(&waited, SIGCHLD);
  sigaddset(&waited, SIGTERM);
  while (getppid() == parent) {
    (void)sigwaitinfo(&waited, nullptr);
    int status;
    pid_t ended;
    while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {
      if (ended != child) continue;
      Tell(report, {0, status});
      child = -1;
    }
  }
  // The kernel may keep no list of children.
  if (child > 0 && !SignalChildren(0, 0)) kill(child, SIGTERM);
  EndAll();
  _exit(0);
}

// The process between: starts the child, closes what is the child's alone, and
// keeps it. The signals are blocked; `old` are those of the child.
[[noreturn]] void BecomeKeeper(pid_t parent, const sigset_t& old,
                               absl::FunctionRef<int()> become, int output,
                               int report) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  prctl(PR_SET_NAME, "dp-keeper");
  const pid_t self = getpid();
  const pid_t child = getppid() == parent ? fork() : -1;
  if (child < 0) Tell(report, {errno, 0});
  if (child < 0) _exit(0);
  if (child == 0) {
    DieWithParent(self);
    sigprocmask(SIG_SETMASK, &old, nullptr);
    Tell(report, {become(), 0});
    _exit(127);
  }
  close(output);
  CloseAllBut(report);
  Keep(parent, child, report);
}

}  // namespace

KeptChild::KeptChild(absl::FunctionRef<int()> become, int output) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    start_.error = errno;
    return;
  }
  report_ = Fd(ends[0]);
  const Fd to(ends[1]);
  const pid_t parent = getpid();
  sigset_t all, old;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &old);
  keeper_ = fork();
  if (keeper_ == 0) BecomeKeeper(parent, old, become, output, to.get());
  if (keeper_ < 0) start_.error = errno;
  sigprocmask(SIG_SETMASK, &old, nullptr);
}

KeptChild::~KeptChild() { Release(); }

Outcome KeptChild::End() {
  if (start_.error != 0) return start_;
  // Where nothing comes, the process between has been killed, and the child
  // with it.
  Outcome outcome = {0, SIGKILL};
  while (recv(report_.get(), &outcome, sizeof(outcome), 0) < 0 &&
         errno == EINTR) {
  }
  Release();
  return outcome;
}

void KeptChild::Release() {
  if (keeper_ <= 0) return;
  kill(keeper_, SIGKILL);
  while (waitpid(keeper_, nullptr, 0) < 0 && errno == EINTR) {
  }
  keeper_ = -1;
}

}  // namespace dp
