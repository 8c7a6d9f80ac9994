// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// dp-exec: becomes a command that has secrets in its environment.
//
// Reads JSON objects of strings, and does not start anything unless they came
// whole. By execve(2) the command keeps the PID, the terminal, the signals and
// every descriptor that the caller gave; a failure before that is 125.

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "lib/base/secret.h"
#include "lib/base/status.h"
#include "lib/base/words.h"
#include "lib/cli/cli.h"
#include "lib/cli/values.h"
#include "lib/exec/environment.h"
#include "lib/exec/exec.h"
#include "lib/exec/explain.h"
#include "lib/exec/injection.h"
#include "lib/exec/mount.h"
#include "lib/json/secrets.h"
#include "lib/os/entropy.h"
#include "lib/os/env.h"
#include "lib/os/io.h"
#include "lib/os/signals.h"
#include "lib/render/readers.h"
#include "lib/render/render.h"
#include "lib/select/names.h"
#include "lib/select/policy.h"
#include "lib/select/selection.h"
#include "lib/source/shell.h"
#include "lib/template/template.h"
#include "tools/flags/advice.h"
#include "tools/flags/mount_flags.h"
#include "tools/flags/selection_flags.h"

namespace dp {
namespace {

// At most 125: 126 and above describe the command, not dp-exec.
struct FailureStatus {
  ExitCodes codes;
};

// --preserve-env: without a value all are.
struct PreserveFlag {
  Preserve preserve;
};

absl::Status ReadValue(char* value, PreserveFlag* to) {
  to->preserve = ReadPreserve(value == nullptr ? "true" : value);
  return absl::OkStatus();
}

absl::Status ReadValue(char* value, FailureStatus* to) {
  uint32_t code;
  if (!dp::ReadValue(value, &code).ok() || code > 125) {
    return Misused("it is not 1 to 125");
  }
  to->codes.own_failure = code;
  return absl::OkStatus();
}

struct Options {
  SelectionFlags selection;
  std::string from_command;
  uint32_t stdin_fd = 0;  // 0: not given.
  std::vector<std::string> allow;
  std::string command;
  PreserveFlag preserve_env;
  bool clean_env = false;
  std::vector<std::string> unset;
  MountFlags mount;
  std::optional<std::string> explain;
  FailureStatus failure_status;
  std::vector<std::string> operands;
};

constexpr Option kOptions[] = {
    Heading("Where secrets come from"),
    kSecretsRow<Options>,
    {0, "from-command", "CMD", "read secrets from what sh -c CMD prints",
     Into<&Options::from_command>},
    {0, "stdin-fd", "N", "descriptor N becomes the command's stdin",
     Into<&Options::stdin_fd>},
    Heading("Which of them, and their names"),
    kOnlyRow<Options>,
    kAllowMissingRow<Options>,
    kMatchRow<Options>,
    kExceptRow<Options>,
    kRequireRow<Options>,
    kPrefixRow<Options>,
    kTransformerRow<Options>,
    Heading("The command"),
    {0, "command", "STRING", "run STRING with $SHELL -c, or sh -c",
     Into<&Options::command>},
    {0, "preserve-env", "[NAME,...]",
     "keep variables (all, or these) where a secret\nhas the same name",
     Into<&Options::preserve_env>},
    {0, "clean-env", nullptr,
     "inherit only PATH HOME USER LOGNAME SHELL TERM\nLANG LC_* TZ TMPDIR",
     Into<&Options::clean_env>},
    {0, "unset", "NAME,...", "do not pass these variables on",
     Into<&Options::unset>},
    {0, "allow", "NAME,...",
     "inject these although their names are refused or\nleft out; * for all",
     Into<&Options::allow>},
    Heading("Instead of the environment"),
    {0, "mount", "PATH",
     "inject nothing; a file at PATH, in memory only,\n"
     "holds the secrets while the command runs",
     Into<&Options::mount, &MountFlags::path>},
    {0, "mount-format", "F",
     "json, dotnet-json, env, env-no-quotes, docker or\n"
     "template; else the name of PATH decides",
     Into<&Options::mount, &MountFlags::format>, kFormats},
    {0, "mount-for", "READER", "the file is what dp-render --for READER writes",
     Into<&Options::mount, &MountFlags::reader>, kReaders},
    {0, "mount-template", "FILE",
     "the file holds what the template in FILE makes\nof the secrets",
     Into<&Options::mount, &MountFlags::template_file>},
    {0, "explain", "[FORMAT]",
     "print what would become of each name, as a table\n"
     "or as json, and run nothing",
     Into<&Options::explain>, kExplainFormats},
    {0, "failure-status", "N",
     "exit with N, not 125; CMD of --from-command says\n"
     "itself why it failed",
     Into<&Options::failure_status>},
};

constexpr Program kProgram = {
    "dp-exec",
    "[OPTION ...] (--command STRING | [--] COMMAND [ARG ...])",
    "Becomes COMMAND with secrets, read from stdin, in its environment.",
    kOptions,
    "Exit status: 125 dp-exec failed, 126 COMMAND cannot be run, 127 it is "
    "not\n"
    "found, else that of COMMAND.\n\n"
    "  dp-decrypt prd.sealed | dp-exec -- ./server",
    /*own_failure=*/125,
    /*runs_command=*/true,
    /*operand=*/"COMMAND",
};

// The sources that are read when the options name none.
std::vector<std::string> Sources(const Options& options) {
  if (!options.selection.files.list.empty() || !options.from_command.empty()) {
    return options.selection.files.list;
  }
  return {"-"};
}

bool StdinHasSecrets(const Options& options) {
  const std::vector<std::string> sources = Sources(options);
  return std::any_of(sources.begin(), sources.end(), IsStdin);
}

// Options that make no sense together, or without another.
absl::Status CheckCombination(const Options& options) {
  if (!options.command.empty() && !options.operands.empty()) {
    return Misused(CannotUse("--command", "there is a COMMAND as well"));
  }
  if (options.command.empty() && options.operands.empty() &&
      !options.explain.has_value()) {
    return WithHint(Misused(Cannot("use", "COMMAND", "it is missing")),
                    "put it after the options and --");
  }
  if (!options.from_command.empty() && !options.selection.files.list.empty()) {
    return Misused(CannotUse("--from-command", "there is -s as well"));
  }
  DP_RETURN_IF_ERROR(CheckSelectionFlags(options.selection));
  return CheckMountFlags(options.mount, StdinHasSecrets(options));
}

absl::Status CheckExplain(const std::optional<std::string>& format) {
  if (!format.has_value() || format->empty()) return absl::OkStatus();
  return CheckWord("--explain", *format, kExplainFormats);
}

absl::Status CheckStdinFd(uint32_t fd) {
  if (fd == 0 || IsInherited(static_cast<int>(fd))) return absl::OkStatus();
  return Misused(
      CannotUse("--stdin-fd", absl::StrCat("descriptor ", fd, " is not open")));
}

absl::StatusOr<std::vector<Source>> ReadAllSources(const Options& options) {
  DP_ASSIGN_OR_RETURN(std::vector<Source> sources,
                      ReadSources(Sources(options)));
  if (options.from_command.empty()) return sources;
  constexpr char kName[] = "--from-command";
  absl::StatusOr<Secret> read =
      ReadCommand(options.from_command, kName, environ, kMaxDocument,
                  options.failure_status.codes.own_failure != 0);
  if (!read.ok() && !IsSilent(read.status()) &&
      options.from_command.find(' ') == std::string::npos) {
    return WithHint(
        read.status(),
        "CMD is one word; quote it with its arguments, if it has any");
  }
  DP_ASSIGN_OR_RETURN(Secret document, std::move(read));
  DP_ASSIGN_OR_RETURN(Secrets secrets,
                      Secrets::Parse(std::move(document), kName));
  sources.push_back({kName, std::move(secrets)});
  return sources;
}

absl::StatusOr<SelectionRules> Rules(const Options& options) {
  SelectionFlags flags = options.selection;
  if (!options.mount.path.empty()) {
    flags.transformer = MountTransformer(options.mount, flags.transformer);
  }
  return RulesOf(flags);
}

MergeRules EnvironmentRules(const Options& options) {
  MergeRules rules = {options.preserve_env.preserve, options.clean_env,
                      Credentials(options.allow)};
  rules.drop.insert(rules.drop.end(), options.unset.begin(),
                    options.unset.end());
  return rules;
}

// When secrets came from our stdin, there is nothing left to read in it.
absl::Status GiveStdin(const Options& options) {
  const bool used =
      IsStdin(options.mount.template_file) || StdinHasSecrets(options);
  if (!used && options.stdin_fd == 0) return absl::OkStatus();
  return SetStdin(static_cast<int>(options.stdin_fd));
}

std::vector<std::string> Command(const Options& options) {
  return options.command.empty()
             ? options.operands
             : ShellCommand(GetEnv(environ, "SHELL"), options.command);
}

absl::Status Become(const std::vector<char*>& arguments,
                    char* const* environment) {
  ReportCommand();
  return Exec(arguments, environment);
}

absl::Status Explain(const Options& options, std::vector<Explanation> rows,
                     const Environment& environment) {
  const std::vector<Explanation> inherited =
      ExplainInherited(environ, environment);
  rows.insert(rows.end(), inherited.begin(), inherited.end());
  return WriteAll(
      STDOUT_FILENO,
      *options.explain == "json" ? FormatJson(rows) : FormatTable(rows),
      "stdout");
}

absl::Status Inject(const Options& options, absl::Span<const Choice> choices) {
  Injection injection(choices, options.allow);
  const Environment environment =
      injection.MakeEnvironment(environ, EnvironmentRules(options));
  if (options.explain.has_value()) {
    DP_RETURN_IF_ERROR(Explain(
        options, ExplainInjection(injection.placements()), environment));
    return injection.Check();
  }
  DP_RETURN_IF_ERROR(injection.Check());
  for (const std::string& warning : injection.Warnings()) Warn(warning);
  const std::vector<std::string> command = Command(options);
  DP_RETURN_IF_ERROR(CheckSizes(ReadExecLimits(), command, environment.get(),
                                injection.variables()));
  DP_RETURN_IF_ERROR(GiveStdin(options));
  return Become(Arguments(command), environment.get());
}

absl::Status BecomeMounted(const Options& options,
                           const Environment& environment, const Secret& text) {
  if (IsFormatGuessed(options.mount)) {
    Warn(absl::StrCat("mounting ", Quote(options.mount.path),
                      " as JSON: its name does not imply a format"));
  }
  const std::vector<std::string> command = Command(options);
  DP_RETURN_IF_ERROR(
      CheckSizes(ReadExecLimits(), command, environment.get(), {}));
  DP_RETURN_IF_ERROR(GiveStdin(options));
  const std::vector<char*> arguments = Arguments(command);
  DP_ASSIGN_OR_RETURN(const uint64_t random, RandomNumber());
  // Last: where memory ends the process, nothing would take the link away.
  DP_ASSIGN_OR_RETURN(const Mount mount,
                      Mount::Make(options.mount.path, text.Reveal(), random));
  return Become(arguments, environment.get());
}

absl::Status MountSecrets(const Options& options,
                          absl::Span<const Choice> choices,
                          const Secret& template_text) {
  constexpr absl::string_view kPathName = "DOPPLER_CLI_SECRETS_PATH";
  DP_ASSIGN_OR_RETURN(const std::string path, AbsolutePath(options.mount.path));
  MergeRules rules = EnvironmentRules(options);
  if (rules.preserve.all || !rules.preserve.names.empty()) {
    Warn("--preserve-env has no effect with --mount");
  }
  rules.preserve = {};
  const Variable variable = {kPathName, path};
  const Environment environment(environ, {&variable, 1}, rules);
  if (options.explain.has_value()) {
    return Explain(options, ExplainMount(choices), environment);
  }
  DP_ASSIGN_OR_RETURN(
      const Secret text,
      MountedText(options.mount, ChosenOf(choices), template_text));
  return BecomeMounted(options, environment, text);
}

struct Input {
  Secret template_text;
  std::vector<Source> sources;
};

absl::StatusOr<Input> ReadInput(const Options& options) {
  // This is what may take long.
  const CaughtAsInit caught;
  Input input;
  // First, so that a missing one does not cost a download.
  if (!options.mount.template_file.empty()) {
    DP_ASSIGN_OR_RETURN(input.template_text,
                        ReadFile(options.mount.template_file, kMaxTemplate));
  }
  if (StdinHasSecrets(options)) WarnOfTerminal();
  DP_ASSIGN_OR_RETURN(input.sources, ReadAllSources(options));
  return input;
}

absl::Status Run(Options& options) {
  DP_RETURN_IF_ERROR(CheckCombination(options));
  DP_RETURN_IF_ERROR(CheckExplain(options.explain));
  DP_RETURN_IF_ERROR(CheckStdinFd(options.stdin_fd));
  DP_ASSIGN_OR_RETURN(const SelectionRules rules, Rules(options));
  DP_ASSIGN_OR_RETURN(const Input input, ReadInput(options));
  CloseSources(options.selection);
  DP_ASSIGN_OR_RETURN(const Selection selection,
                      Selection::Make(input.sources, rules));
  if (selection.is_all_filtered()) Warn(kAllFiltered);
  return options.mount.path.empty()
             ? Inject(options, selection.choices())
             : MountSecrets(options, selection.choices(), input.template_text);
}

}  // namespace
}  // namespace dp

int main(int argc, char** argv) {
  dp::Options options;
  return dp::MainWith(
      dp::kProgram, argc, argv, &options, &options.operands,
      [&] { return dp::WithAdvice(dp::Run(options)); },
      options.failure_status.codes);
}
