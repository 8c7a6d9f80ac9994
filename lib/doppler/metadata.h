// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The Doppler CLI's metadata file: which ETag the server gave with the secrets
// in a sealed file, and the SHA-256 of that file, in YAML.

#ifndef DP_LIB_DOPPLER_METADATA_H_
#define DP_LIB_DOPPLER_METADATA_H_

#include <string>

#include "absl/strings/string_view.h"

namespace dp {

constexpr size_t kMaxMetadata = 4096;

struct Metadata {
  std::string etag, hash;
};

// The text of the file, byte for byte what the Doppler CLI writes. The ETag is
// one that IsEtag (etag.h) takes.
std::string FormatMetadata(const Metadata& metadata);

// What `text` holds; keys that are not known, and the version, are not looked
// at. Nothing at all when it is not YAML, or when its ETag could not go into a
// request.
Metadata ParseMetadata(absl::string_view text);

}  // namespace dp

#endif  // DP_LIB_DOPPLER_METADATA_H_
