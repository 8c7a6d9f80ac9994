// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Trying again: how often, how long between, and when to stop.

#ifndef DP_LIB_API_RETRY_H_
#define DP_LIB_API_RETRY_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace dp {

struct RetryPolicy {
  uint32_t attempts = 5;
  absl::Duration timeout = absl::Seconds(10);   // For one attempt.
  absl::Duration deadline = absl::Seconds(60);  // For all and the waiting.
};

// How one attempt ended. Of an error only the kind and the reason.
struct Attempt {
  absl::Status status;
  bool transient = false;   // Of an error: worth another attempt.
  std::string retry_after;  // The header's text, or nothing.
};

// The wait before an attempt.
struct Pause {
  absl::Duration duration;
  uint32_t next;             // The number of the attempt to come, from 2 on.
  uint32_t attempts;         // How many there may be.
  absl::string_view reason;  // Why the last one failed.
};

struct Clock {
  absl::FunctionRef<absl::Time()> now;          // By the calendar.
  absl::FunctionRef<absl::Duration()> elapsed;  // Never set back.
  absl::FunctionRef<double()> random;           // 0 and up, below 1.
  absl::FunctionRef<void(const Pause&)> sleep;
};

// Calls `attempt` with the time it may take until one succeeds, one fails for
// good, or attempts or time run out. The pauses are 0.5 s, doubled each time,
// and up to half as much again at random; with a Retry-After at least that
// long; but always so short that another attempt fits before the deadline. The
// error is of the last attempt's kind, and its message tells why each of them
// failed: `HTTP 503 (attempts 1 to 2), timed out (attempt 3)`.
absl::Status Retry(const RetryPolicy& policy, const Clock& clock,
                   absl::FunctionRef<Attempt(absl::Duration limit)> attempt);

// How long a Retry-After header asks to wait: seconds, or a date of RFC 9110;
// nullopt for anything else. Never negative, at most a day.
std::optional<absl::Duration> ParseRetryAfter(absl::string_view text,
                                              absl::Time now);

}  // namespace dp

#endif  // DP_LIB_API_RETRY_H_
