// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Random bytes from the kernel.

#ifndef DP_LIB_OS_ENTROPY_H_
#define DP_LIB_OS_ENTROPY_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace dp {

// Fills `bytes` (256 at most) by getrandom(2), fit for keys, salts and nonces.
// An error is Failed; `bytes` must then not be used.
absl::Status FillRandom(absl::Span<uint8_t> bytes);

// A number made of them, for names that nobody else has.
absl::StatusOr<uint64_t> RandomNumber();

}  // namespace dp

#endif  // DP_LIB_OS_ENTROPY_H_
