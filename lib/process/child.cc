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

void Report(int report, int error) {
  // Nothing else can be done about a report that fails.
  while (write(report, &error, sizeof(error)) < 0 && errno == EINTR) {
  }
}

// In the child: its group, its terminal and its descriptors. The errno, or 0.
// Safe after fork(2).
int Prepare(const ChildPlan& plan) {
  if (plan.has_group) {
    if (setpgid(0, 0) != 0) return errno;
    if (plan.guardian >= 0) TellGuardian(plan.guardian, getpid());
    // SIGTTOU is blocked, so that this does not stop us.
    if (plan.terminal >= 0) (void)tcsetpgrp(plan.terminal, getpid());
  }
  const int given[] = {plan.input, plan.output, plan.error};
  for (int number = STDIN_FILENO; number <= STDERR_FILENO; ++number) {
    // One that is there stays as it is: closed, if the caller closed it.
    if (given[number] == number) continue;
    if (dup2(given[number], number) < 0) return errno;
  }
  return 0;
}

}  // namespace

absl::StatusOr<pid_t> StartChild(const ChildPlan& plan) {
  const std::string& name = plan.command[0];
  const std::vector<char*> arguments = Pointers(plan.command);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return Failed(Cannot("run", name, errno));
  const Fd from(ends[0]);
  Fd to(ends[1]);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child < 0) return Failed(Cannot("run", name, errno));
  if (child == 0) {
    DieWithParent(parent);
    const int error = Prepare(plan);
    if (error != 0) {
      Report(to.get(), error);
      _exit(127);
    }
    RestoreSignals(plan.signals);
    BecomeCommand(arguments.data(), plan.environment, to.get());
  }
  // Here, too, so that it is done whoever comes first.
  if (plan.has_group) (void)setpgid(child, child);
  (void)to.Close();
  const absl::Status started = ReadReport(from.get(), name);
  if (started.ok()) return child;
  (void)waitpid(child, nullptr, 0);
  return started;
}

std::string HowItEnded(int status) {
  return WIFSIGNALED(status)
             ? absl::StrCat("it was killed by signal ", WTERMSIG(status))
             : absl::StrCat("it ended with status ", WEXITSTATUS(status));
}

std::vector<char*> Pointers(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (const std::string& word : words) {
    pointers.push_back(const_cast<char*>(word.c_str()));
  }
  pointers.push_back(nullptr);
  return pointers;
}

absl::Status WhyNot(const std::string& program, int error) {
  const Sentence message = Cannot("run", program, error);
  if (error != ENOENT) return CannotRun(message);
  const absl::Status status = NoCommand(message);
  if (program.find(' ') == std::string::npos) return status;
  return WithHint(status, "this is one word; for a shell line use sh -c");
}

int ShellStatus(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

void BecomeCommand(char* const* arguments, char* const* environment,
                   int report) {
  execvpe(arguments[0], arguments, environment);
  Report(report, errno);
  _exit(127);
}

absl::Status ReadReport(int report, const std::string& program) {
  int error = 0;
  ssize_t size;
  do {
    size = read(report, &error, sizeof(error));
  } while (size < 0 && errno == EINTR);
  if (size < 0) return Failed(Cannot("run", program, errno));
  return size == 0 ? absl::OkStatus() : WhyNot(program, error);
}

}  // namespace dp
