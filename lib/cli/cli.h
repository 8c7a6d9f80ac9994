// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What every tool does alike: options, --help, --version, --completion, one
// error line, the exit code. A tool is a struct of options, a table that fills
// it, and a function that runs on it; tools/dp_encrypt.cc shows all of it.

#ifndef DP_LIB_CLI_CLI_H_
#define DP_LIB_CLI_CLI_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "lib/cli/option.h"

namespace dp {

// The exit codes of a run, where they are not those of the statuses; read once
// it has ended.
struct ExitCodes {
  uint32_t own_failure = 0;  // 0: that of the program (option.h).
  int success = 0;           // What a command ended with.
};

// Makes the process non-dumpable and the standard descriptors safe, parses the
// command line into `options` and `operands`, answers the common options,
// calls `run`, checks stdout, prints at most one error with its hints and
// returns the exit code. Where memory runs out, the process ends with one error
// line and the code of Failed, or that of `codes` as they are then. With
// --report-to, a line of JSON says how it ended (report.h), whatever else is
// wrong with the command line.
int MainWith(const Program& program, int argc, char** argv, void* options,
             std::vector<std::string>* operands,
             absl::FunctionRef<absl::Status()> run,
             const ExitCodes& codes = {});

template <typename Options>
int Main(const Program& program, int argc, char** argv,
         absl::Status (*run)(Options&)) {
  Options options;
  return MainWith(program, argc, argv, &options, &options.operands,
                  [&] { return run(options); });
}

// Writes the report of success: for a tool that becomes a command, right before
// it does. Where that fails, another line follows, and the last one counts.
void ReportCommand();

// Closes stdout, so that what comes next in a pipe sees its end, and tells what
// only close(2) finds out. For a tool that goes on after its output; MainWith
// does it for all others.
absl::Status CloseStdout();

// Prints `tool: TEXT` to stderr, and further lines of it as hints: for a tool
// that goes on after an error, and in the end returns one without a message.
void Note(absl::string_view text);

// Prints `tool: warning: TEXT` to stderr.
void Warn(absl::string_view text);

// Warns when stdin is a terminal: people who forgot a pipe wait for the tool,
// and the tool for them.
void WarnOfTerminal();

// The error of operands beyond what a tool takes; `number` is the first such
// one, from 1. It is not shown: people type values there.
absl::Status TooManyOperands(size_t number);

}  // namespace dp

#endif  // DP_LIB_CLI_CLI_H_
