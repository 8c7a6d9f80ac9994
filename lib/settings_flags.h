// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The options by which several tools choose token, project, config and API
// host, with the same words in each. A tool whose options hold a member
// `SettingsFlags settings` puts the rows it wants into its table:
//
//   constexpr Option kOptions[] = {kProjectRow<Options>, kConfigRow<Options>};

#ifndef DP_LIB_SETTINGS_FLAGS_H_
#define DP_LIB_SETTINGS_FLAGS_H_

#include <optional>
#include <string>

#include "lib/option.h"
#include "lib/secret.h"
#include "lib/values.h"

namespace dp {

struct SettingsFlags {
  std::optional<std::string> project, config;  // Given and empty still counts.
  std::optional<Secret> token;
  std::string token_from, api_host, config_dir, scope;  // Empty: not given.
  bool no_read_env = false;
};

template <typename Options>
constexpr Option kProjectRow = {
    'p', "project", "PROJECT", "the project in Doppler",
    Into<&Options::settings, &SettingsFlags::project>};

template <typename Options>
constexpr Option kConfigRow = {
    'c', "config", "CONFIG", "the config in Doppler",
    Into<&Options::settings, &SettingsFlags::config>};

template <typename Options>
constexpr Option kTokenFromRow = {
    0,
    "token-from",
    "SOURCE",
    "read the token from SOURCE: fd:N, file:PATH,\n"
    "env:NAME, tty or cmd:COMMAND",
    Into<&Options::settings, &SettingsFlags::token_from>,
    "fd: file: env: cmd: tty"};

template <typename Options>
constexpr Option kTokenRow = {0, "token", "TOKEN",
                              "the token; any user can see it in ps(1)",
                              Into<&Options::settings, &SettingsFlags::token>};

template <typename Options>
constexpr Option kApiHostRow = {
    0, "api-host", "URL", "the API, if not https://api.doppler.com",
    Into<&Options::settings, &SettingsFlags::api_host>};

template <typename Options>
constexpr Option kConfigDirRow = {
    0, "config-dir", "DIR", "the Doppler CLI's files, if not ~/.doppler",
    Into<&Options::settings, &SettingsFlags::config_dir>};

template <typename Options>
constexpr Option kScopeRow = {0, "scope", "DIR",
                              "use what the Doppler CLI was set to in DIR",
                              Into<&Options::settings, &SettingsFlags::scope>};

template <typename Options>
constexpr Option kNoReadEnvRow = {
    0, "no-read-env", nullptr, "ignore DOPPLER_* in the environment",
    Into<&Options::settings, &SettingsFlags::no_read_env>};

}  // namespace dp

#endif  // DP_LIB_SETTINGS_FLAGS_H_
