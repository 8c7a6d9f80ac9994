// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// `doppler setup --no-interactive`: notes project and config, of flags,
// variables or the file doppler.yaml, for a directory.

#include <errno.h>
#include <unistd.h>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "dropin/commands.h"
#include "dropin/configured.h"
#include "dropin/delivery.h"
#include "lib/base/status.h"
#include "lib/doppler/paths.h"
#include "lib/doppler/yaml.h"
#include "lib/os/env.h"
#include "lib/os/io.h"

namespace dp {
namespace {

constexpr char kFile[] = "doppler.yaml";

struct Entry {
  std::string project, config, path;
};

// The entries of doppler.yaml, in their order; none where there is no file.
absl::StatusOr<std::vector<Entry>> ReadEntries() {
  if (access(kFile, F_OK) != 0) return std::vector<Entry>();
  DP_ASSIGN_OR_RETURN(const Secret text, ReadFile(kFile, size_t{1} << 20));
  std::map<size_t, Entry> entries;
  const auto visit = [&](absl::Span<const std::string> path,
                         absl::string_view value) -> absl::Status {
    size_t number = 0;
    const bool listed = path.size() == 3 && absl::SimpleAtoi(path[1], &number);
    if (path.empty() || path[0] != "setup" || !(listed || path.size() == 2)) {
      return absl::OkStatus();
    }
    Entry& entry = entries[number];
    const std::string& key = path.back();
    if (key == "project") entry.project = std::string(value);
    if (key == "config") entry.config = std::string(value);
    if (key == "path") entry.path = std::string(value);
    return absl::OkStatus();
  };
  DP_RETURN_IF_ERROR(ReadYaml(text.Reveal(), kFile, visit));
  std::vector<Entry> list;
  for (auto& [number, entry] : entries) list.push_back(std::move(entry));
  return list;
}

std::optional<Fault> CheckPaths(const std::vector<Entry>& entries) {
  if (entries.size() < 2) return std::nullopt;
  std::set<std::string> seen;
  std::vector<std::string> twice;
  for (const Entry& entry : entries) {
    if (entry.path.empty()) {
      return Failure(
          "",
          "a path must be specified for all repos when more than one "
          "exists in the repo config file (doppler.yaml)");
    }
    if (!seen.insert(entry.path).second) {
      twice.push_back(absl::StrCat("  - ", entry.path));
    }
  }
  if (twice.empty()) return std::nullopt;
  return Failure("",
                 "the following path(s) are being used more than once in the "
                 "repo config file (doppler.yaml):",
                 std::move(twice));
}

// What a flag or a variable says; the file does not count here.
absl::string_view Chosen(const Setting& setting, absl::string_view option) {
  const OptionRow row = Applying(setting, {}, option);
  if (!row.value.empty() && row.scope != "flag") {
    Say(absl::StrCat("Using ", row.scope,
                     " from the environment. To disable this, use "
                     "--no-read-env."));
  }
  return row.value;
}

std::optional<Fault> Note(const Entry& entry, const std::string& scope,
                          absl::string_view token, Configured* configured) {
  if (entry.project.empty() || entry.config.empty()) {
    const char* what = entry.project.empty() ? "project" : "config";
    return Failure("", absl::StrCat("you must provide a ", what),
                   {absl::StrCat("doppler: hint: --", what,
                                 " names it, or the file doppler.yaml; nothing "
                                 "is asked here")});
  }
  for (const std::string* value : {&entry.project, &entry.config}) {
    if (!IsOneLine(*value)) {
      return Failure("", absl::StrCat(Quote(*value), " is not a name"));
    }
  }
  Configuration::Options& options =
      configured->file.configuration.scopes()[scope];
  options["enclave.project"] = Secret(entry.project);
  options["enclave.config"] = Secret(entry.config);
  if (!token.empty()) {
    if (!IsOneLine(token))
      return Failure("", "the token is not printable text");
    options["token"] = Secret(token);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Fault> Setup(const Setting& setting) {
  const Call& call = setting.call;
  DP_RETURN_IF_FAULT(CheckToken(call));
  Configured configured;
  DP_RETURN_IF_FAULT(ReadConfigured(setting, &configured));
  absl::StatusOr<std::vector<Entry>> entries = ReadEntries();
  if (!entries.ok()) {
    return Failure("Unable to parse doppler repo config file",
                   entries.status().message());
  }
  if (entries->empty()) {
    if (access("doppler.yml", F_OK) == 0) {
      Warning(
          "Found doppler.yml file, please rename to doppler.yaml for repo "
          "configuration");
    }
    entries->push_back({});
  }
  DP_RETURN_IF_FAULT(CheckPaths(*entries));
  absl::string_view token = Chosen(setting, "token");
  if (call.Enabled("no-save-token")) token = "";
  if (entries->size() == 1) {
    Entry& only = entries->front();
    const absl::string_view project = Chosen(setting, "enclave.project");
    const absl::string_view config = Chosen(setting, "enclave.config");
    if (!project.empty()) only.project = std::string(project);
    if (!config.empty()) only.config = std::string(config);
  }
  std::set<std::string> scopes;
  for (const Entry& entry : *entries) {
    const std::optional<std::string> scope =
        entry.path.empty()
            ? configured.scope
            : CleanPath(entry.path, setting.environment, configured.scope);
    if (!scope.has_value()) {
      return Failure("", absl::StrCat("Invalid scope: ", entry.path));
    }
    DP_RETURN_IF_FAULT(Note(entry, *scope, token, &configured));
    scopes.insert(*scope);
  }
  DP_RETURN_IF_FAULT(Save(configured));
  if (call.Enabled("silent")) return std::nullopt;
  std::vector<OptionRow> rows;
  for (const std::string& scope : scopes) {
    for (const auto& [name, value] :
         configured.file.configuration.scopes()[scope]) {
      rows.push_back({name, value.Reveal(), scope});
    }
  }
  return PrintScopes(call, rows);
}

}  // namespace dp
