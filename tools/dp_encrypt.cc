// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// dp-encrypt: seals stdin with a passphrase, in the format of the Doppler CLI's
// fallback files.
//
// Reads stdin to its end and requires one JSON object of strings, then seals
// the bytes as they came and puts them into the place of FILE, or of the
// Doppler CLI's fallback file, or writes them to stdout. A failed command
// before it in a pipe leaves no such object, so a good file is never replaced
// by a bad one.

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/types/span.h"
#include "lib/base/pieces.h"
#include "lib/base/secret.h"
#include "lib/base/status.h"
#include "lib/cli/cli.h"
#include "lib/cli/rules.h"
#include "lib/cli/values.h"
#include "lib/doppler/etag.h"
#include "lib/doppler/fallback.h"
#include "lib/doppler/fallback_files.h"
#include "lib/doppler/paths.h"
#include "lib/doppler/settings.h"
#include "lib/json/secrets.h"
#include "lib/os/entropy.h"
#include "lib/os/io.h"
#include "lib/os/output.h"
#include "lib/sandbox/sandbox.h"
#include "lib/sealed/expire.h"
#include "lib/sealed/header.h"
#include "lib/sealed/seal.h"
#include "lib/sealed/sealed.h"
#include "lib/sealed/stamp.h"
#include "lib/source/generate.h"
#include "lib/source/sources.h"
#include "tools/flags/advice.h"
#include "tools/flags/fallback_flags.h"
#include "tools/flags/grants.h"
#include "tools/flags/header_flags.h"
#include "tools/flags/output_flags.h"
#include "tools/flags/passphrase_flags.h"
#include "tools/flags/settings_flags.h"

