// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/source/prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <iterator>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "lib/base/status.h"
#include "lib/os/io.h"

namespace dp {
namespace {

constexpr char kTerminal[] = "/dev/tty";

// As OpenBSD's readpassphrase(3): all that would leave the terminal without
// echo.
constexpr int kSignals[] = {SIGALRM, SIGHUP,  SIGINT,  SIGPIPE, SIGQUIT,
                            SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU};

volatile sig_atomic_t signal_seen;

void NoteSignal(int signal) { signal_seen = signal; }

// Catches the signals that the caller did not ignore. They arrive only where
// WaitForInput lets them, so that none comes unseen between a look and a wait;
// the last two are answers to our own calls on the terminal, which they
// interrupt.
class CaughtSignals {
 public:
  CaughtSignals() {
    signal_seen = 0;
    sigset_t held;
    sigemptyset(&held);
    for (const int signal : kSignals) {
      if (signal != SIGTTIN && signal != SIGTTOU) sigaddset(&held, signal);
    }
    sigprocmask(SIG_BLOCK, &held, &old_mask_);
    struct sigaction note = {};
    note.sa_handler = NoteSignal;
    for (size_t i = 0; i < std::size(kSignals); ++i) {
      sigaction(kSignals[i], nullptr, &old_[i]);
      if (old_[i].sa_handler != SIG_IGN) sigaction(kSignals[i], &note, nullptr);
    }
  }
  ~CaughtSignals() {
    for (size_t i = 0; i < std::size(kSignals); ++i) {
      sigaction(kSignals[i], &old_[i], nullptr);
    }
    sigprocmask(SIG_SETMASK, &old_mask_, nullptr);
  }
  CaughtSignals(const CaughtSignals&) = delete;
  CaughtSignals& operator=(const CaughtSignals&) = delete;

  // The errno, or 0 once `fd` has a line.
  int WaitForInput(int fd) const {
    struct pollfd wait = {fd, POLLIN, 0};
    return ppoll(&wait, 1, nullptr, &old_mask_) < 0 ? errno : 0;
  }

 private:
  sigset_t old_mask_;
  struct sigaction old_[std::size(kSignals)];
};

// Reads up to the end of the line, one byte a read, so that what follows stays
// in the terminal.
absl::Status ReadLine(int fd, const CaughtSignals& caught, size_t limit,
                      Secret* line) {
  for (;;) {
    const int error = caught.WaitForInput(fd);
    if (error != 0) return Failed(Cannot("read", kTerminal, error));
    char c;
    const ssize_t size = read(fd, &c, 1);
    if (size < 0) return Failed(Cannot("read", kTerminal, errno));
    if (size == 0) {
      return Failed(Cannot("read", kTerminal, "nothing was typed"));
    }
    if (c == '\n') return absl::OkStatus();
    if (line->size() == limit) {
      return Failed(Cannot("read", kTerminal, "the line is too long"));
    }
    line->Append({&c, 1});
  }
}

enum class Echo { kOff, kOn };

absl::Status Ask(int fd, const CaughtSignals& caught,
                 const std::string& question, Echo echo, size_t limit,
                 Secret* line) {
  struct termios old_mode;
  if (tcgetattr(fd, &old_mode) != 0) {
    return Failed(Cannot("use", kTerminal, errno));
  }
  struct termios mode = old_mode;
  if (echo == Echo::kOff) mode.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL);
  if (tcsetattr(fd, TCSAFLUSH, &mode) != 0) {
    return Failed(Cannot("use", kTerminal, errno));
  }
  absl::Status status = WriteAll(fd, question, kTerminal);
  if (status.ok()) status = ReadLine(fd, caught, limit, line);
  // Once: what can interrupt it here is only the stop of a background process,
  // which must act before the terminal is ours again.
  (void)tcsetattr(fd, TCSAFLUSH, &old_mode);
  if (echo == Echo::kOff) (void)WriteAll(fd, "\n", kTerminal);
  return status;
}

bool Stops(int signal) {
  return signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

absl::StatusOr<Secret> AskOnTerminal(const std::string& question, Echo echo,
                                     size_t limit) {
  const Fd terminal(open(kTerminal, O_RDWR | O_CLOEXEC | O_NOCTTY));
  if (terminal.get() < 0) return Failed(Cannot("open", kTerminal, errno));
  for (;;) {
    Secret line;
    absl::Status status;
    {
      const CaughtSignals caught;
      status = Ask(terminal.get(), caught, question, echo, limit, &line);
    }
    const int signal = signal_seen;
    // Acts as it would have: the dispositions and the terminal are as they
    // were.
    if (signal != 0) (void)raise(signal);
    if (Stops(signal)) continue;
    if (!status.ok()) return status;
    return line;
  }
}

}  // namespace

bool HasTerminal() {
  return Fd(open(kTerminal, O_RDWR | O_CLOEXEC | O_NOCTTY)).get() >= 0;
}

absl::StatusOr<Secret> Prompt(const std::string& question, size_t limit) {
  return AskOnTerminal(question, Echo::kOff, limit);
}

absl::StatusOr<bool> Confirm(const std::string& question) {
  constexpr size_t kLimit = 100;
  DP_ASSIGN_OR_RETURN(const Secret answer,
                      AskOnTerminal(question, Echo::kOn, kLimit));
  return absl::StartsWithIgnoreCase(answer.Reveal(), "y");
}

}  // namespace dp
