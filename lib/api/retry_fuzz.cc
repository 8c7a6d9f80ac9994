// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// No Retry-After header makes anybody wait longer than a day, or less than
// nothing.

#include <cstdlib>

#include "lib/api/retry.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const auto pause =
      dp::ParseRetryAfter(text, absl::FromUnixSeconds(1795300000));
  if (pause.has_value() &&
      (*pause < absl::ZeroDuration() || *pause > absl::Hours(24))) {
    std::abort();
  }
  return 0;
}
