// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What our reader takes for JSON is JSON for a library, too, with the same
// strings in the same order.

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lib/json/json.h"

namespace {

using Tree = nlohmann::ordered_json;

void Collect(const Tree& tree, std::vector<std::string>* strings) {
  if (tree.is_string()) strings->push_back(tree.get<std::string>());
  if (tree.is_structured()) {
    for (const Tree& child : tree) Collect(child, strings);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> ours, theirs;
  bool is_huge = false;
  const absl::Status status =
      dp::ReadJson(text, [&](absl::Span<const std::string> path, bool is_string,
                             absl::string_view value) {
        if (path.size() > dp::kMaxJsonDepth) std::abort();
        if (is_string) ours.emplace_back(value);
        // The library refuses numbers that no double can hold.
        if (!is_string &&
            (value.size() > 300 || value.find_first_of("eE") != value.npos)) {
          is_huge = true;
        }
      });
  if (!status.ok() || is_huge) return 0;
  const Tree tree = Tree::parse(data, data + size, nullptr, false);
  if (!tree.is_object()) std::abort();
  Collect(tree, &theirs);
  if (ours != theirs) std::abort();
  return 0;
}
