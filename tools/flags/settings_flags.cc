// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "tools/flags/settings_flags.h"

#include "lib/base/status.h"
#include "lib/cli/cli.h"
#include "lib/doppler/paths.h"

namespace dp {

absl::Status CheckSettingsFlags(const SettingsRequest& settings) {
  if (!settings.token.has_value() || settings.token_from.empty()) {
    return absl::OkStatus();
  }
  return Misused(CannotUse("--token-from", "--token is given, too"));
}

SettingsContext ProcessContext(char** environment) {
  return {environment,
          WorkingDirectory(),
          Warn,
          {"--token", "--token-from", "--scope", "--fallback"}};
}

}  // namespace dp
