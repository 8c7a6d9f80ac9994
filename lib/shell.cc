// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/shell.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "lib/io.h"
#include "lib/status.h"

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

// The errno of starting the command, or 0.
int Spawn(const std::string& command, char* const* environment, int output,
          pid_t* child) {
  posix_spawn_file_actions_t actions;
  int error = posix_spawn_file_actions_init(&actions);
  if (error != 0) return error;
  error = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null",
                                           O_RDONLY, 0);
  if (error == 0) {
    error = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  }
  char name[] = "sh", option[] = "-c";
  char* const argv[] = {name, option, const_cast<char*>(command.c_str()),
                        nullptr};
  if (error == 0) {
    error = posix_spawn(child, "/bin/sh", &actions, nullptr, argv, environment);
  }
  posix_spawn_file_actions_destroy(&actions);
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
  pid_t child;
  const int error = Spawn(command, environment, output.get(), &child);
  (void)output.Close();
  if (error != 0) return Failed(Cannot("run", name, error));
  absl::StatusOr<Secret> text = ReadAll(input.get(), name, limit);
  // A command that still writes gets SIGPIPE now, so that the wait ends.
  (void)input.Close();
  const int status = Wait(child);
  if (!text.ok()) return text;
  if (tells && status > 0 && WIFEXITED(status) && WEXITSTATUS(status) != 0) {
    return Failed("");
  }
  DP_RETURN_IF_ERROR(Verdict(name, status));
  return text;
}

}  // namespace dp
