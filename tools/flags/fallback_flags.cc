// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "tools/flags/fallback_flags.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "lib/base/status.h"
#include "lib/cli/rules.h"
#include "lib/doppler/formats.h"
#include "tools/flags/format_flags.h"
#include "tools/flags/settings_flags.h"

namespace dp {

absl::Status ReadValue(char* value, FallbackFile* to) {
  to->given = true;
  return value == nullptr ? absl::OkStatus() : ReadValue(value, &to->path);
}

absl::Status ReadValue(char* value, FallbackKind* to) {
  const absl::string_view kind = value == nullptr ? "secrets" : value;
  *to = value == nullptr     ? FallbackKind::kSecrets
        : kind == "metadata" ? FallbackKind::kMetadata
        : kind == "legacy"   ? FallbackKind::kLegacy
                             : FallbackKind::kNone;
  if (*to != FallbackKind::kNone) return absl::OkStatus();
  return Misused(absl::StrCat(Quote(kind), " is neither metadata nor legacy"));
}

absl::Status CheckFallbackFlags(const CopyRequest& flags,
                                const SettingsRequest& settings, bool used) {
  constexpr char kReason[] =
      "it tells which copy is meant, and needs --fallback";
  absl::Status status = CheckRules({
      {settings.project.has_value(), "--project", kReason},
      {settings.config.has_value(), "--config", kReason},
      {!settings.token_from.empty(), "--token-from", kReason},
      {settings.token.has_value(), "--token", kReason},
      {!settings.config_dir.empty(), "--config-dir", kReason},
      {!settings.scope.empty(), "--scope", kReason},
      {settings.no_read_env, "--no-read-env", kReason},
      {!flags.format.empty(), "--format", kReason},
      {!flags.name_transformer.empty(), "--name-transformer", kReason},
      {!flags.only.empty(), "--only", kReason},
  });
  if (!used && !status.ok()) return status;
  DP_RETURN_IF_ERROR(CheckSettingsFlags(settings));
  return CheckFormat(flags.format.empty() ? kDefaultFormat : flags.format,
                     flags.name_transformer);
}

}  // namespace dp
