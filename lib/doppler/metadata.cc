// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/doppler/metadata.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "lib/base/status.h"
#include "lib/doppler/etag.h"
#include "lib/doppler/yaml.h"
#include "lib/doppler/yaml_scalar.h"

namespace dp {

std::string FormatMetadata(const Metadata& metadata) {
  return absl::StrCat("version: \"1\"\netag: ", YamlScalar(metadata.etag),
                      "\nhash: ", YamlScalar(metadata.hash), "\n");
}

Metadata ParseMetadata(absl::string_view text) {
  Metadata metadata;
  const auto visit = [&](absl::Span<const std::string> path,
                         absl::string_view value) -> absl::Status {
    if (path.size() != 1) return absl::OkStatus();
    if (path[0] == "etag") metadata.etag = std::string(value);
    if (path[0] == "hash") metadata.hash = std::string(value);
    return absl::OkStatus();
  };
  const absl::Status read = ReadYaml(text, "metadata", visit);
  return read.ok() && IsEtag(metadata.etag) ? metadata : Metadata();
}

}  // namespace dp
