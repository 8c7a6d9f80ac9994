// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// A folder with a file for each secret, as envdir and its like read it: whole
// or not at all.

#ifndef DP_LIB_RENDER_FOLDER_H_
#define DP_LIB_RENDER_FOLDER_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "lib/os/env.h"
#include "lib/render/readers.h"

namespace dp {

// Makes a new folder at `path`, mode 0700, with a file of mode 0600 for each of
// `secrets`, whose names differ; it survives a power cut. Refused as by
// CheckReads, Failed for all else, also when something is at `path`, which
// then is untouched; no other file is left. The folder is made beside it,
// hidden, under a name that `random` makes. Where only the fsync(2) of the
// directory fails, the folder is there, and the error says so.
absl::Status WriteFolder(const Reader& reader,
                         absl::Span<const Variable> secrets,
                         const std::string& path, uint64_t random);

}  // namespace dp

#endif  // DP_LIB_RENDER_FOLDER_H_
