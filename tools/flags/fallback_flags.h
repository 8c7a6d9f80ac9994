// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The options that choose a file of the Doppler CLI: rows for tools whose
// options hold `SettingsRequest settings` and `CopyRequest fallback`, as with
// settings_flags.h.

#ifndef DP_TOOLS_FLAGS_FALLBACK_FLAGS_H_
#define DP_TOOLS_FLAGS_FALLBACK_FLAGS_H_

#include "absl/status/status.h"
#include "lib/cli/option.h"
#include "lib/cli/values.h"
#include "lib/doppler/fallback.h"
#include "lib/doppler/formats.h"
#include "lib/doppler/settings.h"

namespace dp {

// --fallback[=PATH] and --print-path[=KIND].
absl::Status ReadValue(char* value, FallbackFile* to);
absl::Status ReadValue(char* value, FallbackKind* to);

// Misused for a format that there is none of, and, when the tool does nothing
// that these options are for (`used`), for each of them.
absl::Status CheckFallbackFlags(const CopyRequest& flags,
                                const SettingsRequest& settings, bool used);

template <typename Options>
constexpr Option kFallbackRow = {
    0, "fallback", "[PATH]",
    "the file is the Doppler CLI's own for the token,\n"
    "project and config, or PATH",
    Into<&Options::fallback, &CopyRequest::file>};

// Else each of six members has a line.
// clang-format off
template <typename Options>
constexpr Option kPrintPathRow = {
    0, "print-path", "[KIND]",
    "only print its path, or of KIND: metadata, legacy",
    Into<&Options::fallback, &CopyRequest::print>, "metadata legacy"};

template <typename Options>
constexpr Option kFormatRow = {
    0, "format", "F", "the format of the secrets (json)",
    Into<&Options::fallback, &CopyRequest::format>,
    kApiFormats};

template <typename Options>
constexpr Option kNameTransformerRow = {
    0, "name-transformer", "T", "how the API renamed them",
    Into<&Options::fallback, &CopyRequest::name_transformer>,
    kApiTransformers};
// clang-format on

template <typename Options>
constexpr Option kCopyOnlyRow = {0, "only", "NAME,...",
                                 "which of the secrets it holds",
                                 Into<&Options::fallback, &CopyRequest::only>};

}  // namespace dp

#endif  // DP_TOOLS_FLAGS_FALLBACK_FLAGS_H_
