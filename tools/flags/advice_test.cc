// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "tools/flags/advice.h"

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "lib/base/remedy.h"
#include "lib/base/status.h"

namespace dp {
namespace {

TEST(WithAdvice, LeavesOthersAlone) {
  EXPECT_TRUE(WithAdvice(absl::OkStatus()).ok());
  EXPECT_EQ(WithAdvice(Refused("cannot")).message(), "cannot");
}

TEST(WithAdvice, SaysWhatHelpsAfterTheReason) {
  const absl::Status status =
      WithAdvice(WithRemedy(Expired("cannot"), Remedy::kFetchOrRaiseAge));
  EXPECT_EQ(ExitCode(status), 5);
  EXPECT_EQ(status.message(),
            "cannot\nfetch and seal again, or raise --max-age");
  EXPECT_EQ(DetailOf(status, kHintDetail),
            "fetch and seal again, or raise --max-age");
}

TEST(WithAdvice, QuotesAPath) {
  EXPECT_EQ(
      WithAdvice(WithRemedy(Failed("cannot"), Remedy::kMakeCopyAt, "a\nb"))
          .message(),
      "cannot\ndp-fetch | dp-encrypt --fallback=\"a\\nb\" makes it");
}

TEST(WithAdvice, HasWordsForEveryRemedy) {
  for (int i = 1; i <= static_cast<int>(Remedy::kStamp); ++i) {
    const absl::Status status =
        WithAdvice(WithRemedy(Failed("x"), static_cast<Remedy>(i), "y"));
    EXPECT_TRUE(absl::StartsWith(status.message(), "x\n")) << i;
  }
}

}  // namespace
}  // namespace dp
