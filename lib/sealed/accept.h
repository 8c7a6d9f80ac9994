// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Whether a sealed file may be opened, judged by what can be read without the
// passphrase.

#ifndef DP_LIB_SEALED_ACCEPT_H_
#define DP_LIB_SEALED_ACCEPT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lib/sealed/sealed.h"

namespace dp {

struct AcceptFlags {
  std::optional<absl::Duration> max_age;
  bool allow_expired = false;
  uint32_t min_rounds = 1;
  uint32_t max_rounds = kManyRounds;
};

// OK; Refused, `cannot open "NAME": ...`, for too few or too many rounds;
// or what CheckFresh (expire.h) says, unless expired files are allowed.
absl::Status CheckHeader(const Header& header, const AcceptFlags& flags,
                         absl::Time now, absl::TimeZone zone,
                         absl::string_view name);

// What the file says of itself, as a JSON object on one line.
std::string Describe(const Sealed& sealed, absl::Time now);

}  // namespace dp

#endif  // DP_LIB_SEALED_ACCEPT_H_
