// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The tables of command_line.h. doppler(1) has each row, too.

#include <cstdint>

#include "absl/strings/str_cat.h"
#include "dropin/command_line.h"

namespace dp {
namespace {

using C = Command;

constexpr CommandRow kCommands[] = {
    {C::kRoot, C::kRoot, "doppler", "", "COMMAND",
     "The command lines of the Doppler CLI, run on the dp tools", 0, kAny},
    {C::kRun, C::kRoot, "run", "", "[--] COMMAND [ARG...] | --command STRING",
     "Run a command with secrets in its environment", 0, kAny},
    {C::kRunClean, C::kRun, "clean", "", "", "Remove old fallback files"},
    {C::kSecrets, C::kRoot, "secrets", "", "", "Show the secrets of a config"},
    {C::kDownload, C::kSecrets, "download", "", "[FILE]",
     "Write the secrets to a sealed file, or to stdout", 0, 1},
    {C::kGet, C::kSecrets, "get", "", "NAME...", "Show some secrets", 1, kAny},
    {C::kSet, C::kSecrets, "set", "", "NAME [VALUE] | NAME=VALUE...",
     "Set secrets", 1, kAny},
    {C::kUpload, C::kSecrets, "upload", "", "FILE",
     "Set the secrets that a JSON or env file holds", 1, 1},
    {C::kDelete, C::kSecrets, "delete", "", "NAME...", "Delete secrets", 1,
     kAny},
    {C::kSubstitute, C::kSecrets, "substitute", "", "FILE",
     "Put secrets into a template", 1, 1},
    {C::kNotes, C::kSecrets, "notes", "", "set", "Notes of secrets", 0, kAny},
    {C::kNotesSet, C::kNotes, "set", "", "NAME [NOTE]",
     "Set the note of a secret", 1, 2},
    {C::kConfigure, C::kRoot, "configure", "", "",
     "Show what the configuration file says"},
    {C::kConfigureGet, C::kConfigure, "get", "", "OPTION...",
     "Show options of the configuration file", 1, kAny},
    {C::kConfigureSet, C::kConfigure, "set", "",
     "OPTION=VALUE... | OPTION [VALUE]",
     "Set options in the configuration file", 1, kAny},
    {C::kConfigureUnset, C::kConfigure, "unset", "", "OPTION...",
     "Remove options from the configuration file", 1, kAny},
    {C::kConfigureOptions, C::kConfigure, "options", "", "",
     "List the options that can be set"},
    {C::kConfigureDebug, C::kConfigure, "debug", "", "",
     "Show what applies here: flags, variables and file"},
    {C::kConfigureFlags, C::kConfigure, "flags", "", "", "Show the flags"},
    {C::kFlagsGet, C::kConfigureFlags, "get", "", "FLAG", "Show a flag", 1, 1},
    {C::kFlagsEnable, C::kConfigureFlags, "enable", "", "FLAG",
     "Turn a flag on", 1, 1},
    {C::kFlagsDisable, C::kConfigureFlags, "disable", "", "FLAG",
     "Turn a flag off", 1, 1},
    {C::kFlagsReset, C::kConfigureFlags, "reset", "", "FLAG",
     "Forget how a flag was set", 1, 1},
    {C::kSetup, C::kRoot, "setup", "", "",
     "Note project and config of this directory"},
    {C::kMe, C::kRoot, "me", "whoami", "", "Show who the token belongs to"},
    {C::kCompletion, C::kRoot, "completion", "", "bash|zsh|fish",
     "Print what a shell completes with", 1, 1},
};

// What shares flags.
constexpr uint32_t kRunBit = Bit(C::kRun);
constexpr uint32_t kCopies = kRunBit | Bit(C::kDownload);
constexpr uint32_t kTables = Bit(C::kSecrets) | Bit(C::kGet) | Bit(C::kDelete);
constexpr uint32_t kOfConfig = kCopies | kTables | Bit(C::kSet) |
                               Bit(C::kUpload) | Bit(C::kSubstitute) |
                               Bit(C::kNotesSet) | Bit(C::kSetup);

constexpr char kSystem[] = "names are looked up as the system does it";

constexpr Flag kFlags[] = {
    {'p', "project", FlagKind::kWord, "P", "the project", kOfConfig},
    {'c', "config", FlagKind::kWord, "C", "the config", kOfConfig},
    {0, "command", FlagKind::kWord, "STRING", "run STRING with the shell",
     kRunBit},
    {0, "preserve-env", FlagKind::kOptionalWord, "NAME,...",
     "keep variables that are there: all, or these", kRunBit},
    {0, "only-secrets", FlagKind::kList, "NAME,...", "these secrets alone",
     kRunBit},
    {0, "no-exit-on-missing-only-secrets", FlagKind::kSwitch, "",
     "only warn of those that are missing", kRunBit},
    {0, "name-transformer", FlagKind::kWord, "T",
     "rename: upper-camel, camel, lower-snake, tf-var, ...", kCopies},
    {0, "dynamic-ttl", FlagKind::kDuration, "D", "life of dynamic secrets",
     kCopies | Bit(C::kSubstitute)},
    {0, "fallback", FlagKind::kWord, "PATH", "the file of the copy", kCopies},
    {0, "fallback-only", FlagKind::kSwitch, "", "read the copy, ask no server",
     kCopies},
    {0, "offline", FlagKind::kSwitch, "", "the same", kCopies},
    {0, "fallback-readonly", FlagKind::kSwitch, "", "do not write the copy",
     kCopies},
    {0, "no-fallback", FlagKind::kSwitch, "", "neither read nor write a copy",
     kCopies},
    {0, "no-cache", FlagKind::kSwitch, "", "always fetch all", kCopies},
    {0, "no-exit-on-write-failure", FlagKind::kSwitch, "",
     "go on when the copy cannot be written", kCopies},
    {0, "passphrase", FlagKind::kCredential, "P", "the passphrase of the file",
     kCopies},
    {0, "fallback-passphrase", FlagKind::kCredential, "P",
     "the passphrase of the copy", Bit(C::kDownload)},
    {0, "format", FlagKind::kWord, "F", "env, json, docker, ...", kCopies},
    {0, "no-file", FlagKind::kSwitch, "", "write to stdout", Bit(C::kDownload)},
    {0, "mount", FlagKind::kWord, "PATH", "a file in place of variables",
     kRunBit},
    {0, "mount-format", FlagKind::kWord, "F", "as --format", kRunBit},
    {0, "mount-template", FlagKind::kWord, "FILE",
     "the file is what this template makes", kRunBit},
    {0, "mount-max-reads", FlagKind::kNumber, "N", "0 is all that there is",
     kRunBit},
    {0, "forward-signals", FlagKind::kSwitch, "", "signals always arrive",
     kRunBit},
    {0, "no-liveness-ping", FlagKind::kSwitch, "", "there is no ping", kRunBit},
    {0, "silent-exit", FlagKind::kSwitch, "", "", kRunBit},
    {0, "watch", FlagKind::kSwitch, "", "restart the command at each change",
     kRunBit},
    {0, "max-age", FlagKind::kDuration, "D", "what is older goes (336h)",
     Bit(C::kRunClean)},
    {0, "dry-run", FlagKind::kSwitch, "", "only say what would go",
     Bit(C::kRunClean)},
    {0, "all", FlagKind::kSwitch, "", "all of them",
     Bit(C::kRunClean) | Bit(C::kConfigure)},
    {0, "only-names", FlagKind::kSwitch, "", "names alone", Bit(C::kSecrets)},
    {0, "plain", FlagKind::kSwitch, "", "values alone",
     Bit(C::kGet) | Bit(C::kConfigureGet)},
    {0, "raw", FlagKind::kSwitch, "", "values without references resolved",
     kTables | Bit(C::kSet) | Bit(C::kUpload)},
    {0, "visibility", FlagKind::kSwitch, "", "--json always has it", kTables},
    {0, "type", FlagKind::kSwitch, "", "--json always has it", kTables},
    {0, "visibility", FlagKind::kWord, "V", "masked, unmasked or restricted",
     Bit(C::kSet)},
    {0, "type", FlagKind::kWord, "T", "string, json, integer, ...",
     Bit(C::kSet)},
    {0, "no-exit-on-missing-secret", FlagKind::kSwitch, "",
     "leave out those that are missing", Bit(C::kGet)},
    {0, "copy", FlagKind::kSwitch, "", "", Bit(C::kGet) | Bit(C::kConfigureGet),
     "pipe --plain into the program of your clipboard"},
    {0, "no-interactive", FlagKind::kSwitch, "", "ask nothing",
     Bit(C::kSet) | Bit(C::kSetup)},
    {0, "no-save-token", FlagKind::kSwitch, "", "do not note the token",
     Bit(C::kSetup)},
    {'y', "yes", FlagKind::kSwitch, "", "do not ask", Bit(C::kDelete)},
    {0, "output", FlagKind::kWord, "PATH", "write to this file",
     Bit(C::kSubstitute)},
    {0, "use-env", FlagKind::kWord, "WHICH", "false, true, override or only",
     Bit(C::kSubstitute)},
    {'t', "token", FlagKind::kCredential, "T",
     "the token; DOPPLER_TOKEN is better", kEvery},
    {0, "api-host", FlagKind::kWord, "URL", "where the API is", kEvery},
    {0, "config-dir", FlagKind::kWord, "DIR",
     "where files are, if not ~/.doppler", kEvery},
    {0, "scope", FlagKind::kWord, "DIR", "the directory to take settings of",
     kEvery},
    {0, "no-read-env", FlagKind::kSwitch, "", "do not look at DOPPLER_*",
     kEvery},
    {0, "timeout", FlagKind::kDuration, "D", "of one attempt (10s)", kEvery},
    {0, "no-timeout", FlagKind::kSwitch, "", "one day", kEvery},
    {0, "attempts", FlagKind::kNumber, "N", "how often to try (5)", kEvery},
    {0, "json", FlagKind::kSwitch, "", "write JSON, of errors, too", kEvery},
    {0, "silent", FlagKind::kSwitch, "", "do not show what was done", kEvery},
    {0, "debug", FlagKind::kSwitch, "", "without effect", kEvery},
    {0, "no-check-version", FlagKind::kSwitch, "", "without effect", kEvery},
    {0, "dashboard-host", FlagKind::kWord, "URL", "without effect", kEvery},
    {0, "no-dns-resolver", FlagKind::kSwitch, "", "", kEvery},
    {0, "show", FlagKind::kSwitch, "",
     "print the dp tools that do the same, and do nothing", kEvery},
    {'h', "help", FlagKind::kSwitch, "", "print this", kEvery},
    {'v', "version", FlagKind::kSwitch, "", "print the version", Bit(C::kRoot)},
    {0, "no-verify-tls", FlagKind::kSwitch, "", "", kEvery,
     "certificates are always checked; SSL_CERT_FILE names the authorities to "
     "trust"},
    {0, "enable-dns-resolver", FlagKind::kSwitch, "", "", kEvery, kSystem},
    {0, "dns-resolver-address", FlagKind::kWord, "A", "", kEvery, kSystem},
    {0, "dns-resolver-proto", FlagKind::kWord, "P", "", kEvery, kSystem},
    {0, "dns-resolver-timeout", FlagKind::kDuration, "D", "", kEvery, kSystem},
    {0, "configuration", FlagKind::kWord, "FILE", "", kEvery,
     "--config-dir names the directory of the file"},
    {0, "print-config", FlagKind::kSwitch, "", "", kEvery,
     "doppler configure debug prints it"},
};

}  // namespace

absl::Span<const CommandRow> Commands() { return kCommands; }
absl::Span<const Flag> Flags() { return kFlags; }

const CommandRow& RowOf(Command command) {
  return kCommands[static_cast<size_t>(command)];
}

std::string PathOf(Command command) {
  const CommandRow& row = RowOf(command);
  if (command == Command::kRoot) return row.word;
  return absl::StrCat(PathOf(row.parent), " ", row.word);
}

}  // namespace dp
