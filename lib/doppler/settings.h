// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Which token, project, config and API host: option, then environment, then the
// Doppler CLI's CONFIG-DIR/.doppler.yaml, then the default, each for itself.
//
// Of the environment that is DOPPLER_TOKEN, DOPPLER_PROJECT, DOPPLER_CONFIG and
// DOPPLER_API_HOST, and ENCLAVE_PROJECT and ENCLAVE_CONFIG before them; empty
// counts as unset. Of the file it is, for each setting, the scope with the
// longest path that holds the wanted one.

#ifndef DP_LIB_DOPPLER_SETTINGS_H_
#define DP_LIB_DOPPLER_SETTINGS_H_

#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/base/secret.h"

namespace dp {

// What is asked for, before the environment and the file are looked at.
struct SettingsRequest {
  std::optional<std::string> project, config;  // Given and empty still counts.
  std::optional<Secret> token;
  std::string token_from, api_host, config_dir, scope;  // Empty: not given.
  bool no_read_env = false;
};

struct Settings {
  // Printable ASCII without spaces; empty only when it is not wanted.
  Secret token;
  std::string project, config;
  std::string api_host;  // As it was given: api.h looks into it.
};

// What messages call what was asked for.
struct AskedNames {
  absl::string_view token = "token", token_from = "token source";
  absl::string_view scope = "scope", copy = "copy";
};

// The calling process's state, passed in because libraries do not read it
// themselves.
struct SettingsContext {
  char** environment;  // A token in it is overwritten when it is used.
  std::string working_directory;  // Where relative paths begin.
  absl::FunctionRef<void(absl::string_view)> warn;  // As in sources.h.
  AskedNames names = {};
  bool wants_token = true;  // Else none is looked for, and none is no error.
};

// Misused when there is no token, one that no header can carry, or when the one
// to use is in the keyring of the system. Failed for a file that cannot be
// read; an absent one has no settings. A token that is given goes before the
// SOURCE of one, which is read last, after all else is known to be good.
absl::StatusOr<Settings> ResolveSettings(SettingsRequest request,
                                         const SettingsContext& context);

}  // namespace dp

#endif  // DP_LIB_DOPPLER_SETTINGS_H_
