// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// A passphrase that nobody had to think of: --passphrase-to.

#ifndef DP_LIB_SOURCE_GENERATE_H_
#define DP_LIB_SOURCE_GENERATE_H_

#include <array>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "lib/base/secret.h"

namespace dp {

// 140 bits of it are used.
using PassphraseRandom = std::array<uint8_t, 18>;

// Seven groups of four letters and digits, with a hyphen between: none of them
// looks or sounds like another (no i, l, o, u).
Secret NewPassphrase(const PassphraseRandom& random);

// Misused, naming --passphrase-to, for a `sink` that is neither fd:N nor
// file:PATH.
absl::Status CheckSink(absl::string_view option, absl::string_view sink);

// Writes `passphrase` and a newline there: to a descriptor, or to a file that
// must not be there yet, mode 0600, which then survives a power cut.
absl::Status WritePassphrase(const std::string& sink, const Secret& passphrase);

}  // namespace dp

#endif  // DP_LIB_SOURCE_GENERATE_H_
