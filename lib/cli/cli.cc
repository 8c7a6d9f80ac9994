// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/cli/cli.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include <new>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "lib/base/status.h"
#include "lib/base/version.h"
#include "lib/cli/completion.h"
#include "lib/cli/help.h"
#include "lib/cli/report.h"
#include "lib/os/hardening.h"
#include "lib/os/io.h"
#include "lib/sandbox/sandbox.h"

namespace dp {
namespace {

// Codes that getopt_long returns for the long options: their index from here
// on.
constexpr int kFirstCode = 256;
// From here on an exit code speaks of the command, not of us (env(1)).
constexpr int kFirstCommandCode = 125;

// For what has no other way to know them: warnings and the end of memory.
const char* program_name = "dp";
int out_of_memory_exit = 1;
const ExitCodes* exit_codes = nullptr;
int report_fd = -1;  // Of --report-to.

void Print(absl::string_view text) {
  (void)WriteAll(STDERR_FILENO, text, "stderr");
}

void OutOfMemory() {
  // Nothing is allocated here, and one write cannot be torn.
  char line[128];
  const char* end = line + sizeof(line) - 1;
  char* to = stpncpy(line, program_name, 64);
  to = stpncpy(to, ": cannot go on: out of memory\n",
               static_cast<size_t>(end - to));
  (void)!write(STDERR_FILENO, line, static_cast<size_t>(to - line));
  const int code = exit_codes != nullptr && exit_codes->own_failure != 0
                       ? static_cast<int>(exit_codes->own_failure)
                       : out_of_memory_exit;
  ReportOutOfMemory(report_fd, program_name, code);
  _exit(code);
}

int ArgumentKind(const Option& option) {
  if (option.value == nullptr) return no_argument;
  return HasOptionalValue(option) ? optional_argument : required_argument;
}

absl::Status BadOption(absl::string_view word, absl::string_view reason) {
  // What follows "=" may be a secret, given to the wrong option.
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(word, absl::MaxSplits('=', 1));
  return Misused(CannotUse(parts.first, reason));
}

// The tables that getopt_long wants.
class Parser {
 public:
  explicit Parser(const Program& program) : program_(program) {
    ForEachRow(program, [&](const Option& row) {
      if (row.name != nullptr) options_.push_back(&row);
    });
    // '+' ends options at the first operand; '-' returns operands in order,
    // whatever POSIXLY_CORRECT says. ':' leaves the messages to us.
    letters_ = program.runs_command ? "+:" : "-:";
    for (size_t i = 0; i < options_.size(); ++i) {
      const Option& option = *options_[i];
      long_.push_back({option.name, ArgumentKind(option), nullptr,
                       kFirstCode + static_cast<int>(i)});
      if (option.letter == 0) continue;
      letters_ += option.letter;
      if (ArgumentKind(option) == required_argument) letters_ += ':';
    }
    long_.push_back({});
    seen_.resize(options_.size());
  }

  // A common option that was given, which ends parsing; or no name.
  struct Common {
    absl::string_view name;
    absl::string_view value;
  };

  // Reads on after an error and after a common option, for --report-to alone.
  absl::StatusOr<Common> Parse(int argc, char** argv, void* options,
                               std::vector<std::string>* operands) {
    absl::Status status;
    Common common;
    optind = 0;  // glibc: begin anew, and read the first letter of letters_.
    for (;;) {
      const int code =
          getopt_long(argc, argv, letters_.c_str(), long_.data(), nullptr);
      if (code == -1) break;
      if (code == 1) {
        operands->emplace_back(optarg);
        continue;
      }
      const bool ended = !status.ok() || !common.name.empty();
      const absl::Status taken = Take(code, argv, options, ended, &common);
      if (!ended) status = taken;
    }
    if (!status.ok()) return status;
    for (int i = optind; i < argc; ++i) operands->emplace_back(argv[i]);
    return common;
  }

 private:
  // Takes what getopt_long has just found.
  absl::Status Take(int code, char** argv, void* options, bool ended,
                    Common* common) {
    // No option of its own: a tool may have another of this name.
    if (common->name == "version" &&
        absl::string_view(argv[optind - 1]) == "--verbose") {
      common->value = "verbose";
      return absl::OkStatus();
    }
    if (code == ':') return BadOption(argv[optind - 1], "a value is missing");
    if (code == '?') return Unknown(argv[optind - 1]);
    // The option as typed: with a value of its own it is one word further
    // back.
    const char* word =
        argv[optarg != nullptr && optarg == argv[optind - 1] ? optind - 2
                                                             : optind - 1];
    const size_t i = Index(code);
    const Option& option = *options_[i];
    if (code >= kFirstCode && !IsWhole(word, option.name)) return Unknown(word);
    const bool is_report = option.set == nullptr &&
                           absl::string_view(option.name) == kReportOption;
    if (ended && !is_report) return absl::OkStatus();
    if (option.set == nullptr && !is_report) {
      *common = {option.name, optarg == nullptr ? "" : optarg};
      return absl::OkStatus();
    }
    const std::string name = absl::StrCat("--", option.name);
    if (seen_[i] && !MayRepeat(option)) {
      return BadOption(name, "it is given twice");
    }
    seen_[i] = true;
    const absl::Status set = is_report
                                 ? TakeReportDescriptor(optarg, &report_fd)
                                 : option.set(options, optarg);
    return set.ok() ? set : Misused(CannotUse(name, set.message()));
  }

