// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/os/hardening.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "lib/base/status.h"

namespace dp {
namespace {

// With a closed standard descriptor the next file opened would get its number,
// and text meant for stdout would land in that file. What fills the gap is open
// the wrong way round, so that using it still fails, and closed on execve.
absl::Status FillStandardDescriptors() {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    if (fcntl(fd, F_GETFD) >= 0) continue;
    const int mode = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;
    if (open("/dev/null", mode | O_CLOEXEC) < 0) {
      return Failed(Cannot("open", "/dev/null", errno));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status HardenProcess() {
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) {
    return Failed(Cannot("use", "PR_SET_DUMPABLE", errno));
  }
  return FillStandardDescriptors();
}

}  // namespace dp
