// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/sealed/expire.h"

#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "lib/base/status.h"

namespace dp {
namespace {

std::string Verdict(const std::optional<Stamp>& stamp,
                    std::optional<absl::Duration> max_age, absl::Time now) {
  const absl::Status status =
      CheckFresh(stamp, max_age, now, absl::UTCTimeZone(), "x");
  if (!status.ok()) {
    EXPECT_EQ(ExitCode(status), 5);
  }
  return std::string(status.message().substr(0, status.message().find('\n')));
}

TEST(CheckFresh, GoesByTheStamp) {
  const absl::Time now = absl::FromUnixSeconds(1795287600);
  const Stamp stamp = {now - absl::Hours(50), now};
  EXPECT_EQ(Verdict(stamp, {}, now), "");
  EXPECT_EQ(Verdict(stamp, {}, now + absl::Nanoseconds(1)),
            "cannot open \"x\": it expired 2026-11-21 19:00:00 +0000 (0 "
            "seconds ago)");
  EXPECT_EQ(
      Verdict(stamp, {}, now + absl::Hours(80)),
      "cannot open \"x\": it expired 2026-11-21 19:00:00 +0000 (3 days ago)");
  EXPECT_EQ(Verdict(stamp, absl::Hours(50), now), "");
  EXPECT_EQ(Verdict(stamp, absl::Hours(49), now),
            "cannot open \"x\": it is too old, sealed 2026-11-19 17:00:00 "
            "+0000 (2 days ago)");
}

TEST(CheckFresh, DistrustsTheFuture) {
  const absl::Time now = absl::UnixEpoch();
  EXPECT_EQ(Verdict(Stamp{now + absl::Minutes(5)}, {}, now), "");
  EXPECT_EQ(Verdict(Stamp{now + absl::Minutes(6)}, {}, now),
            "cannot open \"x\": it was sealed in the future, 1970-01-01 "
            "00:06:00 +0000 (in 6 minutes)");
  EXPECT_NE(Verdict(Stamp{absl::InfiniteFuture()}, {}, now), "");
}

TEST(CheckFresh, CannotTellWithoutAStamp) {
  EXPECT_EQ(Verdict({}, {}, absl::Now()), "");
  EXPECT_EQ(Verdict({}, absl::Hours(1), absl::Now()),
            "cannot open \"x\": it has no stamp, so its age is unknown");
  EXPECT_FALSE(IsExpired({}, absl::InfiniteFuture()));
}

}  // namespace
}  // namespace dp
