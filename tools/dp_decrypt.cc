// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// dp-decrypt: opens a file sealed by dp-encrypt or the Doppler CLI.
//
// Reads the sealed file whole, and writes the plaintext only after its tag has
// verified. An expired file is refused before anything is asked or derived. On
// failure nothing is written and nothing is created.

#include <unistd.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "lib/cli.h"
#include "lib/expire.h"
#include "lib/io.h"
#include "lib/output.h"
#include "lib/seal.h"
#include "lib/sealed.h"
#include "lib/secret.h"
#include "lib/sources.h"
#include "lib/stamp.h"
#include "lib/status.h"
#include "lib/times.h"
#include "lib/values.h"

namespace dp {
namespace {

struct Options {
  std::string output;
  PassphraseFlags passphrase;
  std::optional<absl::Duration> max_age;
  bool allow_expired = false;
  uint32_t min_rounds = 1;
  uint32_t max_rounds = kManyRounds;
  bool check = false;
  bool info = false;
  std::vector<std::string> operands;
};

constexpr Option kOptions[] = {
    {'o', "output", "FILE", "write to FILE (mode 0600) instead of stdout",
     Into<&Options::output>},
    {0, "passphrase-from", "SOURCE",
     "fd:N, file:PATH, env:NAME, tty or cmd:COMMAND",
     Into<&Options::passphrase, &PassphraseFlags::from>},
    {0, "passphrase", "VALUE", "the passphrase; any user can see it in ps(1)",
     Into<&Options::passphrase, &PassphraseFlags::value>},
    {0, "max-age", "D", "refuse a file sealed longer ago than D (24h, 7d)",
     Into<&Options::max_age>},
    {0, "allow-expired", nullptr, "open it whatever its stamp says",
     Into<&Options::allow_expired>},
    {0, "min-rounds", "N", "refuse a file with fewer rounds",
     Into<&Options::min_rounds>},
    {0, "max-rounds", "N", "refuse a file with more rounds (10000000)",
     Into<&Options::max_rounds>},
    {0, "check", nullptr, "do everything but write the output",
     Into<&Options::check>},
    {0, "info", nullptr,
     "print what the file says of itself as JSON,\nwithout a passphrase",
     Into<&Options::info>},
};

constexpr Program kProgram = {
    "dp-decrypt",
    "[-o FILE] [--passphrase-from SOURCE] [--max-age D] [FILE]",
    "Opens the sealed FILE, or stdin, and writes what was sealed to stdout.",
    kOptions,
    "Without a passphrase option: DOPPLER_PASSPHRASE, then the terminal.\n"
    "Exit status: 0 done, 1 failed, 2 used wrongly, 3 wrong passphrase or not "
    "a\n"
    "sealed file, 5 expired.\n\n"
    "  dp-decrypt prd.sealed | dp-exec -- ./server",
};

std::string JsonTime(absl::Time time) {
  return time == absl::InfiniteFuture()
             ? "null"
             : absl::StrCat("\"", FormatUtc(time), "\"");
}

std::string Info(const Sealed& sealed, absl::Time now) {
  const std::optional<Stamp> stamp = ReadStamp(sealed.header.salt);
  return absl::StrCat(
      "{\"version\":", sealed.header.version, ",\"encoding\":\"",
      EncodingName(sealed.header.encoding),
      "\",\"rounds\":", sealed.header.rounds,
      ",\"stamped\":", stamp.has_value() ? "true" : "false", ",\"sealed_at\":",
      JsonTime(stamp.has_value() ? stamp->sealed_at : absl::InfiniteFuture()),
      ",\"not_after\":",
      JsonTime(stamp.has_value() ? stamp->not_after : absl::InfiniteFuture()),
      ",\"expired\":", IsExpired(stamp, now) ? "true" : "false",
      ",\"size\":", sealed.data_size - kTagSize, "}\n");
}

absl::Status CheckRounds(const Options& options, uint32_t rounds,
                         absl::string_view name) {
  if (rounds > options.max_rounds) {
    return WithHint(
        Refused(Cannot(
            "open", name,
            absl::StrCat("it asks for ", rounds, " rounds, over the limit of ",
                         options.max_rounds))),
        "--max-rounds raises the limit; each million rounds takes about 0.1 s");
  }
  if (rounds < options.min_rounds) {
    return WithHint(
        Refused(Cannot("open", name,
                       absl::StrCat("it has ", rounds, " rounds, fewer than ",
                                    options.min_rounds))),
        "lower --min-rounds, and seal it again: dp-decrypt OLD | dp-encrypt -o "
        "NEW");
  }
  return absl::OkStatus();
}

absl::Status Run(Options& options) {
  if (options.operands.size() > 1) return TooManyOperands(options.operands[1]);
  const std::string path = options.operands.empty() ? "-" : options.operands[0];
  const absl::string_view name = InputName(path);
  if (options.check && options.info) {
    return Misused(Cannot("use", "--check", "--info is given, too"));
  }
  if (options.check && !options.output.empty()) {
    return Misused(
        Cannot("use", "--check", "it writes nothing, and -o is given, too"));
  }
  if (name == "stdin" && ReadsStdin(options.passphrase.from)) {
    return Misused(
        Cannot("use", "--passphrase-from", "stdin is already the sealed file"));
  }
  DP_ASSIGN_OR_RETURN(Secret text, ReadFile(path, kMaxSealed));
  DP_ASSIGN_OR_RETURN(const Sealed sealed, ParseSealed(text.Reveal(), name));
  const absl::Time now = absl::Now();
  if (options.info) {
    DP_RETURN_IF_ERROR(DecodeData(sealed, text.RevealMutable(), name));
    return WriteOutput(options.output, Info(sealed, now));
  }
  DP_RETURN_IF_ERROR(CheckRounds(options, sealed.header.rounds, name));
  if (!options.allow_expired) {
    DP_RETURN_IF_ERROR(CheckFresh(ReadStamp(sealed.header.salt),
                                  options.max_age, now, absl::LocalTimeZone(),
                                  name));
  }
  const Surroundings surroundings = {
      environ, Warn, absl::StrCat("passphrase for ", Quote(name))};
  DP_RETURN_IF_ERROR(FindPassphrase(options.passphrase, surroundings));
  DP_ASSIGN_OR_RETURN(const Secret passphrase,
                      ReadPassphrase(options.passphrase, surroundings));
  DP_ASSIGN_OR_RETURN(const Secret plaintext,
                      Open(sealed, std::move(text), passphrase.Reveal(), name));
  if (options.check) return absl::OkStatus();
  return WriteOutput(options.output, plaintext.Reveal());
}

}  // namespace
}  // namespace dp

int main(int argc, char** argv) {
  return dp::Main(dp::kProgram, argc, argv, dp::Run);
}
