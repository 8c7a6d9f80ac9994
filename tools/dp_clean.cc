// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// dp-clean: removes sealed files that are old or expired, and nothing else.
//
// Reads the beginning of each file in the given directories, never a
// passphrase. A file that another program replaces meanwhile is not lost. After
// a failure it goes on with the rest, and says so in the end.

#include <unistd.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "lib/base/status.h"
#include "lib/clean/clean.h"
#include "lib/cli/cli.h"
#include "lib/cli/rules.h"
#include "lib/cli/values.h"
#include "lib/doppler/paths.h"
#include "lib/os/entropy.h"
#include "lib/os/io.h"
#include "lib/sandbox/sandbox.h"
#include "tools/flags/advice.h"

namespace dp {
namespace {

constexpr absl::Duration kDefaultMaxAge = absl::Hours(14 * 24);
constexpr size_t kOutputSize = size_t{32} << 10;

struct Options {
  std::optional<absl::Duration> max_age;
  bool expired = false;
  bool all = false;
  bool dry_run = false;
  bool verbose = false;
  bool null = false;
  bool any_owner = false;
  std::string config_dir;
  std::vector<std::string> operands;
};

constexpr Option kOptions[] = {
    Heading("What to remove"),
    {0, "max-age", "D", "remove what is older than D (14d)",
     Into<&Options::max_age>},
    {0, "expired", nullptr,
     "remove what has expired, whatever its age; with\n--max-age either is "
     "enough",
     Into<&Options::expired>},
    {0, "all", nullptr, "remove every sealed file, whatever its age",
     Into<&Options::all>},
    {0, "any-owner", nullptr, "also remove other users' files",
     Into<&Options::any_owner>},
    {0, "config-dir", "DIR", "without operands, clean DIR/fallback",
     Into<&Options::config_dir>},
    Heading("What to print"),
    {'n', "dry-run", nullptr, "only list what would be removed",
     Into<&Options::dry_run>},
    {'v', "verbose", nullptr,
     "list what was removed on stdout, and on stderr why\nthe rest was kept",
     Into<&Options::verbose>},
    {'0', "null", nullptr, "end each listed name in a NUL",
     Into<&Options::null>},
};

constexpr Program kProgram = {
    "dp-clean",
    "[--max-age D] [--expired] [--all] [-n] [-v] [-0] [DIR ...]",
    "Removes old and expired sealed files from DIR, or from the directory of\n"
    "fallback files, and leaves every other file alone.",
    kOptions,
    "Without DIR: fallback in DOPPLER_CONFIG_DIR, or in ~/.doppler.\n"
    "Exit status: 0 done, 1 something could not be removed or read, 2 usage\n"
    "error.\n\n"
    "  dp-clean --dry-run\n"
    "  dp-clean --max-age 24h --expired /var/lib/secrets",
    /*own_failure=*/0,
    /*runs_command=*/false,
    /*operand=*/"DIR",
    /*command_optional=*/false,
    /*confined=*/true,
};

absl::StatusOr<std::string> DefaultDirectory(const Options& options) {
  std::string directory = FallbackDir(
      ConfigDir(options.config_dir, /*no_read_env=*/false, environ));
  if (!directory.empty()) return directory;
  return WithHint(Misused(Cannot("find", "fallback", "HOME is not set")),
                  "name the directory to clean, or use --config-dir");
}

// Names for stdout, written a block at a time. The first error stays.
class Listing {
 public:
  // Names that a terminal would act on are quoted there, but not with -0.
  explicit Listing(char end)
      : end_(end), quoted_(end != '\0' && isatty(STDOUT_FILENO) != 0) {}

  void Add(absl::string_view path) {
    absl::StrAppend(&text_, quoted_ ? Quote(path) : std::string(path),
                    absl::string_view(&end_, 1));
    if (text_.size() >= kOutputSize) Flush();
  }

  void Flush() {
    if (!text_.empty()) {
      status_.Update(WriteAll(STDOUT_FILENO, text_, "stdout"));
    }
    text_.clear();
  }

  const absl::Status& status() const { return status_; }

 private:
  char end_;
  bool quoted_;
  std::string text_;
  absl::Status status_;
};

CleanRules Rules(const Options& options) {
  CleanRules rules;
  rules.max_age = options.max_age;
  if (!options.max_age.has_value() && !options.expired) {
    rules.max_age = kDefaultMaxAge;
  }
  rules.expired = options.expired;
  rules.all = options.all;
  if (!options.any_owner) rules.owner = geteuid();
  rules.dry_run = options.dry_run;
  rules.may_be_missing = options.operands.empty();
  return rules;
}

absl::Status Check(const Options& options) {
  constexpr char kReason[] = "--all is given, which asks for no age";
  return CheckRules({
      {options.all && options.max_age.has_value(), "--max-age", kReason},
      {options.all && options.expired, "--expired", kReason},
      {!options.config_dir.empty() && !options.operands.empty(), "--config-dir",
       "there is a DIR as well"},
  });
}

absl::Status Run(Options& options) {
  DP_RETURN_IF_ERROR(Check(options));
  const CleanRules rules = Rules(options);
  if (options.operands.empty()) {
    DP_ASSIGN_OR_RETURN(std::string directory, DefaultDirectory(options));
    options.operands.push_back(std::move(directory));
  }
  DP_ASSIGN_OR_RETURN(const uint64_t random, RandomNumber());
  const absl::Time now = absl::Now();
  std::vector<Grant> grants;
  for (const std::string& directory : options.operands) {
    grants.push_back({Access::kTend, directory});
  }
  (void)Confine(grants);
  Listing listing(options.null ? '\0' : '\n');
  bool failed = false;
  const auto report = [&](const CleanEvent& event) {
    const bool listed = options.dry_run || options.verbose;
    if (event.outcome == Outcome::kRemoved && listed) listing.Add(event.path);
    if (event.outcome == Outcome::kFailed) {
      failed = true;
      Note(event.text);
    }
    if (event.outcome == Outcome::kKept && options.verbose) {
      Note(absl::StrCat("kept ", Quote(event.path), ": ", event.text));
    }
    if (event.outcome == Outcome::kRestored && options.verbose) {
      Note(absl::StrCat("restored ", Quote(event.path)));
    }
  };
  for (const std::string& directory : options.operands) {
    const absl::Status status = Clean(directory, rules, now, random, report);
    listing.Flush();
    if (status.ok()) continue;
    failed = true;
    Note(status.message());
  }
  DP_RETURN_IF_ERROR(listing.status());
  return failed ? AlreadySaid() : absl::OkStatus();
}

}  // namespace
}  // namespace dp

int main(int argc, char** argv) {
  return dp::Main(dp::kProgram, argc, argv, dp::Advised<dp::Options, dp::Run>);
}
