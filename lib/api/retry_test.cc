// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/api/retry.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/base/status.h"

namespace dp {
namespace {

constexpr int64_t kNow = 1795300000;  // Sat, 21 Nov 2026 22:26:40 GMT

// Attempts that end as `results` say, one after the other, and take `cost`
// each; time passes only by them and by sleeping.
struct Trial {
  RetryPolicy policy;
  std::vector<Attempt> results;
  double chance = 0;
  absl::Duration cost;

  std::vector<absl::Duration> limits, pauses;
  absl::Duration elapsed = absl::Hours(7);

  absl::Status Run() {
    const auto now = [] { return absl::FromUnixSeconds(kNow); };
    const auto passed = [this] { return elapsed; };
    const auto random = [this] { return chance; };
    const auto sleep = [this](const Pause& pause) {
      EXPECT_EQ(pause.next, limits.size() + 1);
      EXPECT_EQ(pause.attempts, policy.attempts);
      EXPECT_EQ(pause.reason, results[limits.size() - 1].status.message());
      pauses.push_back(pause.duration);
      elapsed += pause.duration;
    };
    return Retry(policy, {now, passed, random, sleep},
                 [this](absl::Duration limit) {
                   limits.push_back(limit);
                   elapsed += cost;
                   return results.at(limits.size() - 1);
                 });
  }
};

Attempt Bad(absl::string_view reason, absl::string_view retry_after = "") {
  return {NotNow(reason), true, std::string(retry_after)};
}

TEST(Retry, EndsWithTheFirstSuccess) {
  Trial trial;
  trial.results = {Bad("a"), {}, Bad("b")};
  EXPECT_TRUE(trial.Run().ok());
  EXPECT_EQ(trial.limits.size(), 2u);
}

TEST(Retry, DoublesThePauses) {
  Trial trial;
  trial.results.assign(5, Bad("HTTP 503"));
  EXPECT_EQ(trial.Run(), NotNow("HTTP 503 (5 attempts)"));
  EXPECT_EQ(trial.pauses, (std::vector<absl::Duration>{
                              absl::Milliseconds(500), absl::Seconds(1),
                              absl::Seconds(2), absl::Seconds(4)}));
  trial.limits.clear();
  trial.pauses.clear();
  trial.chance = 0.5;
  EXPECT_FALSE(trial.Run().ok());
  EXPECT_EQ(trial.pauses, (std::vector<absl::Duration>{
                              absl::Milliseconds(625), absl::Milliseconds(1250),
                              absl::Milliseconds(2500), absl::Seconds(5)}));
}

TEST(Retry, NeverPausesForLong) {
  Trial trial;
  trial.policy.attempts = 40;
  trial.policy.deadline = absl::Hours(24);
  trial.results.assign(40, Bad("a"));
  EXPECT_FALSE(trial.Run().ok());
  EXPECT_EQ(trial.pauses.back(), absl::Seconds(30));
}

TEST(Retry, TellsWhatEachAttemptRanInto) {
  Trial trial;
  trial.results = {Bad("a"), Bad("a"), Bad("b"), Bad("a"), Bad("a")};
  EXPECT_EQ(trial.Run(),
            NotNow("a (attempts 1 to 2), b (attempt 3), a (attempts 4 to 5)"));
  trial = {};
  trial.policy.attempts = 1;
  trial.results = {Bad("a")};
  EXPECT_EQ(trial.Run(), NotNow("a (1 attempt)"));
}

TEST(Retry, GivesUpAtOnceOnWhatStays) {
  Trial trial;
  trial.results = {{Refused("no"), false, ""}};
  EXPECT_EQ(trial.Run(), Refused("no"));
  trial = {};
  trial.results = {Bad("a"), {Refused("no"), false, ""}};
  EXPECT_EQ(trial.Run(), Refused("a (attempt 1), no (attempt 2)"));
}

TEST(Retry, KeepsTheDeadline) {
  Trial trial;
  trial.policy.attempts = 100;
  trial.cost = absl::Seconds(10);
  trial.results.assign(100, Bad("timed out"));
  EXPECT_EQ(trial.Run(), NotNow("timed out (6 attempts)"));
  EXPECT_EQ(trial.limits.front(), absl::Seconds(10));
  EXPECT_LT(trial.limits.back(), absl::Seconds(10));
  EXPECT_LE(trial.elapsed, absl::Hours(7) + absl::Seconds(70));
}

TEST(Retry, LimitsOneAttemptToTheDeadline) {
  Trial trial;
  trial.policy.deadline = absl::Seconds(3);
  trial.results = {{}};
  EXPECT_TRUE(trial.Run().ok());
  EXPECT_EQ(trial.limits.front(), absl::Seconds(3));
}

TEST(Retry, HonoursRetryAfter) {
  Trial trial;
  trial.results = {Bad("a", "7"),
                   Bad("a", "0"),
                   Bad("a", "Sat, 21 Nov 2026 22:26:59 GMT"),
                   {}};
  EXPECT_TRUE(trial.Run().ok());
  EXPECT_EQ(trial.pauses,
            (std::vector<absl::Duration>{absl::Seconds(7), absl::Seconds(1),
                                         absl::Seconds(19)}));
}

TEST(Retry, ClampsRetryAfterToTheDeadline) {
  for (const char* far : {"999999999999", "99999999999999999999999", "100",
                          "Fri, 31 Dec 9999 23:59:59 GMT"}) {
    Trial trial;
    trial.results.assign(5, Bad("HTTP 429", far));
    EXPECT_EQ(trial.Run(), NotNow("HTTP 429 (5 attempts)"));
    EXPECT_EQ(trial.pauses[0], absl::Seconds(50));
    EXPECT_LT(trial.elapsed, absl::Hours(7) + absl::Seconds(60));
  }
}

TEST(ParseRetryAfter, ReadsBothForms) {
  const absl::Time now = absl::FromUnixSeconds(kNow);
  EXPECT_EQ(ParseRetryAfter("120", now), absl::Seconds(120));
  EXPECT_EQ(ParseRetryAfter("0", now), absl::ZeroDuration());
  for (const char* date :
       {"Sat, 21 Nov 2026 22:27:40 GMT", "Saturday, 21-Nov-26 22:27:40 GMT",
        "Sat Nov 21 22:27:40 2026"}) {
    EXPECT_EQ(ParseRetryAfter(date, now), absl::Seconds(60)) << date;
  }
}

TEST(ParseRetryAfter, Clamps) {
  const absl::Time now = absl::FromUnixSeconds(kNow);
  EXPECT_EQ(ParseRetryAfter("Mon, 01 Jan 2001 00:00:00 GMT", now),
            absl::ZeroDuration());
  EXPECT_EQ(ParseRetryAfter("999999999999", now), absl::Hours(24));
  EXPECT_EQ(ParseRetryAfter("99999999999999999999999", now), absl::Hours(24));
}

TEST(ParseRetryAfter, RefusesTheRest) {
  for (const char* text :
       {"", "-5", "+5", "1.5", "5s", "abc", " ", "0x10", "infinite-future",
        "Sat, 21 Nov 2026 22:27:40 CET", "Sat, 21 Nov 2026 22:27:40"}) {
    EXPECT_EQ(ParseRetryAfter(text, absl::FromUnixSeconds(kNow)), std::nullopt)
        << text;
  }
}

}  // namespace
}  // namespace dp
