// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/env.h"

#include <string.h>

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace dp {
namespace {

// A copy that can be written to, as environ.
class Inherited {
 public:
  explicit Inherited(std::vector<std::string> entries)
      : entries_(std::move(entries)) {
    for (std::string& entry : entries_) pointers_.push_back(entry.data());
    pointers_.push_back(nullptr);
  }
  char** get() { return pointers_.data(); }

 private:
  std::vector<std::string> entries_;
  std::vector<char*> pointers_;
};

TEST(GetEnv, FindsWholeNames) {
  Inherited environment({"AB=1", "A=2", "A=3", "B", "EMPTY="});
  EXPECT_EQ(GetEnv(environment.get(), "A"), "2");
  EXPECT_EQ(GetEnv(environment.get(), "B"), "");
  EXPECT_EQ(GetEnv(environment.get(), "EMPTY"), "");
}

TEST(TakeEnv, OverwritesTheValue) {
  Inherited environment({"A=secret", "B=1"});
  EXPECT_EQ(TakeEnv(environment.get(), "A").Reveal(), "secret");
  EXPECT_EQ(memcmp(environment.get()[0], "A=\0\0\0\0\0\0", 8), 0);
  EXPECT_TRUE(TakeEnv(environment.get(), "C").empty());
}

TEST(TakeEnv, LeavesNoSecondValue) {
  Inherited environment({"A=", "A=first", "B=1", "A=second"});
  EXPECT_EQ(TakeEnv(environment.get(), "A").Reveal(), "first");
  EXPECT_EQ(memcmp(environment.get()[1], "A=\0\0\0\0\0", 7), 0);
  EXPECT_EQ(memcmp(environment.get()[3], "A=\0\0\0\0\0\0", 8), 0);
  EXPECT_STREQ(environment.get()[2], "B=1");
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
