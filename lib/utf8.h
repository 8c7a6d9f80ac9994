// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// UTF-8 (RFC 3629), strictly.

#ifndef DP_LIB_UTF8_H_
#define DP_LIB_UTF8_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace dp {

// The length of the character that `text` begins with, 1 to 4 bytes; 0 when it
// begins with none: empty, cut, overlong, a surrogate, or above U+10FFFF.
size_t Utf8Length(absl::string_view text);

}  // namespace dp

#endif  // DP_LIB_UTF8_H_