namespace dp {
namespace {

struct Options {
  std::string output;
  CopyRequest fallback;
  SettingsRequest settings;
  std::string etag_from;
  PassphraseRequest passphrase;
  std::string passphrase_to;
  HeaderFlags header;
  std::string stamp_from;
  bool raw = false;
  bool if_any = false;
  std::optional<std::string> tee;
  std::vector<std::string> operands;
};

constexpr Option kOptions[] = {
    Heading("Input and output"),
    kOutputRow<Options>,
    {0, "raw", nullptr, "seal any bytes, not only a JSON object of strings",
     Into<&Options::raw>},
    {0, "if-any", nullptr, "if the input is empty, do nothing and exit 6",
     Into<&Options::if_any>},
    {0, "tee", "[early]",
     "with -o or --fallback: pass the input on to stdout\n"
     "when the file is safe; early: before it is sealed",
     Into<&Options::tee>, "early"},
    Heading("Sealing"),
    {0, "expires-in", "D", "refuse to open it after D (90s, 24h, 7d)",
     Into<&Options::header, &HeaderFlags::expires_in>},
    {0, "expires-at", "TIME",
     "refuse to open it after TIME (RFC 3339 or a UTC day)",
     Into<&Options::header, &HeaderFlags::expires_at>},
    {0, "stamp-from", "OLD", "let it expire when the sealed file OLD does",
     Into<&Options::stamp_from>},
    kPassphraseFromRow<Options>,
    kPassphraseRow<Options>,
    {0, "passphrase-to", "SINK",
     "make one, and first write it to fd:N or file:PATH",
     Into<&Options::passphrase_to>, "fd: file:"},
    {0, "rounds", "N", "rounds of PBKDF2 (500000)",
     Into<&Options::header, &HeaderFlags::rounds>},
    {0, "encoding", "E", "how bytes are written: base64 (default) or hex",
     Into<&Options::header, &HeaderFlags::encoding>, "base64 hex"},
    {0, "plain-salt", nullptr, "no stamp: exactly the Doppler CLI's shape",
     Into<&Options::header, &HeaderFlags::plain_salt>},
    Heading("The Doppler CLI's fallback file"),
    kFallbackRow<Options>,
    {0, "etag-from", "FILE", "note the ETag in FILE beside it, after the input",
     Into<&Options::etag_from>},
    kPrintPathRow<Options>,
    kProjectRow<Options>,
    kConfigRow<Options>,
    kTokenFromRow<Options>,
    kTokenRow<Options>,
    kConfigDirRow<Options>,
    kScopeRow<Options>,
    kNoReadEnvRow<Options>,
    kFormatRow<Options>,
    kNameTransformerRow<Options>,
    kCopyOnlyRow<Options>,
};

constexpr Program kProgram = {
    "dp-encrypt",
    "[-o FILE | --fallback] [--expires-in D]\n"
    "                  [--passphrase-from SOURCE]",
    "Seals the JSON object of secrets on stdin.",
    kOptions,
    "Without a passphrase option: DOPPLER_PASSPHRASE, then the terminal, but\n"
    "with --fallback the Doppler CLI's default.\n"
    "Exit status: 0 done, 1 failed, 2 usage error, 3 refused, 5 expired, 6 "
    "empty.\n\n"
    "  dp-fetch -p backend -c prd | dp-encrypt --expires-in 7d -o prd.sealed",
    /*own_failure=*/0,
    /*runs_command=*/false,
    /*operand=*/"",
    /*command_optional=*/false,
    /*confined=*/true,
};

// Options that choose the passphrase, or how long the file is good, twice.
absl::Status CheckChoices(const Options& options) {
  const bool made = !options.passphrase_to.empty();
  const bool stamped = !options.stamp_from.empty();
  const bool to_stdout =
      (options.output.empty() && !options.fallback.file.given) ||
      options.tee.has_value();
  if (made) {
    DP_RETURN_IF_ERROR(CheckSink("--passphrase-to", options.passphrase_to));
  }
  return CheckRules({
      {made && !options.passphrase.from.empty(), "--passphrase-to",
       "--passphrase-from is given, too"},
      {made && options.passphrase.value.has_value(), "--passphrase-to",
       "--passphrase is given, too"},
      {made && options.fallback.file.given, "--passphrase-to",
       "the Doppler CLI has a passphrase of its own for --fallback"},
      {IsReplaced(options.passphrase_to, options.output), "--passphrase-to",
       kPassphraseReplaced},
      {IsReplaced(options.passphrase.from, options.output), "--passphrase-from",
       kPassphraseReplaced},
      {options.passphrase_to == "fd:1" && to_stdout, "--passphrase-to",
       "stdout is where the output goes"},
      {stamped && IsStdin(options.stamp_from), "--stamp-from",
       "stdin is what is to be sealed"},
      {stamped && options.header.expires_in.has_value(), "--stamp-from",
       "--expires-in is given, too"},
      {stamped && options.header.expires_at.has_value(), "--stamp-from",
       "--expires-at is given, too"},
      {stamped && options.header.plain_salt, "--stamp-from",
       "only a stamp can hold when the file expires, and --plain-salt is "
       "given"},
  });
}

absl::Status Check(const Options& options) {
  if (!options.operands.empty()) {
    return WithHint(
        TooManyOperands(1),
        options.fallback.file.given
            ? "to name the file, use --fallback=PATH"
            : "the input comes from stdin; -o FILE names the output");
  }
  const bool output = !options.output.empty();
  const bool fallback = options.fallback.file.given;
  const bool print = options.fallback.print != FallbackKind::kNone;
  const std::string tee = options.tee.value_or("");
  const char kStdin[] = "stdin is what is to be sealed";
  DP_RETURN_IF_ERROR(CheckRules({
      {ReadsStdin(options.passphrase.from), "--passphrase-from", kStdin},
      {ReadsStdin(options.settings.token_from) && !print, "--token-from",
       kStdin},
      {IsStdin(options.etag_from), "--etag-from", kStdin},
      {output && fallback, "--output", "--fallback is given, too"},
      {output && print, "--output", "--print-path is given, too"},
      {!options.etag_from.empty() && !fallback, "--etag-from",
       "it needs --fallback"},
      {!tee.empty() && tee != "early", "--tee", "its only value is early"},
      {options.tee.has_value() && !output && !fallback, "--tee",
       "it needs -o FILE or --fallback"},
  }));
  DP_RETURN_IF_ERROR(CheckChoices(options));
  DP_RETURN_IF_ERROR(CheckPassphraseFlags(options.passphrase));
  return CheckFallbackFlags(
      options.fallback, options.settings,
      fallback || print || options.passphrase.from == kFromToken);
}

absl::StatusOr<Fallback> Prepare(Options& options,
                                 const SettingsContext& context) {
  FallbackNeeds needs;
  needs.secrets = options.fallback.file.given;
  needs.metadata = !options.etag_from.empty();
  needs.passphrase = true;
  return FindFallback(options.fallback, std::move(options.settings), needs,
                      context, &options.passphrase);
}

// Keeps only what is to be opened still: `grants` for the passphrase, and the
// rest. By now all commands have run.
void GiveUpTheRest(const Options& options, const Fallback& fallback,
                   std::vector<Grant> grants) {
  grants.push_back({Access::kReplace, options.output});
  grants.push_back({Access::kRead, options.etag_from});
  absl::string_view sink = options.passphrase_to;
  if (absl::ConsumePrefix(&sink, "file:")) {
    grants.push_back({Access::kReplace, std::string(sink)});
  }
  if (options.fallback.file.given) GrantWriting(fallback, &grants);
  (void)Confine(grants);
}

absl::StatusOr<Secret> ReadInput(const Options& options,
                                 const Fallback& fallback,
                                 std::vector<Grant> grants) {
  WarnOfTerminal();
  DP_ASSIGN_OR_RETURN(Secret input,
                      ReadAll(STDIN_FILENO, "stdin", kMaxPlaintext));
  if (input.empty() && options.if_any) return Unchanged();
  GiveUpTheRest(options, fallback, std::move(grants));
  if (options.raw && !input.empty()) return input;
  // What is sealed are the bytes as they came.
  DP_RETURN_IF_ERROR(Secrets::Check(input.Reveal(), "stdin"));
  return input;
}

// When the sealed file at `path` expires; nothing when it never does. An
// expired one is not made good again.
absl::StatusOr<std::optional<absl::Time>> ReadNotAfter(const std::string& path,
                                                       absl::Time now) {
  DP_ASSIGN_OR_RETURN(const Secret text, ReadFile(path, kMaxSealed));
  DP_ASSIGN_OR_RETURN(const Sealed sealed, ParseSealed(text.Reveal(), path));
  const std::optional<Stamp> stamp = ReadStamp(sealed.header.salt);
  DP_RETURN_IF_ERROR(
      CheckFresh(stamp, std::nullopt, now, absl::LocalTimeZone(), path));
  if (!stamp.has_value() || stamp->not_after == absl::InfiniteFuture()) {
    return std::nullopt;
  }
  return stamp->not_after;
}

absl::StatusOr<Header> MakeHeader(const Options& options) {
  HeaderRandom random;
  DP_RETURN_IF_ERROR(FillRandom(absl::MakeSpan(random)));
  const absl::Time now = absl::Now();
  HeaderFlags flags = options.header;
  if (!options.stamp_from.empty()) {
    DP_ASSIGN_OR_RETURN(flags.expires_at,
                        ReadNotAfter(options.stamp_from, now));
  }
  DP_RETURN_IF_ERROR(CheckHeaderFlags(flags, now));
  return NewHeader(flags, now, random);
}

// A passphrase of our own, which is safe before anything is sealed with it.
absl::StatusOr<Secret> MakeKey(const Options& options, const Header& header) {
  PassphraseRandom random;
  DP_RETURN_IF_ERROR(FillRandom(absl::MakeSpan(random)));
  const Secret passphrase = NewPassphrase(random);
  explicit_bzero(random.data(), random.size());
  DP_RETURN_IF_ERROR(WritePassphrase(options.passphrase_to, passphrase));
  return DeriveKey(passphrase.Reveal(), header.salt, header.rounds);
}

// Writes `plaintext` to stdout and closes it, so that what comes next in the
// pipe sees its end.
absl::Status PassOn(const Secret& plaintext) {
  DP_RETURN_IF_ERROR(WriteAll(STDOUT_FILENO, plaintext.Reveal(), "stdout"));
  return CloseStdout();
}

void WarnOfRounds(uint32_t rounds) {
  if (rounds >= kFewRounds && rounds <= kManyRounds) return;
  Warn(absl::StrCat(rounds, rounds < kFewRounds
                                ? " rounds are few: whoever has the file tries "
                                  "passphrases fast"
                                : " rounds are many: dp-decrypt opens the file "
                                  "only with --max-rounds"));
}

// Writes the sealed file and what belongs to it, and passes the input on in the
// order that --tee asks for.
absl::Status Deliver(const Options& options, const Fallback& fallback,
                     const Header& header, Secret input, const Secret& key) {
  std::string etag;
  if (!options.etag_from.empty()) {
    DP_ASSIGN_OR_RETURN(etag, ReadEtag(options.etag_from));
  }
  absl::Status passed;
  if (options.tee == "early") {
    // A reader that dies must not cost the sealed copy.
    (void)signal(SIGPIPE, SIG_IGN);
    passed = PassOn(input);
  }
  DP_ASSIGN_OR_RETURN(Secret data, Encrypt(header, std::move(input), key));
  const std::string head = FormatHeader(header);
  const auto sealed = [&](PieceTaker take) {
    return FormatSealed(head, header.encoding, data.Reveal(), take);
  };
  DP_RETURN_IF_ERROR(options.fallback.file.given
                         ? WriteSealed(fallback, sealed)
                         : WriteOutput(options.output, sealed));
  absl::Status noted;
  if (!options.etag_from.empty()) {
    noted = WriteMetadata(fallback, sealed, etag);
  }
  if (options.tee == "") {
    DP_ASSIGN_OR_RETURN(input, Decrypt(header, std::move(data), key, "stdin"));
    passed = PassOn(input);
  }
  noted.Update(passed);
  return noted;
}

// Whether there is something to read already, if only the end.
bool HasInput() {
  pollfd input = {STDIN_FILENO, POLLIN, 0};
  return poll(&input, 1, 0) != 0;
}

absl::StatusOr<Secret> ReadKey(PassphraseSource source, const Header& header,
                               const Surroundings& surroundings) {
  DP_ASSIGN_OR_RETURN(const Secret passphrase,
                      ReadPassphrase(std::move(source), surroundings));
  return DeriveKey(passphrase.Reveal(), header.salt, header.rounds);
}

absl::Status Run(Options& options) {
  DP_RETURN_IF_ERROR(Check(options));
  DP_ASSIGN_OR_RETURN(const Header header, MakeHeader(options));
  const SettingsContext context = ProcessContext(environ);
  if (options.fallback.print != FallbackKind::kNone) {
    DP_ASSIGN_OR_RETURN(
        const std::string path,
        PrintedPath(options.fallback, std::move(options.settings), context));
    return WriteOutput("", path);
  }
  DP_ASSIGN_OR_RETURN(const Fallback fallback, Prepare(options, context));
  const Surroundings surroundings = {environ, Warn, "--passphrase-from",
                                     "passphrase to seal with",
                                     /*confirm=*/true};
  if (!options.passphrase_to.empty()) {
    DP_ASSIGN_OR_RETURN(Secret input, ReadInput(options, fallback, {}));
    WarnOfRounds(header.rounds);
    DP_ASSIGN_OR_RETURN(const Secret key, MakeKey(options, header));
    return Deliver(options, fallback, header, std::move(input), key);
  }
  DP_ASSIGN_OR_RETURN(
      PassphraseSource source,
      FindPassphrase(std::move(options.passphrase), surroundings));
  std::vector<Grant> grants;
  GrantPassphrase(source, &grants);
  // What comes before in a pipe takes its time, and so does the derivation; but
  // a person is not asked for nothing.
  Secret key;
  if (source.in_hand.has_value() && !HasInput()) {
    DP_ASSIGN_OR_RETURN(key, ReadKey(std::move(source), header, surroundings));
  }
  DP_ASSIGN_OR_RETURN(Secret input,
                      ReadInput(options, fallback, std::move(grants)));
  if (key.empty()) {
    DP_ASSIGN_OR_RETURN(key, ReadKey(std::move(source), header, surroundings));
  }
  WarnOfRounds(header.rounds);
  return Deliver(options, fallback, header, std::move(input), key);
}

}  // namespace
}  // namespace dp

int main(int argc, char** argv) {
  return dp::Main(dp::kProgram, argc, argv, dp::Advised<dp::Options, dp::Run>);
}
