// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Inputs that are something else: what people most often give by mistake.

#ifndef DP_LIB_BASE_STRANGER_H_
#define DP_LIB_BASE_STRANGER_H_

#include <optional>

#include "absl/strings/string_view.h"

namespace dp {

struct Stranger {
  const char* what;       // "it is compressed by gzip"
  const char* next_step;  // For a hint; may be empty.
};

// What `text` is by its first bytes; nothing when it is not known.
std::optional<Stranger> FindStranger(absl::string_view text);

}  // namespace dp

#endif  // DP_LIB_BASE_STRANGER_H_
