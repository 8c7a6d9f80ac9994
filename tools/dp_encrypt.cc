// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// dp-encrypt: seals stdin with a passphrase, in the format of the Doppler CLI's
// fallback files.
//
// Reads stdin to its end and requires one JSON object of strings, then seals
// the bytes as they came and puts them into the place of FILE, or writes them
// to stdout. A failed command before it in a pipe leaves no such object, so a
// good file is never replaced by a bad one.

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "lib/cli.h"
#include "lib/encoding.h"
#include "lib/entropy.h"
#include "lib/io.h"
#include "lib/output.h"
#include "lib/seal.h"
#include "lib/sealed.h"
#include "lib/secret.h"
#include "lib/secrets.h"
#include "lib/sources.h"
#include "lib/stamp.h"
#include "lib/status.h"
#include "lib/values.h"

namespace dp {

// Found by Into<> for an option of this type.
static absl::Status ReadValue(const char* value, Encoding* to) {
  for (const Encoding encoding : {Encoding::kBase64, Encoding::kHex}) {
    if (value != EncodingName(encoding)) continue;
    *to = encoding;
    return absl::OkStatus();
  }
  return Misused(absl::StrCat(Quote(value), " is neither base64 nor hex"));
}

namespace {

struct Options {
  std::string output;
  PassphraseFlags passphrase;
  std::optional<absl::Duration> expires_in;
  std::optional<absl::Time> expires_at;
  uint32_t rounds = kDefaultRounds;
  Encoding encoding = Encoding::kBase64;
  bool plain_salt = false;
  bool raw = false;
  bool if_any = false;
  std::optional<std::string> tee;
  std::vector<std::string> operands;
};

constexpr Option kOptions[] = {
    {'o', "output", "FILE", "write to FILE (mode 0600) instead of stdout",
     Into<&Options::output>},
    {0, "expires-in", "D", "refuse to open it after D (90s, 24h, 7d)",
     Into<&Options::expires_in>},
    {0, "expires-at", "TIME", "refuse to open it after TIME (RFC 3339)",
     Into<&Options::expires_at>},
    {0, "passphrase-from", "SOURCE",
     "fd:N, file:PATH, env:NAME, tty or cmd:COMMAND",
     Into<&Options::passphrase, &PassphraseFlags::from>},
    {0, "passphrase", "VALUE", "the passphrase; any user can see it in ps(1)",
     Into<&Options::passphrase, &PassphraseFlags::value>},
    {0, "rounds", "N", "rounds of PBKDF2 (500000)", Into<&Options::rounds>},
    {0, "encoding", "base64|hex", "how bytes are written (base64)",
     Into<&Options::encoding>},
    {0, "plain-salt", nullptr, "no stamp: exactly the Doppler CLI's shape",
     Into<&Options::plain_salt>},
    {0, "raw", nullptr, "seal any bytes, not only a JSON object of strings",
     Into<&Options::raw>},
    {0, "if-any", nullptr, "empty input is exit 6, with nothing done",
     Into<&Options::if_any>},
    {0, "tee", "[early]",
     "with -o: pass the input on to stdout when FILE is\n"
     "safe on disk; early: before it is sealed",
     Into<&Options::tee>},
};

constexpr Program kProgram = {
    "dp-encrypt",
    "[-o FILE] [--expires-in D] [--passphrase-from SOURCE]",
    "Seals the JSON object of secrets on stdin.",
    kOptions,
    "Without a passphrase option: DOPPLER_PASSPHRASE, then the terminal.\n"
    "Exit status: 0 done, 1 failed, 2 used wrongly, 3 input refused, 6 no "
    "input\n"
    "with --if-any.\n\n"
    "  dp-fetch -p backend -c prd | dp-encrypt --expires-in 7d -o prd.sealed",
};

absl::Status Check(const Options& options, absl::Time now) {
  if (!options.operands.empty()) return TooManyOperands(options.operands[0]);
  if (ReadsStdin(options.passphrase.from)) {
    return Misused(
        Cannot("use", "--passphrase-from", "stdin is what is to be sealed"));
  }
  if (options.rounds > kMaxRounds) {
    return Misused(
        Cannot("use", "--rounds",
               absl::StrCat("no reader takes more than ", kMaxRounds)));
  }
  if (options.expires_in.has_value() && options.expires_at.has_value()) {
    return Misused(Cannot("use", "--expires-at", "--expires-in is given, too"));
  }
  const bool expires =
      options.expires_in.has_value() || options.expires_at.has_value();
  if (expires && options.plain_salt) {
    return Misused(Cannot("use", "--plain-salt",
                          "only a stamp can hold when the file expires"));
  }
  // An empty optional is less than any time.
  const bool past =
      options.expires_at.has_value() && *options.expires_at <= now;
  if (options.expires_in == absl::ZeroDuration() || past) {
    return Misused(Cannot(
        "use", options.expires_in.has_value() ? "--expires-in" : "--expires-at",
        "the file would be expired from the start"));
  }
  if (!options.tee.has_value()) return absl::OkStatus();
  if (!options.tee->empty() && *options.tee != "early") {
    return Misused(Cannot("use", "--tee", "its only value is early"));
  }
  if (options.output.empty())
    return Misused(Cannot("use", "--tee", "it needs -o FILE"));
  return absl::OkStatus();
}

absl::StatusOr<Secret> ReadInput(const Options& options) {
  DP_ASSIGN_OR_RETURN(Secret input,
                      ReadAll(STDIN_FILENO, "stdin", kMaxPlaintext));
  if (input.empty() && options.if_any) return Unchanged("");
  if (options.raw && !input.empty()) return input;
  // Reading takes the text apart, and what is sealed are the bytes as they
  // came.
  DP_RETURN_IF_ERROR(Secrets::Parse(Secret(input.Reveal()), "stdin").status());
  return input;
}

absl::StatusOr<Header> MakeHeader(const Options& options, absl::Time now) {
  Header header;
  header.rounds = options.rounds;
  header.encoding = options.encoding;
  std::array<uint8_t, kStampRandomSize + kNonceSize> random;
  DP_RETURN_IF_ERROR(FillRandom(absl::MakeSpan(random)));
  const auto nonce = random.begin() + kStampRandomSize;
  std::copy(nonce, random.end(), header.nonce.begin());
  if (options.plain_salt) {
    header.salt.assign(random.begin(), random.begin() + kPlainSaltSize);
    return header;
  }
  std::array<uint8_t, kStampRandomSize> salt;
  std::copy(random.begin(), nonce, salt.begin());
  Stamp stamp = {now};
  if (options.expires_in.has_value())
    stamp.not_after = now + *options.expires_in;
  if (options.expires_at.has_value()) stamp.not_after = *options.expires_at;
  header.salt = StampedSalt(salt, stamp);
  return header;
}

// Writes `plaintext` to stdout and closes it, so that what comes next in the
// pipe sees its end.
absl::Status PassOn(const Secret& plaintext) {
  DP_RETURN_IF_ERROR(WriteAll(STDOUT_FILENO, plaintext.Reveal(), "stdout"));
  return CloseStdout();
}

absl::Status SealTo(const Options& options, const Header& header,
                    absl::string_view plaintext, absl::string_view passphrase) {
  DP_ASSIGN_OR_RETURN(const Secret text, Seal(header, plaintext, passphrase));
  return WriteOutput(options.output, text.Reveal());
}

absl::Status Run(Options& options) {
  const absl::Time now = absl::Now();
  DP_RETURN_IF_ERROR(Check(options, now));
  const Surroundings surroundings = {environ, Warn, "passphrase to seal with",
                                     /*confirm=*/true};
  DP_RETURN_IF_ERROR(FindPassphrase(options.passphrase, surroundings));
  DP_ASSIGN_OR_RETURN(const Secret input, ReadInput(options));
  DP_ASSIGN_OR_RETURN(const Secret passphrase,
                      ReadPassphrase(options.passphrase, surroundings));
  if (options.rounds < kFewRounds || options.rounds > kManyRounds) {
    Warn(absl::StrCat(options.rounds,
                      options.rounds < kFewRounds
                          ? " rounds are few: whoever has the file tries "
                            "passphrases fast"
                          : " rounds are many: dp-decrypt opens the file only "
                            "with --max-rounds"));
  }
  DP_ASSIGN_OR_RETURN(const Header header, MakeHeader(options, now));
  absl::Status passed;
  if (options.tee == "early") {
    // A reader that dies must not cost the sealed copy.
    signal(SIGPIPE, SIG_IGN);
    passed = PassOn(input);
  }
  DP_RETURN_IF_ERROR(
      SealTo(options, header, input.Reveal(), passphrase.Reveal()));
  return options.tee == "" ? PassOn(input) : passed;
}

}  // namespace
}  // namespace dp

int main(int argc, char** argv) {
  return dp::Main(dp::kProgram, argc, argv, dp::Run);
}
