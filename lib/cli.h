// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What every tool does alike: the option table, --help, --version, one error
// line, the exit code. A tool is a struct of options, a table that fills it,
// and a function that runs on it; tools/dp_encrypt.cc shows all of it.

#ifndef DP_LIB_CLI_H_
#define DP_LIB_CLI_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/values.h"

namespace dp {

struct Option {
  char letter;       // 0: no short form
  const char* name;  // long form, without the dashes
  // The metavariable: null for a switch, "[X]" for an optional value; one that
  // holds "..." may be given more than once, every other option only once.
  const char* value;
  const char* help;  // Lines of at most 50 columns.
  // Into<...>, of values.h. Reads `value` (null when there is none) into the
  // tool's options; an error is only the reason.
  absl::Status (*set)(void* options, char* value);
};

struct Program {
  const char* name;
  const char* synopsis;  // What follows the name, options first.
  const char* about;     // One sentence without a period.
  absl::Span<const Option> options;
  const char* notes = "";  // The end of --help: exit codes and examples.
  int own_failure = 0;     // The code for all codes below 125; 0: none.
  // Options end at the first operand; a closed stdout is not our affair.
  bool runs_command = false;
};

// Makes the process non-dumpable and the standard descriptors safe, parses the
// command line into `options` and `operands`, answers --help and --version,
// calls `run`, checks stdout, prints at most one error with its hints and
// returns the exit code. Where memory runs out, the process ends with one error
// line and the code of Failed.
int MainWith(const Program& program, int argc, char** argv, void* options,
             std::vector<std::string>* operands,
             absl::FunctionRef<absl::Status()> run);

template <typename Options>
int Main(const Program& program, int argc, char** argv,
         absl::Status (*run)(Options&)) {
  Options options;
  return MainWith(program, argc, argv, &options, &options.operands,
                  [&] { return run(options); });
}

// Closes stdout, so that what comes next in a pipe sees its end, and tells what
// only close(2) finds out. For a tool that goes on after its output; MainWith
// does it for all others.
absl::Status CloseStdout();

// Prints `tool: TEXT` to stderr, and further lines of it as hints: for a tool
// that goes on after an error, and in the end returns one without a message.
void Note(absl::string_view text);

// Prints `tool: warning: TEXT` to stderr.
void Warn(absl::string_view text);

// The error of operands beyond what a tool takes.
absl::Status TooManyOperands(absl::string_view first_extra);

}  // namespace dp

#endif  // DP_LIB_CLI_H_
