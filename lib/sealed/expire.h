// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Whether a sealed file is still to be used.

#ifndef DP_LIB_SEALED_EXPIRE_H_
#define DP_LIB_SEALED_EXPIRE_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lib/sealed/stamp.h"

namespace dp {

// Clocks differ by this much without anything being wrong.
constexpr absl::Duration kClockSkew = absl::Minutes(5);

bool IsExpired(const std::optional<Stamp>& stamp, absl::Time now);

// OK, or Expired with `cannot open "NAME": ...`, times in `zone`: when `now` is
// past not-after, when the file was sealed longer than `max_age` ago or has no
// stamp that would tell, or when it was sealed more than kClockSkew in the
// future.
absl::Status CheckFresh(const std::optional<Stamp>& stamp,
                        std::optional<absl::Duration> max_age, absl::Time now,
                        absl::TimeZone zone, absl::string_view name);

}  // namespace dp

#endif  // DP_LIB_SEALED_EXPIRE_H_
