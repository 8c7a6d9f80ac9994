// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/sealed/accept.h"

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "lib/base/status.h"
#include "lib/sealed/sealed.h"
#include "lib/sealed/stamp.h"

namespace dp {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1700000000);

Header Stamped(absl::Time not_after) {
  Header header;
  header.salt = StampedSalt({}, {kNow - absl::Hours(2), not_after});
  return header;
}

int Code(const Header& header, const AcceptFlags& flags) {
  return ExitCode(CheckHeader(header, flags, kNow, absl::UTCTimeZone(), "x"));
}

TEST(CheckHeader, LimitsRounds) {
  Header header = Stamped(absl::InfiniteFuture());
  AcceptFlags flags;
  EXPECT_EQ(Code(header, flags), 0);
  header.rounds = kManyRounds + 1;
  EXPECT_EQ(
      CheckHeader(header, flags, kNow, absl::UTCTimeZone(), "x").message(),
      "cannot open \"x\": it asks for 10000001 rounds, over the limit of "
      "10000000");
  flags.max_rounds = kMaxRounds;
  EXPECT_EQ(Code(header, flags), 0);
  flags.min_rounds = kManyRounds + 2;
  EXPECT_EQ(Code(header, flags), 3);
}

TEST(CheckHeader, RefusesTheExpiredUnlessAllowed) {
  AcceptFlags flags;
  EXPECT_EQ(Code(Stamped(kNow - absl::Seconds(1)), flags), 5);
  EXPECT_EQ(Code(Stamped(kNow + absl::Hours(1)), flags), 0);
  flags.max_age = absl::Hours(1);
  EXPECT_EQ(Code(Stamped(kNow + absl::Hours(1)), flags), 5);
  flags.allow_expired = true;
  EXPECT_EQ(Code(Stamped(kNow - absl::Seconds(1)), flags), 0);
  Header many = Stamped(kNow);
  many.rounds = kManyRounds + 1;
  EXPECT_EQ(Code(many, flags), 3);
}

TEST(Describe, IsOneLineOfJson) {
  Sealed sealed = {Stamped(kNow - absl::Hours(1)), "", kTagSize + 5};
  EXPECT_EQ(
      Describe(sealed, kNow),
      "{\"version\":4,\"encoding\":\"base64\",\"rounds\":500000,"
      "\"stamped\":true,\"sealed_at\":\"2023-11-14T20:13:20Z\","
      "\"not_after\":\"2023-11-14T21:13:20Z\",\"expired\":true,\"size\":5}\n");
  // No time that RFC 3339 can write: it is unauthenticated.
  sealed.header.salt =
      StampedSalt({}, {absl::FromUnixSeconds(INT64_MAX), kNow});
  EXPECT_EQ(
      Describe(sealed, kNow),
      "{\"version\":4,\"encoding\":\"base64\",\"rounds\":500000,"
      "\"stamped\":true,\"sealed_at\":\"9999-12-31T23:59:59Z\","
      "\"not_after\":\"2023-11-14T22:13:20Z\",\"expired\":false,\"size\":5}\n");
  sealed.header.salt = std::string(kPlainSaltSize, 's');
  EXPECT_EQ(Describe(sealed, kNow),
            "{\"version\":4,\"encoding\":\"base64\",\"rounds\":500000,"
            "\"stamped\":false,\"sealed_at\":null,\"not_after\":null,"
            "\"expired\":false,\"size\":5}\n");
}

}  // namespace
}  // namespace dp
