// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/clean/recognize.h"

#include <algorithm>

#include "absl/strings/strip.h"
#include "lib/os/temporary.h"

namespace dp {
namespace {

constexpr absl::string_view kHexDigits = "0123456789abcdef";
constexpr size_t kHashDigits = 64;
// Three short lines. The longest ETag that dp-fetch keeps has 1 KiB.
constexpr uint64_t kMaxMetadata = 4096;

bool IsHex(absl::string_view text) {
  return text.find_first_not_of(kHexDigits) == absl::string_view::npos;
}

bool HasMetadataName(absl::string_view name) {
  return absl::ConsumePrefix(&name, ".metadata-") &&
         absl::ConsumeSuffix(&name, ".json") && name.size() == kHashDigits &&
         IsHex(name);
}

// version: "1", then etag: and, if the CLI is not older than 3.18.1, hash:.
bool HasMetadataContent(absl::string_view start, uint64_t file_size) {
  if (file_size > kMaxMetadata) return false;
  return (absl::ConsumePrefix(&start, "version: \"1\"\n") ||
          absl::ConsumePrefix(&start, "version: '1'\n")) &&
         absl::ConsumePrefix(&start, "etag:") &&
         start.find('\0') == absl::string_view::npos;
}

// Whether a writer that makes sealed files or metadata may have come as far as
// `start`.
bool IsBegun(absl::string_view start) {
  for (const absl::string_view head :
       {"4:base64:", "4:hex:", "version: \"1\"\netag:"}) {
    const size_t size = std::min(head.size(), start.size());
    if (head.substr(0, size) == start.substr(0, size)) return true;
  }
  return false;
}

}  // namespace

Kind RecognizeName(absl::string_view name) {
  if (IsTemporaryName(name)) return Kind::kTemporary;
  if (!NameBeforeAside(name).empty()) return Kind::kAside;
  return Kind::kForeign;
}

Recognized RecognizeContent(absl::string_view name, absl::string_view start,
                            uint64_t file_size) {
  if (IsTemporaryName(name)) {
    if (IsBegun(start)) return {Kind::kTemporary};
    return {Kind::kForeign, std::nullopt,
            "it has the name of a temporary file, but is not of these tools"};
  }
  if (HasMetadataName(name)) {
    if (HasMetadataContent(start, file_size)) return {Kind::kMetadata};
    return {Kind::kForeign, std::nullopt,
            "it has the name of the Doppler CLI's metadata, but not the "
            "content"};
  }
  const std::optional<Header> header = ParseSealedStart(start, file_size);
  if (header.has_value()) return {Kind::kSealed, ReadStamp(header->salt)};
  return {Kind::kForeign, std::nullopt, "it is not a sealed file"};
}

}  // namespace dp
