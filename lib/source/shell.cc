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
#include "lib/source/keeper.h"

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

// Becomes the shell, or returns why it cannot, an errno. Safe after fork(2).
int BecomeShell(const std::string& command, char* const* environment,
                int output) {
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

absl::Status Verdict(absl::string_view name, int status) {
  if (status == 0) return absl::OkStatus();
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
  KeptChild child(
      [&] { return BecomeShell(command, environment, output.get()); },
      output.get());
  (void)output.Close();
  absl::StatusOr<Secret> text = ReadAll(input.get(), name, limit);
  // A command that still writes gets SIGPIPE now, so that the wait ends.
  (void)input.Close();
  const auto [error, status] = child.End();
  if (error != 0) return Failed(Cannot("run", name, error));
  if (!text.ok()) return text;
  if (tells && WIFEXITED(status) && WEXITSTATUS(status) != 0) {
    return AlreadySaid();
  }
  DP_RETURN_IF_ERROR(Verdict(name, status));
  return text;
}

}  // namespace dp
