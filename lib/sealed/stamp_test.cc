// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/sealed/stamp.h"

#include <cstdint>
#include <string>

#include "gtest/gtest.h"

namespace dp {
namespace {

TEST(Stamp, IsReadBackFromTheSalt) {
  std::array<uint8_t, kStampRandomSize> random;
  random.fill(7);
  const absl::Time sealed_at = absl::FromUnixSeconds(1795288102);
  Stamp stamp = {sealed_at, absl::FromUnixSeconds(1795291702)};
  const std::string salt = StampedSalt(random, stamp);
  EXPECT_EQ(salt.size(), 36u);
  EXPECT_EQ(salt.substr(0, 20), std::string(16, 7) + "DPX1");
  ASSERT_TRUE(ReadStamp(salt).has_value());
  EXPECT_EQ(ReadStamp(salt)->sealed_at, sealed_at);
  EXPECT_EQ(ReadStamp(salt)->not_after, absl::FromUnixSeconds(1795291702));

  const std::string forever = StampedSalt(random, {sealed_at});
  EXPECT_EQ(forever.substr(28), std::string(8, '\0'));
  EXPECT_EQ(ReadStamp(forever)->not_after, absl::InfiniteFuture());
  // Zero would mean never.
  EXPECT_EQ(
      ReadStamp(StampedSalt(random, {sealed_at, absl::UnixEpoch()}))->not_after,
      absl::FromUnixSeconds(1));
  EXPECT_EQ(ReadStamp(StampedSalt(random, {absl::InfinitePast()}))->sealed_at,
            absl::UnixEpoch());
}

TEST(Stamp, IsNowhereElse) {
  EXPECT_FALSE(ReadStamp(std::string(8, 'S')).has_value());
  EXPECT_FALSE(ReadStamp(std::string(36, 'S')).has_value());
  EXPECT_FALSE(ReadStamp(std::string(16, 'S') + "DPX2" + std::string(16, '\0'))
                   .has_value());
  EXPECT_FALSE(ReadStamp(std::string(16, 'S') + "DPX1" + std::string(17, '\0'))
                   .has_value());
  // More seconds than time has: the far future, in which nothing was sealed.
  EXPECT_EQ(ReadStamp(std::string(16, 'S') + "DPX1" + std::string(16, '\xff'))
                ->sealed_at,
            absl::InfiniteFuture());
}

}  // namespace
}  // namespace dp
