// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/render/ways.h"

#include <string>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace dp {
namespace {

TEST(TraitsOf, FindsWhatReadersStumbleOver) {
  const struct {
    absl::string_view value;
    Traits traits;
  } kCases[] = {
      {"", kEmpty},
      {"plain", 0},
      {"it's", kSingle},
      {"'", kSingle | kQuoteFirst | kQuoteEnds},
      {"a`", kBacktick | kQuoteEnds},
      {"it's #", kSingle | kSingleLine | kHash | kComment},
      {"\\'\n", kSingle | kBackslash | kLf | kBlankEnds},
      {"\\n", kBackslash | kTextLf},
      {"\\r\\", kBackslash | kTextCr | kBackslashLast},
      {"\\\\", kBackslash | kBackslashLast | kBackslashPair},
      {"a\\\nb", kBackslash | kLf | kBackslashLine},
      {"$a", kDollar},
      {"$(", kDollar | kCommand},
      {"${a}", kDollar | kBraces},
      {"${a", kDollar},
      {"${a:b}", kDollar},
      {"${a:-b}", kDollar | kBraces},
      {"${${a:-}", kDollar | kBraces},
      {"a\r", kCr | kCrLast | kBlankEnds},
      {" a", kBlankEnds},
      {"a\t", kBlankEnds | kBlankLast},
      {"a\x01z", kControl},
      {"() {", 0},
      {"encrypted:", kEncrypted},
      {"a;b", 0},
      {"a\xE2\x80\x85;b", kComment},
      {"a\xC3\xA9;b", 0},
      {"a\n\nb", kLf},
      {"a\n;b", kLf | kComment | kRaggedLines},
      {"a\xEF\xBF\xBEz", kNoncharacter},
      {"a\xF4\x8F\xBF\xBFz", kNoncharacter},
      {"a\xCC\x81z", kDecomposed},
      {"a\xE1\x84\x80z", 0},
      {"a\xE1\x85\xA1z", kDecomposed},
      {"'\xE2\x80\xA8z", kSingle | kSingleLine | kQuoteFirst | kQuoteEnds},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(TraitsOf(c.value), c.traits) << c.value;
  }
}

constexpr Replacement kEscapes[] = {{"\\", "\\\\"}, {"${", "{{"}};
constexpr Way kWays[] = {
    {kSingle | kLf, "'", "'"},
    {kDouble | kLf, "\"", "\"", kEscapes},
};

TEST(AppendBy, Escapes) {
  Secret text;
  AppendBy(kWays[1], "a\\${b$\\", &text);
  EXPECT_EQ(text.Reveal(), "\"a\\\\{{b$\\\\\"");
}

TEST(FindWay, TakesTheFirstThatIsExact) {
  EXPECT_EQ(FindWay(kWays, TraitsOf("x")), &kWays[0]);
  EXPECT_EQ(FindWay(kWays, TraitsOf("'")), &kWays[1]);
  EXPECT_EQ(FindWay(kWays, TraitsOf("\n")), nullptr);
}

TEST(WhyNotValue, SaysWhatStandsInTheWayOfAll) {
  EXPECT_EQ(WhyNotValue(kWays, 0, {"A", "'"}), "");
  EXPECT_EQ(WhyNotValue(kWays, 0, {"A", "\n'"}), "holds a line feed");
  EXPECT_EQ(WhyNotValue(kWays, 0, {"A", "'\""}),
            "holds an apostrophe and a double quote");
  EXPECT_EQ(WhyNotValue(kWays, 4, {"A", "xx"}), "");
  EXPECT_EQ(WhyNotValue(kWays, 4, {"A", "xxx"}),
            "is over the limit of 4 bytes with its name");
}

}  // namespace
}  // namespace dp
