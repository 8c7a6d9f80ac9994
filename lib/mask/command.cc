// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/mask/command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>

#include "lib/base/status.h"
#include "lib/os/signals.h"
#include "lib/process/child.h"

namespace dp {
namespace {

struct Pipe {
  Fd from, to;
};

absl::StatusOr<Pipe> MakePipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return Failed(Cannot("make", "pipe", errno));
  Pipe made = {Fd(ends[0]), Fd(ends[1])};
  return made;
}

// The caller has closed it: what stands in its place is ours (cli.h).
bool IsClosed(int fd) { return (fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0; }

// A pipe for what is written to `fd`; none where that is closed.
absl::StatusOr<Pipe> MakePipeFor(int fd) {
  if (IsClosed(fd)) return Pipe();
  DP_ASSIGN_OR_RETURN(Pipe made, MakePipe());
  if (fcntl(made.from.get(), F_SETFL, O_NONBLOCK) != 0) {
    return Failed(Cannot("use", "pipe", errno));
  }
  return made;
}

}  // namespace

absl::StatusOr<Command> Command::Start(const std::vector<std::string>& words,
                                       char* const* environment,
                                       const SignalState& signals) {
  DP_ASSIGN_OR_RETURN(Pipe output, MakePipeFor(STDOUT_FILENO));
  DP_ASSIGN_OR_RETURN(Pipe errors, MakePipeFor(STDERR_FILENO));
  DP_ASSIGN_OR_RETURN(Pipe report, MakePipe());
  const std::vector<char*> arguments = Pointers(words);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child < 0) return Failed(Cannot("run", words[0], errno));
  if (child == 0) {
    DieWithParent(parent);
    if (output.to.get() >= 0) dup2(output.to.get(), STDOUT_FILENO);
    if (errors.to.get() >= 0) dup2(errors.to.get(), STDERR_FILENO);
    RestoreSignals(signals);
    BecomeCommand(arguments.data(), environment, report.to.get());
  }
  (void)report.to.Close();
  Command command;
  command.output_ = std::move(output.from);
  command.errors_ = std::move(errors.from);
  command.pid_ = child;
  const absl::Status started = ReadReport(report.from.get(), words[0]);
  if (started.ok()) return command;
  (void)waitpid(child, nullptr, 0);
  return started;
}

CommandState Command::Look() {
  CommandState state;
  int status;
  for (;;) {
    const pid_t child = waitpid(-1, &status, WNOHANG | WUNTRACED);
    if (child <= 0) return state;
    if (child != pid_) continue;
    if (WIFSTOPPED(status)) {
      state = {CommandState::kStopped, WSTOPSIG(status)};
      continue;
    }
    pid_ = -1;
    state = {CommandState::kEnded, ShellStatus(status)};
  }
}

void Command::Send(int signal) const {
  if (pid_ > 0) (void)kill(pid_, signal);
}

}  // namespace dp
