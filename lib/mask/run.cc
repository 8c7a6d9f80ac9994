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
#include <iterator>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "lib/base/secret.h"
#include "lib/base/status.h"
#include "lib/mask/command.h"
#include "lib/mask/monitor.h"
#include "lib/mask/stream.h"
#include "lib/mask/terminal.h"
#include "lib/os/io.h"
#include "lib/process/signal_queue.h"

namespace dp {
namespace {

// As much as a pipe holds.
constexpr size_t kPiece = size_t{64} << 10;
// As much as a pipe that poll(2) says can be written takes without waiting.
constexpr size_t kSafeWrite = 4096;

// More than what can be on its way in a terminal.
constexpr int kMostOfTerminal = 256 << 10;

// How often to look whether a job of the background has come back, in ms.
constexpr int kAwayLook = 200;

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

// The command, whichever way it was started.
class Job {
 public:
  explicit Job(Command* command) : command_(command) {}
  explicit Job(Monitor* monitor) : monitor_(monitor) {}

  bool has_terminal() const { return monitor_ != nullptr; }
  int output() const {
    return monitor_ != nullptr ? monitor_->terminal() : command_->output();
  }
  int errors() const { return monitor_ != nullptr ? -1 : command_->errors(); }
  // Readable when Look has something to tell; -1: a SIGCHLD says so.
  int events() const { return monitor_ != nullptr ? monitor_->events() : -1; }

  CommandState Look() {
    return monitor_ != nullptr ? monitor_->Look() : command_->Look();
  }
  // `code` is the si_code of what came to us.
  void PassOn(int signal, int code) {
    const bool by_process = code <= 0;
    if (monitor_ != nullptr) {
      monitor_->Send(signal, /*to_group=*/!by_process);
    } else if (by_process) {
      command_->Send(signal);
    }  // Those that our terminal sends come to the command without us.
  }
  void Continue() {
    monitor_ != nullptr ? monitor_->Send(SIGCONT, /*to_group=*/true)
                        : command_->Send(SIGCONT);
  }
  void Resize() {
    if (monitor_ != nullptr) monitor_->Resize();
  }
  // From now on its writing to stdout (0) or stderr (1) fails.
  void Close(size_t side) {
    if (monitor_ != nullptr) {
      monitor_->CloseTerminal();
    } else {
      side == 0 ? command_->CloseOutput() : command_->CloseErrors();
    }
  }

 private:
  Command* command_ = nullptr;
  Monitor* monitor_ = nullptr;
};

// What is typed at our terminal, on its way to the command's.
class Keys {
 public:
  Keys() { bytes_.Resize(kSafeWrite); }

  // Whether to call Read, or Write, next.
  bool reads() const { return !ended_ && begin_ == end_; }
  bool writes() const { return begin_ < end_; }

  void Read() {
    const ssize_t size =
        read(STDIN_FILENO, bytes_.RevealMutable().data(), bytes_.size());
    if (size == 0 || (size < 0 && errno == EIO)) ended_ = true;
    begin_ = 0;
    end_ = size > 0 ? static_cast<size_t>(size) : 0;
  }
  void Write(int fd) {
    const absl::string_view rest =
        bytes_.Reveal().substr(begin_, end_ - begin_);
    const ssize_t size = write(fd, rest.data(), rest.size());
    if (size > 0) begin_ += static_cast<size_t>(size);
    // Nobody has the other side any more, so nobody misses it.
    if (size < 0 && errno == EIO) begin_ = end_;
  }
  void End() {
    ended_ = true;
    begin_ = end_;
  }

 private:
  Secret bytes_;
  size_t begin_ = 0, end_ = 0;
  bool ended_ = false;
};

class Relay {
 public:
  Relay(Job job, SignalQueue* signals, Terminal* terminal,
        const Patterns& patterns, const RunRules& rules)
      : job_(job),
        signals_(signals),
        terminal_(terminal),
        rules_(rules),
        sides_{{job_.output(), STDOUT_FILENO, "stdout", patterns},
               {job_.errors(), STDERR_FILENO, "stderr", patterns}} {
    if (!job_.has_terminal() || !terminal_->exists()) keys_.End();
  }

  absl::StatusOr<int> Run() {
    while (!status_.has_value() || IsOpen(0) || IsOpen(1)) {
      DP_RETURN_IF_ERROR(Turn());
    }
    return Verdict();
  }

 private:
  bool IsOpen(size_t i) const {
    return sides_[i].stream.reads() || sides_[i].stream.writes();
  }

  // What side `i` waits for.
  struct pollfd WaitOf(size_t i) const {
    const Stream& stream = sides_[i].stream;
    if (stream.reads()) return {stream.input(), POLLIN, 0};
    if (stream.writes()) return {stream.output(), POLLOUT, 0};
    return {-1, 0, 0};
  }

  // Whether our terminal is not ours at the moment. No signal tells when a job
  // of the background that runs gets it back.
  bool IsAway() const {
    return job_.has_terminal() && terminal_->exists() && !terminal_->IsOurs();
  }

