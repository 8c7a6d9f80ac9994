// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// dp-decrypt: opens a file sealed by dp-encrypt or the Doppler CLI.
//
// Reads the sealed file, the one named or the Doppler CLI's fallback
// file, confines itself, and writes the plaintext only after its tag has
// verified. An expired
// file is refused before anything is asked or derived. On failure nothing is
// written and nothing is created.

#include <errno.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "lib/base/pieces.h"
#include "lib/base/secret.h"
#include "lib/base/status.h"
#include "lib/base/utf8.h"
#include "lib/cli/cli.h"
#include "lib/cli/rules.h"
#include "lib/cli/values.h"
#include "lib/doppler/fallback.h"
#include "lib/doppler/fallback_files.h"
#include "lib/doppler/paths.h"
#include "lib/doppler/settings.h"
#include "lib/json/json.h"
#include "lib/os/io.h"
#include "lib/os/output.h"
#include "lib/sandbox/sandbox.h"
#include "lib/sealed/accept.h"
#include "lib/sealed/intake.h"
#include "lib/sealed/seal.h"
#include "lib/sealed/sealed.h"
#include "lib/source/sources.h"
#include "tools/flags/advice.h"
#include "tools/flags/fallback_flags.h"
#include "tools/flags/grants.h"
#include "tools/flags/output_flags.h"
#include "tools/flags/passphrase_flags.h"
#include "tools/flags/settings_flags.h"

