// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// SHA-256 of text that is in no secret's place: names of files and checksums.

#ifndef DP_LIB_SEALED_DIGEST_H_
#define DP_LIB_SEALED_DIGEST_H_

#include <string>

#include "absl/strings/string_view.h"
#include "lib/base/pieces.h"

namespace dp {

// In lower-case hex.
std::string Sha256(absl::string_view bytes);
std::string Sha256(Pieces pieces);

}  // namespace dp

#endif  // DP_LIB_SEALED_DIGEST_H_
