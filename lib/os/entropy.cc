// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/os/entropy.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>

#include "lib/base/status.h"

namespace dp {

absl::Status FillRandom(absl::Span<uint8_t> bytes) {
  // Up to 256 bytes come whole or not at all; a signal can interrupt only the
  // wait at boot. The system call and not glibc's function: since 2.41 that
  // keeps a generator in this process.
  int64_t size;
  do {
    size = syscall(SYS_getrandom, bytes.data(), bytes.size(), 0);
  } while (size < 0 && errno == EINTR);
  if (size < 0) return Failed(Cannot("read", "getrandom", errno));
  if (static_cast<size_t>(size) != bytes.size()) {
    return Failed(Cannot("read", "getrandom", "too few random bytes"));
  }
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> RandomNumber() {
  std::array<uint8_t, sizeof(uint64_t)> bytes;
  DP_RETURN_IF_ERROR(FillRandom(absl::MakeSpan(bytes)));
  uint64_t number;
  memcpy(&number, bytes.data(), sizeof(number));
  return number;
}

}  // namespace dp
