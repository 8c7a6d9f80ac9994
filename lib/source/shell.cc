// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/source/shell.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status.h"
#include "lib/os/io.h"
#include "lib/os/signals.h"

namespace dp {
namespace {

// An ignored SIGCHLD makes the kernel throw the child's status away.
class DefaultSigchld {
 public:
  DefaultSigchld() {
    struct sigaction standard = {};
    standard.sa_handler = SIG_DFL;
    sigaction(SIGCHLD, &standard, &old_);
  }
  ~DefaultSigchld() { sigaction(SIGCHLD, &old_, nullptr); }
  DefaultSigchld(const DefaultSigchld&) = delete;
  DefaultSigchld& operator=(const DefaultSigchld&) = delete;

 private:
  struct sigaction old_;
};

// In the child: becomes the shell, or returns why it cannot, an errno. Only
// calls that are safe after fork(2).
int BecomeShell(const std::string& command, char* const* environment,
                int output, pid_t parent) {
  DieWithParent(parent);
  const int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (input < 0) return errno;
  if (dup2(input, STDIN_FILENO) < 0) return errno;
  if (dup2(output, STDOUT_FILENO) < 0) return errno;
  char name[] = "sh", option[] = "-c";
  char* const argv[] = {name, option, const_cast<char*>(command.c_str()),
                        nullptr};
  execve("/bin/sh", argv, environment);
  return errno;
}

// What the child that `from` leads to said before it could start: an errno, or
// 0 when it became the shell.
int ReadError(int from) {
  int error = 0;
  ssize_t size;
  do {
    size = read(from, &error, sizeof(error));
  } while (size < 0 && errno == EINTR);
  if (size < 0) return errno;
  return size == sizeof(error) ? error : 0;
}

// The errno of starting the command, or 0. Not posix_spawn(3), which cannot
// have the child die with its parent.
int Spawn(const std::string& command, char* const* environment, int output,
          pid_t* child) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return errno;
  const Fd from(ends[0]);
  Fd to(ends[1]);
  const pid_t parent = getpid();
  *child = fork();
  if (*child < 0) return errno;
  if (*child == 0) {
    const int error = BecomeShell(command, environment, output, parent);
    // Nothing else can be done about a report that fails.
    while (write(to.get(), &error, sizeof(error)) < 0 && errno == EINTR) {
    }
    _exit(127);
  }
  (void)to.Close();
  const int error = ReadError(from.get());
  if (error != 0) (void)waitpid(*child, nullptr, 0);
  return error;
}

// The status that the child ended with, or -errno.
int Wait(pid_t child) {
  int status;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return -errno;
  }
  return status;
}

absl::Status Verdict(absl::string_view name, int status) {
  if (status == 0) return absl::OkStatus();
  if (status < 0) return Failed(Cannot("run", name, -status));
  if (WIFSIGNALED(status)) {
    return Failed(
        Cannot("run", name,
               absl::StrCat("it was killed by signal ", WTERMSIG(status))));
  }
  return Failed(Cannot(
      "run", name, absl::StrCat("it ended with status ", WEXITSTATUS(status))));
}

}  // namespace

absl::StatusOr<Secret> ReadCommand(const std::string& command,
                                   absl::string_view name,
                                   char* const* environment, size_t limit,
                                   bool tells) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return Failed(Cannot("run", name, errno));
  Fd input(ends[0]);
  Fd output(ends[1]);
  const DefaultSigchld sigchld;
  pid_t child = -1;
  const int error = Spawn(command, environment, output.get(), &child);
  (void)output.Close();
  if (error != 0) return Failed(Cannot("run", name, error));
  absl::StatusOr<Secret> text = ReadAll(input.get(), name, limit);
  // A command that still writes gets SIGPIPE now, so that the wait ends.
  (void)input.Close();
  const int status = Wait(child);
  if (!text.ok()) return text;
  if (tells && status > 0 && WIFEXITED(status) && WEXITSTATUS(status) != 0) {
    return AlreadySaid();
  }
  DP_RETURN_IF_ERROR(Verdict(name, status));
  return text;
}

}  // namespace dp
