// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The header of a new sealed file, as the options of dp-encrypt ask for it.

#ifndef DP_LIB_SEALED_HEADER_H_
#define DP_LIB_SEALED_HEADER_H_

#include <array>
#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "lib/base/encoding.h"
#include "lib/sealed/sealed.h"
#include "lib/sealed/stamp.h"

namespace dp {

struct HeaderFlags {
  std::optional<absl::Duration> expires_in;
  std::optional<absl::Time> expires_at;
  uint32_t rounds = kDefaultRounds;
  Encoding encoding = Encoding::kBase64;
  bool plain_salt = false;
};

// Found by Into<> (values.h): base64 or hex.
absl::Status ReadValue(char* value, Encoding* to);

// Salt and nonce are made of it.
using HeaderRandom = std::array<uint8_t, kStampRandomSize + kNonceSize>;

// The header of a file sealed at `now`, which carries that in its stamp.
// Misused for options that no file, or only an expired one, could come of.
absl::StatusOr<Header> NewHeader(const HeaderFlags& flags, absl::Time now,
                                 const HeaderRandom& random);

}  // namespace dp

#endif  // DP_LIB_SEALED_HEADER_H_
