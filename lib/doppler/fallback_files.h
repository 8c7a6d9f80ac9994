// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Reading and writing the files of fallback.h. An ETag is only ever believed
// for the very bytes it was noted for: metadata carries their SHA-256.

#ifndef DP_LIB_DOPPLER_FALLBACK_FILES_H_
#define DP_LIB_DOPPLER_FALLBACK_FILES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/base/pieces.h"
#include "lib/doppler/fallback.h"

namespace dp {

// The path to read: secrets, or legacy while only that is there; Failed when
// none of them is.
absl::StatusOr<std::string> PathToRead(const Fallback& fallback);

// Puts `sealed` there (WriteOutput); the default directory is made, mode 0700,
// when it is missing.
absl::Status WriteSealed(const Fallback& fallback, Pieces sealed);

// Notes in the metadata that the server gave `etag` with what is in `sealed`,
// the copy just written. Without an ETag the metadata, which is then about
// another copy, is removed.
absl::Status WriteMetadata(const Fallback& fallback, Pieces sealed,
                           absl::string_view etag);

// The ETag that the metadata gives for `sealed` and for nothing else; empty
// when there is none, for whatever reason.
std::string EtagOf(const Fallback& fallback, Pieces sealed);

// The same for the file that is there.
std::string EtagInHand(const Fallback& fallback);

}  // namespace dp

#endif  // DP_LIB_DOPPLER_FALLBACK_FILES_H_
