// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/mask/run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "lib/base/status.h"
#include "lib/mask/command.h"
#include "lib/mask/signal_queue.h"
#include "lib/mask/stream.h"
#include "lib/os/io.h"

namespace dp {
namespace {

// As much as a pipe holds.
constexpr size_t kPiece = size_t{64} << 10;
// As much as a pipe that poll(2) says can be written takes without waiting.
constexpr size_t kSafeWrite = 4096;

bool IsRegular(int fd) {
  struct stat info;
  return fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
}

// Whether there is job control for us: a terminal that controls us.
bool HasTerminal() {
  return Fd(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)).get() >= 0;
}

// One of the command's streams, and what becomes of it.
struct Side {
  Side(int input, int output, const char* output_name, const Patterns& patterns)
      : stream(input, output, &patterns, kPiece),
        name(output_name),
        most(IsRegular(output) ? SIZE_MAX : kSafeWrite) {
    if (input < 0) stream.Drop();
  }

  Stream stream;
  const char* name;
  size_t most;    // What is written at once.
  int error = 0;  // The errno of writing.
};

class Relay {
 public:
  Relay(Command command, SignalQueue* signals, const Patterns& patterns,
        const RunRules& rules)
      : command_(std::move(command)),
        signals_(signals),
        rules_(rules),
        sides_{{command_.output(), STDOUT_FILENO, "stdout", patterns},
               {command_.errors(), STDERR_FILENO, "stderr", patterns}} {}

  absl::StatusOr<int> Run() {
    while (!status_.has_value() || sides_[0].stream.reads() ||
           sides_[0].stream.writes() || sides_[1].stream.reads() ||
           sides_[1].stream.writes()) {
      DP_RETURN_IF_ERROR(Turn(/*timeout=*/-1).status());
    }
    return Verdict();
  }

 private:
  // Waits for something to do, and does it. False when nothing came in time.
  absl::StatusOr<bool> Turn(int timeout) {
    struct pollfd wait[3] = {
        {signals_->fd(), POLLIN, 0}, {-1, 0, 0}, {-1, 0, 0}};
    for (size_t i = 0; i < 2; ++i) {
      const Stream& stream = sides_[i].stream;
      if (stream.reads()) wait[i + 1] = {stream.input(), POLLIN, 0};
      if (stream.writes()) wait[i + 1] = {stream.output(), POLLOUT, 0};
    }
    const int ready = poll(wait, 3, timeout);
    if (ready < 0 && errno != EINTR)
      return Failed(Cannot("use", "poll", errno));
    if (ready <= 0) return false;
    for (size_t i = 0; i < 2; ++i) {
      if (wait[i + 1].revents != 0) DP_RETURN_IF_ERROR(Move(i));
    }
    if (wait[0].revents != 0) TakeSignals();
    return true;
  }

  absl::Status Move(size_t i) {
    Side& side = sides_[i];
    const bool reads = side.stream.reads();
    const int error = reads ? side.stream.Read() : side.stream.Write(side.most);
    if (error == 0 || error == EAGAIN || error == EINTR) {
      return absl::OkStatus();
    }
    if (reads) return Failed(Cannot("read", side.name, error));
    side.error = error;
    side.stream.Drop();
    // The command's next write there fails as ours did.
    i == 0 ? command_.CloseOutput() : command_.CloseErrors();
    return absl::OkStatus();
  }

  void TakeSignals() {
    struct signalfd_siginfo info;
    while (signals_->Next(&info)) {
      const int signal = static_cast<int>(info.ssi_signo);
      if (signal == SIGCHLD) {
        Follow(command_.Look());
      } else if (signal == SIGPIPE || signal == SIGXFSZ) {
        // Of our own writing, which has failed with an errno.
      } else if (status_.has_value()) {
        EndBy(signal);
      } else if (info.ssi_code <= 0 || signal == SIGCONT) {
        // Those that the terminal sends come to the command without us.
        command_.Send(signal);
      }
    }
  }

  void Follow(const CommandState& state) {
    if (state.kind == CommandState::kEnded) {
      status_ = state.number;
      if (!rules_.wait) TakeInTheRest();
    } else if (state.kind == CommandState::kStopped) {
      Stop(state.number);
    }
  }

  // Without waiting for those who may have inherited the streams.
  void TakeInTheRest() {
    for (Side& side : sides_) {
      if (!side.stream.reads() && !side.stream.writes()) continue;
      int size = 0;
      (void)ioctl(side.stream.input(), FIONREAD, &size);
      side.stream.EndAfter(static_cast<size_t>(size));
    }
  }

  // So that the shell which started us sees that its job has stopped.
  void Stop(int signal) {
    // SIGSTOP is no act of job control where there is none.
    if (signal == SIGSTOP && !HasTerminal()) return;
    for (;;) {
      const absl::StatusOr<bool> moved = TurnStreams();
      if (!moved.ok() || !*moved) break;
    }
    StopBy(signal);
    // Whoever woke us may not have woken the command.
    command_.Send(SIGCONT);
  }

  // What can be passed on at once.
  absl::StatusOr<bool> TurnStreams() {
    bool moved = false;
    for (size_t i = 0; i < 2; ++i) {
      const Stream& stream = sides_[i].stream;
      struct pollfd wait = {-1, 0, 0};
      if (stream.reads()) wait = {stream.input(), POLLIN, 0};
      if (stream.writes()) wait = {stream.output(), POLLOUT, 0};
      if (poll(&wait, 1, 0) <= 0) continue;
      DP_RETURN_IF_ERROR(Move(i));
      moved = stream.reads() || stream.writes();
    }
    return moved;
  }

  // With the command gone, signals are for us.
  void EndBy(int signal) {
    RestoreSignals(signals_->before());
    (void)raise(signal);
  }

  absl::StatusOr<int> Verdict() const {
    if (*status_ != 0) return *status_;
    for (const Side& side : sides_) {
      if (side.error == EPIPE) return 128 + SIGPIPE;
      if (side.error != 0) {
        return Failed(Cannot("write", side.name, side.error));
      }
    }
    return 0;
  }

  Command command_;
  SignalQueue* signals_;
  RunRules rules_;
  Side sides_[2];
  std::optional<int> status_;
};

}  // namespace

absl::StatusOr<int> RunMasked(const std::vector<std::string>& words,
                              char* const* environment,
                              const Patterns& patterns, const RunRules& rules) {
  SignalQueue signals;
  DP_RETURN_IF_ERROR(signals.Open());
  DP_ASSIGN_OR_RETURN(Command command,
                      Command::Start(words, environment, signals.before()));
  return Relay(std::move(command), &signals, patterns, rules).Run();
}

}  // namespace dp
