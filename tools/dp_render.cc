// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// dp-render: writes secrets in the format that another program reads.
//
// Reads JSON objects of strings, whole, and writes them as an env file, shell
// code, YAML and so on, as plain values, or through a template. Nothing is
// written when a value would not read back as it is.

#include <unistd.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/base/secret.h"
#include "lib/base/status.h"
#include "lib/base/words.h"
#include "lib/cli/cli.h"
#include "lib/cli/rules.h"
#include "lib/cli/values.h"
#include "lib/os/entropy.h"
#include "lib/os/env.h"
#include "lib/os/io.h"
#include "lib/os/output.h"
#include "lib/render/export.h"
#include "lib/render/folder.h"
#include "lib/render/readers.h"
#include "lib/render/texts.h"
#include "lib/sandbox/sandbox.h"
#include "lib/select/names.h"
#include "lib/select/selection.h"
#include "lib/template/template.h"
#include "tools/flags/advice.h"
#include "tools/flags/output_flags.h"
#include "tools/flags/selection_flags.h"

namespace dp {
namespace {

// What a template sees beside the secrets.
enum class UseEnv { kFalse, kTrue, kOverride, kOnly };
constexpr char kUseEnvs[] = "false true override only";

struct Options {
  SelectionFlags selection;
  std::optional<ExportFormat> format;
  const Reader* reader = nullptr;
  std::string metadata_name;
  bool plain = false, no_newline = false;
  std::string template_file, output;
  std::optional<UseEnv> use_env;
  std::vector<std::string> operands;
};

absl::Status ReadValue(char* value, std::optional<UseEnv>* to) {
  DP_ASSIGN_OR_RETURN(const size_t word, FindWord(value, kUseEnvs));
  *to = static_cast<UseEnv>(word);
  return absl::OkStatus();
}

constexpr Option kOptions[] = {
    Heading("Output"),
    {0, "format", "F",
     "json (default), env, env-no-quotes, shell, yaml,\n"
     "docker, dotnet-json, names, table or github-mask",
     Into<&Options::format>, kExportFormats},
    {0, "for", "READER",
     "write what the program or library READER reads\n"
     "back exactly: sh, dotenv, node, next, vite,\n"
     "bun, deno, dotenvx, python-dotenv, ruby-dotenv,\n"
     "ruby-dotenv-2, symfony, phpdotenv, godotenv,\n"
     "compose, docker, podman, systemd, direnv, just,\n"
     "supervisor, envdir, s6-envdir, github-env,\n"
     "kubernetes, kubectl, terraform, properties, dotnet",
     Into<&Options::reader>, kReaders},
    {0, "metadata-name", "NAME",
     "with --for kubernetes: the Secret's name (secrets)",
     Into<&Options::metadata_name>},
    {0, "plain", nullptr, "write the values alone, each with a newline",
     Into<&Options::plain>},
    {0, "no-newline", nullptr, "with --plain: no newline after the one value",
     Into<&Options::no_newline>},
    {0, "template", "FILE", "write what the template in FILE makes of them",
     Into<&Options::template_file>},
    {0, "use-env", "WHICH",
     "let the template see variables too: true;\n"
     "override: they win; only: nothing else; false",
     Into<&Options::use_env>, kUseEnvs},
    kOutputRow<Options>,
    Heading("Which secrets, and their names"),
    kSecretsRow<Options>,
    kOnlyRow<Options>,
    kAllowMissingRow<Options>,
    kMatchRow<Options>,
    kExceptRow<Options>,
    kRequireRow<Options>,
    kPrefixRow<Options>,
    kTransformerRow<Options>,
};

constexpr Program kProgram = {
    "dp-render",
    "[--format F | --plain | --template FILE] [-o FILE] [NAME ...]",
    "Writes secrets, read from stdin, in a format that other programs read.",
    kOptions,
    "With NAMEs, only these secrets.\n\n"
    "Exit status: 0 done, 1 failed, 2 usage error, 3 refused: bad input, a\n"
    "missing NAME, or a value that the format cannot carry.\n\n"
    "  vars=$(dp-decrypt prd.sealed | dp-render --format shell) || exit\n"
    "  eval \"$vars\"",
    /*own_failure=*/0,
    /*runs_command=*/false,
    /*operand=*/"",
    /*command_optional=*/false,
    /*confined=*/true,
};

bool IsLayout(const Options& options, Layout layout) {
  return options.reader != nullptr && options.reader->layout == layout;
}

absl::Status CheckOptions(const Options& options) {
  DP_RETURN_IF_ERROR(CheckSelectionFlags(options.selection));
  const bool templated = !options.template_file.empty();
  const bool for_reader = options.reader != nullptr;
  const bool manifest = IsLayout(options, Layout::kManifest);
  const bool only_env = options.use_env == UseEnv::kOnly;
  return CheckRules({
      {options.plain && options.format.has_value(), "--plain",
       "it does not go with --format"},
      {templated && options.format.has_value(), "--template",
       "it does not go with --format"},
      {templated && options.plain, "--template", "it does not go with --plain"},
      {for_reader && options.format.has_value(), "--for",
       "it does not go with --format"},
      {for_reader && options.plain, "--for", "it does not go with --plain"},
      {for_reader && templated, "--for", "it does not go with --template"},
      {IsLayout(options, Layout::kFolder) && options.output.empty(), "--for",
       "it makes a folder, which -o names"},
      {!options.metadata_name.empty() && !manifest, "--metadata-name",
       "it needs --for kubernetes"},
      {!options.metadata_name.empty() && !IsManifestName(options.metadata_name),
       "--metadata-name", "Kubernetes does not accept this name"},
      {options.no_newline && !options.plain, "--no-newline",
       "it needs --plain"},
      {options.no_newline && options.operands.size() > 1, "--no-newline",
       "it is for one NAME"},
      {options.use_env.has_value() && !templated, "--use-env",
       "it needs --template"},
      {only_env && !options.selection.files.list.empty(), "-s",
       "--use-env=only reads no secrets"},
      {only_env && !options.operands.empty(), "NAME",
       "--use-env=only reads no secrets"},
      {!options.operands.empty() && !options.selection.only.empty(), "--only",
       "there are NAMEs as well"},
  });
}

absl::StatusOr<std::vector<Document>> ReadSecrets(const Options& options) {
  if (options.use_env == UseEnv::kOnly) return std::vector<Document>();
  if (!options.selection.files.list.empty()) {
    return ReadDocuments(options.selection.files.list);
  }
  if (IsStdin(options.template_file)) {
    return Misused(
        CannotUse("--template", "stdin is where the secrets come from"));
  }
  WarnOfTerminal();
  return ReadDocuments({"-"});
}

absl::StatusOr<SelectionRules> Rules(const Options& options) {
  SelectionFlags flags = options.selection;
  for (const std::string& name : options.operands) {
    flags.only.push_back(name);
    flags.require.push_back(name);
  }
  if ((options.format == ExportFormat::kDotnetJson ||
       IsLayout(options, Layout::kDotnetJson)) &&
      flags.transformer == Transformer::kNone) {
    flags.transformer = Transformer::kDotnet;
  }
  return RulesOf(flags);
}

// The secrets with these original names, in the order of the names.
absl::StatusOr<std::vector<Variable>> ChooseNamed(
    absl::Span<const Choice> choices, const std::vector<std::string>& names) {
  std::map<absl::string_view, const Choice*> by_name;
  for (const Choice& choice : choices) {
    if (choice.chosen == Chosen::kYes) {
      by_name.emplace(choice.original, &choice);
    }
  }
  std::vector<Variable> chosen;
  for (const std::string& name : names) {
    const auto found = by_name.find(name);
    if (found == by_name.end()) {
      return Refused(Cannot("render", name, "a filter excludes it"));
    }
    chosen.push_back({found->second->name, found->second->value});
  }
  return chosen;
}

absl::StatusOr<Secret> Plain(const std::vector<Variable>& secrets,
                             bool newline) {
  if (!newline && secrets.size() != 1) {
    return Refused(CannotUse(
        "--no-newline",
        absl::StrCat("there are ", secrets.size(), " secrets, not one")));
  }
  Secret text;
  for (const Variable& secret : secrets) {
    text.Append(secret.value);
    text.Append(newline ? "\n" : "");
  }
  return text;
}

// Of two entries with one name the later counts.
std::vector<Variable> TemplateEntries(const std::vector<Variable>& secrets,
                                      UseEnv use_env) {
  std::vector<Variable> variables, all = secrets;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const absl::string_view text = *entry;
    const size_t end = text.find('=');
    if (use_env == UseEnv::kFalse || end == absl::string_view::npos) continue;
    variables.push_back({text.substr(0, end), text.substr(end + 1)});
  }
  all.insert(use_env == UseEnv::kOverride ? all.end() : all.begin(),
             variables.begin(), variables.end());
  return all;
}

// Of text that shells read: what they then give to every command.
void WarnOfSizes(const Options& options, const std::vector<Variable>& secrets) {
  if (options.format != ExportFormat::kEnv &&
      options.format != ExportFormat::kShell &&
      !IsLayout(options, Layout::kExports)) {
    return;
  }
  const std::vector<absl::string_view> names = TooLargeForProcesses(secrets);
  if (names.empty()) return;
  Warn(absl::StrCat("no process can be given ", QuoteNames(names),
                    ": a shell that exports it can run no command"));
}

absl::StatusOr<Secret> Make(const Options& options,
                            const std::vector<Variable>& secrets,
                            const Secret& text) {
  if (options.plain) return Plain(secrets, !options.no_newline);
  if (options.reader != nullptr) {
    return WriteFor(
        *options.reader, secrets,
        options.metadata_name.empty() ? kManifestName : options.metadata_name);
  }
  if (options.template_file.empty()) {
    return Export(options.format.value_or(ExportFormat::kJson), secrets);
  }
  return RenderTemplate(
      text.Reveal(),
      TemplateEntries(secrets, options.use_env.value_or(UseEnv::kFalse)),
      InputName(options.template_file));
}

absl::Status Run(Options& options) {
  DP_RETURN_IF_ERROR(CheckOptions(options));
  DP_ASSIGN_OR_RETURN(const SelectionRules rules, Rules(options));
  DP_ASSIGN_OR_RETURN(std::vector<Document> documents, ReadSecrets(options));
  Secret text;
  if (!options.template_file.empty()) {
    DP_ASSIGN_OR_RETURN(text, ReadFile(options.template_file, kMaxTemplate));
  }
  // All is read, and nothing looked at.
  (void)Confine({{Access::kReplace, options.output}});
  DP_ASSIGN_OR_RETURN(const std::vector<Source> sources,
                      ParseDocuments(std::move(documents)));
  DP_ASSIGN_OR_RETURN(const Selection selection,
                      Selection::Make(sources, rules));
  if (selection.is_all_filtered()) Warn(kAllFiltered);
  std::vector<Variable> secrets = ChosenOf(selection.choices());
  if (!options.operands.empty()) {
    DP_ASSIGN_OR_RETURN(std::vector<Variable> named,
                        ChooseNamed(selection.choices(), options.operands));
    // Only plain values have an order that tells which is which.
    if (options.plain) secrets = std::move(named);
  } else if (options.plain) {
    SortByName(&secrets);
  }
  if (IsLayout(options, Layout::kFolder)) {
    DP_ASSIGN_OR_RETURN(const uint64_t random, RandomNumber());
    return WriteFolder(*options.reader, secrets, options.output, random);
  }
  DP_ASSIGN_OR_RETURN(const Secret output, Make(options, secrets, text));
  WarnOfSizes(options, secrets);
  return WriteOutput(options.output, output.Reveal());
}

}  // namespace
}  // namespace dp

int main(int argc, char** argv) {
  return dp::Main(dp::kProgram, argc, argv, dp::Advised<dp::Options, dp::Run>);
}