  absl::Status Unknown(const char* word) const {
    if (optopt >= kFirstCode) return BadOption(word, "it takes no value");
    if (optopt != 0) {
      return BadOption(std::string{'-', static_cast<char>(optopt)},
                       "there is no such option");
    }
    absl::Status status = BadOption(word, "there is no such option");
    const absl::string_view nearest = NearestOption(program_, word);
    if (nearest.empty()) return status;
    return WithHint(status, absl::StrCat("did you mean --", nearest, "?"));
  }

  // getopt_long takes any unambiguous beginning, which would make every new
  // option a breaking change.
  static bool IsWhole(absl::string_view word, absl::string_view name) {
    return absl::ConsumePrefix(&word, "--") &&
           absl::ConsumePrefix(&word, name) && (word.empty() || word[0] == '=');
  }

  size_t Index(int code) const {
    if (code >= kFirstCode) return static_cast<size_t>(code - kFirstCode);
    size_t i = 0;
    while (options_[i]->letter != code) ++i;
    return i;
  }

  const Program& program_;
  std::vector<const Option*> options_;
  std::vector<option> long_;
  std::string letters_;
  std::vector<bool> seen_;
};

// What --version --verbose adds: tried, not guessed.
std::string Confinements(const Program& program) {
  if (!program.confined) return "seccomp: not used\nLandlock: not used\n";
  return Describe(Confine({}));
}

absl::Status Answer(const Program& program, const Parser::Common& common) {
  if (common.name == "help") {
    return WriteAll(STDOUT_FILENO, Help(program), "stdout");
  }
  if (common.name == "completion") {
    DP_ASSIGN_OR_RETURN(const std::string script,
                        Completion(program, common.value));
    return WriteAll(STDOUT_FILENO, script, "stdout");
  }
  return WriteAll(
      STDOUT_FILENO,
      absl::StrCat(program.name, " ", kVersion, " (commit ", kCommit, ")\n",
                   common.value.empty() ? "" : Confinements(program)),
      "stdout");
}

absl::Status Run(const Program& program, int argc, char** argv, void* options,
                 std::vector<std::string>* operands,
                 absl::FunctionRef<absl::Status()> run) {
  DP_RETURN_IF_ERROR(HardenProcess());
  const std::string hint =
      absl::StrCat(program.name, " --help lists the options");
  if (program.runs_command && !program.command_optional && argc == 1) {
    return WithHint(WithHint(Misused(Cannot("use", "COMMAND", "it is missing")),
                             Usage(program)),
                    hint);
  }
  absl::StatusOr<Parser::Common> common =
      Parser(program).Parse(argc, argv, options, operands);
  if (!common.ok()) return WithHint(common.status(), hint);
  return common->name.empty() ? run() : Answer(program, *common);
}

}  // namespace

int MainWith(const Program& program, int argc, char** argv, void* options,
             std::vector<std::string>* operands,
             absl::FunctionRef<absl::Status()> run, const ExitCodes& codes) {
  program_name = program.name;
  report_fd = -1;
  if (program.own_failure != 0) out_of_memory_exit = program.own_failure;
  exit_codes = &codes;
  std::set_new_handler(OutOfMemory);
  absl::Status status = Run(program, argc, argv, options, operands, run);
  if (status.ok()) status = CloseStdout();
  if (!IsSilent(status)) Note(status.message());
  const int own_failure = codes.own_failure != 0
                              ? static_cast<int>(codes.own_failure)
                              : program.own_failure;
  int code = status.ok() ? codes.success : ExitCode(status);
  if (!status.ok() && own_failure != 0 && code < kFirstCommandCode) {
    code = own_failure;
  }
  if (report_fd >= 0) {
    WriteReport(report_fd, ReportLine(program.name, code, status));
  }
  exit_codes = nullptr;
  return code;
}

void ReportCommand() {
  if (report_fd < 0) return;
  WriteReport(report_fd, ReportLine(program_name, 0, absl::OkStatus()));
}

absl::Status CloseStdout() {
  // EBADF: it is closed already, as it was open when the tool began.
  if (close(STDOUT_FILENO) == 0 || errno == EBADF) return absl::OkStatus();
  return Failed(Cannot("write", "stdout", errno));
}

void Note(absl::string_view text) {
  std::string lines;
  absl::string_view kind = ": ";
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    absl::StrAppend(&lines, program_name, kind, line, "\n");
    kind = ": hint: ";
  }
  Print(lines);
}

void Warn(absl::string_view text) {
  Print(absl::StrCat(program_name, ": warning: ", text, "\n"));
}

void WarnOfTerminal() {
  if (isatty(STDIN_FILENO) == 0) return;
  Warn("reading from the terminal: is a pipe missing?");
}

absl::Status TooManyOperands(size_t number) {
  return Misused(
      absl::StrCat("cannot use operand ", number, ": too many operands"));
}

}  // namespace dp
