// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "tools/flags/online.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/types/span.h"
#include "lib/api/retry.h"
#include "lib/base/status.h"
#include "lib/cli/cli.h"
#include "lib/doppler/paths.h"
#include "lib/doppler/settings.h"
#include "lib/os/entropy.h"
#include "lib/os/env.h"
#include "lib/os/io.h"

namespace dp {
namespace {

constexpr char kEraseLine[] = "\r\033[K";

absl::Duration Elapsed() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return absl::DurationFromTimespec(now);
}

// Only spreads clients out in time, so nothing is lost where it fails.
double Random() {
  std::array<uint8_t, sizeof(uint32_t)> bytes = {};
  (void)FillRandom(absl::MakeSpan(bytes));
  uint32_t number;
  memcpy(&number, bytes.data(), sizeof(number));
  return static_cast<double>(number) / 4294967296.0;
}

void Show(absl::string_view text) {
  (void)WriteAll(STDERR_FILENO, text, "stderr");
}

// Sleeps, and counts down where somebody is looking.
void Sleep(const char* program, const Pause& pause) {
  if (isatty(STDERR_FILENO) == 0) {
    absl::SleepFor(pause.duration);
    return;
  }
  const absl::Duration end = Elapsed() + pause.duration;
  for (absl::Duration left = pause.duration; left > absl::ZeroDuration();
       left = end - Elapsed()) {
    Show(absl::StrCat(kEraseLine, program, ": ", pause.reason, "; attempt ",
                      pause.next, " of ", pause.attempts, " in ",
                      absl::ToInt64Seconds(absl::Ceil(left, absl::Seconds(1))),
                      " s"));
    absl::SleepFor(std::min(left, absl::Seconds(1)));
  }
  Show(kEraseLine);
}

absl::Status CheckPositive(absl::string_view option,
                           const std::optional<absl::Duration>& value) {
  if (value.value_or(absl::Seconds(1)) > absl::ZeroDuration()) {
    return absl::OkStatus();
  }
  return Misused(CannotUse(option, "it must be longer than nothing"));
}

}  // namespace

absl::Status WithApi(const char* program, SettingsRequest settings,
                     const OnlineFlags& online, char** environment,
                     absl::FunctionRef<absl::Status(Api&)> use) {
  DP_RETURN_IF_ERROR(CheckPositive("--timeout", online.timeout));
  DP_RETURN_IF_ERROR(CheckPositive("--deadline", online.deadline));
  RetryPolicy policy;
  policy.attempts = online.attempts;
  policy.timeout = online.timeout.value_or(policy.timeout);
  policy.deadline = online.deadline.value_or(policy.deadline);
  const auto sleep = [program](const Pause& pause) { Sleep(program, pause); };
  DP_ASSIGN_OR_RETURN(Settings resolved,
                      ResolveSettings(std::move(settings),
                                      {environment, WorkingDirectory(), Warn}));
  Api api = {program,
             std::move(resolved),
             online.ca_file.empty()
                 ? std::string(GetEnv(environment, "SSL_CERT_FILE"))
                 : online.ca_file,
             policy,
             {absl::Now, Elapsed, Random, sleep}};
  return use(api);
}

}  // namespace dp
