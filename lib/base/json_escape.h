// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Escapes in JSON texts (RFC 8259, section 7).

#ifndef DP_LIB_BASE_JSON_ESCAPE_H_
#define DP_LIB_BASE_JSON_ESCAPE_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace dp {

struct JsonEscape {
  char32_t code;  // A surrogate, where it stands without its pair.
  size_t size;    // Of the escape, in bytes.
  const char* error = nullptr;  // Why it is none.

  bool is_surrogate() const { return code >= 0xD800 && code < 0xE000; }
};

// The escape that `text` begins with; its first byte is a backslash.
JsonEscape ReadJsonEscape(absl::string_view text);

}  // namespace dp

#endif  // DP_LIB_BASE_JSON_ESCAPE_H_
