// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/mask/terminal.h"

#include <unistd.h>

namespace dp {

Terminal::Terminal() { exists_ = tcgetattr(STDIN_FILENO, &mode_) == 0; }

Terminal::~Terminal() { Leave(); }

bool Terminal::IsOurs() const {
  return exists_ && tcgetpgrp(STDIN_FILENO) == getpgrp();
}

void Terminal::Enter() {
  if (entered_ || !IsOurs()) return;
  const struct termios raw = RawMode(mode_);
  entered_ = tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
}

void Terminal::Leave() {
  if (!entered_) return;
  entered_ = false;
  // It does not wait for what a stopped terminal has not shown yet.
  (void)tcsetattr(STDIN_FILENO, TCSANOW, &mode_);
}

struct termios RawMode(struct termios mode) {
  cfmakeraw(&mode);
  return mode;
}

struct winsize TerminalSize() {
  struct winsize size = {};
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_row > 0) return size;
  }
  size.ws_row = 24;
  size.ws_col = 80;
  return size;
}

}  // namespace dp
