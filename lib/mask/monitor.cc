// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/mask/monitor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>

#include "lib/base/status.h"
#include "lib/mask/terminal.h"
#include "lib/os/signals.h"
#include "lib/process/child.h"
#include "lib/process/signal_queue.h"

namespace dp {
namespace {

// What goes through the channel, either way.
struct Message {
  enum Kind {
    kStart,
    kSignal,
    kGroupSignal,
    kStarted,  // `number` is 0, or the errno of not starting.
    kStopped,
    kEnded,
  };
  Kind kind;
  int number;
};

bool Put(int channel, Message::Kind kind, int number) {
  const Message message = {kind, number};
  return send(channel, &message, sizeof(message), MSG_NOSIGNAL) ==
         sizeof(message);
}

// False when the other side has gone, or there is nothing to read now.
bool Take(int channel, Message* message) {
  ssize_t size;
  do {
    size = recv(channel, message, sizeof(*message), 0);
  } while (size < 0 && errno == EINTR);
  if (size == 0) errno = EPIPE;
  return size == sizeof(*message);
}

// The terminal of the command, both sides.
struct Pair {
  Fd ours, theirs;
};

absl::StatusOr<Pair> OpenPair() {
  constexpr char kName[] = "/dev/ptmx";
  Pair pair;
  pair.ours = Fd(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  char path[64];
  if (pair.ours.get() < 0 || grantpt(pair.ours.get()) != 0 ||
      unlockpt(pair.ours.get()) != 0) {
    return Failed(Cannot("open", kName, errno));
  }
  const int error = ptsname_r(pair.ours.get(), path, sizeof(path));
  if (error != 0) return Failed(Cannot("open", kName, error));
  pair.theirs = Fd(open(path, O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (pair.theirs.get() < 0) return Failed(Cannot("open", path, errno));
  if (fcntl(pair.ours.get(), F_SETFL, O_NONBLOCK) != 0) {
    return Failed(Cannot("use", kName, errno));
  }
  return pair;
}

// Its size and mode are those of ours. Without one, no CR is added to lines
// that go into a file or a pipe.
void SetUp(int terminal) {
  struct winsize size = TerminalSize();
  (void)ioctl(terminal, TIOCSWINSZ, &size);
  struct termios mode;
  if (tcgetattr(STDIN_FILENO, &mode) == 0) {
    (void)tcsetattr(terminal, TCSANOW, &mode);
  } else if (isatty(STDOUT_FILENO) == 0 && tcgetattr(terminal, &mode) == 0) {
    mode.c_oflag &= ~static_cast<tcflag_t>(ONLCR);
    (void)tcsetattr(terminal, TCSANOW, &mode);
  }
}

// The monitor itself. All of it runs in the forked process.
class Guard {
 public:
  Guard(char* const* arguments, char* const* environment, int terminal,
        int channel)
      : arguments_(arguments),
        environment_(environment),
        terminal_(terminal),
        channel_(channel) {
    has_mode_ = tcgetattr(STDIN_FILENO, &mode_) == 0;
  }

  [[noreturn]] void Run() {
    if (setsid() < 0 || ioctl(terminal_, TIOCSCTTY, 0) != 0 ||
        !signals_.Open().ok()) {
      _exit(1);
    }
    // Setting the terminal's foreground must not stop it.
    (void)signal(SIGTTOU, SIG_IGN);
    Message message;
    // Without a word, when the secrets cannot be read.
    if (!Take(channel_, &message)) _exit(0);
    StartCommand();
    while (Turn()) {
    }
    PutBack();
    if (command_ > 0) (void)kill(-command_, SIGHUP);
    _exit(0);
  }

 private:
  void StartCommand() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
      (void)Put(channel_, Message::kStarted, errno);
      return;
    }
    const Fd from(ends[0]);
    Fd to(ends[1]);
    const pid_t parent = getpid();
    command_ = fork();
    if (command_ == 0) Become(parent, to.get());
    int error = command_ < 0 ? errno : 0;
    (void)to.Close();
    if (error == 0 && read(from.get(), &error, sizeof(error)) <= 0) error = 0;
    // So that its last user's end is seen on the other side.
    (void)close(terminal_);
    (void)Put(channel_, Message::kStarted, error);
  }

  [[noreturn]] void Become(pid_t parent, int report) {
    DieWithParent(parent);
    (void)setpgid(0, 0);
    (void)tcsetpgrp(terminal_, getpid());
    if (has_mode_) (void)dup2(terminal_, STDIN_FILENO);
    (void)dup2(terminal_, STDOUT_FILENO);
    (void)dup2(terminal_, STDERR_FILENO);
    (void)signal(SIGTTOU, SIG_DFL);
    RestoreSignals(signals_.before());
    BecomeCommand(arguments_, environment_, report);
  }

  // False when the other side has gone.
  bool Turn() {
    struct pollfd wait[2] = {{channel_, POLLIN, 0}, {signals_.fd(), POLLIN, 0}};
    if (poll(wait, 2, -1) < 0) return errno == EINTR;
    if (wait[1].revents != 0) TakeSignals();
    if (wait[0].revents == 0) return true;
    Message message;
    if (!Take(channel_, &message)) return false;
    if (command_ > 0) {
      const bool group = message.kind == Message::kGroupSignal;
      (void)kill(group ? -command_ : command_, message.number);
    }
    return true;
  }

  void TakeSignals() {
    struct signalfd_siginfo info;
    while (signals_.Next(&info)) {
    }
    int status;
    while (command_ > 0 &&
           waitpid(command_, &status, WNOHANG | WUNTRACED) > 0) {
      if (WIFSTOPPED(status)) {
        (void)Put(channel_, Message::kStopped, WSTOPSIG(status));
        continue;
      }
      command_ = -1;
      (void)Put(channel_, Message::kEnded, ShellStatus(status));
    }
  }

  // The terminal that people type at, if it is still as we have set it: whoever
  // started us may have been faster.
  void PutBack() const {
    struct termios now, raw;
    if (!has_mode_ || tcgetattr(STDIN_FILENO, &now) != 0) return;
    raw = RawMode(mode_);
    if (now.c_lflag != raw.c_lflag || now.c_iflag != raw.c_iflag) return;
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &mode_);
  }

  char* const* arguments_;
  char* const* environment_;
  int terminal_, channel_;
  bool has_mode_;
  struct termios mode_;
  SignalQueue signals_;
  pid_t command_ = -1;
};

}  // namespace

absl::StatusOr<Monitor> Monitor::Fork(const std::vector<std::string>& words,
                                      char* const* environment,
                                      absl::FunctionRef<void()> prepare) {
  DP_ASSIGN_OR_RETURN(Pair pair, OpenPair());
  SetUp(pair.theirs.get());
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    return Failed(Cannot("make", "socketpair", errno));
  }
  Fd ours(ends[0]);
  Fd theirs(ends[1]);
  const std::vector<char*> arguments = Pointers(words);
  const pid_t child = fork();
  if (child < 0) return Failed(Cannot("run", words[0], errno));
  if (child == 0) {
    (void)ours.Close();
    (void)pair.ours.Close();
    prepare();
    Guard(arguments.data(), environment, pair.theirs.get(), theirs.get()).Run();
  }
  Monitor monitor;
  monitor.program_ = words[0];
  monitor.terminal_ = std::move(pair.ours);
  monitor.channel_ = std::move(ours);
  return monitor;
}

