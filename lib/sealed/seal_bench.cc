// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0
//
// The yardstick of ci/bench: the million compressions that 500,000 rounds of
// PBKDF2 cannot do without, and nothing else.

#include <openssl/sha.h>

#include <cstdint>

int main() {
  constexpr int kNumBlocks = 1000000;
  uint32_t state[8] = {};
  uint8_t block[SHA256_CBLOCK] = {};
  for (int i = 0; i < kNumBlocks; ++i) {
    SHA256_TransformBlocks(state, block, 1);
    block[i % SHA256_CBLOCK] ^= static_cast<uint8_t>(state[0]);
  }
  // The compiler must not find that nobody looks at it.
  return state[0] == 0x12345678 ? 1 : 0;
}
