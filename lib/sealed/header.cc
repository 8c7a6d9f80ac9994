// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/sealed/header.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "lib/base/status.h"

namespace dp {
absl::Status ReadValue(absl::string_view value, Encoding* to) {
  for (const Encoding encoding : {Encoding::kBase64, Encoding::kHex}) {
    if (value != EncodingName(encoding)) continue;
    *to = encoding;
    return absl::OkStatus();
  }
  return Misused(absl::StrCat(Quote(value), " is neither base64 nor hex"));
}

Header NewHeader(const HeaderFlags& flags, absl::Time now,
                 const HeaderRandom& random) {
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
