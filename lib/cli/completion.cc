// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/cli/completion.h"

#include <string.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "lib/base/words.h"

namespace dp {
namespace {

// What can stand in the place of a value.
enum class Kind { kNothing, kWords, kSource, kName, kFile, kDirectory };

Kind KindOf(absl::string_view metavariable) {
  if (absl::StrContains(metavariable, "FILE")) return Kind::kFile;
  if (absl::StrContains(metavariable, "PATH")) return Kind::kFile;
  if (absl::StrContains(metavariable, "DIR")) return Kind::kDirectory;
  if (metavariable == "SOURCE") return Kind::kSource;
  if (metavariable == "PROJECT" || metavariable == "CONFIG") return Kind::kName;
  return Kind::kNothing;
}

Kind KindOf(const Option& option) {
  const Kind kind = KindOf(option.value);
  return kind == Kind::kNothing && *option.words != '\0' ? Kind::kWords : kind;
}

std::string Letter(const Option& option) {
  return absl::StrCat("-", std::string(1, option.letter));
}

// The help in one line.
std::string Line(const Option& option) {
  return absl::StrReplaceAll(option.help, {{"\n", " "}});
}

// To sed: a name in the configuration file, in quotes or not (none here, so
// that it can stand between quotes).
constexpr char kName[] = R"(*\x22\{0,1\}\([A-Za-z0-9._-]\{1,\}\)\x22\{0,1\} *)";

// --- bash

constexpr char kBash[] =
#include "lib/cli/completions/bash.inc"
    ;

// After its own options come a command and what completes that.
constexpr char kBashCommand[] =
#include "lib/cli/completions/bash_command.inc"
    ;

absl::string_view BashKind(Kind kind) {
  switch (kind) {
    case Kind::kNothing:
      return "nothing";
    case Kind::kWords:
      return "words";
    case Kind::kSource:
      return "source";
    case Kind::kName:
      return "name";
    case Kind::kFile:
      return "file";
    case Kind::kDirectory:
      return "directory";
  }
  return "";
}

// The line of the table for an option that has a value.
std::string BashValue(const Option& option) {
  const std::string glued = absl::StrCat("--", option.name, "=");
  std::string line = "    ";
  if (option.letter != 0) absl::StrAppend(&line, Letter(option), " | ");
  if (!HasOptionalValue(option)) {
    absl::StrAppend(&line, "--", option.name, " | ");
  }
  const Kind kind = KindOf(option);
  absl::StrAppend(&line, glued, ") kind='", BashKind(kind), "'");
  const absl::string_view words =
      kind == Kind::kName ? option.name : option.words;
  if (!words.empty()) absl::StrAppend(&line, " words='", words, "'");
  return absl::StrCat(line, " ;;\n");
}

std::string Bash(const Program& program) {
  std::string table, options;
  ForEachRow(program, [&](const Option& row) {
    if (row.name == nullptr) return;
    if (row.letter != 0) absl::StrAppend(&options, Letter(row), " ");
    absl::StrAppend(&options, "--", row.name, " ");
    if (row.value != nullptr) table += BashValue(row);
  });
  options.pop_back();
  return absl::StrReplaceAll(
      absl::StrReplaceAll(
          kBash, {{"  # COMMAND\n", program.runs_command ? kBashCommand : ""}}),
      {{"    # TABLE\n", table},
       {"OPTIONS", options},
       {"OPERAND", BashKind(KindOf(program.operand))}});
}

// --- zsh

constexpr char kZsh[] =
#include "lib/cli/completions/zsh.inc"
    ;

std::string ZshQuote(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"\\", "\\\\"},
                                    {"[", "\\["},
                                    {"]", "\\]"},
                                    {":", "\\:"},
                                    {"'", "'\\''"}});
}

std::string ZshAction(const Option& option) {
  switch (KindOf(option)) {
    case Kind::kNothing:
      return " ";
    case Kind::kWords:
      return absl::StrCat("(", option.words, ")");
    case Kind::kSource:
      return absl::StrCat("_FUNCTION_source ",
                          absl::StrReplaceAll(option.words, {{":", "\\:"}}));
    case Kind::kName:
      return absl::StrCat("_FUNCTION_names ", option.name);
    case Kind::kFile:
      return "_files";
    case Kind::kDirectory:
      return "_files -/";
  }
  return "";
}

