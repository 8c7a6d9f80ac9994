// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Durations and times as people write them, and as messages show them.

#ifndef DP_LIB_BASE_TIMES_H_
#define DP_LIB_BASE_TIMES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace dp {

// A duration in Go's syntax (time.ParseDuration) and the units d (24h) and w
// (7d): "90s", "1h30m", "1.5h", "2w", "0". At most 2^63-1 nanoseconds, as in
// Go, and never negative. Misused, holding only the reason, for everything
// else.
absl::StatusOr<absl::Duration> ParseDuration(absl::string_view text);

// A time in RFC 3339, "2026-11-21T20:00:00Z" or "2026-11-21T20:00:00+01:00"; a
// date alone, "2026-11-21", is the last second of that day in UTC.
// Misused, holding only the reason, for everything else.
absl::StatusOr<absl::Time> ParseTime(absl::string_view text);

// RFC 3339 in UTC, whole seconds; the last second of 9999 for all after it.
std::string FormatUtc(absl::Time time);

// For people: "2026-11-21 20:00:00 +0100 (3 days ago)", "(in 2 hours)".
std::string FormatLocal(absl::Time time, absl::Time now, absl::TimeZone zone);

// For people, the largest unit alone and rounded down: "3 days", "1 hour", "45
// seconds".
std::string FormatSpan(absl::Duration duration);

}  // namespace dp

#endif  // DP_LIB_BASE_TIMES_H_
