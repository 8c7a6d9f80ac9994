// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The header of a new sealed file.

#ifndef DP_LIB_SEALED_HEADER_H_
#define DP_LIB_SEALED_HEADER_H_

#include <array>
#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lib/base/encoding.h"
#include "lib/sealed/sealed.h"
#include "lib/sealed/stamp.h"

namespace dp {

// What is asked for. Of the two times at most one is given, none with
// plain_salt, and it is after now; rounds are at most kMaxRounds.
struct HeaderFlags {
  std::optional<absl::Duration> expires_in;
  std::optional<absl::Time> expires_at;
  uint32_t rounds = kDefaultRounds;
  Encoding encoding = Encoding::kBase64;
  bool plain_salt = false;
};

// Found by Into<> (values.h): base64 or hex.
absl::Status ReadValue(absl::string_view value, Encoding* to);

// Salt and nonce are made of it.
using HeaderRandom = std::array<uint8_t, kStampRandomSize + kNonceSize>;

// The header of a file sealed at `now`, which carries that in its stamp.
Header NewHeader(const HeaderFlags& flags, absl::Time now,
                 const HeaderRandom& random);

}  // namespace dp

#endif  // DP_LIB_SEALED_HEADER_H_
