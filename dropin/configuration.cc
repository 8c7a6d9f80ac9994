// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "dropin/configuration.h"

#include <errno.h>
#include <sys/stat.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status.h"
#include "lib/doppler/paths.h"
#include "lib/doppler/yaml.h"
#include "lib/doppler/yaml_scalar.h"
#include "lib/os/io.h"

namespace dp {
namespace {

constexpr size_t kMaxFile = size_t{1} << 20;
constexpr absl::string_view kOptions[] = {"token",           "api-host",
                                          "dashboard-host",  "verify-tls",
                                          "enclave.project", "enclave.config"};
constexpr absl::string_view kFlags[] = {"analytics", "env-warning",
                                        "update-check"};

void AppendMap(absl::string_view key,
               const std::map<std::string, std::string>& map, Secret* to) {
  to->Append(absl::StrCat(key, ":", map.empty() ? " {}" : "", "\n"));
  for (const auto& [name, value] : map) {
    to->Append(absl::StrCat("    ", name, ": ", value, "\n"));
  }
}

// A token is such a scalar as a rule, and then in no other memory.
void AppendScalar(absl::string_view value, Secret* to) {
  const bool plain =
      absl::StartsWith(value, "dp.") &&
      std::all_of(value.begin(), value.end(), [](char c) {
        return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' ||
               c == '_' || c == '-';
      });
  to->Append(plain ? value : absl::string_view(YamlScalar(value)));
}

// Whether the scope holds the directory: /a does not hold /ab.
bool Holds(absl::string_view scope, absl::string_view directory) {
  const std::string prefix = absl::EndsWith(scope, "/")
                                 ? std::string(scope)
                                 : absl::StrCat(scope, "/");
  return absl::StartsWith(absl::StrCat(directory, "/"), prefix);
}

}  // namespace

absl::Span<const absl::string_view> ScopedOptions() { return kOptions; }
absl::Span<const absl::string_view> ConfigureFlags() { return kFlags; }

absl::string_view OptionName(absl::string_view typed) {
  if (typed == "project") return "enclave.project";
  if (typed == "config") return "enclave.config";
  const auto found = std::find(std::begin(kOptions), std::end(kOptions), typed);
  return found == std::end(kOptions) ? "" : *found;
}

absl::StatusOr<Configuration> Configuration::Parse(
    absl::string_view text, absl::string_view name, char* const* environment,
    absl::string_view working_directory) {
  Configuration configuration;
  const auto visit = [&](absl::Span<const std::string> path,
                         absl::string_view value) -> absl::Status {
    if (path.size() == 3 && path[0] == "scoped") {
      const std::optional<std::string> scope = CleanPath(
          path[1] == "*" ? "/" : path[1], environment, working_directory);
      if (!scope.has_value()) {
        return Failed(absl::StrCat("Invalid scope: ", Quote(path[1])));
      }
      if (!value.empty())
        configuration.scopes_[*scope][path[2]] = Secret(value);
    } else if (path.size() == 2 && path[0] == "version-check") {
      configuration.version_check_[path[1]] = std::string(value);
    } else if (path.size() == 2 && path[0] == "flags") {
      configuration.flags_[path[1]] = std::string(value);
    } else if (path.size() == 2 && path[0] == "analytics") {
      configuration.analytics_disabled_ = std::string(value);
    } else if (path.size() == 2 && path[0] == "tui") {
      configuration.intro_seen_ = std::string(value);
    }
    return absl::OkStatus();
  };
  DP_RETURN_IF_ERROR(ReadYaml(text, name, visit));
  return configuration;
}

Secret Configuration::Format() const {
  Secret text(absl::StrCat("scoped:", scopes_.empty() ? " {}" : "", "\n"));
  for (const auto& [scope, options] : scopes_) {
    text.Append(absl::StrCat("    ", YamlScalar(scope), ":",
                             options.empty() ? " {}" : "", "\n"));
    for (const absl::string_view option : kOptions) {
      const auto found = options.find(std::string(option));
      if (found == options.end()) continue;
      text.Append(absl::StrCat("        ", option, ": "));
      AppendScalar(found->second.Reveal(), &text);
      text.Append("\n");
    }
  }
  AppendMap("version-check", version_check_, &text);
  if (!analytics_disabled_.empty()) {
    text.Append(
        absl::StrCat("analytics:\n    disable: ", analytics_disabled_, "\n"));
  }
  text.Append(absl::StrCat("tui:\n    introVersionSeen: ", intro_seen_, "\n"));
  if (!flags_.empty()) AppendMap("flags", flags_, &text);
  return text;
}

std::optional<Configuration::Found> Configuration::Find(
    absl::string_view directory, absl::string_view option) const {
  std::optional<Found> best;
  for (const auto& [scope, options] : scopes_) {
    const auto found = options.find(std::string(option));
    if (found == options.end() || !Holds(scope, directory)) continue;
    if (!best.has_value() || scope.size() > best->scope.size()) {
      best = Found{found->second.Reveal(), scope};
    }
  }
  return best;
}

absl::StatusOr<ConfigurationFile> ReadConfiguration(
    const std::string& directory, char* const* environment,
    absl::string_view working_directory) {
  ConfigurationFile file;
  file.directory = directory;
  file.path = absl::StrCat(directory, "/.doppler.yaml");
  struct stat st;
  if (stat(file.path.c_str(), &st) != 0 && errno == ENOENT) return file;
  if (!S_ISREG(st.st_mode)) {
    return Failed(Cannot("read", file.path, KindName(st.st_mode)));
  }
  DP_ASSIGN_OR_RETURN(const Secret text, ReadFile(file.path, kMaxFile));
  DP_ASSIGN_OR_RETURN(file.configuration,
                      Configuration::Parse(text.Reveal(), file.path,
                                           environment, working_directory));
  return file;
}

absl::Status WriteConfiguration(const ConfigurationFile& file,
                                uint64_t random) {
  if (mkdir(file.directory.c_str(), 0700) != 0 && errno != EEXIST) {
    return Failed(Cannot("make", file.directory, errno));
  }
  return ReplaceFile(file.path, file.configuration.Format().Reveal(), random);
}

}  // namespace dp
