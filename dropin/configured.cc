// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "dropin/configured.h"

#include <algorithm>
#include <cstdint>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "dropin/print.h"
#include "dropin/table.h"
#include "lib/base/escape.h"
#include "lib/base/secret.h"
#include "lib/base/status.h"
#include "lib/doppler/paths.h"
#include "lib/os/entropy.h"
#include "lib/os/env.h"

namespace dp {
namespace {

// The flag and the variables of an option; of these a later one wins.
struct Sources {
  absl::string_view option;
  const char* flag;
  const char* variable;
  const char* old_variable;
};
constexpr Sources kSources[] = {
    {"token", "token", "DOPPLER_TOKEN", ""},
    {"api-host", "api-host", "DOPPLER_API_HOST", ""},
    {"dashboard-host", "dashboard-host", "DOPPLER_DASHBOARD_HOST", ""},
    {"verify-tls", "", "DOPPLER_VERIFY_TLS", ""},
    {"enclave.project", "project", "DOPPLER_PROJECT", "ENCLAVE_PROJECT"},
    {"enclave.config", "config", "DOPPLER_CONFIG", "ENCLAVE_CONFIG"},
};

// As the CLI does it.
std::string Redacted(const OptionRow& row) {
  if (row.name != "token" || row.value.empty()) return std::string(row.value);
  if (row.value.size() <= 30) return "[REDACTED]";
  return absl::StrCat(row.value.substr(0, 10), "...",
                      row.value.substr(row.value.size() - 5));
}

std::optional<Fault> PrintRows(const std::vector<OptionRow>& rows) {
  std::vector<std::vector<std::string>> table = {{"NAME", "VALUE", "SCOPE"}};
  for (const OptionRow& row : rows) {
    table.push_back({row.name, Redacted(row), row.scope});
  }
  return Print(FormatTable(table));
}

// A JSON object of strings, sorted.
void AppendObject(const std::map<std::string, absl::string_view>& members,
                  Secret* to) {
  absl::string_view between = "{";
  for (const auto& [name, value] : members) {
    to->Append(between);
    AppendGoString(name, to);
    to->Append(":");
    AppendGoString(value, to);
    between = ",";
  }
  to->Append(members.empty() ? "{}" : "}");
}

}  // namespace

std::optional<Fault> ReadConfigured(const Setting& setting, Configured* to) {
  const Call& call = setting.call;
  std::string directory = CopyDirectory(setting);
  directory.resize(directory.rfind('/'));
  absl::StatusOr<ConfigurationFile> file = ReadConfiguration(
      directory, setting.environment, setting.working_directory);
  if (!file.ok()) {
    return Failure("Unable to read user config file", file.status().message());
  }
  to->file = *std::move(file);
  absl::string_view scope = call.Filled("scope") ? call.Value("scope") : ".";
  if (scope == "*") scope = "/";
  const std::optional<std::string> path =
      CleanPath(scope, setting.environment, setting.working_directory);
  if (!path.has_value()) {
    return Failure("", absl::StrCat("Invalid scope: ", scope));
  }
  to->scope = *path;
  return std::nullopt;
}

std::optional<Fault> Save(const Configured& configured) {
  const absl::StatusOr<uint64_t> random = RandomNumber();
  const absl::Status saved = random.ok()
                                 ? WriteConfiguration(configured.file, *random)
                                 : random.status();
  if (saved.ok()) return std::nullopt;
  return Failure("Unable to write user config file", saved.message());
}

OptionRow Applying(const Setting& setting, const Configured& configured,
                   absl::string_view option) {
  const Call& call = setting.call;
  for (const Sources& sources : kSources) {
    if (sources.option != option) continue;
    if (call.Given(sources.flag)) {
      return {std::string(option), call.Value(sources.flag), "flag"};
    }
    if (call.Enabled("no-read-env")) break;
    for (const char* name : {sources.old_variable, sources.variable}) {
      const absl::string_view value = GetEnv(setting.environment, name);
      if (!value.empty()) return {std::string(option), value, name};
    }
  }
  const std::optional<Configuration::Found> found =
      configured.file.configuration.Find(configured.scope, option);
  return found.has_value()
             ? OptionRow{std::string(option), found->value, found->scope}
             : OptionRow{std::string(option), "", ""};
}

std::optional<Fault> PrintOptions(const Call& call,
                                  const std::vector<OptionRow>& rows) {
  if (!call.Enabled("json")) return PrintRows(rows);
  std::map<std::string, absl::string_view> members;
  for (const OptionRow& row : rows) members[row.name] = row.value;
  Secret text;
  AppendObject(members, &text);
  text.Append("\n");
  return Print(text.Reveal());
}

std::optional<Fault> PrintScopes(const Call& call,
                                 const std::vector<OptionRow>& rows) {
  if (!call.Enabled("json")) return PrintRows(rows);
  std::map<std::string, std::map<std::string, absl::string_view>> scopes;
  for (const OptionRow& row : rows) scopes[row.scope][row.name] = row.value;
  Secret text;
  absl::string_view between = "{";
  for (const auto& [scope, members] : scopes) {
    text.Append(between);
    AppendGoString(scope, &text);
    text.Append(":");
    AppendObject(members, &text);
    between = ",";
  }
  text.Append(scopes.empty() ? "{}\n" : "}\n");
  return Print(text.Reveal());
}

bool IsOneLine(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c >= ' ' && c <= '~';
  });
}

}  // namespace dp
