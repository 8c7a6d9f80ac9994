// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/sealed/seal.h"

#include <openssl/aead.h>
#include <openssl/sha.h>
#include <string.h>

#include <utility>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "lib/base/status.h"

namespace dp {
namespace {

constexpr uint8_t kInnerPad = 0x36, kOuterPad = 0x5C;  // RFC 2104, section 2.
constexpr size_t kNumWords = SHA256_DIGEST_LENGTH / sizeof(uint32_t);

const uint8_t* Bytes(absl::string_view text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}

uint8_t* MutableBytes(absl::Span<char> text) {
  return reinterpret_cast<uint8_t*>(text.data());
}

// Everything the derivation works on, wiped when it ends.
struct Rounds {
  ~Rounds() { explicit_bzero(this, sizeof(*this)); }

  // After the block of the passphrase and a pad, the same in every round.
  SHA256_CTX inner, outer;
  SHA256_CTX hash;
  uint32_t state[kNumWords], sum[kNumWords];
  // One block: a digest, and the padding of a message of a block and a digest.
  uint8_t block[SHA256_CBLOCK];
};

void StoreDigest(const uint32_t (&words)[kNumWords], uint8_t* out) {
  for (size_t i = 0; i < kNumWords; ++i) {
    const uint32_t word = __builtin_bswap32(words[i]);
    memcpy(out + i * sizeof(word), &word, sizeof(word));
  }
}

void LoadDigest(const uint8_t* digest, uint32_t (&words)[kNumWords]) {
  memcpy(words, digest, SHA256_DIGEST_LENGTH);
  for (uint32_t& word : words) word = __builtin_bswap32(word);
}

// Hashes the block of the passphrase and `pad`.
void Start(absl::string_view passphrase, uint8_t pad, Rounds* rounds,
           SHA256_CTX* hash) {
  memset(rounds->block, 0, sizeof(rounds->block));
  if (passphrase.size() > sizeof(rounds->block)) {
    SHA256(Bytes(passphrase), passphrase.size(), rounds->block);
  } else if (!passphrase.empty()) {
    memcpy(rounds->block, passphrase.data(), passphrase.size());
  }
  for (uint8_t& byte : rounds->block) byte ^= pad;
  SHA256_Init(hash);
  SHA256_Update(hash, rounds->block, sizeof(rounds->block));
}

// Makes HMAC(passphrase, salt and the number 1 of the block) the block's
// digest. Not by BoringSSL's HMAC, which allocates and so can fail.
void FirstDigest(absl::string_view salt, Rounds* rounds) {
  constexpr uint8_t kNumber[] = {0, 0, 0, 1};
  rounds->hash = rounds->inner;
  SHA256_Update(&rounds->hash, salt.data(), salt.size());
  SHA256_Update(&rounds->hash, kNumber, sizeof(kNumber));
  SHA256_Final(rounds->block, &rounds->hash);
  rounds->hash = rounds->outer;
  SHA256_Update(&rounds->hash, rounds->block, SHA256_DIGEST_LENGTH);
  SHA256_Final(rounds->block, &rounds->hash);
}

// Turns the block's digest U into HMAC(passphrase, U).
void Hmac(Rounds* rounds) {
  memcpy(rounds->state, rounds->inner.h, sizeof(rounds->state));
  SHA256_TransformBlocks(rounds->state, rounds->block, 1);
  StoreDigest(rounds->state, rounds->block);
  memcpy(rounds->state, rounds->outer.h, sizeof(rounds->state));
  SHA256_TransformBlocks(rounds->state, rounds->block, 1);
  StoreDigest(rounds->state, rounds->block);
}

// AES-256-GCM under one key.
class Aead {
 public:
  explicit Aead(const Secret& key) {
    EVP_AEAD_CTX_zero(&context_);
    ready_ = EVP_AEAD_CTX_init(&context_, EVP_aead_aes_256_gcm(),
                               Bytes(key.Reveal()), key.size(), kTagSize,
                               nullptr) == 1;
  }
  // The key schedule lies in the context, and cleaning up leaves it there.
  ~Aead() {
    EVP_AEAD_CTX_cleanup(&context_);
    explicit_bzero(&context_, sizeof(context_));
  }
  Aead(const Aead&) = delete;
  Aead& operator=(const Aead&) = delete;

