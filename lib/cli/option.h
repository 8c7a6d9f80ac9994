// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The option table of a tool. Parsing, --help and the completions of shells
// are made from the same rows.

#ifndef DP_LIB_CLI_OPTION_H_
#define DP_LIB_CLI_OPTION_H_

#include <string.h>

#include "absl/status/status.h"
#include "absl/types/span.h"

namespace dp {

struct Option {
  char letter;       // 0: no short form
  const char* name;  // long form, without the dashes; null: a heading
  // The metavariable: null for a switch, "[X]" for an optional value; one that
  // holds "..." may be given more than once, every other option only once.
  // FILE, PATH, DIR, SOURCE, PROJECT and CONFIG are what shells complete.
  const char* value;
  const char* help;  // Lines of at most 52 columns.
  // Into<...>, of values.h. Reads `value` (null when there is none) into the
  // tool's options; an error is only the reason.
  absl::Status (*set)(void* options, char* value);
  const char* words = "";  // What a value can be, where that is a short list.
};

inline bool HasOptionalValue(const Option& option) {
  return option.value != nullptr && *option.value == '[';
}

inline bool MayRepeat(const Option& option) {
  return option.value != nullptr && strstr(option.value, "...") != nullptr;
}

// A row that is no option: the title of those after it in --help.
constexpr Option Heading(const char* title) {
  return {0, nullptr, nullptr, title, nullptr};
}

struct Program {
  const char* name;
  const char* synopsis;  // What follows the name, options first.
  const char* about;     // One sentence without a period.
  absl::Span<const Option> options;
  const char* notes = "";  // The end of --help: exit codes and examples.
  int own_failure = 0;     // The code for all codes below 125; 0: none.
  // Options end at the first operand; a closed stdout is not our affair.
  bool runs_command = false;
  const char* operand = "";  // FILE, DIR, or anything that is not completed.
  bool command_optional = false;  // With runs_command: there may be none.
  bool confined = false;          // It confines itself (sandbox.h).
};

constexpr char kShells[] = "bash zsh fish";  // words.h

constexpr char kReportOption[] = "report-to";

constexpr Option kCommonOptions[] = {
    Heading("Other"),
    {0, kReportOption, "fd:N",
     "write the outcome as a line of JSON to descriptor N", nullptr},
    {0, "completion", "SHELL",
     "print the completion script for bash, zsh or fish", nullptr, kShells},
    {'h', "help", nullptr, "print this and exit", nullptr},
    {0, "version", nullptr, "print the version; --verbose: and the confinement",
     nullptr},
};

template <typename Function>
void ForEachRow(const Program& program, Function use) {
  for (const Option& row : program.options) use(row);
  for (const Option& row : kCommonOptions) use(row);
}

}  // namespace dp

#endif  // DP_LIB_CLI_OPTION_H_
