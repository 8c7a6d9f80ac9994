// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/sealed/expire.h"

#include "absl/strings/str_cat.h"
#include "lib/base/remedy.h"
#include "lib/base/status.h"
#include "lib/base/times.h"

namespace dp {

bool IsExpired(const std::optional<Stamp>& stamp, absl::Time now) {
  return stamp.has_value() && now > stamp->not_after;
}

absl::Status CheckFresh(const std::optional<Stamp>& stamp,
                        std::optional<absl::Duration> max_age, absl::Time now,
                        absl::TimeZone zone, absl::string_view name) {
  if (!stamp.has_value()) {
    if (!max_age.has_value()) return absl::OkStatus();
    return WithRemedy(
        Expired(Cannot("open", name, "it has no stamp, so its age is unknown")),
        Remedy::kStamp);
  }
  const auto refuse = [&](absl::string_view reason, absl::Time time,
                          Remedy remedy) {
    const std::string why =
        absl::StrCat(reason, " ", FormatLocal(time, now, zone));
    return WithRemedy(Expired(Cannot("open", name, why)), remedy);
  };
  if (stamp->sealed_at > now + kClockSkew) {
    return refuse("it was sealed in the future,", stamp->sealed_at,
                  Remedy::kCheckClock);
  }
  if (IsExpired(stamp, now)) {
    return refuse("it expired", stamp->not_after, Remedy::kFetchAgain);
  }
  if (max_age.has_value() && now - stamp->sealed_at > *max_age) {
    return refuse("it is too old, sealed", stamp->sealed_at,
                  Remedy::kFetchOrRaiseAge);
  }
  return absl::OkStatus();
}

}  // namespace dp
