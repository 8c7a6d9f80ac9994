// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/base/remedy.h"

#include "gtest/gtest.h"
#include "lib/base/status.h"

namespace dp {
namespace {

TEST(RemedyTest, NoneIsThereByItself) {
  EXPECT_EQ(AdviceOf(absl::OkStatus()).remedy, Remedy::kNone);
  EXPECT_EQ(AdviceOf(Failed("cannot")).remedy, Remedy::kNone);
}

TEST(RemedyTest, StaysWithTheErrorAndOutOfItsMessage) {
  const absl::Status status =
      WithRemedy(Refused("cannot"), Remedy::kMakeCopyAt, "a b");
  EXPECT_EQ(status.message(), "cannot");
  const Advice advice = AdviceOf(WithHint(AsMisused(status), "hint"));
  EXPECT_EQ(advice.remedy, Remedy::kMakeCopyAt);
  EXPECT_EQ(advice.about, "a b");
}

TEST(RemedyTest, TheLastCounts) {
  const absl::Status status = WithRemedy(
      WithRemedy(Refused("cannot"), Remedy::kMakeCopyAt, "a"), Remedy::kStamp);
  EXPECT_EQ(AdviceOf(status).remedy, Remedy::kStamp);
  EXPECT_EQ(AdviceOf(status).about, "");
}

}  // namespace
}  // namespace dp
