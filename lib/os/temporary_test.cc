// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/os/temporary.h"

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace dp {
namespace {

constexpr uint64_t kRandom = 0xFEDCBA9876543210;
const char* const kNames[] = {"a", ".b", "a.0123456789abcdef.dp-clean",
                              "\xFF\n", ".x.tmp"};

TEST(TemporaryName, IsKnownAgain) {
  for (const char* name : kNames) {
    const std::string temporary = TemporaryName(name, kRandom);
    EXPECT_EQ(temporary, absl::StrCat(".", name, ".fedcba9876543210.tmp"));
    EXPECT_TRUE(IsTemporaryName(temporary));
    EXPECT_EQ(NameBeforeAside(temporary), "");
  }
  for (const char* other :
       {"", ".tmp", ".a.tmp", "a.0123456789abcdef.tmp", ".0123456789abcdef.tmp",
        ".a.0123456789abcdeF.tmp", ".a-0123456789abcdef.tmp",
        "..0123456789abcdef.tmp", ".a.0123456789abcdef.tmp2"}) {
    EXPECT_FALSE(IsTemporaryName(other)) << other;
  }
}

TEST(AsideName, TellsTheNameBefore) {
  for (const char* name : kNames) {
    const std::string aside = AsideName(name, kRandom);
    EXPECT_EQ(aside, absl::StrCat(".", name, ".fedcba9876543210.dp-clean"));
    EXPECT_EQ(NameBeforeAside(aside), name);
    EXPECT_FALSE(IsTemporaryName(aside));
  }
}

TEST(HiddenNames, AreNeverTooLong) {
  const std::string longest(255, 'n');
  EXPECT_EQ(TemporaryName(longest, 1).size(), 255u);
  EXPECT_TRUE(IsTemporaryName(TemporaryName(longest, 1)));
  EXPECT_EQ(AsideName(longest, 1).size(), 255u);
  EXPECT_EQ(NameBeforeAside(AsideName(longest, 1)), longest.substr(0, 228));
}

}  // namespace
}  // namespace dp
