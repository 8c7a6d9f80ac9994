// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/base/name_set.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace dp {
namespace {

TEST(NameSet, HoldsItsNamesAlone) {
  const std::vector<std::string> names = {"B", "", "A", "B"};
  const NameSet set(names);
  for (const char* name : {"A", "B", ""}) EXPECT_TRUE(set.Holds(name)) << name;
  for (const char* name : {"C", "AB", "a"}) EXPECT_FALSE(set.Holds(name));
  EXPECT_FALSE(NameSet().Holds(""));
  EXPECT_TRUE(NameSet({"*"}).Holds("*"));
}

}  // namespace
}  // namespace dp
