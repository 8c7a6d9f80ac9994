// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/base/name_table.h"

#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace dp {
namespace {

TEST(NameTable, FindsWhatWasInserted) {
  std::vector<std::string> names;
  names.reserve(1000);
  for (int i = 0; i < 1000; ++i) names.push_back("N" + std::to_string(i % 900));
  NameTable table(names.size(), [&names](uint32_t position) {
    return absl::string_view(names[position]);
  });
  for (uint32_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(table.Insert(i), i < 900 ? table.kNone : i - 900) << i;
  }
  for (uint32_t i = 0; i < 900; ++i) EXPECT_EQ(table.Find(names[i]), i);
  EXPECT_EQ(table.Find("N900"), table.kNone);
  EXPECT_EQ(table.Find(""), table.kNone);
}

TEST(NameTable, CanBeEmpty) {
  NameTable table(0, [](uint32_t) { return absl::string_view(); });
  EXPECT_EQ(table.Find("A"), table.kNone);
}

}  // namespace
}  // namespace dp
