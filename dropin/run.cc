// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// `doppler run` and `doppler run clean`.

#include "dropin/run.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "dropin/commands.h"
#include "dropin/delivery.h"
#include "dropin/go_values.h"
#include "dropin/print.h"
#include "dropin/usage.h"
#include "dropin/watch.h"
#include "lib/base/status.h"

namespace dp {
namespace {

std::optional<Fault> CheckOperands(const Call& call) {
  if (!call.Given("command")) {
    if (!call.operands.empty()) return std::nullopt;
    Fault fault =
        Misused(call.command, "requires at least 1 arg(s), only received 0");
    fault.lines.push_back("doppler: hint: doppler run -- COMMAND");
    return fault;
  }
  if (!call.operands.empty()) {
    return Misused(call.command,
                   "arg(s) may not be set when using --command flag");
  }
  if (call.Filled("command")) return std::nullopt;
  return Misused(call.command, "--command flag requires a value");
}

absl::string_view MountFormat(const Call& call) {
  return call.Filled("format") ? call.Value("format")
                               : call.Value("mount-format");
}

std::optional<Fault> CheckMountFlags(const Call& call) {
  const absl::string_view format = MountFormat(call);
  constexpr absl::string_view kFormats[] = {
      "env", "json", "dotnet-json", "template", "env-no-quotes", "docker"};
  if (!format.empty() && std::find(std::begin(kFormats), std::end(kFormats),
                                   format) == std::end(kFormats)) {
    return Failure("", absl::StrCat("Invalid mount format. Valid formats are [",
                                    absl::StrJoin(kFormats, " "), "]"));
  }
  if (ParseGoInt(call.Value("mount-max-reads")).value_or(0) > 0) {
    return NotPart("--mount-max-reads",
                   "the mounted file lasts as long as the command");
  }
  const bool templated = call.Filled("mount-template");
  if (templated && !call.Filled("mount")) {
    return Failure("", "--mount-template must be used with --mount");
  }
  if (templated && !format.empty() && format != "template") {
    return Failure("",
                   "--mount-template can only be used with --format=template");
  }
  if (!templated && format == "template") {
    return Failure("",
                   "--mount-template must be specified when using "
                   "--format=template");
  }
  return std::nullopt;
}

void WarnOfFlags(const Call& call) {
  if (call.Given("mount-format")) {
    Say("Flag --mount-format has been deprecated, use --format instead");
  }
  if (call.Given("watch") && OnlyFromCopy(call)) {
    Warning(
        absl::StrCat("--watch has no effect when used with --",
                     call.Enabled("offline") ? "offline" : "fallback-only"));
  }
  if (call.Given("preserve-env") && call.Value("preserve-env") != "false") {
    if (!call.Filled("mount")) {
      Warning(
          "Ignoring Doppler secrets already defined in the environment due to "
          "--preserve-env flag");
    } else if (!call.Filled("preserve-env")) {
      Warning("--preserve-env has no effect when used with --mount");
    }
  }
  if (!call.Enabled("no-fallback")) return;
  for (const char* flag :
       {"fallback", "fallback-only", "offline", "fallback-readonly",
        "no-exit-on-write-failure", "passphrase"}) {
    if (call.Given(flag)) {
      Warning(absl::StrCat(
          "--", flag, " has no effect when the fallback file is disabled"));
    }
  }
}

}  // namespace

std::vector<std::string> InjectionArguments(const Setting& setting) {
  const Call& call = setting.call;
  std::vector<std::string> words = {"--failure-status", "1", "--allow", "*"};
  const auto add = [&words](absl::string_view option, absl::string_view value) {
    words.emplace_back(option);
    words.emplace_back(value);
  };
  if (!call.only_secrets().empty() && !call.Filled("name-transformer")) {
    // A copy may hold more.
    add("--only", absl::StrJoin(call.only_secrets(), ","));
    if (call.Given("no-exit-on-missing-only-secrets")) {
      words.emplace_back("--allow-missing");
    }
  }
  if (call.Filled("preserve-env") && call.Value("preserve-env") != "false") {
    words.push_back(
        absl::StrCat("--preserve-env=", call.Value("preserve-env")));
  }
  if (call.Filled("mount")) {
    add("--mount", call.Value("mount"));
    if (call.Filled("mount-template")) {
      add("--mount-template",
          ExpandHome(call.Value("mount-template"), setting.environment));
    } else if (!MountFormat(call).empty()) {
      add("--mount-format", MountFormat(call));
    }
  }
  return words;
}

std::optional<Fault> CheckRun(const Setting& setting) {
  const Call& call = setting.call;
  DP_RETURN_IF_FAULT(CheckOperands(call));
  DP_RETURN_IF_FAULT(CheckDelivery(setting, {}));
  return CheckMountFlags(call);
}

std::vector<std::string> CommandWords(const Call& call) {
  if (call.Given("command")) return {"--command", call.Text("command")};
  std::vector<std::string> words = {"--"};
  for (const absl::string_view word : call.operands) words.emplace_back(word);
  return words;
}

Fault Become(const Setting& setting, Tools& tools, const ToolCall& call) {
  std::vector<std::string> words = call.arguments;
  words.insert(words.begin(), call.tool);
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  for (const Fd& fd : call.passed) PassOn(fd.get());
  tools.Release();
  const std::string path = absl::StrCat(tools.directory(), call.tool);
  execve(path.c_str(), argv.data(), setting.environment);
  return Failure("", Cannot("run", path, errno).Text());
}

Fault BecomeCommand(const Setting& setting, Tools& tools, Secret document) {
  absl::StatusOr<Fd> secrets = ReadableBytes(document.Reveal());
  if (!secrets.ok()) return Failure("", secrets.status().message());
  document.Clear();
  ToolCall become = {"dp-exec",
                     {"-s", absl::StrCat("/dev/fd/", secrets->get())},
                     {},
                     ToolCall::Input::kInherited};
  become.passed.push_back(*std::move(secrets));
  for (std::string& word : InjectionArguments(setting)) {
    become.arguments.push_back(std::move(word));
  }
  for (std::string& word : CommandWords(setting.call)) {
    become.arguments.push_back(std::move(word));
  }
  return Become(setting, tools, become);
}

std::optional<Fault> RunCommand(const Setting& setting, Tools& tools) {
  const Call& call = setting.call;
  DP_RETURN_IF_FAULT(CheckRun(setting));
  WarnOfFlags(call);
  if (call.Given("watch") && !OnlyFromCopy(call)) {
    return BecomeWatch(setting, tools);
  }
  Secret document;
  DP_RETURN_IF_FAULT(Deliver(setting, {}, tools, &document));
  return BecomeCommand(setting, tools, std::move(document));
}

// What `run clean` counts: the lines, one a file.
std::optional<Fault> CleanCopies(const Setting& setting, Tools& tools) {
  const Call& call = setting.call;
  const std::string directory = CopyDirectory(setting);
  DIR* opened = opendir(directory.c_str());
  if (opened == nullptr) {
    if (errno == ENOENT || errno == ENOTDIR) {
      return Print(tools, "Nothing to clean\n");
    }
    return Failure("Unable to read fallback directory",
                   absl::StrCat("open ", directory, ": ", strerror(errno)));
  }
  closedir(opened);
  const bool dry = call.Enabled("dry-run");
  const absl::Duration age =
      ParseGoDuration(call.Value("max-age")).value_or(absl::ZeroDuration());
  Asking asking(setting, "dp-clean");
  asking.Option(dry ? "-n" : "-v");
  if (call.Enabled("all") || age < absl::ZeroDuration()) {
    asking.Option("--all");
  } else if (call.Given("max-age")) {
    asking.Option("--max-age", absl::FormatDuration(age));
  }
  const absl::string_view operand = directory;
  Tool* clean = tools.Run(asking.Operands({&operand, 1}));
  const absl::string_view list = clean->output.Reveal();
  const auto count = std::count(list.begin(), list.end(), '\n');
  if (clean->report.exit > kFailed) {
    return Explained("Unable to read fallback directory", clean->report);
  }
  const std::string text =
      absl::StrCat(dry ? "Would have deleted " : "Deleted ", count,
                   " fallback ", count == 1 ? "file" : "files", "\n\n");
  DP_RETURN_IF_FAULT(Print(tools, text));
  if (clean->succeeded()) return std::nullopt;
  return Explained("", clean->report);
}

}  // namespace dp
