// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The stamp: when a file was sealed and when it expires, in the salt of a
// sealed file (docs/format.md). The salt goes into the key whole, so a changed
// stamp changes the key, and the tag no longer verifies: until then
// what is read here is unauthenticated.

#ifndef DP_LIB_SEALED_STAMP_H_
#define DP_LIB_SEALED_STAMP_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace dp {

constexpr size_t kStampRandomSize = 16;
constexpr size_t kStampedSaltSize = 36;

// When a file was sealed, and after when it must not be opened; whole seconds.
struct Stamp {
  absl::Time sealed_at;
  absl::Time not_after = absl::InfiniteFuture();  // Then it never expires.
};

// The stamp in `salt`, if it has one.
std::optional<Stamp> ReadStamp(absl::string_view salt);

// A salt that carries `stamp`. Times before 1970 count as 1970, but not_after
// is at least a second.
std::string StampedSalt(const std::array<uint8_t, kStampRandomSize>& random,
                        const Stamp& stamp);

}  // namespace dp

#endif  // DP_LIB_SEALED_STAMP_H_
