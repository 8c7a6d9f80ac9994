// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/sealed/expire.h"

#include "absl/strings/str_cat.h"
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
    return WithHint(
        Expired(Cannot("open", name, "it has no stamp that tells its age")),
        "dp-encrypt without --plain-salt writes one");
  }
  const auto refuse = [&](absl::string_view reason, absl::Time time,
                          absl::string_view hint) {
    const std::string why =
        absl::StrCat(reason, " ", FormatLocal(time, now, zone));
    return WithHint(Expired(Cannot("open", name, why)), hint);
  };
  if (stamp->sealed_at > now + kClockSkew) {
    return refuse(
        "it was sealed in the future,", stamp->sealed_at,
        "check the clock; --allow-expired opens the file all the same");
  }
  if (IsExpired(stamp, now)) {
    return refuse(
        "it expired", stamp->not_after,
        "fetch and seal again; --allow-expired opens the file all the same");
  }
  if (max_age.has_value() && now - stamp->sealed_at > *max_age) {
    return refuse("it is too old, sealed", stamp->sealed_at,
                  "fetch and seal again, or raise --max-age");
  }
  return absl::OkStatus();
}

}  // namespace dp
