// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/base/words.h"

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "lib/base/status.h"

namespace dp {
namespace {

constexpr char kWords[] = "a ab b";

TEST(FindWord, TellsWhichOne) {
  EXPECT_EQ(FindWord("a", kWords).value(), 0U);
  EXPECT_EQ(FindWord("ab", kWords).value(), 1U);
  EXPECT_EQ(FindWord("b", kWords).value(), 2U);
}

TEST(FindWord, TakesWholeWordsAlone) {
  for (const char* other : {"", " ", "A", "a ab", "ab ", "c"}) {
    const absl::Status status = FindWord(other, kWords).status();
    EXPECT_EQ(ExitCode(status), 2) << other;
    EXPECT_EQ(status.message(), Quote(other) + " is not one of a, ab, b");
  }
}

TEST(CheckWord, NamesTheOption) {
  EXPECT_TRUE(CheckWord("--x", "b", kWords).ok());
  EXPECT_EQ(CheckWord("--x", "c", kWords).message(),
            "cannot use \"--x\": \"c\" is not one of a, ab, b");
}

}  // namespace
}  // namespace dp