namespace dp {
namespace {

struct Options {
  std::string output;
  CopyRequest fallback;
  SettingsRequest settings;
  bool print_etag = false;
  PassphraseRequest passphrase;
  AcceptFlags accept;
  bool check = false;
  bool info = false;
  std::vector<std::string> operands;
};

constexpr Option kOptions[] = {
    Heading("Opening"),
    kPassphraseFromRow<Options>,
    kPassphraseRow<Options>,
    {0, "max-age", "D", "refuse a file sealed longer ago than D (24h, 7d)",
     Into<&Options::accept, &AcceptFlags::max_age>},
    {0, "allow-expired", nullptr, "open it whatever its stamp says",
     Into<&Options::accept, &AcceptFlags::allow_expired>},
    {0, "min-rounds", "N", "refuse a file with fewer rounds",
     Into<&Options::accept, &AcceptFlags::min_rounds>},
    {0, "max-rounds", "N", "refuse a file with more rounds (10000000)",
     Into<&Options::accept, &AcceptFlags::max_rounds>},
    Heading("Output"),
    kOutputRow<Options>,
    {0, "check", nullptr, "do everything but write the output",
     Into<&Options::check>},
    {0, "info", nullptr,
     "print the file's metadata as JSON, without a\n"
     "passphrase; one line for each of several files",
     Into<&Options::info>},
    Heading("The Doppler CLI's fallback file"),
    kFallbackRow<Options>,
    {0, "print-etag", nullptr,
     "print the ETag noted for the fallback file, if it\n"
     "is for this very copy; with --check, if it opens",
     Into<&Options::print_etag>},
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
    "dp-decrypt",
    "[-o FILE] [--passphrase-from SOURCE] [--max-age D]\n"
    "                  [FILE | --fallback]",
    "Opens the sealed FILE, or stdin, and writes what was sealed to stdout.",
    kOptions,
    "Without a passphrase option: DOPPLER_PASSPHRASE, then the terminal, but\n"
    "with --fallback the Doppler CLI's default.\n"
    "Exit status: 0 done, 1 failed, 2 usage error, 3 wrong passphrase or not "
    "a\n"
    "sealed file, 5 expired.\n\n"
    "  dp-decrypt prd.sealed | dp-exec -- ./server\n"
    "  dp-decrypt --fallback | dp-exec -- ./server",
    /*own_failure=*/0,
    /*runs_command=*/false,
    /*operand=*/"FILE",
    /*command_optional=*/false,
    /*confined=*/true,
};

bool PrintsPath(const Options& options) {
  return options.fallback.print != FallbackKind::kNone;
}

bool UsesFallback(const Options& options) {
  return options.fallback.file.given || PrintsPath(options);
}

// Which two of the options that choose what is done do not go together.
absl::Status CheckModes(const Options& options) {
  const bool path = PrintsPath(options), etag = options.print_etag;
  return CheckRules({
      {IsReplaced(options.passphrase.from, options.output), "--passphrase-from",
       kPassphraseReplaced},
      {options.check && options.info, "--check", "--info is given, too"},
      {options.check && !etag && !options.output.empty(), "--check",
       "it writes nothing, and -o is given, too"},
      {etag && options.info, "--print-etag", "--info is given, too"},
      {path && options.info, "--print-path", "--info is given, too"},
      {path && options.check, "--print-path", "--check is given, too"},
      {path && etag, "--print-path", "--print-etag is given, too"},
      {path && !options.output.empty(), "--print-path", "-o is given, too"},
      {etag && !options.check && options.accept.max_age.has_value(),
       "--max-age", "with --print-etag it needs --check"},
  });
}

absl::Status Check(const Options& options) {
  const size_t most = UsesFallback(options) ? 0 : 1;
  const bool many = options.info && !UsesFallback(options);
  if (options.operands.size() > most && !many) {
    absl::Status status = TooManyOperands(most + 1);
    if (most > 0) return status;
    return WithHint(status, "to name the file, use --fallback=PATH");
  }
  DP_RETURN_IF_ERROR(CheckModes(options));
  DP_RETURN_IF_ERROR(CheckPassphraseFlags(options.passphrase));
  DP_RETURN_IF_ERROR(CheckFallbackFlags(
      options.fallback, options.settings,
      UsesFallback(options) || options.passphrase.from == kFromToken));
  const bool stdin_is_file =
      !UsesFallback(options) &&
      (options.operands.empty() || IsStdin(options.operands[0]));
  const bool from_stdin = ReadsStdin(options.passphrase.from);
  if (!stdin_is_file ||
      (!from_stdin && !ReadsStdin(options.settings.token_from))) {
    return absl::OkStatus();
  }
  return Misused(Cannot("use",
                        from_stdin ? "--passphrase-from" : "--token-from",
                        "stdin is already the sealed file"));
}

absl::StatusOr<Fallback> Prepare(Options& options,
                                 const SettingsContext& context) {
  FallbackNeeds needs;
  needs.secrets = needs.legacy = UsesFallback(options);
  needs.metadata = options.print_etag;
  needs.passphrase = !options.info && (!options.print_etag || options.check);
  return FindFallback(options.fallback, std::move(options.settings), needs,
                      context, &options.passphrase);
}

absl::StatusOr<std::string> InputPath(const Options& options,
                                      const Fallback& fallback) {
  if (UsesFallback(options)) return PathToRead(fallback);
  return options.operands.empty() ? "-" : options.operands[0];
}

absl::Status PrintEtag(const Options& options, const std::string& etag) {
  return WriteOutput(options.output,
                     etag.empty() ? "" : absl::StrCat(etag, "\n"));
}

// Keeps only what is to be opened still, which is not the sealed file: `grants`
// for the passphrase, and the rest.
void GiveUpTheRest(const Options& options, const Fallback& fallback,
                   std::vector<Grant> grants) {
  grants.push_back({Access::kReplace, options.output});
  if (options.print_etag) GrantReading(fallback, &grants);
  (void)Confine(grants);
}

// The plaintext of `text`, when the file is one to be opened.
absl::StatusOr<Secret> OpenFresh(Options& options, const Fallback& fallback,
                                 const Sealed& sealed, Secret text,
                                 absl::string_view name) {
  DP_RETURN_IF_ERROR(CheckHeader(sealed.header, options.accept, absl::Now(),
                                 absl::LocalTimeZone(), name));
  if (sealed.header.rounds < kFewRounds) {
    Warn(absl::StrCat(Quote(name), " has few rounds (", sealed.header.rounds,
                      "): seal it again with dp-encrypt"));
  }
  const Surroundings surroundings = {
      environ, Warn, "--passphrase-from",
      absl::StrCat("passphrase for ", Quote(name))};
  const bool runs_command = RunsCommand(options.passphrase.from);
  DP_ASSIGN_OR_RETURN(
      PassphraseSource source,
      FindPassphrase(std::move(options.passphrase), surroundings));
  if (runs_command) GiveUpTheRest(options, fallback, {});
  DP_ASSIGN_OR_RETURN(const Secret passphrase,
                      ReadPassphrase(std::move(source), surroundings));
  return Open(sealed, std::move(text), passphrase.Reveal(), name);
}

absl::Status CheckNotItself(const std::string& path,
                            const std::string& output) {
  if (!IsSameFile(path, output)) return absl::OkStatus();
  return WithHint(
      Misused(CannotUse("--output", "it is the sealed file itself")),
      "this would replace the only sealed copy with plaintext");
}

// Reads the sealed file that `fd` leads to. `bytes` is then what it was read
// into.
absl::StatusOr<Sealed> ReadSealed(int fd, absl::string_view name,
                                  Secret* bytes) {
  Intake intake;
  struct stat st;
  if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
    intake.Expect(static_cast<size_t>(st.st_size));
  }
  DP_RETURN_IF_ERROR(
      ReadPieces(fd, name, kMaxSealed,
                 [&](absl::string_view piece) { intake.Take(piece); }));
  return intake.Finish(name, bytes);
}

// Until something comes, if only the end: as long as that takes, files that are
// opened later may be replaced, which no grant outlives.
void WaitForInput(int fd) {
  pollfd input = {fd, POLLIN, 0};
  while (poll(&input, 1, -1) < 0 && errno == EINTR) {
  }
}

// One line of JSON for the sealed file at `path`, with its name.
absl::StatusOr<std::string> InfoOf(const std::string& path, absl::Time now) {
  const absl::string_view name = InputName(path);
  DP_ASSIGN_OR_RETURN(const Fd file, OpenForReading(path));
  Secret bytes;
  DP_ASSIGN_OR_RETURN(const Sealed sealed,
                      ReadSealed(file.get(), name, &bytes));
  DP_RETURN_IF_ERROR(DecodeData(sealed, bytes.RevealMutable(), name));
  Secret quoted;
  AppendJsonString(IsUtf8(name) ? std::string(name) : Escape(name), &quoted);
  return absl::StrCat("{\"name\":", quoted.Reveal(), ",",
                      Describe(sealed, now).substr(1));
}

// --info of several files: those that are none are told of, and the rest goes
// on. The status is that of the first.
absl::Status InfoOfMany(const Options& options) {
  const absl::Time now = absl::Now();
  std::vector<Grant> grants = {{Access::kReplace, options.output}};
  for (const std::string& path : options.operands) {
    grants.push_back({Access::kReadBeside, path});
  }
  (void)Confine(grants);
  std::string lines;
  absl::Status first;
  for (const std::string& path : options.operands) {
    DP_RETURN_IF_ERROR(CheckNotItself(path, options.output));
    const absl::StatusOr<std::string> line = InfoOf(path, now);
    if (line.ok()) {
      lines += *line;
      continue;
    }
    Note(line.status().message());
    first.Update(absl::Status(line.status().code(), ""));
  }
  DP_RETURN_IF_ERROR(WriteOutput(options.output, lines));
  return first;
}

// What is wanted of the sealed file at `path`.
absl::Status OpenFile(Options& options, const Fallback& fallback,
                      const std::string& path) {
  const absl::string_view name = InputName(path);
  DP_ASSIGN_OR_RETURN(const Fd file, OpenForReading(path));
  // Times in messages are local ones, by files of the system.
  (void)absl::LocalTimeZone();
  // A command has to wait for the header: no expired file is worth one.
  if (options.info || !RunsCommand(options.passphrase.from)) {
    WaitForInput(file.get());
    std::vector<Grant> grants;
    GrantPassphrase(options.passphrase, &grants);
    GiveUpTheRest(options, fallback, std::move(grants));
  }
  Secret bytes;
  DP_ASSIGN_OR_RETURN(const Sealed sealed,
                      ReadSealed(file.get(), name, &bytes));
  if (options.info) {
    DP_RETURN_IF_ERROR(DecodeData(sealed, bytes.RevealMutable(), name));
    return WriteOutput(options.output, Describe(sealed, absl::Now()));
  }
  const std::string etag =
      options.print_etag
          ? EtagOf(fallback,
                   [&](PieceTaker take) {
                     return FormatTaken(sealed, bytes.Reveal(), take);
                   })
          : "";
  DP_ASSIGN_OR_RETURN(
      const Secret plaintext,
      OpenFresh(options, fallback, sealed, std::move(bytes), name));
  if (options.print_etag) return PrintEtag(options, etag);
  if (options.check) return absl::OkStatus();
  return WriteOutput(options.output, plaintext.Reveal());
}

absl::Status Run(Options& options) {
  if (options.print_etag) options.fallback.file.given = true;
  DP_RETURN_IF_ERROR(Check(options));
  if (options.info && options.operands.size() > 1) return InfoOfMany(options);
  const SettingsContext context = ProcessContext(environ);
  if (PrintsPath(options)) {
    DP_ASSIGN_OR_RETURN(
        const std::string path,
        PrintedPath(options.fallback, std::move(options.settings), context));
    return WriteOutput("", path);
  }
  DP_ASSIGN_OR_RETURN(const Fallback fallback, Prepare(options, context));
  if (options.print_etag && !options.check) {
    GiveUpTheRest(options, fallback, {});
    return PrintEtag(options, EtagInHand(fallback));
  }
  DP_ASSIGN_OR_RETURN(const std::string path, InputPath(options, fallback));
  if (IsStdin(path)) WarnOfTerminal();
  DP_RETURN_IF_ERROR(CheckNotItself(path, options.output));
  return OpenFile(options, fallback, path);
}

}  // namespace
}  // namespace dp

int main(int argc, char** argv) {
  return dp::Main(dp::kProgram, argc, argv, dp::Advised<dp::Options, dp::Run>);
}
