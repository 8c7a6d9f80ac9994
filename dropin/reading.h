// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Showing secrets, after they were read or changed.

#ifndef DP_DROPIN_READING_H_
#define DP_DROPIN_READING_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "dropin/asking.h"
#include "dropin/fault.h"
#include "dropin/process.h"

namespace dp {

// Asks for the secrets of these names, or for all when there is none, and shows
// them as the flags want it.
std::optional<Fault> ShowSecrets(const Setting& setting, Tools& tools,
                                 absl::Span<const absl::string_view> names);

// Prints an object of strings as a table; its second column is `heading`.
std::optional<Fault> PrintTable(const Setting& setting, Tools& tools,
                                const Secret& object,
                                absl::string_view heading);

// Whether it can be one at all: what else is asked for is not there.
bool IsName(absl::string_view text);

}  // namespace dp

#endif  // DP_DROPIN_READING_H_
