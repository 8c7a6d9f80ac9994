// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The options by which several tools choose token, project, config and API
// host, with the same words in each. A tool whose options hold a member
// `SettingsRequest settings` puts the rows it wants into its table:
//
//   constexpr Option kOptions[] = {kProjectRow<Options>, kConfigRow<Options>};

#ifndef DP_TOOLS_FLAGS_SETTINGS_FLAGS_H_
#define DP_TOOLS_FLAGS_SETTINGS_FLAGS_H_

#include "absl/status/status.h"
#include "lib/cli/option.h"
#include "lib/cli/values.h"
#include "lib/doppler/settings.h"

namespace dp {

template <typename Options>
constexpr Option kProjectRow = {
    'p', "project", "PROJECT", "the project in Doppler",
    Into<&Options::settings, &SettingsRequest::project>};

template <typename Options>
constexpr Option kConfigRow = {
    'c', "config", "CONFIG", "the config in Doppler",
    Into<&Options::settings, &SettingsRequest::config>};

template <typename Options>
constexpr Option kTokenFromRow = {
    0,
    "token-from",
    "SOURCE",
    "read the token from SOURCE: fd:N, file:PATH,\n"
    "env:NAME, tty or cmd:COMMAND",
    Into<&Options::settings, &SettingsRequest::token_from>,
    "fd: file: env: cmd: tty"};

template <typename Options>
constexpr Option kTokenRow = {
    0, "token", "TOKEN", "the token; any user can see it in ps(1)",
    Into<&Options::settings, &SettingsRequest::token>};

template <typename Options>
constexpr Option kApiHostRow = {
    0, "api-host", "URL", "the API, if not https://api.doppler.com",
    Into<&Options::settings, &SettingsRequest::api_host>};

template <typename Options>
constexpr Option kConfigDirRow = {
    0, "config-dir", "DIR", "the Doppler CLI's files, if not ~/.doppler",
    Into<&Options::settings, &SettingsRequest::config_dir>};

template <typename Options>
constexpr Option kScopeRow = {
    0, "scope", "DIR", "use the Doppler CLI's settings for DIR",
    Into<&Options::settings, &SettingsRequest::scope>};

template <typename Options>
constexpr Option kNoReadEnvRow = {
    0, "no-read-env", nullptr, "ignore DOPPLER_* in the environment",
    Into<&Options::settings, &SettingsRequest::no_read_env>};

// Misused for both --token and --token-from.
absl::Status CheckSettingsFlags(const SettingsRequest& settings);

// The state of this process, with the names of the options above. `environment`
// is its own.
SettingsContext ProcessContext(char** environment);

}  // namespace dp

#endif  // DP_TOOLS_FLAGS_SETTINGS_FLAGS_H_
