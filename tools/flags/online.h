// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What the tools that talk to the API share: their options about the network,
// the real clock, and the line that is shown while they wait.
//
// A tool whose options hold `OnlineFlags online` puts the rows into its table,
// as with settings_flags.h.

#ifndef DP_TOOLS_FLAGS_ONLINE_H_
#define DP_TOOLS_FLAGS_ONLINE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "lib/api/call.h"
#include "lib/cli/option.h"
#include "lib/cli/values.h"
#include "lib/doppler/settings.h"

namespace dp {

struct OnlineFlags {
  std::string ca_file;
  std::optional<absl::Duration> timeout, deadline;
  uint32_t attempts = 5;
};

template <typename Options>
constexpr Option kCacertRow = {0, "cacert", "FILE",
                               "trust the authorities in FILE (SSL_CERT_FILE)",
                               Into<&Options::online, &OnlineFlags::ca_file>};

template <typename Options>
constexpr Option kTimeoutRow = {0, "timeout", "D",
                                "limit each attempt to D (10s)",
                                Into<&Options::online, &OnlineFlags::timeout>};

template <typename Options>
constexpr Option kDeadlineRow = {
    0, "deadline", "D", "limit all attempts together to D (60s)",
    Into<&Options::online, &OnlineFlags::deadline>};

template <typename Options>
constexpr Option kAttemptsRow = {
    0, "attempts", "N", "try at most N times (5)",
    Into<&Options::online, &OnlineFlags::attempts>};

// Resolves `settings` in the environment and directory of this process, and
// calls `use` with an Api on them and the real clock. Misused for a time of 0,
// beside the errors of ResolveSettings.
absl::Status WithApi(const char* program, SettingsRequest settings,
                     const OnlineFlags& online, char** environment,
                     absl::FunctionRef<absl::Status(Api&)> use);

// `status` of a use of `api`, with what to do about it, by the options of the
// tools, as a hint. WithApi does it; this is for who cannot return through it.
absl::Status WithApiHint(const Api& api, const absl::Status& status);

}  // namespace dp

#endif  // DP_TOOLS_FLAGS_ONLINE_H_