absl::Status Monitor::Start() {
  if (!Put(channel_.get(), Message::kStart, 0)) {
    return Failed(Cannot("use", "socketpair", errno));
  }
  Message message;
  if (!Take(channel_.get(), &message)) {
    return Failed(Cannot("run", program_, "its monitor has ended"));
  }
  if (message.number != 0) return WhyNot(program_, message.number);
  if (fcntl(channel_.get(), F_SETFL, O_NONBLOCK) == 0) return absl::OkStatus();
  return Failed(Cannot("use", "socketpair", errno));
}

CommandState Monitor::Look() {
  CommandState state;
  Message message;
  while (Take(channel_.get(), &message)) {
    state = {message.kind == Message::kEnded ? CommandState::kEnded
                                             : CommandState::kStopped,
             message.number};
    if (message.kind == Message::kEnded) return state;
  }
  // Killed, and the command with it.
  const bool gone = errno != EAGAIN && errno != EWOULDBLOCK;
  if (gone) return {CommandState::kEnded, 128 + SIGKILL};
  return state;
}

void Monitor::Send(int signal, bool to_group) const {
  (void)Put(channel_.get(), to_group ? Message::kGroupSignal : Message::kSignal,
            signal);
}

void Monitor::Resize() const {
  struct winsize size = TerminalSize();
  (void)ioctl(terminal_.get(), TIOCSWINSZ, &size);
}

}  // namespace dp