std::string ZshSpec(const Option& option) {
  const bool valued = option.value != nullptr;
  const bool optional = valued && HasOptionalValue(option);
  const absl::string_view glue = optional ? "=-" : valued ? "=" : "";
  const std::string name = absl::StrCat("--", option.name);
  std::string spec = "  ";
  if (option.letter == 0) {
    absl::StrAppend(&spec, MayRepeat(option) ? "'*" : "'", name, glue);
  } else if (MayRepeat(option)) {
    absl::StrAppend(&spec, "'*'{", Letter(option), "+,", name, glue, "}'");
  } else {
    absl::StrAppend(&spec, "'(", Letter(option), " ", name, ")'{",
                    Letter(option), valued ? "+" : "", ",", name, glue, "}'");
  }
  absl::StrAppend(&spec, "[", ZshQuote(Line(option)), "]");
  if (valued) {
    absl::StrAppend(&spec, optional ? "::" : ":", ZshQuote(option.name), ":",
                    ZshAction(option));
  }
  return absl::StrCat(spec, "' \\\n");
}

std::string Zsh(const Program& program) {
  std::string specs;
  ForEachRow(program, [&](const Option& row) {
    if (row.name != nullptr) specs += ZshSpec(row);
  });
  const Kind operand = KindOf(program.operand);
  if (program.runs_command) {
    specs += "  '(-)1:command:_command_names -e' '*::argument:_normal' \\\n";
  } else if (operand == Kind::kFile) {
    specs += "  '*:file:_files' \\\n";
  } else if (operand == Kind::kDirectory) {
    specs += "  '*:directory:_files -/' \\\n";
  }
  specs.resize(specs.size() - strlen(" \\\n"));
  return absl::StrReplaceAll(kZsh, {{"SPECS", specs}});
}

// --- fish

constexpr char kFish[] =
#include "lib/cli/completions/fish.inc"
    ;

std::string FishValue(const Option& option) {
  switch (KindOf(option)) {
    case Kind::kNothing:
      return " -x";
    case Kind::kWords:
    case Kind::kSource:
      return absl::StrCat(" -x -a '", option.words, "'");
    case Kind::kName:
      return absl::StrCat(" -x -a '(__FUNCTION_names ", option.name, ")'");
    case Kind::kFile:
      return " -r -F";
    case Kind::kDirectory:
      return " -x -a '(__fish_complete_directories)'";
  }
  return "";
}

std::string FishRow(const Option& option) {
  std::string row = "complete -c TOOL";
  if (option.letter != 0) {
    absl::StrAppend(&row, " -s ", std::string(1, option.letter));
  }
  absl::StrAppend(&row, " -l ", option.name);
  // fish knows no optional values: such an option is a switch to it.
  if (option.value != nullptr && !HasOptionalValue(option)) {
    row += FishValue(option);
  }
  return absl::StrCat(
      row, " -d '",
      absl::StrReplaceAll(Line(option), {{"\\", "\\\\"}, {"'", "\\'"}}), "'\n");
}

std::string Fish(const Program& program) {
  const Kind operand = KindOf(program.operand);
  std::string rows =
      program.runs_command
          ? "complete -c TOOL -x -a '(__fish_complete_subcommand)'\n"
      : operand == Kind::kFile ? ""
      : operand == Kind::kDirectory
          ? "complete -c TOOL -x -a '(__fish_complete_directories)'\n"
          : "complete -c TOOL -f\n";
  ForEachRow(program, [&](const Option& row) {
    if (row.name != nullptr) rows += FishRow(row);
  });
  return absl::StrReplaceAll(kFish, {{"ROWS\n", rows}});
}

}  // namespace

absl::StatusOr<std::string> Completion(const Program& program,
                                       absl::string_view shell) {
  std::string script;
  if (shell == "bash") script = Bash(program);
  if (shell == "zsh") script = Zsh(program);
  if (shell == "fish") script = Fish(program);
  if (script.empty()) {
    return CheckWord("--completion", shell, kShells);
  }
  return absl::StrReplaceAll(
      script, {{"A_NAME", kName},
               {"FUNCTION", absl::StrReplaceAll(program.name, {{"-", "_"}})},
               {"TOOL", program.name}});
}

}  // namespace dp
