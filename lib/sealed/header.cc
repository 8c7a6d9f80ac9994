// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/sealed/header.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "lib/base/status.h"

namespace dp {
namespace {

absl::Status CheckHeaderFlags(const HeaderFlags& flags, absl::Time now) {
  if (flags.rounds > kMaxRounds) {
    return Misused(CannotUse(
        "--rounds", absl::StrCat("no reader takes more than ", kMaxRounds)));
  }
  const bool expires_in = flags.expires_in.has_value();
  if (expires_in && flags.expires_at.has_value()) {
    return Misused(CannotUse("--expires-at", "--expires-in is given, too"));
  }
  if (flags.plain_salt && (expires_in || flags.expires_at.has_value())) {
    return Misused(CannotUse("--plain-salt",
                             "only a stamp can hold when the file expires"));
  }
  if ((expires_in && *flags.expires_in < absl::Seconds(1)) ||
      flags.expires_at.value_or(absl::InfiniteFuture()) <= now) {
    return Misused(Cannot("use", expires_in ? "--expires-in" : "--expires-at",
                          "the file would be expired from the start"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadValue(char* value, Encoding* to) {
  for (const Encoding encoding : {Encoding::kBase64, Encoding::kHex}) {
    if (value != EncodingName(encoding)) continue;
    *to = encoding;
    return absl::OkStatus();
  }
  return Misused(absl::StrCat(Quote(value), " is neither base64 nor hex"));
}

absl::StatusOr<Header> NewHeader(const HeaderFlags& flags, absl::Time now,
                                 const HeaderRandom& random) {
  DP_RETURN_IF_ERROR(CheckHeaderFlags(flags, now));
  Header header;
  header.rounds = flags.rounds;
  header.encoding = flags.encoding;
  const auto nonce = random.begin() + kStampRandomSize;
  std::copy(nonce, random.end(), header.nonce.begin());
  if (flags.plain_salt) {
    header.salt.assign(random.begin(), random.begin() + kPlainSaltSize);
    return header;
  }
  std::array<uint8_t, kStampRandomSize> salt;
  std::copy(random.begin(), nonce, salt.begin());
  Stamp stamp = {now};
  if (flags.expires_in.has_value()) stamp.not_after = now + *flags.expires_in;
  if (flags.expires_at.has_value()) stamp.not_after = *flags.expires_at;
  header.salt = StampedSalt(salt, stamp);
  return header;
}

}  // namespace dp
