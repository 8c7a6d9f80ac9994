// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Terminal: the terminal that people type at, while a command behind us has one
// of its own.

#ifndef DP_LIB_MASK_TERMINAL_H_
#define DP_LIB_MASK_TERMINAL_H_

#include <sys/ioctl.h>
#include <termios.h>

namespace dp {

class Terminal {
 public:
  // Stdin, if it is a terminal.
  Terminal();
  // Puts back what Enter changed.
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  bool exists() const { return exists_; }
  // Whether it is our turn to use it: else reading from it would stop us.
  bool IsOurs() const;

  // Every key goes through as a byte, and nothing is echoed; if it is ours.
  void Enter();
  void Leave();

  // As it was, for the command's terminal.
  const struct termios& mode() const { return mode_; }

 private:
  bool exists_ = false;
  bool entered_ = false;
  struct termios mode_ = {};
};

// `mode` with every key going through as a byte.
struct termios RawMode(struct termios mode);

// The size of the first of stdin, stdout and stderr that is a terminal; else 24
// lines of 80.
struct winsize TerminalSize();

}  // namespace dp

#endif  // DP_LIB_MASK_TERMINAL_H_
