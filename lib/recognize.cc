// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/recognize.h"

#include <limits.h>

#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"

namespace dp {
namespace {

constexpr absl::string_view kHexDigits = "0123456789abcdef";
constexpr size_t kRandomDigits = 16;
constexpr size_t kHashDigits = 64;
constexpr absl::string_view kTemporarySuffix = ".tmp";
constexpr absl::string_view kAsideSuffix = ".dp-clean";
// Three short lines. The longest ETag that dp-fetch keeps has 1 KiB.
constexpr uint64_t kMaxMetadata = 4096;

bool IsHex(absl::string_view text) {
  return text.find_first_not_of(kHexDigits) == absl::string_view::npos;
}

// NAME of .NAME.<16 hex digits>SUFFIX; empty for any other name.
absl::string_view InnerName(absl::string_view name, absl::string_view suffix) {
  if (!absl::ConsumePrefix(&name, ".") || !absl::ConsumeSuffix(&name, suffix)) {
    return "";
  }
  if (name.size() < kRandomDigits + 2) return "";
  const size_t dot = name.size() - kRandomDigits - 1;
  if (name[dot] != '.' || !IsHex(name.substr(dot + 1))) return "";
  return name.substr(0, dot);
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

}  // namespace

Kind RecognizeName(absl::string_view name) {
  if (!InnerName(name, kTemporarySuffix).empty()) return Kind::kTemporary;
  if (!InnerName(name, kAsideSuffix).empty()) return Kind::kAside;
  return Kind::kForeign;
}

Recognized RecognizeContent(absl::string_view name, absl::string_view start,
                            uint64_t file_size) {
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

std::string AsideName(absl::string_view name, uint64_t random) {
  const size_t room = NAME_MAX - 2 - kRandomDigits - kAsideSuffix.size();
  return absl::StrFormat(".%s.%016x%s", name.substr(0, room), random,
                         kAsideSuffix);
}

absl::string_view NameBeforeAside(absl::string_view aside) {
  return InnerName(aside, kAsideSuffix);
}

}  // namespace dp
