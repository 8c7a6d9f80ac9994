// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// No YAML crashes the reader, and each path is as deep as was promised.

#include <cstdlib>
#include <string>

#include "lib/doppler/yaml.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  const absl::Status status = dp::ReadYaml(
      text, "input", [](absl::Span<const std::string> path, absl::string_view) {
        if (path.size() > dp::kMaxYamlDepth) std::abort();
        return absl::OkStatus();
      });
  (void)status;
  return 0;
}
