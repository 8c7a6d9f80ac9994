// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/sealed/header.h"

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "lib/base/encoding.h"
#include "lib/base/status.h"
#include "lib/sealed/sealed.h"
#include "lib/sealed/stamp.h"

namespace dp {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1700000000);

HeaderRandom Random() {
  HeaderRandom random;
  for (size_t i = 0; i < random.size(); ++i) {
    random[i] = static_cast<uint8_t>(i);
  }
  return random;
}

TEST(NewHeader, SharesNoRandomByteBetweenSaltAndNonce) {
  HeaderFlags flags;
  for (const bool plain : {false, true}) {
    flags.plain_salt = plain;
    const auto header = NewHeader(flags, kNow, Random());
    EXPECT_EQ(header.salt.size(), plain ? kPlainSaltSize : kStampedSaltSize);
    for (int i = 0; i < 8; ++i) EXPECT_EQ(header.salt[size_t(i)], i);
    for (int i = 0; i < 12; ++i) EXPECT_EQ(header.nonce[size_t(i)], 16 + i);
  }
}

TEST(NewHeader, StampsWhenItExpires) {
  HeaderFlags flags;
  EXPECT_EQ(ReadStamp(NewHeader(flags, kNow, Random()).salt)->not_after,
            absl::InfiniteFuture());
  flags.expires_in = absl::Hours(1);
  const auto stamp = ReadStamp(NewHeader(flags, kNow, Random()).salt);
  EXPECT_EQ(stamp->sealed_at, kNow);
  EXPECT_EQ(stamp->not_after, kNow + absl::Hours(1));
  flags.expires_in.reset();
  flags.expires_at = kNow + absl::Hours(2);
  EXPECT_EQ(ReadStamp(NewHeader(flags, kNow, Random()).salt)->not_after,
            kNow + absl::Hours(2));
}

TEST(ReadValue, TakesAnEncoding) {
  Encoding encoding = Encoding::kBase64;
  EXPECT_TRUE(ReadValue("hex", &encoding).ok());
  EXPECT_EQ(encoding, Encoding::kHex);
  EXPECT_EQ(ReadValue("HEX", &encoding).message(),
            "\"HEX\" is neither base64 nor hex");
}

}  // namespace
}  // namespace dp
