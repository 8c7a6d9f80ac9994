// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/sealed/accept.h"

#include "absl/strings/str_cat.h"
#include "lib/base/encoding.h"
#include "lib/base/remedy.h"
#include "lib/base/status.h"
#include "lib/base/times.h"
#include "lib/sealed/expire.h"
#include "lib/sealed/stamp.h"

namespace dp {
namespace {

std::string JsonTime(bool is_known, absl::Time time) {
  return is_known ? absl::StrCat("\"", FormatUtc(time), "\"") : "null";
}

absl::Status CheckRounds(uint32_t rounds, const AcceptFlags& flags,
                         absl::string_view name) {
  if (rounds > flags.max_rounds) {
    return WithRemedy(Refused(Cannot("open", name,
                                     absl::StrCat("it asks for ", rounds,
                                                  " rounds, over the limit of ",
                                                  flags.max_rounds))),
                      Remedy::kRaiseRounds);
  }
  if (rounds < flags.min_rounds) {
    return WithRemedy(
        Refused(Cannot("open", name,
                       absl::StrCat("it has ", rounds, " rounds, fewer than ",
                                    flags.min_rounds))),
        Remedy::kLowerRounds);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckHeader(const Header& header, const AcceptFlags& flags,
                         absl::Time now, absl::TimeZone zone,
                         absl::string_view name) {
  DP_RETURN_IF_ERROR(CheckRounds(header.rounds, flags, name));
  if (flags.allow_expired) return absl::OkStatus();
  return CheckFresh(ReadStamp(header.salt), flags.max_age, now, zone, name);
}

std::string Describe(const Sealed& sealed, absl::Time now) {
  const std::optional<Stamp> read = ReadStamp(sealed.header.salt);
  const bool stamped = read.has_value();
  const Stamp stamp = read.value_or(Stamp());
  return absl::StrCat(
      "{\"version\":", sealed.header.version, ",\"encoding\":\"",
      EncodingName(sealed.header.encoding),
      "\",\"rounds\":", sealed.header.rounds,
      ",\"stamped\":", stamped ? "true" : "false",
      ",\"sealed_at\":", JsonTime(stamped, stamp.sealed_at), ",\"not_after\":",
      JsonTime(stamp.not_after != absl::InfiniteFuture(), stamp.not_after),
      ",\"expired\":", IsExpired(read, now) ? "true" : "false",
      ",\"size\":", sealed.data_size - kTagSize, "}\n");
}

}  // namespace dp
