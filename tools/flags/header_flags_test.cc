// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "tools/flags/header_flags.h"

#include <string>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "lib/base/status.h"
#include "lib/sealed/sealed.h"

namespace dp {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1700000000);

std::string Error(const HeaderFlags& flags) {
  const absl::Status status = CheckHeaderFlags(flags, kNow);
  EXPECT_EQ(ExitCode(status), 2);
  return std::string(status.message());
}

TEST(CheckHeaderFlags, TakesADayAndNothing) {
  HeaderFlags flags;
  EXPECT_TRUE(CheckHeaderFlags(flags, kNow).ok());
  flags.expires_in = absl::Hours(24);
  EXPECT_TRUE(CheckHeaderFlags(flags, kNow).ok());
}

TEST(CheckHeaderFlags, RefusesWhatNoFileComesOf) {
  HeaderFlags flags;
  flags.rounds = kMaxRounds + 1;
  EXPECT_EQ(Error(flags),
            "cannot use \"--rounds\": no reader takes more than 2147483647");
  flags = {};
  flags.expires_in = absl::ZeroDuration();
  EXPECT_EQ(Error(flags),
            "cannot use \"--expires-in\": the time is in the past");
  flags.expires_in.reset();
  flags.expires_at = kNow;
  EXPECT_EQ(Error(flags),
            "cannot use \"--expires-at\": the time is in the past");
  flags.expires_in = absl::Hours(1);
  EXPECT_EQ(Error(flags),
            "cannot use \"--expires-at\": --expires-in is given, too");
  flags.expires_at.reset();
  flags.plain_salt = true;
  EXPECT_EQ(Error(flags),
            "cannot use \"--plain-salt\": only a stamp can hold when the file "
            "expires");
}

}  // namespace
}  // namespace dp
