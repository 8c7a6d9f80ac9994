// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Values as Go's strconv, time and encoding/csv read them, which is what the
// Doppler CLI takes on its command line.

#ifndef DP_DROPIN_GO_VALUES_H_
#define DP_DROPIN_GO_VALUES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace dp {

// strconv.ParseBool: 1, t, T, true, True, TRUE and their opposites.
std::optional<bool> ParseGoBool(absl::string_view text);

// strconv.ParseInt with base 0: a sign, the prefixes 0x, 0o, 0b and 0, and _
// between digits.
std::optional<int64_t> ParseGoInt(absl::string_view text);

// time.ParseDuration, with its sign; and the units d and w beside it.
std::optional<absl::Duration> ParseGoDuration(absl::string_view text);

// The first record of encoding/csv; nothing for text that is none, and an empty
// list for an empty text.
std::optional<std::vector<std::string>> ParseCsv(absl::string_view text);

}  // namespace dp

#endif  // DP_DROPIN_GO_VALUES_H_
