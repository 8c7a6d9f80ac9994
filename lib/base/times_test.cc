// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/base/times.h"

#include "gtest/gtest.h"
#include "lib/base/status.h"

namespace dp {
namespace {

TEST(ParseDuration, TakesGoSyntaxAndDaysAndWeeks) {
  const struct {
    const char* text;
    absl::Duration want;
  } kCases[] = {
      {"0", absl::ZeroDuration()},
      {"0s", absl::ZeroDuration()},
      {"90s", absl::Seconds(90)},
      {"1h30m", absl::Minutes(90)},
      {"24h", absl::Hours(24)},
      {"7d", absl::Hours(168)},
      {"2w", absl::Hours(336)},
      {"1w1d1h1m1s", absl::Hours(193) + absl::Seconds(61)},
      {"1.5h", absl::Minutes(90)},
      {".5s", absl::Milliseconds(500)},
      {"1.s", absl::Seconds(1)},
      {"500ms", absl::Milliseconds(500)},
      {"3us", absl::Microseconds(3)},
      {"3\u00b5s", absl::Microseconds(3)},
      {"3\u03bcs", absl::Microseconds(3)},
      {"7ns", absl::Nanoseconds(7)},
      {"0.1234567890123456789123456789s", absl::Nanoseconds(123456789)},
      {"9223372036854775807ns", absl::Nanoseconds(9223372036854775807)},
      {"9223372036s", absl::Seconds(9223372036)},
  };
  for (const auto& c : kCases) {
    const auto got = ParseDuration(c.text);
    ASSERT_TRUE(got.ok()) << c.text << ": " << got.status();
    EXPECT_EQ(*got, c.want) << c.text;
  }
}

TEST(ParseDuration, RefusesEverythingElse) {
  for (const char* text : {"",
                           "-1",
                           "-1h",
                           "+1h",
                           "14",
                           "s",
                           "h1",
                           ".s",
                           ".",
                           "1",
                           "1x",
                           "1e3s",
                           "1e400",
                           "1 h",
                           " 1h",
                           "1h ",
                           "1hh",
                           "1M",
                           "9223372036854775807s",
                           "9223372036854775808ns",
                           "99999999999999999999999s",
                           "15251w",
                           "inf",
                           "0x10s",
                           "1h-1m",
                           "1\u00b5",
                           "00"}) {
    const auto got = ParseDuration(text);
    EXPECT_FALSE(got.ok()) << text;
    if (!got.ok()) {
      EXPECT_EQ(ExitCode(got.status()), 2) << text;
    }
  }
  EXPECT_EQ(ParseDuration("14").status().message(),
            "\"14\" is not a duration: use the units s, m, h, d or w, as in "
            "90s or 7d");
  EXPECT_EQ(ParseDuration("7days").status().message(),
            "\"7days\" is not a duration: use the units s, m, h, d or w, as in "
            "90s or 7d");
  EXPECT_EQ(ParseDuration("d").status().message(),
            "\"d\" is not a duration: a number is missing");
}

TEST(ParseTime, TakesRfc3339) {
  EXPECT_EQ(*ParseTime("2026-11-21T19:00:00Z"),
            absl::FromUnixSeconds(1795287600));
  EXPECT_EQ(*ParseTime("2026-11-21T20:00:00+01:00"),
            absl::FromUnixSeconds(1795287600));
  EXPECT_EQ(*ParseTime("1970-01-01T00:00:00Z"), absl::UnixEpoch());
}

TEST(ParseTime, TakesADateForItsEnd) {
  EXPECT_EQ(FormatUtc(*ParseTime("2027-01-31")), "2027-01-31T23:59:59Z");
  EXPECT_EQ(FormatUtc(*ParseTime("2028-02-29")), "2028-02-29T23:59:59Z");
  for (const char* text :
       {"2027-02-29", "2027-1-31", "2027-01-31 ", "31-01-2027", "2027/01/31",
        "1795287600", "01/31/2027"}) {
    EXPECT_FALSE(ParseTime(text).ok()) << text;
  }
}

TEST(ParseTime, RefusesEverythingElse) {
  for (const char* text :
       {"", "now", "infinite-future", "2026-11-21 19:00:00Z",
        "2026-11-21T19:00:00", " 2026-11-21T19:00:00Z", "2026-11-21T19:00:00Z ",
        "2026-13-21T19:00:00Z", "2026-02-30T19:00:00Z", "1795287600",
        "-2026-11-21T19:00:00Z", "12026-11-21T19:00:00Z"}) {
    EXPECT_FALSE(ParseTime(text).ok()) << text;
  }
}

TEST(Format, SaysTimesAsPeopleDo) {
  const absl::Time now = absl::FromUnixSeconds(1795287600);
  const absl::TimeZone utc = absl::UTCTimeZone();
  EXPECT_EQ(FormatUtc(now), "2026-11-21T19:00:00Z");
  EXPECT_EQ(FormatUtc(now + absl::Hours(24 * 366 * 8000)),
            "9999-12-31T23:59:59Z");
  EXPECT_EQ(FormatLocal(now - absl::Hours(73), now, utc),
            "2026-11-18 18:00:00 +0000 (3 days ago)");
  EXPECT_EQ(FormatLocal(now + absl::Hours(2), now, utc),
            "2026-11-21 21:00:00 +0000 (in 2 hours)");
  EXPECT_EQ(FormatSpan(absl::ZeroDuration()), "0 seconds");
  EXPECT_EQ(FormatSpan(absl::Seconds(1)), "1 second");
  EXPECT_EQ(FormatSpan(absl::Seconds(119)), "1 minute");
  EXPECT_EQ(FormatSpan(absl::Hours(25)), "1 day");
}

}  // namespace
}  // namespace dp
