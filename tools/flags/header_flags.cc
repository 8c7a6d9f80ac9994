// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "tools/flags/header_flags.h"

#include "absl/strings/str_cat.h"
#include "lib/base/status.h"
#include "lib/sealed/sealed.h"

namespace dp {

absl::Status CheckHeaderFlags(const HeaderFlags& flags, absl::Time now) {
  if (flags.rounds > kMaxRounds) {
    return Misused(CannotUse(
        "--rounds", absl::StrCat("no reader takes more than ", kMaxRounds)));
  }
  const bool expires_in = flags.expires_in.has_value();
  if (expires_in && flags.expires_at.has_value()) {
    return Misused(CannotUse("--expires-at", "--expires-in is given, too"));
  }
  if (flags.plain_salt && (expires_in || flags.expires_at.has_value())) {
    return Misused(CannotUse("--plain-salt",
                             "only a stamp can hold when the file expires"));
  }
  if ((expires_in && *flags.expires_in < absl::Seconds(1)) ||
      flags.expires_at.value_or(absl::InfiniteFuture()) <= now) {
    return Misused(CannotUse(expires_in ? "--expires-in" : "--expires-at",
                             "the time is in the past"));
  }
  return absl::OkStatus();
}

}  // namespace dp
