// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "tools/flags/format_flags.h"

#include "gtest/gtest.h"
#include "lib/base/status.h"

namespace dp {
namespace {

TEST(CheckFormat, KnowsFormatsAndTransformers) {
  EXPECT_TRUE(CheckFormat("json", "").ok());
  EXPECT_TRUE(CheckFormat("json", "tf-var").ok());
  EXPECT_EQ(ExitCode(CheckFormat("json", "x")), 2);
  EXPECT_EQ(ExitCode(CheckFormat("JSON", "")), 2);
}

}  // namespace
}  // namespace dp
