// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/testing/published_vectors.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"

namespace dp {

std::optional<std::string> PublishedVectors(absl::string_view file) {
  const char* const folder = getenv("DP_VECTORS");
  if (folder == nullptr) return std::nullopt;
  std::ifstream stream(absl::StrCat(folder, "/", file));
  if (!stream.good()) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

}  // namespace dp
