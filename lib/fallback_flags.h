// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The options that choose a file of the Doppler CLI: rows for tools whose
// options hold `SettingsFlags settings` and `FallbackFlags fallback`, as with
// settings_flags.h.

#ifndef DP_LIB_FALLBACK_FLAGS_H_
#define DP_LIB_FALLBACK_FLAGS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "lib/formats.h"
#include "lib/option.h"
#include "lib/settings_flags.h"
#include "lib/values.h"

namespace dp {

// --fallback[=PATH].
struct FallbackFile {
  bool given = false;
  std::string path;  // Empty: the Doppler CLI's own.
};
absl::Status ReadValue(char* value, FallbackFile* to);

// --print-path[=KIND]
enum class FallbackKind { kNone, kSecrets, kMetadata, kLegacy };
absl::Status ReadValue(char* value, FallbackKind* to);

struct FallbackFlags {
  FallbackFile file;
  FallbackKind print = FallbackKind::kNone;
  std::string format, name_transformer;  // Empty: not given.
  std::vector<std::string> only;
};

// Misused for a format that there is none of, and, when the tool does nothing
// that these options are for (`used`), for each of them.
absl::Status CheckFallbackFlags(const FallbackFlags& flags,
                                const SettingsFlags& settings, bool used);

template <typename Options>
constexpr Option kFallbackRow = {
    0, "fallback", "[PATH]",
    "the file is the Doppler CLI's own for the token,\n"
    "project and config, or PATH",
    Into<&Options::fallback, &FallbackFlags::file>};

// Else each of six members has a line.
// clang-format off
template <typename Options>
constexpr Option kPrintPathRow = {
    0, "print-path", "[KIND]",
    "only print the path of that file; KIND: metadata\n"
    "or legacy, those beside it",
    Into<&Options::fallback, &FallbackFlags::print>, "metadata legacy"};

template <typename Options>
constexpr Option kFormatRow = {
    0, "format", "F", "the format of the secrets (json)",
    Into<&Options::fallback, &FallbackFlags::format>,
    kApiFormats};

template <typename Options>
constexpr Option kNameTransformerRow = {
    0, "name-transformer", "T", "how the API renamed them",
    Into<&Options::fallback, &FallbackFlags::name_transformer>,
    kApiTransformers};
// clang-format on

template <typename Options>
constexpr Option kOnlyRow = {0, "only", "NAME,...", "which of them it holds",
                             Into<&Options::fallback, &FallbackFlags::only>};

}  // namespace dp

#endif  // DP_LIB_FALLBACK_FLAGS_H_
