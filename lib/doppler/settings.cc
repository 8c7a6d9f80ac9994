// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/doppler/settings.h"

#include <errno.h>
#include <sys/stat.h>

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "lib/base/remedy.h"
#include "lib/base/status.h"
#include "lib/doppler/paths.h"
#include "lib/doppler/yaml.h"
#include "lib/os/env.h"
#include "lib/os/io.h"
#include "lib/source/sources.h"

namespace dp {
namespace {

constexpr char kDefaultApiHost[] = "https://api.doppler.com";
constexpr absl::string_view kKeyringPrefix = "secret-";
constexpr size_t kMaxFileSize = size_t{1} << 20;

bool Holds(absl::string_view scope, absl::string_view path) {
  return scope == "/" || path == scope ||
         (absl::ConsumePrefix(&path, scope) && path[0] == '/');
}

// A setting of the file: the best value so far and the scope it came from.
struct Scoped {
  Secret value;
  // The length of the scope's path, then the scope as it is written: scopes
  // that mean the same path are merged in the order of their texts.
  std::pair<size_t, std::string> rank;

  std::string text() const { return std::string(value.Reveal()); }
};

struct ScopedSettings {
  Scoped token, project, config, api_host;

  Scoped* Find(absl::string_view key) {
    if (key == "token") return &token;
    if (key == "enclave.project") return &project;
    if (key == "enclave.config") return &config;
    if (key == "api-host") return &api_host;
    return nullptr;
  }
};

// Reads the settings for `wanted`, a clean path, from the file at `path`.
absl::StatusOr<ScopedSettings> ReadScoped(const std::string& path,
                                          absl::string_view wanted,
                                          const SettingsContext& context) {
  ScopedSettings settings;
  struct stat st = {};
  // A HOME that this user may not look into counts as an empty one.
  if (stat(path.c_str(), &st) != 0 &&
      (errno == ENOENT || errno == ENOTDIR || errno == EACCES)) {
    return settings;
  }
  // Nobody may ever write to it.
  if (S_ISFIFO(st.st_mode)) {
    return Failed(Cannot("read", path, KindName(st.st_mode)));
  }
  DP_ASSIGN_OR_RETURN(const Secret text, ReadFile(path, kMaxFileSize));
  const auto visit = [&](absl::Span<const std::string> keys,
                         absl::string_view value) -> absl::Status {
    if (keys.empty() && !value.empty()) {
      return Failed(Cannot("read", path, "it is not a mapping"));
    }
    if (keys.size() != 3 || keys[0] != "scoped") return absl::OkStatus();
    Scoped* setting = settings.Find(keys[2]);
    if (setting == nullptr || value.empty()) return absl::OkStatus();
    const std::optional<std::string> scope =
        keys[1] == "*"
            ? "/"
            : CleanPath(keys[1].empty() ? "." : keys[1], context.environment,
                        context.working_directory);
    if (!scope.has_value() && context.working_directory.empty()) {
      return absl::OkStatus();
    }
    if (!scope.has_value()) {
      return Failed(
          Cannot("read", path, absl::StrCat("invalid scope ", Quote(keys[1]))));
    }
    std::pair<size_t, std::string> rank(scope->size(), keys[1]);
    if (!Holds(*scope, wanted) || rank < setting->rank) return absl::OkStatus();
    *setting = {Secret(value), std::move(rank)};
    return absl::OkStatus();
  };
  DP_RETURN_IF_ERROR(ReadYaml(text.Reveal(), path, visit));
  return settings;
}

// A token, and what messages call the place that it came from.
struct FoundToken {
  Secret token;
  std::string origin;
};

absl::Status CheckToken(const FoundToken& found) {
  const absl::string_view token = found.token.Reveal();
  const auto bad = [&](absl::string_view reason) {
    return Misused(
        Cannot("use", found.origin, absl::StrCat("the token is ", reason)));
  };
  if (token.empty()) return bad("empty");
  if (token.size() > kMaxSourceSize) {
    return bad(absl::StrCat("over the limit of ", kMaxSourceSize, " bytes"));
  }
  for (const char c : token) {
    if (c > ' ' && c <= '~') continue;
    // A line feed would end the header that carries the token.
    const absl::Status error = bad("not printable text without spaces");
    return token.back() == '\n'
               ? WithHint(error, "there is an empty line at its end")
               : error;
  }
  return absl::OkStatus();
}

absl::StatusOr<FoundToken> FindToken(SettingsRequest& request, Scoped& scoped,
                                     const std::string& path,
                                     const SettingsContext& context) {
  if (request.token.has_value()) {
    return FoundToken{*std::move(request.token),
                      std::string(context.names.token)};
  }
  if (!request.token_from.empty()) {
    DP_ASSIGN_OR_RETURN(
        Secret token,
        ReadSource(request.token_from, {context.environment, context.warn,
                                        context.names.token_from, "token"}));
    return FoundToken{std::move(token), SourceName(request.token_from)};
  }
  if (!request.no_read_env &&
      !GetEnv(context.environment, "DOPPLER_TOKEN").empty()) {
    return FoundToken{TakeEnv(context.environment, "DOPPLER_TOKEN"),
                      "DOPPLER_TOKEN"};
  }
  if (absl::StartsWith(scoped.value.Reveal(), kKeyringPrefix)) {
    return WithRemedy(
        Misused(Cannot("use", path,
                       "its token is in the keyring of the system, which is "
                       "not read here")),
        Remedy::kGiveToken);
  }
  if (scoped.value.empty()) {
    return WithRemedy(
        Misused(Cannot("find", "token",
                       "no option, variable or configuration file gives one")),
        Remedy::kGiveToken);
  }
  return FoundToken{std::move(scoped.value), path};
}

// The first that is given: option, variables in their order, file.
std::string Choose(const std::optional<std::string>& flag,
                   absl::Span<const absl::string_view> variables,
                   const Scoped& scoped, const SettingsRequest& request,
                   const SettingsContext& context) {
  if (flag.has_value()) return *flag;
  for (const absl::string_view variable : variables) {
    if (request.no_read_env) break;
    const absl::string_view value = GetEnv(context.environment, variable);
    if (!value.empty()) return std::string(value);
  }
  return scoped.text();
}

}  // namespace

absl::StatusOr<Settings> ResolveSettings(SettingsRequest request,
                                         const SettingsContext& context) {
  // In a directory that was removed only the settings for all are found.
  const std::string here =
      context.working_directory.empty() ? "/" : context.working_directory;
  const std::optional<std::string> scope =
      CleanPath(request.scope.empty() ? here : request.scope,
                context.environment, context.working_directory);
  if (!scope.has_value()) {
    return Misused(CannotUse(
        context.names.scope,
        absl::StrCat(Quote(request.scope), " is the home of another user")));
  }
  ScopedSettings scoped;
  std::string path =
      ConfigDir(request.config_dir, request.no_read_env, context.environment);
  if (!path.empty()) {
    absl::StrAppend(&path, "/.doppler.yaml");
    DP_ASSIGN_OR_RETURN(scoped, ReadScoped(path, *scope, context));
  }
  Settings settings;
  settings.project =
      Choose(request.project, {"ENCLAVE_PROJECT", "DOPPLER_PROJECT"},
             scoped.project, request, context);
  settings.config = Choose(request.config, {"ENCLAVE_CONFIG", "DOPPLER_CONFIG"},
                           scoped.config, request, context);
  settings.api_host = request.api_host.empty()
                          ? Choose(std::nullopt, {"DOPPLER_API_HOST"},
                                   scoped.api_host, request, context)
                          : request.api_host;
  if (settings.api_host.empty()) settings.api_host = kDefaultApiHost;
  if (!context.wants_token) return settings;
  DP_ASSIGN_OR_RETURN(FoundToken found,
                      FindToken(request, scoped.token, path, context));
  DP_RETURN_IF_ERROR(CheckToken(found));
  settings.token = std::move(found.token);
  return settings;
}

}  // namespace dp
