// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/sealed/stamp.h"

#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"

namespace dp {
namespace {

constexpr absl::string_view kMagic = "DPX1";
constexpr size_t kTimeSize = 8;
constexpr size_t kSealedAtOffset = kStampRandomSize + kMagic.size();
static_assert(kStampedSaltSize == kSealedAtOffset + 2 * kTimeSize);

uint64_t ReadBigEndian(absl::string_view bytes) {
  uint64_t number = 0;
  for (const char byte : bytes) {
    number = number << 8 | static_cast<unsigned char>(byte);
  }
  return number;
}

void AppendBigEndian(uint64_t number, std::string* to) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    to->push_back(static_cast<char>(number >> shift));
  }
}

absl::Time FromSeconds(uint64_t seconds) {
  if (seconds > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
    return absl::InfiniteFuture();
  }
  return absl::FromUnixSeconds(static_cast<int64_t>(seconds));
}

uint64_t ToSeconds(absl::Time time) {
  return static_cast<uint64_t>(std::max<int64_t>(absl::ToUnixSeconds(time), 0));
}

}  // namespace

std::optional<Stamp> ReadStamp(absl::string_view salt) {
  if (salt.size() != kStampedSaltSize) return std::nullopt;
  if (salt.substr(kStampRandomSize, kMagic.size()) != kMagic) {
    return std::nullopt;
  }
  const uint64_t sealed_at =
      ReadBigEndian(salt.substr(kSealedAtOffset, kTimeSize));
  const uint64_t not_after =
      ReadBigEndian(salt.substr(kSealedAtOffset + kTimeSize));
  Stamp stamp = {FromSeconds(sealed_at)};
  if (not_after != 0) stamp.not_after = FromSeconds(not_after);
  return stamp;
}

std::string StampedSalt(const std::array<uint8_t, kStampRandomSize>& random,
                        const Stamp& stamp) {
  std::string salt(random.begin(), random.end());
  absl::StrAppend(&salt, kMagic);
  AppendBigEndian(ToSeconds(stamp.sealed_at), &salt);
  const bool expires = stamp.not_after != absl::InfiniteFuture();
  AppendBigEndian(
      expires ? std::max<uint64_t>(ToSeconds(stamp.not_after), 1) : 0, &salt);
  return salt;
}

}  // namespace dp
