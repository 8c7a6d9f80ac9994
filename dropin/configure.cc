// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// `doppler configure` and what is below it.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "dropin/commands.h"
#include "dropin/configured.h"
#include "dropin/input.h"
#include "dropin/print.h"
#include "lib/base/status.h"

namespace dp {
namespace {

Fault InvalidOption(absl::string_view option) {
  return Failure("", absl::StrCat("invalid option ", option),
                 {"doppler: hint: doppler configure options lists them"});
}

// The names in the file of the options that were typed.
std::optional<Fault> NamesOf(const Call& call,
                             std::vector<std::string>* names) {
  for (const absl::string_view typed : call.operands) {
    const absl::string_view name = OptionName(typed);
    if (name.empty()) return InvalidOption(typed);
    names->emplace_back(name);
  }
  return std::nullopt;
}

std::vector<OptionRow> RowsOf(const Configured& configured,
                              absl::Span<const std::string> names) {
  std::vector<OptionRow> rows;
  for (const std::string& name : names) {
    const std::optional<Configuration::Found> found =
        configured.file.configuration.Find(configured.scope, name);
    rows.push_back(found.has_value()
                       ? OptionRow{name, found->value, found->scope}
                       : OptionRow{name, "", ""});
  }
  return rows;
}

std::optional<Fault> Get(const Call& call, const Configured& configured) {
  std::vector<std::string> names;
  DP_RETURN_IF_FAULT(NamesOf(call, &names));
  const std::vector<OptionRow> rows = RowsOf(configured, names);
  if (!call.Enabled("plain")) return PrintOptions(call, rows);
  Secret text;
  for (const OptionRow& row : rows) {
    text.Append(row.value);
    text.Append("\n");
  }
  return Print(text.Reveal());
}

struct Change {
  absl::string_view option;
  Secret value;
};

// NAME=VALUE each; or NAME VALUE; or NAME, and the value by standard input.
std::optional<Fault> Changes(const Call& call, std::vector<Change>* changes) {
  const std::vector<absl::string_view>& words = call.operands;
  if (words.size() == 1 && !absl::StrContains(words[0], '=')) {
    if (!HasInput()) {
      return Failure("", absl::StrCat("there is no value for ", words[0]),
                     {"doppler: hint: it is NAME=VALUE, or comes by a pipe"});
    }
    absl::StatusOr<Secret> value = ReadInputLines();
    if (!value.ok()) return Failure("", value.status().message());
    changes->push_back({words[0], *std::move(value)});
    return std::nullopt;
  }
  if (words.size() == 2 && !absl::StrContains(words[0], '=')) {
    changes->push_back({words[0], Secret(words[1])});
    return std::nullopt;
  }
  size_t number = 0;
  for (const absl::string_view word : words) {
    ++number;
    const size_t equals = word.find('=');
    if (equals == absl::string_view::npos) {
      return Failure("", absl::StrCat("argument ", number, " has no value"));
    }
    changes->push_back(
        {word.substr(0, equals), Secret(word.substr(equals + 1))});
  }
  return std::nullopt;
}

std::optional<Fault> Set(const Call& call, Configured* configured) {
  std::vector<Change> changes;
  DP_RETURN_IF_FAULT(Changes(call, &changes));
  Configuration::Options& options =
      configured->file.configuration.scopes()[configured->scope];
  std::vector<std::string> names;
  for (auto& [typed, value] : changes) {
    const absl::string_view name = OptionName(typed);
    if (name.empty()) return InvalidOption(typed);
    if (!IsOneLine(value.Reveal())) {
      return Failure("", absl::StrCat("the value of ", typed,
                                      " is not one line of printable text"));
    }
    options[std::string(name)] = std::move(value);
    names.emplace_back(name);
  }
  DP_RETURN_IF_FAULT(Save(*configured));
  if (call.Enabled("silent")) return std::nullopt;
  return PrintOptions(call, RowsOf(*configured, names));
}

std::optional<Fault> Unset(const Call& call, Configured* configured) {
  std::vector<std::string> names;
  DP_RETURN_IF_FAULT(NamesOf(call, &names));
  auto& scopes = configured->file.configuration.scopes();
  const auto scope = scopes.find(configured->scope);
  if (scope != scopes.end()) {
    for (const std::string& name : names) scope->second.erase(name);
    if (scope->second.empty()) scopes.erase(scope);
    DP_RETURN_IF_FAULT(Save(*configured));
  }
  if (call.Enabled("silent")) return std::nullopt;
  return PrintOptions(call, RowsOf(*configured, names));
}

std::optional<Fault> Show(const Call& call, Configured* configured) {
  std::vector<OptionRow> rows;
  if (call.Enabled("all")) {
    for (const auto& [scope, options] :
         configured->file.configuration.scopes()) {
      for (const auto& [name, value] : options) {
        rows.push_back({name, value.Reveal(), scope});
      }
    }
  } else {
    for (const absl::string_view name : ScopedOptions()) {
      const std::optional<Configuration::Found> found =
          configured->file.configuration.Find(configured->scope, name);
      if (found.has_value()) {
        rows.push_back({std::string(name), found->value, found->scope});
      }
    }
  }
  return PrintScopes(call, rows);
}

std::optional<Fault> ListOptions(const Call& call) {
  std::vector<absl::string_view> names(ScopedOptions().begin(),
                                       ScopedOptions().end());
  std::sort(names.begin(), names.end());
  if (call.Enabled("json")) {
    return Print(absl::StrCat("[\"", absl::StrJoin(names, "\",\""), "\"]\n"));
  }
  return Print(absl::StrCat("NAME\n", absl::StrJoin(names, "\n"), "\n"));
}

std::optional<Fault> Debug(const Setting& setting,
                           const Configured& configured) {
  std::vector<OptionRow> rows;
  for (const absl::string_view name : ScopedOptions()) {
    OptionRow row = Applying(setting, configured, name);
    if (!row.value.empty()) rows.push_back(std::move(row));
  }
  return PrintOptions(setting.call, rows);
}

std::optional<Fault> SetFlag(const Call& call, Configured* configured) {
  const std::string flag(call.operands[0]);
  const absl::Span<const absl::string_view> all = ConfigureFlags();
  if (std::find(all.begin(), all.end(), flag) == all.end()) {
    return Failure(
        "", absl::StrCat("invalid flag ", flag),
        {absl::StrCat("doppler: hint: they are ", absl::StrJoin(all, ", "))});
  }
  auto& flags = configured->file.configuration.flags();
  if (call.command == Command::kFlagsReset) {
    flags.erase(flag);
  } else if (call.command != Command::kFlagsGet) {
    flags[flag] = call.command == Command::kFlagsEnable ? "true" : "false";
  }
  if (call.command != Command::kFlagsGet) {
    DP_RETURN_IF_FAULT(Save(*configured));
    if (call.Enabled("silent")) return std::nullopt;
  }
  const auto found = flags.find(flag);
  return PrintOptions(
      call,
      {{flag, found == flags.end() ? "true" : absl::string_view(found->second),
        ""}});
}

std::optional<Fault> ShowFlags(const Call& call, Configured* configured) {
  const auto& flags = configured->file.configuration.flags();
  std::vector<OptionRow> rows;
  for (const absl::string_view flag : ConfigureFlags()) {
    const auto found = flags.find(std::string(flag));
    rows.push_back(
        {std::string(flag),
         found == flags.end() ? "true" : absl::string_view(found->second), ""});
  }
  return PrintOptions(call, rows);
}

}  // namespace

std::optional<Fault> Configure(const Setting& setting) {
  const Call& call = setting.call;
  if (call.command == Command::kConfigureOptions) return ListOptions(call);
  Configured configured;
  DP_RETURN_IF_FAULT(ReadConfigured(setting, &configured));
  switch (call.command) {
    case Command::kConfigure:
      return Show(call, &configured);
    case Command::kConfigureGet:
      return Get(call, configured);
    case Command::kConfigureSet:
      return Set(call, &configured);
    case Command::kConfigureUnset:
      return Unset(call, &configured);
    case Command::kConfigureDebug:
      return Debug(setting, configured);
    case Command::kConfigureFlags:
      return ShowFlags(call, &configured);
    default:
      return SetFlag(call, &configured);
  }
}

}  // namespace dp