  const EVP_AEAD_CTX* context() const { return &context_; }
  bool ready() const { return ready_; }

 private:
  EVP_AEAD_CTX context_;
  bool ready_;
};

const uint8_t* Nonce(const Header& header) {
  return reinterpret_cast<const uint8_t*>(header.nonce.data());
}

absl::Status NoMemory() { return Failed("cannot go on: out of memory"); }

}  // namespace

Secret DeriveKey(absl::string_view passphrase, absl::string_view salt,
                 uint32_t num_rounds) {
  // The whole of PKCS5_PBKDF2_HMAC with the two blocks that never change hashed
  // once, which is a fifth to a third of the time. Checked against it in
  // seal_test.cc.
  Rounds rounds;
  Start(passphrase, kInnerPad, &rounds, &rounds.inner);
  Start(passphrase, kOuterPad, &rounds, &rounds.outer);
  memset(rounds.block, 0, sizeof(rounds.block));
  rounds.block[SHA256_DIGEST_LENGTH] = 0x80;
  const unsigned num_bits = 8 * (SHA256_CBLOCK + SHA256_DIGEST_LENGTH);
  rounds.block[SHA256_CBLOCK - 2] = num_bits >> 8;
  rounds.block[SHA256_CBLOCK - 1] = num_bits & 0xFF;
  FirstDigest(salt, &rounds);
  LoadDigest(rounds.block, rounds.sum);
  for (uint32_t i = 1; i < num_rounds; ++i) {
    Hmac(&rounds);
    for (size_t word = 0; word < kNumWords; ++word) {
      rounds.sum[word] ^= rounds.state[word];
    }
  }
  Secret key;
  key.Resize(kKeySize);
  StoreDigest(rounds.sum, MutableBytes(key.RevealMutable()));
  return key;
}

absl::StatusOr<Secret> Encrypt(const Header& header, Secret plaintext,
                               const Secret& key) {
  const size_t plaintext_size = plaintext.size();
  Secret bytes = std::move(plaintext);
  bytes.Resize(plaintext_size + kTagSize);
  uint8_t* const data = MutableBytes(bytes.RevealMutable());
  const Aead aead(key);
  size_t size;
  if (!aead.ready() ||
      EVP_AEAD_CTX_seal(aead.context(), data, &size, bytes.size(),
                        Nonce(header), kNonceSize, data, plaintext_size,
                        nullptr, 0) != 1) {
    return NoMemory();
  }
  return bytes;
}

absl::StatusOr<Secret> Decrypt(const Header& header, Secret data,
                               const Secret& key, absl::string_view name) {
  Secret bytes = std::move(data);
  uint8_t* const text = MutableBytes(bytes.RevealMutable());
  const Aead aead(key);
  if (!aead.ready()) return NoMemory();
  size_t size;
  if (EVP_AEAD_CTX_open(aead.context(), text, &size, bytes.size(),
                        Nonce(header), kNonceSize, text, bytes.size(), nullptr,
                        0) != 1) {
    return Refused(Cannot("open", name, "wrong passphrase or damaged file"));
  }
  bytes.Resize(size);
  return bytes;
}

absl::StatusOr<Secret> Open(const Sealed& sealed, Secret text,
                            absl::string_view passphrase,
                            absl::string_view name) {
  DP_RETURN_IF_ERROR(DecodeData(sealed, text.RevealMutable(), name));
  text.Resize(sealed.data_size);
  return Decrypt(
      sealed.header, std::move(text),
      DeriveKey(passphrase, sealed.header.salt, sealed.header.rounds), name);
}

}  // namespace dp
