// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/sealed/digest.h"

#include <openssl/sha.h>

#include <array>
#include <cstdint>

#include "lib/base/encoding.h"

namespace dp {

std::string Sha256(absl::string_view bytes) {
  return Sha256([bytes](PieceTaker take) { return take(bytes); });
}

std::string Sha256(Pieces pieces) {
  SHA256_CTX hash;
  SHA256_Init(&hash);
  (void)pieces([&](absl::string_view piece) {
    SHA256_Update(&hash, piece.data(), piece.size());
    return 0;
  });
  std::array<char, SHA256_DIGEST_LENGTH> digest;
  SHA256_Final(reinterpret_cast<uint8_t*>(digest.data()), &hash);
  std::string hex(EncodedSize(Encoding::kHex, digest.size()), '\0');
  Encode(Encoding::kHex, {digest.data(), digest.size()}, &hex[0]);
  return hex;
}

}  // namespace dp
