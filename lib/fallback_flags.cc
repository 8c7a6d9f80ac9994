// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/fallback_flags.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "lib/formats.h"
#include "lib/status.h"

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

absl::Status CheckFallbackFlags(const FallbackFlags& flags,
                                const SettingsFlags& settings, bool used) {
  const struct {
    const char* name;
    bool given;
  } all[] = {
      {"--project", settings.project.has_value()},
      {"--config", settings.config.has_value()},
      {"--token-from", !settings.token_from.empty()},
      {"--token", settings.token.has_value()},
      {"--config-dir", !settings.config_dir.empty()},
      {"--scope", !settings.scope.empty()},
      {"--no-read-env", settings.no_read_env},
      {"--format", !flags.format.empty()},
      {"--name-transformer", !flags.name_transformer.empty()},
      {"--only", !flags.only.empty()},
  };
  for (const auto& option : all) {
    if (used || !option.given) continue;
    return Misused(Cannot("use", option.name, "it needs --fallback"));
  }
  return CheckFormat(flags.format.empty() ? kDefaultFormat : flags.format,
                     flags.name_transformer);
}

}  // namespace dp
