// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// dp-put: stores secrets in Doppler.
//
// Reads one value, or a JSON object of them, whole, and sets it in one request;
// or sets a note, or deletes. Nothing is sent unless the input is good, and
// success means that the server's answer shows the change.

#include <unistd.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "lib/api/call.h"
#include "lib/api/changes.h"
#include "lib/base/secret.h"
#include "lib/base/status.h"
#include "lib/base/utf8.h"
#include "lib/base/words.h"
#include "lib/cli/cli.h"
#include "lib/cli/rules.h"
#include "lib/cli/values.h"
#include "lib/json/secrets.h"
#include "lib/os/io.h"
#include "lib/source/prompt.h"
#include "lib/source/sources.h"
#include "tools/flags/advice.h"
#include "tools/flags/online.h"
#include "tools/flags/settings_flags.h"

namespace dp {
namespace {

struct Options {
  SettingsRequest settings;
  OnlineFlags online;
  bool json = false, remove = false, yes = false;
  bool keep_newline = false, allow_empty = false, verbose = false;
  std::optional<std::string> note;
  std::string note_from;
  SecretKind kind;
  std::vector<std::string> operands;
};

constexpr Option kOptions[] = {
    Heading("What to store"),
    {0, "json", nullptr, "set all that the JSON object on stdin names, at once",
     Into<&Options::json>},
    {0, "note", "TEXT", "set the note of NAME, without reading stdin",
     Into<&Options::note>},
    {0, "note-from", "FILE", "set the note of NAME to what FILE holds",
     Into<&Options::note_from>},
    {0, "delete", nullptr, "delete the NAMEs", Into<&Options::remove>},
    {'y', "yes", nullptr, "delete without asking", Into<&Options::yes>},
    {0, "visibility", "V", "masked, unmasked or restricted",
     Into<&Options::kind, &SecretKind::visibility>, kVisibilities},
    {0, "type", "T", "string, json, integer, url and so on",
     Into<&Options::kind, &SecretKind::type>},
    {0, "keep-newline", nullptr, "keep the newline at the end of the input",
     Into<&Options::keep_newline>},
    {0, "allow-empty", nullptr, "accept an empty input as an empty value",
     Into<&Options::allow_empty>},
    {'v', "verbose", nullptr, "print the names that were changed",
     Into<&Options::verbose>},
    Heading("Where"),
    kProjectRow<Options>,
    kConfigRow<Options>,
    kTokenFromRow<Options>,
    kTokenRow<Options>,
    kApiHostRow<Options>,
    kConfigDirRow<Options>,
    kScopeRow<Options>,
    kNoReadEnvRow<Options>,
    Heading("Network"),
    kCacertRow<Options>,
    kTimeoutRow<Options>,
    kDeadlineRow<Options>,
    kAttemptsRow<Options>,
};

constexpr Program kProgram = {
    "dp-put",
    "[-p PROJECT] [-c CONFIG] [OPTION ...] [NAME ...]",
    "Stores a value, read from stdin, in Doppler.",
    kOptions,
    "Exit status: 0 done, 1 failed, 2 usage error, 3 bad input, or the "
    "server\n"
    "refused, 4 retryable: no network or no valid response.\n\n"
    "  openssl rand -hex 32 | dp-put -p backend -c prd SESSION_KEY",
};

// What is asked for, by its option; "NAME" for the value of one.
absl::string_view ModeOf(const Options& options) {
  if (options.json) return "--json";
  if (options.note.has_value()) return "--note";
  if (!options.note_from.empty()) return "--note-from";
  return options.remove ? "--delete" : "NAME";
}

absl::Status CheckName(absl::string_view name) {
  const size_t equals = name.find('=');
  if (equals != absl::string_view::npos) {
    // What follows is a value.
    return WithHint(
        Misused(Cannot("use", absl::StrCat(name.substr(0, equals), "=..."),
                       "it is not a name")),
        "the value is read from stdin, where no user can see it in ps(1)");
  }
  for (const char c : name) {
    if (!absl::ascii_isgraph(static_cast<unsigned char>(c))) {
      return Misused(Cannot("use", name, "it is not a name"));
    }
  }
  return name.empty() ? Misused(Cannot("use", "NAME", "it is empty"))
                      : absl::OkStatus();
}

absl::Status NoName(absl::string_view mode) {
  absl::string_view hint = "name the secret; its value is read from stdin";
  if (mode == "--delete") hint = "name the secrets that are to go";
  if (mode == "--note") {
    hint = "--note takes a text; the name of the secret follows it";
  }
  if (mode == "--note-from") {
    hint = "--note-from takes a file; the name of the secret follows it";
  }
  return WithHint(Misused(Cannot("use", "NAME", "it is missing")), hint);
}

absl::Status CheckNames(const Options& options) {
  const std::vector<std::string>& names = options.operands;
  if (options.json) {
    return names.empty() ? absl::OkStatus() : TooManyOperands(1);
  }
  if (names.empty()) return NoName(ModeOf(options));
  if (!options.remove && names.size() > 1) {
    return WithHint(WithHint(TooManyOperands(2),
                             "the value is read from stdin, where no user can "
                             "see it in ps(1)"),
                    "--json sets more than one");
  }
  for (const std::string& name : names) DP_RETURN_IF_ERROR(CheckName(name));
  return absl::OkStatus();
}

absl::Status CheckOptions(const Options& options) {
  const absl::string_view mode = ModeOf(options);
  const bool sets = options.json || mode == "NAME";
  const bool noted = options.note.has_value() || !options.note_from.empty();
  const bool reads_one = mode == "NAME" || mode == "--note-from";
  const std::string reason = absl::StrCat("it does not go with ", mode);
  DP_RETURN_IF_ERROR(CheckRules({
      {options.note.has_value() && options.json, "--note", reason},
      {!options.note_from.empty() && mode != "--note-from", "--note-from",
       reason},
      {options.remove && (options.json || noted), "--delete", reason},
      {options.yes && mode == "NAME", "--yes", "it needs --delete"},
      {options.yes && !options.remove, "--yes", reason},
      {!options.kind.visibility.empty() && !sets, "--visibility", reason},
      {!options.kind.type.empty() && !sets, "--type", reason},
      {options.keep_newline && !reads_one, "--keep-newline", reason},
      {options.allow_empty && !reads_one, "--allow-empty", reason},
      {sets && ReadsStdin(options.settings.token_from), "--token-from",
       "stdin is where the value comes from"},
      {IsStdin(options.note_from), "--note-from",
       "notes are not read from stdin"},
  }));
  DP_RETURN_IF_ERROR(CheckNames(options));
  const SecretKind& kind = options.kind;
  if (!kind.visibility.empty()) {
    DP_RETURN_IF_ERROR(
        CheckWord("--visibility", kind.visibility, kVisibilities));
  }
  if (kind.type.empty()) return absl::OkStatus();
  return CheckWord("--type", kind.type, kValueTypes);
}

// A line of a terminal; the kernel keeps no more than 4,095 bytes of one.
constexpr size_t kMaxTyped = 4096;

// `text`, without one line feed at its end; `name` is where it comes from.
absl::StatusOr<Secret> Checked(const Options& options, absl::string_view name,
                               Secret text) {
  if (!options.keep_newline && absl::EndsWith(text.Reveal(), "\n")) {
    text.Resize(text.size() - 1);
  }
  if (text.empty() && !options.allow_empty) {
    return WithHint(Refused(Cannot("read", name, "it is empty")),
                    "the command that should have written it may have failed; "
                    "--allow-empty sets an empty value");
  }
  if (absl::StrContains(text.Reveal(), absl::string_view("", 1))) {
    return Refused(Cannot("read", name, "NUL cannot be in a secret"));
  }
  if (!IsUtf8(text.Reveal())) {
    return Refused(Cannot("read", name, "it is not UTF-8"));
  }
  return text;
}

// Prints the names, where that is asked for.
absl::Status Tell(const Options& options,
                  const std::vector<std::string>& names) {
  if (!options.verbose) return absl::OkStatus();
  return WriteAll(STDOUT_FILENO, absl::StrCat(absl::StrJoin(names, "\n"), "\n"),
                  "stdout");
}

// The value of `name`. Where stdin is a terminal a person types it, which
// nobody should see.
absl::StatusOr<Secret> ReadSecret(const Options& options,
                                  const std::string& name) {
  if (isatty(STDIN_FILENO) != 0) {
    DP_ASSIGN_OR_RETURN(
        Secret typed,
        Prompt(absl::StrCat("value of ", Quote(name), ": "), kMaxTyped));
    return Checked(options, "terminal", std::move(typed));
  }
  DP_ASSIGN_OR_RETURN(Secret text, ReadFile("-", kMaxDocument));
  return Checked(options, "stdin", std::move(text));
}

absl::Status SetOne(Api& api, const Options& options) {
  DP_ASSIGN_OR_RETURN(const Secret value,
                      ReadSecret(options, options.operands[0]));
  const Change change = {options.operands[0], value.Reveal()};
  DP_RETURN_IF_ERROR(PutSecrets(api, {&change, 1}, options.kind));
  return Tell(options, options.operands);
}

absl::Status SetAll(Api& api, const Options& options) {
  WarnOfTerminal();
  DP_ASSIGN_OR_RETURN(Secret document, ReadFile("-", kMaxDocument));
  DP_ASSIGN_OR_RETURN(const Secrets secrets,
                      Secrets::Parse(std::move(document), "stdin"));
  std::vector<Change> changes;
  std::vector<std::string> names;
  for (const Secrets::Entry secret : secrets) {
    changes.push_back({secret.name, secret.value});
    names.emplace_back(secret.name);
  }
  if (changes.empty()) {
    return Refused(Cannot("read", "stdin", "there is no secret in it"));
  }
  DP_RETURN_IF_ERROR(PutSecrets(api, changes, options.kind));
  return Tell(options, names);
}

absl::Status SetNote(Api& api, const Options& options, bool of_config) {
  Secret note(options.note.value_or(""));
  if (!options.note_from.empty()) {
    DP_ASSIGN_OR_RETURN(Secret text, ReadFile(options.note_from, kMaxDocument));
    DP_ASSIGN_OR_RETURN(
        note, Checked(options, InputName(options.note_from), std::move(text)));
  }
  if (!IsUtf8(note.Reveal())) {
    return Misused(CannotUse("--note", "it is not UTF-8"));
  }
  DP_RETURN_IF_ERROR(
      PutNote(api, {options.operands[0], note.Reveal()}, of_config));
  return Tell(options, options.operands);
}

absl::Status Delete(Api& api, const Options& options) {
  const std::vector<std::string>& names = options.operands;
  if (!options.yes) {
    const auto quote = [](std::string* to, const std::string& name) {
      absl::StrAppend(to, Quote(name));
    };
    DP_ASSIGN_OR_RETURN(
        const bool confirmed,
        Confirm(absl::StrCat("dp-put: delete ",
                             absl::StrJoin(names, ", ", quote), "? [y/N] ")));
    if (!confirmed) {
      return Failed(Cannot("delete", names[0], "it was not confirmed"));
    }
  }
  DP_RETURN_IF_ERROR(DeleteSecrets(api, names));
  return Tell(options, names);
}

absl::Status Run(Options& options) {
  DP_RETURN_IF_ERROR(CheckOptions(options));
  if (options.remove && !options.yes && !HasTerminal()) {
    return WithHint(Misused(Cannot("delete", options.operands[0],
                                   "there is no terminal to ask on")),
                    "--yes deletes without asking");
  }
  // Only asked for in so many words, as in the Doppler CLI.
  const bool of_config = options.settings.config.has_value();
  return WithApi(kProgram.name, std::move(options.settings), options.online,
                 environ, [&](Api& api) {
                   const absl::string_view mode = ModeOf(options);
                   if (mode == "--json") return SetAll(api, options);
                   if (mode == "--delete") return Delete(api, options);
                   if (mode == "NAME") return SetOne(api, options);
                   return SetNote(api, options, of_config);
                 });
}

}  // namespace
}  // namespace dp

int main(int argc, char** argv) {
  return dp::Main(dp::kProgram, argc, argv, dp::Advised<dp::Options, dp::Run>);
}
