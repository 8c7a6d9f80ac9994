// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Paths as the Doppler CLI reads them, in its options and its configuration.

#ifndef DP_LIB_DOPPLER_PATHS_H_
#define DP_LIB_DOPPLER_PATHS_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace dp {

// `path` as an absolute one, without ".", ".." and needless slashes: relative
// ones begin at `working_directory`, and a leading ~ or ~$USER is $HOME.
// Symbolic links are not followed. Nullopt for an empty path, for a home that
// is another user's or not known, and for a relative one where there is no
// directory to begin at.
std::optional<std::string> CleanPath(absl::string_view path,
                                     const char* const* environment,
                                     absl::string_view working_directory);

// The directory of this process: $PWD where it is right, as for the Doppler
// CLI; empty when it has been removed.
std::string WorkingDirectory();

// The directory of the Doppler CLI's files: `option`, which is --config-dir, or
// else DOPPLER_CONFIG_DIR, unless `no_read_env`, or else $HOME/.doppler. Empty
// when there is no HOME.
std::string ConfigDir(absl::string_view option, bool no_read_env,
                      const char* const* environment);

// Where in it the fallback files are; empty when it is.
std::string FallbackDir(absl::string_view config_dir);

// Whether both lead to one regular file; `input` may be standard input
// under one of its names.
bool IsSameFile(const std::string& input, const std::string& output);

}  // namespace dp

#endif  // DP_LIB_DOPPLER_PATHS_H_
