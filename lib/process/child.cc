// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/process/child.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "lib/base/status.h"
#include "lib/os/io.h"
#include "lib/os/signals.h"
#include "lib/process/guardian.h"

namespace dp {
namespace {

// Puts `fd` into the place of `number`, open over execve(2).
bool Place(int fd, int number) {
  if (fd == number) {
    // What fills a gap among them stays closed for the command.
    return true;
  }
  return dup2(fd, number) >= 0;
}

// In the child: becomes the command, or returns why it cannot, an errno. Only
// calls that are safe after fork(2).
int BecomeCommand(const ChildPlan& plan, char* const* arguments, pid_t parent) {
  DieWithParent(parent);
  if (plan.has_group) {
    if (setpgid(0, 0) != 0) return errno;
    if (plan.guardian >= 0) TellGuardian(plan.guardian, getpid());
    // All signals are blocked, so that this does not stop us.
    if (plan.terminal >= 0) (void)tcsetpgrp(plan.terminal, getpid());
  }
  if (!Place(plan.input, STDIN_FILENO) || !Place(plan.output, STDOUT_FILENO) ||
      !Place(plan.error, STDERR_FILENO)) {
    return errno;
  }
  sigaction(SIGCHLD, &plan.on_child_end, nullptr);
  sigprocmask(SIG_SETMASK, &plan.mask, nullptr);
  execvpe(arguments[0], arguments, plan.environment);
  return errno;
}

// What the child that `from` leads to said before it could become the command:
// an errno, or 0 when it became it.
int ReadError(int from) {
  int error = 0;
  ssize_t size;
  do {
    size = read(from, &error, sizeof(error));
  } while (size < 0 && errno == EINTR);
  if (size < 0) return errno;
  return size == sizeof(error) ? error : 0;
}

}  // namespace

absl::StatusOr<pid_t> StartChild(const ChildPlan& plan) {
  const std::string& name = plan.command[0];
  std::vector<char*> arguments;
  for (const std::string& word : plan.command) {
    arguments.push_back(const_cast<char*>(word.c_str()));
  }
  arguments.push_back(nullptr);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return Failed(Cannot("run", name, errno));
  const Fd from(ends[0]);
  Fd to(ends[1]);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child < 0) return Failed(Cannot("run", name, errno));
  if (child == 0) {
    const int error = BecomeCommand(plan, arguments.data(), parent);
    // Nothing else can be done about a report that fails.
    while (write(to.get(), &error, sizeof(error)) < 0 && errno == EINTR) {
    }
    _exit(127);
  }
  // Here, too, so that it is done whoever comes first.
  if (plan.has_group) (void)setpgid(child, child);
  (void)to.Close();
  const int error = ReadError(from.get());
  if (error == 0) return child;
  (void)waitpid(child, nullptr, 0);
  const Sentence message = Cannot("run", name, error);
  return error == ENOENT ? NoCommand(message) : CannotRun(message);
}

int ExitCodeOf(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

std::string HowItEnded(int status) {
  return WIFSIGNALED(status)
             ? absl::StrCat("it was killed by signal ", WTERMSIG(status))
             : absl::StrCat("it ended with status ", WEXITSTATUS(status));
}

}  // namespace dp
