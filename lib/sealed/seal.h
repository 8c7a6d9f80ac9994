// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Sealing and opening: PBKDF2-HMAC-SHA256 (RFC 8018, section 5.2) and
// AES-256-GCM without additional data (NIST SP 800-38D), in the format of
// sealed.h.

#ifndef DP_LIB_SEALED_SEAL_H_
#define DP_LIB_SEALED_SEAL_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/base/secret.h"
#include "lib/sealed/sealed.h"

namespace dp {

constexpr size_t kKeySize = 32;

// The key of `passphrase` and `salt` (any bytes, any length) after `rounds` (at
// least 1) rounds: the first block of PBKDF2. Takes 0.1 microseconds a round.
Secret DeriveKey(absl::string_view passphrase, absl::string_view salt,
                 uint32_t rounds);

// Encrypts `plaintext` (at most kMaxPlaintext bytes) where it is, and returns
// the data of a sealed file, for FormatSealed: kTagSize bytes longer. `key` is
// that of DeriveKey and a passphrase of 1 to 1,024 bytes without NUL; the
// caller sees to it. `header` brings the random salt and nonce, which must
// never be used twice. Failed only when BoringSSL finds no memory.
absl::StatusOr<Secret> Encrypt(const Header& header, Secret plaintext,
                               const Secret& key);

// The plaintext again, where it was. Refused, with no byte of it, as by Open.
absl::StatusOr<Secret> Decrypt(const Header& header, Secret data,
                               const Secret& key, absl::string_view name);

// The plaintext of `sealed`, which ParseSealed made of `text`, or Intake; both
// are used up, as text, bytes and plaintext share one memory. Refused with
// `cannot open "NAME": ...`, and then no byte of the plaintext is given away:
// before any derivation when the data is not canonical, and with one message
// for a wrong passphrase and a damaged file, which GCM cannot tell apart.
absl::StatusOr<Secret> Open(const Sealed& sealed, Secret text,
                            absl::string_view passphrase,
                            absl::string_view name);

}  // namespace dp

#endif  // DP_LIB_SEALED_SEAL_H_
