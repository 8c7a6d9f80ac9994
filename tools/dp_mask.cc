// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// dp-mask: passes text on with every secret in it masked.
//
// Reads JSON objects of strings, whole, and then copies stdin, or what a
// command prints, with each form of each value replaced. Without secrets no
// byte is passed on.

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
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "lib/base/secret.h"
#include "lib/base/status.h"
#include "lib/cli/cli.h"
#include "lib/cli/rules.h"
#include "lib/cli/values.h"
#include "lib/json/secrets.h"
#include "lib/mask/forms.h"
#include "lib/mask/masker.h"
#include "lib/mask/monitor.h"
#include "lib/mask/run.h"
#include "lib/mask/stream.h"
#include "lib/os/io.h"
#include "lib/os/signals.h"
#include "lib/sandbox/sandbox.h"
#include "lib/select/selection.h"
#include "lib/source/shell.h"
#include "tools/flags/advice.h"
#include "tools/flags/selection_flags.h"

namespace dp {
namespace {

// With 24 bytes for a byte of a pattern, about 200 MiB.
constexpr size_t kMaxPatterns = size_t{8} << 20;

struct Options {
  SelectionFlags selection;
  std::string from_command;
  std::string with;
  bool names = false;
  uint32_t min_length = 0;  // 0: not given.
  bool raw_only = false;
  bool tty = false, wait = false;
  std::vector<std::string> operands;
  ExitCodes codes;
};

constexpr uint32_t kMinLength = 5;

constexpr Option kOptions[] = {
    Heading("Where secrets come from"),
    {'s', "secrets", "FILE...",
     "read secrets from FILE; may be repeated: for one\n"
     "name, the last counts",
     Into<&Options::selection, &SelectionFlags::files>},
    {0, "from-command", "CMD", "read secrets from what sh -c CMD prints",
     Into<&Options::from_command>},
    Heading("Which of them"),
    kOnlyRow<Options>,
    kAllowMissingRow<Options>,
    kMatchRow<Options>,
    kExceptRow<Options>,
    kRequireRow<Options>,
    {0, "min-length", "N", "do not mask values shorter than N bytes (5)",
     Into<&Options::min_length>},
    {0, "raw-only", nullptr,
     "mask values and their lines, but not their forms\n"
     "in base64, JSON, a URL and the like",
     Into<&Options::raw_only>},
    Heading("What replaces them"),
    {0, "with", "TEXT", "write TEXT instead of ***", Into<&Options::with>},
    {0, "names", nullptr, "write [NAME], the name of the secret",
     Into<&Options::names>},
    Heading("The command"),
    {0, "tty", nullptr,
     "COMMAND gets a terminal of its own, as if it wrote\n"
     "to yours; its stderr goes there, too",
     Into<&Options::tty>},
    {0, "wait", nullptr,
     "after COMMAND ends, continue while others hold its\n"
     "stdout or stderr open",
     Into<&Options::wait>},
};

constexpr Program kProgram = {
    "dp-mask",
    "-s FILE|--from-command CMD [OPTION ...] [COMMAND [ARG ...]]",
    "Copies stdin, or what COMMAND prints, with every secret masked.",
    kOptions,
    "Exit status: 0 done, 1 failed, 2 usage error, 3 refused: bad input, or\n"
    "nothing to mask. With COMMAND that of COMMAND (128 and the signal that\n"
    "ended it), 125 dp-mask failed, 126 COMMAND cannot be run, 127 not "
    "found.\n\n"
    "  dp-mask --from-command 'dp-decrypt prd.sealed' -- ./deploy",
    /*own_failure=*/0,
    /*runs_command=*/true,
    /*operand=*/"COMMAND",
    /*command_optional=*/true,
    /*confined=*/true,
};

absl::Status CheckOptions(const Options& options) {
  const std::vector<std::string>& files = options.selection.files.list;
  const bool reads_stdin = std::any_of(files.begin(), files.end(), IsStdin);
  DP_RETURN_IF_ERROR(CheckRules({
      {!options.from_command.empty() && !files.empty(), "--from-command",
       "there is -s as well"},
      {reads_stdin, "-s", "stdin is what is masked"},
      {options.names && !options.with.empty(), "--names",
       "it does not go with --with"},
      {options.wait && options.operands.empty(), "--wait",
       "it needs a COMMAND"},
      {options.tty && options.operands.empty(), "--tty", "it needs a COMMAND"},
  }));
  if (!options.from_command.empty() || !files.empty()) return absl::OkStatus();
  return WithHint(Misused(Cannot("mask", "secrets", "none are given")),
                  "-s FILE or --from-command CMD says what to look for");
}

absl::StatusOr<std::vector<Document>> ReadAllDocuments(const Options& options) {
  // This is what may take long.
  const CaughtAsInit caught;
  if (options.from_command.empty()) {
    return ReadDocuments(options.selection.files.list);
  }
  constexpr char kName[] = "--from-command";
  DP_ASSIGN_OR_RETURN(Secret bytes, ReadCommand(options.from_command, kName,
                                                environ, kMaxDocument));
  std::vector<Document> documents;
  documents.push_back({kName, std::move(bytes)});
  return documents;
}

// Doppler puts them into every config.
bool IsAddedByDoppler(absl::string_view name) {
  return name == "DOPPLER_PROJECT" || name == "DOPPLER_ENVIRONMENT" ||
         name == "DOPPLER_CONFIG";
}

// The secrets that are masked; warns of those that are not. There is nothing
// to find of an empty value.
std::vector<Variable> ChooseMasked(const Selection& selection,
                                   uint32_t min_length) {
  std::vector<Variable> masked;
  std::vector<std::string> others;
  for (const Variable& secret : ChosenOf(selection.choices())) {
    if (IsAddedByDoppler(secret.name)) {
      others.push_back(absl::StrCat(Quote(secret.name), " (Doppler adds it)"));
    } else if (secret.value.size() >= min_length) {
      masked.push_back(secret);
    } else if (!secret.value.empty()) {
      others.push_back(
          absl::StrCat(Quote(secret.name), " (shorter than --min-length)"));
    }
  }
  if (!others.empty()) {
    Warn(absl::StrCat("not masking ", absl::StrJoin(others, ", ")));
  }
  return masked;
}

Patterns NoPatterns(const Options& options,
                    const std::vector<Variable>& secrets) {
  if (!options.names) {
    return Patterns(options.with.empty() ? std::string("***") : options.with);
  }
  std::vector<std::string> texts;
  for (const Variable& secret : secrets) {
    texts.push_back(absl::StrCat("[", Escape(secret.name), "]"));
  }
  return Patterns(std::move(texts));
}

absl::StatusOr<Patterns> MakePatterns(const Options& options,
                                      const std::vector<Variable>& secrets,
                                      uint32_t min_length) {
  Patterns patterns = NoPatterns(options, secrets);
  Forms forms(min_length, !options.raw_only);
  for (uint32_t i = 0; i < secrets.size(); ++i) {
    bool fits = true;
    const auto add = [&](absl::string_view form) {
      fits = fits && patterns.size() + form.size() <= kMaxPatterns;
      if (fits) patterns.Add(form, i);
    };
    add(secrets[i].value);
    if (fits) forms.ForEach(secrets[i].value, add);
    if (!fits) {
      return WithHint(
          Refused(Cannot("mask", secrets[i].name,
                         absl::StrCat("with it, all forms of all values are "
                                      "over the limit of ",
                                      kMaxPatterns >> 20, " MiB"))),
          "--raw-only looks for the values alone, --except leaves one out");
    }
  }
  patterns.Build();
  return patterns;
}

absl::StatusOr<Patterns> ReadPatterns(const Options& options) {
  DP_ASSIGN_OR_RETURN(const SelectionRules rules, RulesOf(options.selection));
  DP_ASSIGN_OR_RETURN(std::vector<Document> documents,
                      ReadAllDocuments(options));
  // A filter opens nothing more. With a command it would be confined, too.
  if (options.operands.empty()) (void)Confine({});
  DP_ASSIGN_OR_RETURN(const std::vector<Source> sources,
                      ParseDocuments(std::move(documents)));
  DP_ASSIGN_OR_RETURN(const Selection selection,
                      Selection::Make(sources, rules));
  const uint32_t min_length =
      options.min_length == 0 ? kMinLength : options.min_length;
  const std::vector<Variable> secrets = ChooseMasked(selection, min_length);
  if (secrets.empty()) {
    return Refused(
        Cannot("mask", "secrets", "the input has no value that can be masked"));
  }
  return MakePatterns(options, secrets, min_length);
}

absl::StatusOr<int> RunCommand(const Options& options) {
  const RunRules rules = {options.wait};
  if (!options.tty) {
    DP_ASSIGN_OR_RETURN(const Patterns patterns, ReadPatterns(options));
    CloseSources(options.selection);
    return RunMasked(options.operands, environ, patterns, rules);
  }
  // First, so that no secret is in that process.
  DP_ASSIGN_OR_RETURN(Monitor monitor,
                      Monitor::Fork(options.operands, environ,
                                    [&] { CloseSources(options.selection); }));
  DP_ASSIGN_OR_RETURN(const Patterns patterns, ReadPatterns(options));
  return RunMasked(monitor, patterns, rules);
}

absl::Status Run(Options& options) {
  // As with env(1), so that no failure of ours looks like one of the command.
  if (!options.operands.empty()) options.codes.own_failure = 125;
  DP_RETURN_IF_ERROR(CheckOptions(options));
  if (!options.operands.empty()) {
    DP_ASSIGN_OR_RETURN(options.codes.success, RunCommand(options));
    return absl::OkStatus();
  }
  DP_ASSIGN_OR_RETURN(const Patterns patterns, ReadPatterns(options));
  return MaskStdin(patterns);
}

}  // namespace
}  // namespace dp

int main(int argc, char** argv) {
  dp::Options options;
  return dp::MainWith(
      dp::kProgram, argc, argv, &options, &options.operands,
      [&] { return dp::WithAdvice(dp::Run(options)); }, options.codes);
}
