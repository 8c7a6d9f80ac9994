// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/os/env.h"

#include <string.h>

#include <vector>

#include "gtest/gtest.h"

namespace dp {
namespace {

TEST(GetEnv, FindsWholeNames) {
  const char* const environment[] = {"AB=1", "A=2",    "A=3",
                                     "B",    "EMPTY=", nullptr};
  EXPECT_EQ(GetEnv(environment, "A"), "2");
  EXPECT_EQ(GetEnv(environment, "B"), "");
  EXPECT_EQ(GetEnv(environment, "EMPTY"), "");
}

TEST(TakeEnv, OverwritesTheValue) {
  char a[] = "A=secret", b[] = "B=1";
  char* environment[] = {a, b, nullptr};
  EXPECT_EQ(TakeEnv(environment, "A").Reveal(), "secret");
  EXPECT_EQ(memcmp(a, "A=\0\0\0\0\0\0", sizeof(a)), 0);
  EXPECT_STREQ(b, "B=1");
  EXPECT_TRUE(TakeEnv(environment, "C").empty());
}

TEST(TakeEnv, LeavesNoSecondValue) {
  char empty[] = "A=", first[] = "A=first", second[] = "A=second";
  char* environment[] = {empty, first, second, nullptr};
  EXPECT_EQ(TakeEnv(environment, "A").Reveal(), "first");
  EXPECT_EQ(memcmp(first, "A=\0\0\0\0\0", sizeof(first)), 0);
  EXPECT_EQ(memcmp(second, "A=\0\0\0\0\0\0", sizeof(second)), 0);
}

TEST(SortByName, Sorts) {
  std::vector<Variable> variables = {{"B", "1"}, {"A_", "2"}, {"A", "3"}};
  SortByName(&variables);
  EXPECT_EQ(variables[0].value, "3");
  EXPECT_EQ(variables[1].value, "2");
  EXPECT_EQ(variables[2].value, "1");
}

}  // namespace
}  // namespace dp
