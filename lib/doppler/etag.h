// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// ETag files: the entity tag of an answer on a line of its own, as curl(1)
// keeps them.

#ifndef DP_LIB_DOPPLER_ETAG_H_
#define DP_LIB_DOPPLER_ETAG_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace dp {

constexpr size_t kMaxEtag = 1024;

// Whether `text` is at most kMaxEtag bytes of printable ASCII.
bool IsEtag(absl::string_view text);

// The tag in the file at `path`; empty when the file is, or is not there.
// Refused for content that is no tag.
absl::StatusOr<std::string> ReadEtag(const std::string& path);

// Replaces the file by one with `etag`, or by an empty one when there is none.
// /dev/fd/N, beyond the standard streams, is the descriptor itself: a pipe to
// the tool that reads it.
absl::Status WriteEtag(const std::string& path, absl::string_view etag);

}  // namespace dp

#endif  // DP_LIB_DOPPLER_ETAG_H_