  struct pollfd WaitOfKeys() const {
    if (keys_.writes()) return {job_.output(), POLLOUT, 0};
    if (keys_.reads() && !status_.has_value() && terminal_->IsOurs()) {
      return {STDIN_FILENO, POLLIN, 0};
    }
    return {-1, 0, 0};
  }

  // Waits for something to do, and does it.
  absl::Status Turn() {
    if (job_.has_terminal() && !status_.has_value()) terminal_->Enter();
    struct pollfd wait[] = {
        WaitOf(0),
        WaitOf(1),
        WaitOfKeys(),
        {signals_->fd(), POLLIN, 0},
        {status_.has_value() ? -1 : job_.events(), POLLIN, 0}};
    // Where only what is there already is taken in, nothing is waited for.
    const bool rest = status_.has_value() && !rules_.wait &&
                      (sides_[0].stream.reads() || sides_[1].stream.reads());
    const int ready = poll(wait, std::size(wait),
                           rest       ? 0
                           : IsAway() ? kAwayLook
                                      : -1);
    if (ready < 0 && errno != EINTR) {
      return Failed(Cannot("use", "poll", errno));
    }
    if (ready < 0) return absl::OkStatus();
    for (size_t i = 0; i < 2; ++i) {
      if (wait[i].revents != 0 || (rest && sides_[i].stream.reads())) {
        DP_RETURN_IF_ERROR(Move(i));
      }
    }
    if (wait[2].revents != 0) MoveKeys();
    if (wait[3].revents != 0) TakeSignals();
    if (wait[4].revents != 0) Follow(job_.Look());
    return absl::OkStatus();
  }

  void MoveKeys() {
    keys_.writes() ? keys_.Write(job_.output()) : keys_.Read();
  }

  absl::Status Move(size_t i) {
    Side& side = sides_[i];
    const bool reads = side.stream.reads();
    const int error = reads ? side.stream.Read() : side.stream.Write(side.most);
    if (error == 0 || error == EAGAIN || error == EINTR) {
      return absl::OkStatus();
    }
    if (reads && error == EIO && job_.has_terminal()) {
      // Nobody has the command's terminal any more.
      side.stream.EndAfter(0);
      return absl::OkStatus();
    }
    if (reads) return Failed(Cannot("read", side.name, error));
    side.error = error;
    side.stream.Drop();
    keys_.End();
    // The command's next write there fails as ours did.
    job_.Close(i);
    return absl::OkStatus();
  }

  void TakeSignals() {
    struct signalfd_siginfo info;
    while (signals_->Next(&info)) {
      const int signal = static_cast<int>(info.ssi_signo);
      if (signal == SIGCHLD) {
        if (job_.events() < 0) Follow(job_.Look());
      } else if (signal == SIGPIPE || signal == SIGXFSZ) {
        // Of our own writing, which has failed with an errno.
      } else if (status_.has_value()) {
        EndBy(signal);
      } else if (signal == SIGCONT) {
        GoOn();
      } else if (signal == SIGWINCH && job_.has_terminal()) {
        job_.Resize();
      } else {
        job_.PassOn(signal, info.ssi_code);
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
    for (size_t i = 0; i < 2; ++i) {
      if (!IsOpen(i)) continue;
      int size = kMostOfTerminal;
      if (!job_.has_terminal()) {
        size = 0;
        (void)ioctl(sides_[i].stream.input(), FIONREAD, &size);
      }
      sides_[i].stream.EndAfter(static_cast<size_t>(size));
    }
  }

  // So that the shell which started us sees that its job has stopped.
  void Stop(int signal) {
    // SIGSTOP is no act of job control where there is none.
    if (signal == SIGSTOP && !HasTerminal()) return;
    while (MoveSome()) {
    }
    if (job_.has_terminal()) terminal_->Leave();
    StopBy(signal, /*group=*/job_.has_terminal() && signal == SIGTSTP);
    GoOn();
  }

  // Whoever woke us may not have woken the command.
  void GoOn() {
    if (job_.has_terminal()) terminal_->Enter();
    job_.Resize();
    job_.Continue();
  }

  // Passes on what can be at once; false when there is nothing.
  bool MoveSome() {
    bool moved = false;
    for (size_t i = 0; i < 2; ++i) {
      struct pollfd wait = WaitOf(i);
      if (poll(&wait, 1, 0) <= 0) continue;
      if (!Move(i).ok()) return false;
      moved = moved || IsOpen(i);
    }
    return moved;
  }

  // With the command gone, signals are for us.
  void EndBy(int signal) {
    if (job_.has_terminal()) terminal_->Leave();
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

  Job job_;
  SignalQueue* signals_;
  Terminal* terminal_;
  RunRules rules_;
  Side sides_[2];
  Keys keys_;
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
  return Relay(Job(&command), &signals, nullptr, patterns, rules).Run();
}

absl::StatusOr<int> RunMasked(Monitor& monitor, const Patterns& patterns,
                              const RunRules& rules) {
  SignalQueue signals;
  DP_RETURN_IF_ERROR(signals.Open());
  DP_RETURN_IF_ERROR(monitor.Start());
  Terminal terminal;
  terminal.Enter();
  return Relay(Job(&monitor), &signals, &terminal, patterns, rules).Run();
}

}  // namespace dp
