// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "dropin/asking.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "dropin/go_values.h"
#include "lib/os/env.h"

namespace dp {

std::string ExpandHome(absl::string_view path, char* const* environment) {
  if (path != "~" && !absl::StartsWith(path, "~/")) return std::string(path);
  return absl::StrCat(GetEnv(environment, "HOME"), path.substr(1));
}

Asking& Asking::Option(absl::string_view option) {
  call_.arguments.emplace_back(option);
  return *this;
}

Asking& Asking::Option(absl::string_view option, absl::string_view value) {
  call_.arguments.emplace_back(option);
  call_.arguments.emplace_back(value);
  return *this;
}

Asking& Asking::File(absl::string_view option, Fd fd) {
  Option(option, absl::StrCat("/dev/fd/", fd.get()));
  call_.passed.push_back(std::move(fd));
  return *this;
}

Asking& Asking::Pass(Fd fd) {
  call_.passed.push_back(std::move(fd));
  return *this;
}

std::vector<int> Asking::PassedOn() const {
  std::vector<int> numbers;
  for (const Fd& fd : call_.passed) numbers.push_back(fd.get());
  return numbers;
}

Asking& Asking::Credential(absl::string_view option, absl::string_view value) {
  if (shown_) return Option(option, value);
  // A descriptor that could not be made is -1, which the tool refuses.
  absl::StatusOr<Fd> fd = ReadableBytes(value);
  if (!fd.ok()) fd = Fd();
  Option(absl::StrCat(option, "-from"), absl::StrCat("fd:", fd->get()));
  call_.passed.push_back(*std::move(fd));
  return *this;
}

Asking& Asking::Settings() {
  const Call& call = setting_.call;
  for (const char* flag : {"project", "config", "scope"}) {
    if (call.Given(flag)) Option(absl::StrCat("--", flag), call.Value(flag));
  }
  if (call.Given("config-dir")) {
    Option("--config-dir",
           ExpandHome(call.Value("config-dir"), setting_.environment));
  }
  if (call.Enabled("no-read-env")) Option("--no-read-env");
  if (call.Given("token")) Credential("--token", call.Value("token"));
  return *this;
}

Asking& Asking::Online() {
  const Call& call = setting_.call;
  if (call.Given("api-host")) Option("--api-host", call.Value("api-host"));
  if (call.Given("attempts")) {
    const int64_t attempts = ParseGoInt(call.Value("attempts")).value_or(5);
    Option("--attempts", absl::StrCat(std::max<int64_t>(attempts, 1)));
  }
  const absl::Duration timeout =
      ParseGoDuration(call.Value("timeout")).value_or(absl::ZeroDuration());
  if (call.Enabled("no-timeout") ||
      (call.Given("timeout") && timeout <= absl::ZeroDuration())) {
    // All attempts together would end after a minute.
    Option("--timeout", "24h").Option("--deadline", "24h");
  } else if (call.Given("timeout")) {
    Option("--timeout", absl::FormatDuration(timeout))
        .Option("--deadline", "1h");
  }
  return Settings();
}

Asking& Asking::Watching() {
  const Call& call = setting_.call;
  if (call.Given("api-host")) Option("--api-host", call.Value("api-host"));
  const absl::Duration timeout =
      ParseGoDuration(call.Value("timeout")).value_or(absl::ZeroDuration());
  if (timeout > absl::ZeroDuration()) {
    Option("--timeout", absl::FormatDuration(timeout));
  }
  return Settings();
}

Asking& Asking::Which(absl::string_view format) {
  const Call& call = setting_.call;
  if (format != "json") Option("--format", format);
  if (call.Filled("name-transformer")) {
    Option("--name-transformer", call.Value("name-transformer"));
  }
  if (!call.only_secrets().empty()) {
    Option("--only", absl::StrJoin(call.only_secrets(), ","));
  }
  return *this;
}

Asking& Asking::Copy(absl::string_view format,
                     absl::string_view passphrase_flag) {
  const Call& call = setting_.call;
  Option(call.Given("fallback")
             ? absl::StrCat("--fallback=", ExpandHome(call.Value("fallback"),
                                                      setting_.environment))
             : "--fallback");
  if (call.Given(passphrase_flag)) {
    Credential("--passphrase", call.Value(passphrase_flag));
  }
  return Which(format).Settings();
}

ToolCall Asking::Operands(absl::Span<const absl::string_view> operands) {
  Option("--");
  for (const absl::string_view operand : operands) Option(operand);
  return Done();
}

Asking Fetching(const Setting& setting, absl::string_view format, bool shown) {
  Asking asking(setting, "dp-fetch", shown);
  const absl::Duration ttl = ParseGoDuration(setting.call.Value("dynamic-ttl"))
                                 .value_or(absl::ZeroDuration());
  if (ttl > absl::ZeroDuration()) {
    asking.Option("--dynamic-ttl", absl::FormatDuration(ttl));
  }
  asking.Which(format).Online();
  return asking;
}

std::string CopyDirectory(const Setting& setting) {
  const Call& call = setting.call;
  std::string directory;
  if (call.Given("config-dir")) {
    directory = ExpandHome(call.Value("config-dir"), setting.environment);
  } else if (!call.Enabled("no-read-env")) {
    directory = std::string(GetEnv(setting.environment, "DOPPLER_CONFIG_DIR"));
  }
  if (directory.empty()) {
    directory = absl::StrCat(GetEnv(setting.environment, "HOME"), "/.doppler");
  }
  return absl::StrCat(directory, "/fallback");
}

}  // namespace dp
