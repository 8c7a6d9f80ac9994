// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/doppler/fallback.h"

#include <optional>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/remedy.h"
#include "lib/base/status.h"
#include "lib/doppler/formats.h"
#include "lib/doppler/paths.h"
#include "lib/os/env.h"
#include "lib/sealed/digest.h"

namespace dp {
namespace {

bool HasConfig(const Settings& settings) {
  return !settings.project.empty() && !settings.config.empty();
}

// What the names of secrets and metadata are the hash of. It begins with the
// token.
Secret NameInput(const Settings& settings, const CopyRequest& request) {
  Secret input = DefaultPassphrase(settings);
  input.Append(":");
  input.Append(request.format.empty() ? kDefaultFormat : request.format);
  if (!request.name_transformer.empty()) {
    input.Append(absl::StrCat(":", request.name_transformer));
  }
  const std::set<std::string> only(request.only.begin(), request.only.end());
  if (!only.empty()) input.Append(absl::StrCat(":", absl::StrJoin(only, ",")));
  return input;
}

bool TakesDefault(const PassphraseRequest& passphrase,
                  const CopyRequest& request, const SettingsRequest& settings,
                  const char* const* environment) {
  if (passphrase.value.has_value()) return false;
  if (!passphrase.from.empty()) return passphrase.from == kFromToken;
  return request.file.given &&
         (settings.no_read_env ||
          GetEnv(environment, "DOPPLER_PASSPHRASE").empty());
}

// PATH of --fallback=PATH, as the Doppler CLI reads it.
absl::StatusOr<std::string> GivenPath(const CopyRequest& request,
                                      const SettingsContext& context) {
  std::optional<std::string> path = CleanPath(
      request.file.path, context.environment, context.working_directory);
  if (path.has_value() && *path != "/") return *std::move(path);
  return Misused(CannotUse(
      context.names.copy,
      absl::StrCat(Quote(request.file.path), " is not the path of a file")));
}

absl::StatusOr<std::string> DefaultDirectory(const SettingsRequest& settings,
                                             const SettingsContext& context) {
  std::string directory = FallbackDir(ConfigDir(
      settings.config_dir, settings.no_read_env, context.environment));
  if (!directory.empty()) return directory;
  return WithRemedy(Misused(Cannot("find", "fallback", "HOME is not set")),
                    Remedy::kConfigDir);
}

}  // namespace

Secret DefaultPassphrase(const Settings& settings) {
  Secret passphrase(settings.token.Reveal());
  if (!HasConfig(settings)) return passphrase;
  passphrase.Append(absl::StrCat(":", settings.project, ":", settings.config));
  return passphrase;
}

FallbackNames NamesOf(const Settings& settings, const CopyRequest& request) {
  const std::string hash = Sha256(NameInput(settings, request).Reveal());
  FallbackNames names = {absl::StrCat(".secrets-", hash, ".json"),
                         absl::StrCat(".metadata-", hash, ".json"), ""};
  if (!HasConfig(settings)) return names;
  names.legacy = absl::StrCat(
      ".run-", Sha256(absl::StrCat(settings.project, ":", settings.config)),
      ".json");
  return names;
}

absl::StatusOr<Fallback> FindFallback(const CopyRequest& request,
                                      SettingsRequest settings,
                                      const FallbackNeeds& needs,
                                      SettingsContext context,
                                      PassphraseRequest* passphrase) {
  Fallback fallback;
  const bool given = !request.file.path.empty();
  if (given) {
    DP_ASSIGN_OR_RETURN(fallback.secrets, GivenPath(request, context));
  }
  const bool secrets = needs.secrets && !given;
  const bool legacy = needs.legacy && !given;
  if (secrets || legacy || needs.metadata) {
    DP_ASSIGN_OR_RETURN(fallback.directory,
                        DefaultDirectory(settings, context));
  }
  const bool derived =
      needs.passphrase &&
      TakesDefault(*passphrase, request, settings, context.environment);
  context.wants_token = secrets || needs.metadata || derived;
  if (!context.wants_token && !legacy) return fallback;
  DP_ASSIGN_OR_RETURN(const Settings resolved,
                      ResolveSettings(std::move(settings), context));
  if (derived) *passphrase = {"", DefaultPassphrase(resolved)};
  const FallbackNames names = NamesOf(resolved, request);
  const auto path = [&](const std::string& name) {
    return name.empty() ? "" : absl::StrCat(fallback.directory, "/", name);
  };
  if (secrets) fallback.secrets = path(names.secrets);
  if (needs.metadata) fallback.metadata = path(names.metadata);
  if (legacy) fallback.legacy = path(names.legacy);
  return fallback;
}

absl::StatusOr<std::string> PrintedPath(const CopyRequest& request,
                                        SettingsRequest settings,
                                        const SettingsContext& context) {
  FallbackNeeds needs;
  needs.secrets = request.print == FallbackKind::kSecrets;
  needs.metadata = request.print == FallbackKind::kMetadata;
  needs.legacy = request.print == FallbackKind::kLegacy;
  DP_ASSIGN_OR_RETURN(
      const Fallback fallback,
      FindFallback(request, std::move(settings), needs, context, nullptr));
  const std::string& path = needs.secrets    ? fallback.secrets
                            : needs.metadata ? fallback.metadata
                                             : fallback.legacy;
  return path.empty() ? "" : absl::StrCat(path, "\n");
}

}  // namespace dp
