// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Durations and times: what is taken is in its limits, and a time that is
// written again reads back as the same.

#include <cstdint>
#include <cstdlib>
#include <limits>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lib/base/times.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const absl::StatusOr<absl::Duration> duration = dp::ParseDuration(text);
  if (duration.ok()) {
    if (*duration < absl::ZeroDuration()) abort();
    if (*duration > absl::Nanoseconds(std::numeric_limits<int64_t>::max())) {
      abort();
    }
    if (dp::FormatSpan(*duration).empty()) abort();
  }
  const absl::StatusOr<absl::Time> time = dp::ParseTime(text);
  if (!time.ok()) return 0;
  const absl::Time whole = absl::FromUnixSeconds(absl::ToUnixSeconds(*time));
  const absl::StatusOr<absl::Time> again = dp::ParseTime(dp::FormatUtc(whole));
  if (again.ok() ? *again != whole
                 : whole >= absl::UnixEpoch() &&
                       whole < absl::FromUnixSeconds(253402300800)) {
    abort();
  }
  return 0;
}
