// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/output.h"

#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstring>

#include "absl/types/span.h"
#include "lib/entropy.h"
#include "lib/io.h"
#include "lib/status.h"

namespace dp {

absl::Status WriteOutput(const std::string& path, absl::string_view bytes) {
  if (path.empty()) return WriteAll(STDOUT_FILENO, bytes, "stdout");
  std::array<uint8_t, sizeof(uint64_t)> random;
  DP_RETURN_IF_ERROR(FillRandom(absl::MakeSpan(random)));
  uint64_t number;
  memcpy(&number, random.data(), sizeof(number));
  return ReplaceFile(path, bytes, number);
}

}  // namespace dp
