// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "tools/flags/online.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/types/span.h"
#include "lib/api/failure.h"
#include "lib/api/retry.h"
#include "lib/base/status.h"
#include "lib/cli/cli.h"
#include "lib/doppler/paths.h"
#include "lib/doppler/settings.h"
#include "lib/os/entropy.h"
#include "lib/os/env.h"
#include "lib/os/io.h"
#include "tools/flags/settings_flags.h"

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
  return Misused(CannotUse(option, "it must be more than 0"));
}

// The token is good, but not for this.
std::string ForbiddenHint(const Api& api) {
  const std::string& project = api.settings.project;
  const std::string denied =
      project.empty() ? "may not do this"
                      : absl::StrCat("cannot see project ", Quote(project));
  return absl::StrCat("the token ",
                      api.last_failure.changes ? "may only read, or " : "",
                      denied);
}

// Project or config are missing, or not what the token is for.
std::string PlaceHint(const Api& api) {
  const Settings& settings = api.settings;
  const Failure& failure = api.last_failure;
  if (failure.complaint == Complaint::kSecret) {
    return "dp-fetch --names lists those that are there";
  }
  if (failure.complaint == Complaint::kOther) return "";
  std::vector<std::string> named;
  if (!settings.project.empty()) {
    named.push_back(absl::StrCat("project ", Quote(settings.project)));
  }
  if (failure.of_config && !settings.config.empty()) {
    named.push_back(absl::StrCat("config ", Quote(settings.config)));
  }
  if (named.empty() && failure.of_config) {
    return "name the project and the config with -p and -c";
  }
  if (named.empty() || failure.complaint == Complaint::kNoProject) {
    return "name the project with -p";
  }
  if (failure.complaint == Complaint::kNoConfig) {
    return "name the config with -c";
  }
  return absl::StrCat("check that the token has access to ",
                      absl::StrJoin(named, " and "));
}

std::string RefusalHint(const Api& api) {
  switch (api.last_status) {
    case 401:
      return "the token is mistyped, revoked or expired";
    case 403:
      return ForbiddenHint(api);
    case 400:
    case 404:
      return PlaceHint(api);
    default:
      return "";
  }
}

// What to do about the last failure of `api`, by the options of the tools.
std::string HintFor(const Api& api) {
  switch (api.last_failure.kind) {
    case FailureKind::kUntrusted:
      return "--cacert FILE or SSL_CERT_FILE names the authorities to trust";
    case FailureKind::kMissing:
      return "--names lists the secrets that exist; --allow-missing ignores "
             "missing ones";
    case FailureKind::kRefused:
      return RefusalHint(api);
    default:
      return "";
  }
}

}  // namespace

absl::Status WithApiHint(const Api& api, const absl::Status& status) {
  const std::string hint = status.ok() ? "" : HintFor(api);
  return hint.empty() ? status : WithHint(status, hint);
}

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
  DP_RETURN_IF_ERROR(CheckSettingsFlags(settings));
  DP_ASSIGN_OR_RETURN(
      Settings resolved,
      ResolveSettings(std::move(settings), ProcessContext(environment)));
  Api api = {program,
             std::move(resolved),
             online.ca_file.empty()
                 ? std::string(GetEnv(environment, "SSL_CERT_FILE"))
                 : online.ca_file,
             policy,
             {absl::Now, Elapsed, Random, sleep}};
  return WithApiHint(api, use(api));
}

}  // namespace dp
