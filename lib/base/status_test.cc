// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/base/status.h"

#include <errno.h>

#include "gtest/gtest.h"

namespace dp {
namespace {

TEST(Status, KindsAreExitCodes) {
  EXPECT_EQ(ExitCode(absl::OkStatus()), 0);
  EXPECT_EQ(ExitCode(Failed("x")), 1);
  EXPECT_EQ(ExitCode(Misused("x")), 2);
  EXPECT_EQ(ExitCode(Refused("x")), 3);
  EXPECT_EQ(ExitCode(NotNow("x")), 4);
  EXPECT_EQ(ExitCode(Expired("x")), 5);
  EXPECT_EQ(ExitCode(Unchanged()), 6);
  EXPECT_EQ(ExitCode(CannotRun("x")), 126);
  EXPECT_EQ(ExitCode(NoCommand("x")), 127);
  EXPECT_EQ(ExitCode(absl::UnknownError("x")), 1);
}

TEST(Status, HintsFollowTheMessage) {
  EXPECT_EQ(WithHint(WithHint(Failed("a"), "b"), "c").message(), "a\nb\nc");
}

TEST(Cannot, NamesVerbObjectAndReason) {
  EXPECT_EQ(Cannot("read", "x", ENOENT),
            "cannot read \"x\": No such file or directory");
  EXPECT_EQ(Cannot("read", "x", 12345), "cannot read \"x\": error 12345");
}

TEST(Quote, LetsNoControlCharacterThrough) {
  EXPECT_EQ(Quote("a\x1b[31m\n\"\\\x7f"), "\"a\\x1b[31m\\n\\\"\\\\\\x7f\"");
}

TEST(Quote, EscapesWhatIsNotUtf8OrNotSeen) {
  EXPECT_EQ(Quote("\xC3(\u009b[31m\xe2\x80\xae\xe2\x80\xac\xff"),
            "\"\\xc3(\\xc2\\x9b[31m"
            "\\xe2\\x80\\xae\\xe2\\x80\\xac\\xff\"");
}

TEST(Quote, KeepsOtherAlphabets) {
  EXPECT_EQ(Quote("\u00e9\u4e2d"), "\"\u00e9\u4e2d\"");
}

TEST(Quote, CutsAt200BytesBetweenCharacters) {
  EXPECT_EQ(Quote(std::string(200, 'x')), "\"" + std::string(200, 'x') + "\"");
  EXPECT_EQ(Quote(std::string(201, 'x')),
            "\"" + std::string(200, 'x') + "...\"");
  EXPECT_EQ(Quote(std::string(199, 'x') + "\u00e9\u00e9"),
            "\"" + std::string(199, 'x') + "...\"");
  EXPECT_EQ(Quote(std::string(300, '\x80')).size(), 4 * 200 + 5u);
}

}  // namespace
}  // namespace dp
