// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/sealed/digest.h"

#include <openssl/sha.h>

#include <array>
#include <cstdint>

#include "lib/base/encoding.h"

namespace dp {

std::string Sha256(absl::string_view bytes) {
  std::array<char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size(),
         reinterpret_cast<uint8_t*>(digest.data()));
  std::string hex(EncodedSize(Encoding::kHex, digest.size()), '\0');
  Encode(Encoding::kHex, {digest.data(), digest.size()}, &hex[0]);
  return hex;
}

}  // namespace dp
