// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "dropin/go_values.h"

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace dp {
namespace {

TEST(ParseGoInt, TakesWhatBaseZeroTakes) {
  EXPECT_EQ(ParseGoInt("5"), 5);
  EXPECT_EQ(ParseGoInt("+2"), 2);
  EXPECT_EQ(ParseGoInt("-1"), -1);
  EXPECT_EQ(ParseGoInt("0"), 0);
  EXPECT_EQ(ParseGoInt("007"), 7);
  EXPECT_EQ(ParseGoInt("0x2F"), 47);
  EXPECT_EQ(ParseGoInt("0b11"), 3);
  EXPECT_EQ(ParseGoInt("0o17"), 15);
  EXPECT_EQ(ParseGoInt("1_0"), 10);
  EXPECT_EQ(ParseGoInt("9223372036854775807"), 9223372036854775807);
}

TEST(ParseGoInt, RefusesWhatIsNone) {
  for (const char* text : {"", "+", "x", "08", "0x", "0b2", "_1", "1_", "1__0",
                           " 1", "1.0", "9223372036854775808"}) {
    EXPECT_FALSE(ParseGoInt(text).has_value()) << text;
  }
}

TEST(ParseGoDuration, CarriesASign) {
  EXPECT_EQ(ParseGoDuration("+30s"), absl::Seconds(30));
  EXPECT_EQ(ParseGoDuration("-1h"), -absl::Hours(1));
  EXPECT_EQ(ParseGoDuration("1h30m"), absl::Minutes(90));
  EXPECT_FALSE(ParseGoDuration("10").has_value());
  EXPECT_FALSE(ParseGoDuration("1x").has_value());
}

TEST(ParseGoBool, KnowsSixWordsEach) {
  EXPECT_EQ(ParseGoBool("T"), true);
  EXPECT_EQ(ParseGoBool("False"), false);
  EXPECT_FALSE(ParseGoBool("yes").has_value());
}

using List = std::vector<std::string>;

TEST(ParseCsv, SplitsARecord) {
  EXPECT_EQ(ParseCsv(""), List());
  EXPECT_EQ(ParseCsv("A"), List({"A"}));
  EXPECT_EQ(ParseCsv("A,,B"), List({"A", "", "B"}));
  EXPECT_EQ(ParseCsv("\"A\",\"B,C\""), List({"A", "B,C"}));
  EXPECT_EQ(ParseCsv("\"a\"\"b\""), List({"a\"b"}));
  EXPECT_EQ(ParseCsv("A\nB"), List({"A"}));
}

TEST(ParseCsv, RefusesStrayQuotes) {
  for (const char* text : {"A\"", "\"A", "\"A\"B", "A,\""}) {
    EXPECT_FALSE(ParseCsv(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace dp
