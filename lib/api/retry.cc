// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/api/retry.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status.h"

namespace dp {
namespace {

constexpr absl::Duration kFirstPause = absl::Milliseconds(500);
constexpr absl::Duration kLongestPause = absl::Seconds(30);
constexpr absl::Duration kMaxRetryAfter = absl::Hours(24);
// With less time than this no attempt can succeed.
constexpr absl::Duration kTooLate = absl::Milliseconds(10);

// Attempts that follow each other and failed for the same reason.
struct Run {
  std::string reason;
  uint32_t first, last;
};

void AddReason(absl::string_view reason, uint32_t number,
               std::vector<Run>* runs) {
  if (!runs->empty() && runs->back().reason == reason) {
    runs->back().last = number;
  } else {
    runs->push_back({std::string(reason), number, number});
  }
}

std::string Describe(const std::vector<Run>& runs, bool transient) {
  const uint32_t attempts = runs.back().last;
  if (attempts == 1 && !transient) return runs[0].reason;
  if (runs.size() == 1) {
    return absl::StrCat(runs[0].reason, " (", attempts, " attempt",
                        attempts == 1 ? ")" : "s)");
  }
  std::string text;
  for (const Run& run : runs) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", run.reason, " (attempt",
                    run.first == run.last ? " " : "s ", run.first);
    if (run.first != run.last) absl::StrAppend(&text, " to ", run.last);
    absl::StrAppend(&text, ")");
  }
  return text;
}

// The pause after attempt `number`, with `left` until the deadline.
absl::Duration PauseAfter(uint32_t number, const Attempt& attempt,
                          const RetryPolicy& policy, const Clock& clock,
                          absl::Duration left) {
  absl::Duration pause =
      kFirstPause * (int64_t{1} << std::min(number - 1, 10u));
  pause = std::min(pause, kLongestPause);
  pause += pause * (clock.random() / 2);
  const std::optional<absl::Duration> asked =
      ParseRetryAfter(attempt.retry_after, clock.now());
  if (asked.has_value()) pause = std::max(pause, *asked);
  const absl::Duration reserve = std::min(policy.timeout, left / 2);
  return std::min(pause, left - reserve);
}

}  // namespace

absl::Status Retry(const RetryPolicy& policy, const Clock& clock,
                   absl::FunctionRef<Attempt(absl::Duration limit)> attempt) {
  const absl::Duration start = clock.elapsed();
  std::vector<Run> runs;
  for (uint32_t number = 1;; ++number) {
    absl::Duration left = policy.deadline - (clock.elapsed() - start);
    const Attempt result = attempt(std::min(policy.timeout, left));
    if (result.status.ok()) return absl::OkStatus();
    const absl::string_view reason = result.status.message();
    AddReason(reason, number, &runs);
    left = policy.deadline - (clock.elapsed() - start);
    if (!result.transient || number == policy.attempts || left < kTooLate) {
      return WithMessage(result.status, Describe(runs, result.transient));
    }
    clock.sleep({PauseAfter(number, result, policy, clock, left), number + 1,
                 policy.attempts, reason});
  }
}

std::optional<absl::Duration> ParseRetryAfter(absl::string_view text,
                                              absl::Time now) {
  if (text.empty()) return std::nullopt;
  if (std::all_of(text.begin(), text.end(), [](char c) {
        return absl::ascii_isdigit(static_cast<unsigned char>(c));
      })) {
    int64_t seconds;
    // All digits, so it can only be too large.
    if (!absl::SimpleAtoi(text, &seconds)) return kMaxRetryAfter;
    return std::min(absl::Seconds(seconds), kMaxRetryAfter);
  }
  absl::Time date;
  for (const char* format :
       {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT",
        "%a %b %d %H:%M:%S %Y"}) {
    if (!absl::ParseTime(format, text, &date, nullptr)) continue;
    // Abseil has a word for it.
    if (date == absl::InfiniteFuture()) return std::nullopt;
    return std::clamp(date - now, absl::ZeroDuration(), kMaxRetryAfter);
  }
  return std::nullopt;
}

}  // namespace dp
