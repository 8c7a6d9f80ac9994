// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/source/sources.h"

#include <errno.h>
#include <sys/stat.h>

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "lib/base/remedy.h"
#include "lib/base/status.h"
#include "lib/os/env.h"
#include "lib/os/io.h"
#include "lib/source/prompt.h"
#include "lib/source/shell.h"

namespace dp {
namespace {

// PBKDF2-HMAC takes a passphrase and the same with NULs after it for one and
// the same.
constexpr size_t kMaxPassphrase = 1024;
constexpr absl::string_view kTerminal = "tty";

// Programs and editors end a text with a newline that nobody means as part of a
// secret.
Secret WithoutNewline(Secret secret) {
  absl::string_view text = secret.Reveal();
  if (absl::ConsumeSuffix(&text, "\n")) absl::ConsumeSuffix(&text, "\r");
  secret.Resize(text.size());
  return secret;
}

bool ParseFd(absl::string_view number, int* fd) {
  return absl::ConsumePrefix(&number, "fd:") && !number.empty() &&
         number.find_first_not_of("0123456789") == absl::string_view::npos &&
         absl::SimpleAtoi(number, fd);
}

absl::StatusOr<Secret> ReadSecretFile(absl::string_view path,
                                      const Surroundings& surroundings) {
  DP_ASSIGN_OR_RETURN(const Fd file, OpenForReading(std::string(path)));
  struct stat st;
  if (fstat(file.get(), &st) == 0 && S_ISREG(st.st_mode) &&
      (st.st_mode & S_IROTH) != 0) {
    surroundings.warn(absl::StrCat("everyone can read ", Quote(path),
                                   ": chmod 600 mends it"));
  }
  return ReadAll(file.get(), path, kMaxSourceSize);
}

absl::StatusOr<Secret> ReadVariable(absl::string_view name,
                                    const Surroundings& surroundings) {
  Secret secret = TakeEnv(surroundings.environment, name);
  if (secret.empty()) {
    return Misused(Cannot("read", absl::StrCat("env:", name), "it is not set"));
  }
  return secret;
}

absl::StatusOr<Secret> AskTerminal(const Surroundings& surroundings) {
  if (!HasTerminal()) {
    return WithHint(Failed(Cannot("open", "/dev/tty", ENXIO)),
                    "there is no terminal: use another SOURCE");
  }
  DP_ASSIGN_OR_RETURN(
      Secret answer,
      Prompt(absl::StrCat(surroundings.prompt, ": "), kMaxSourceSize));
  // None at all: there is nothing to ask again, and the reader says why.
  if (!surroundings.confirm || answer.empty()) return answer;
  DP_ASSIGN_OR_RETURN(const Secret again,
                      Prompt(absl::StrCat(surroundings.prompt, ", once more: "),
                             kMaxSourceSize));
  if (!(answer == again)) {
    return Misused(Cannot("use", "/dev/tty", "the two entries differ"));
  }
  return answer;
}

absl::StatusOr<Secret> Read(absl::string_view source,
                            const Surroundings& surroundings) {
  DP_RETURN_IF_ERROR(CheckSource(surroundings.option, source));
  absl::string_view rest = source;
  if (source == kTerminal) return AskTerminal(surroundings);
  if (absl::ConsumePrefix(&rest, "env:")) {
    return ReadVariable(rest, surroundings);
  }
  if (absl::ConsumePrefix(&rest, "file:")) {
    return ReadSecretFile(rest, surroundings);
  }
  if (absl::ConsumePrefix(&rest, "cmd:")) {
    return ReadCommand(std::string(rest),
                       absl::StrCat(surroundings.option, " cmd"),
                       surroundings.environment, kMaxSourceSize);
  }
  int fd = -1;
  (void)ParseFd(source, &fd);
  return ReadAll(fd, source, kMaxSourceSize);
}

}  // namespace

absl::Status CheckSource(absl::string_view option, absl::string_view source,
                         absl::string_view others) {
  int fd;
  if (source == kTerminal || ParseFd(source, &fd)) return absl::OkStatus();
  for (const absl::string_view kind : {"file:", "env:", "cmd:"}) {
    if (absl::StartsWith(source, kind) && source.size() > kind.size()) {
      return absl::OkStatus();
    }
  }
  // Not quoted: it may be the secret itself.
  return WithHint(
      Misused(CannotUse(
          option,
          absl::StrCat(
              "it is not one of fd:N, file:PATH, env:NAME, tty, cmd:COMMAND",
              others))),
      "for what is in a file, write file: before its path");
}

absl::StatusOr<Secret> ReadSource(absl::string_view source,
                                  const Surroundings& surroundings) {
  absl::StatusOr<Secret> secret = Read(source, surroundings);
  // More than the limit: no document was refused here, the call is wrong.
  if (!secret.ok() && ExitCode(secret.status()) == kExitRefused) {
    return AsMisused(secret.status());
  }
  if (!secret.ok() || absl::StartsWith(source, "env:")) return secret;
  return WithoutNewline(*std::move(secret));
}

std::string SourceName(absl::string_view source) {
  if (source == kTerminal) return "/dev/tty";
  if (absl::StartsWith(source, "cmd:")) return "cmd";
  absl::ConsumePrefix(&source, "file:");
  return std::string(source);
}

bool ReadsStdin(absl::string_view source) {
  return source == "fd:0" ||
         (absl::ConsumePrefix(&source, "file:") && IsStdin(source));
}

absl::StatusOr<PassphraseSource> FindPassphrase(
    PassphraseRequest request, const Surroundings& surroundings) {
  if (request.value.has_value()) {
    return PassphraseSource{std::move(request.value)};
  }
  if (request.from == kTerminal) return PassphraseSource{};
  if (!request.from.empty()) {
    DP_ASSIGN_OR_RETURN(Secret secret, ReadSource(request.from, surroundings));
    return PassphraseSource{std::move(secret)};
  }
  Secret secret = TakeEnv(surroundings.environment, "DOPPLER_PASSPHRASE");
  if (!secret.empty()) return PassphraseSource{std::move(secret)};
  if (HasTerminal()) return PassphraseSource{};
  return WithRemedy(
      Misused("cannot ask for the passphrase: there is no terminal"),
      Remedy::kGivePassphrase);
}

absl::StatusOr<Secret> ReadPassphrase(PassphraseSource source,
                                      const Surroundings& surroundings) {
  if (!source.in_hand.has_value()) {
    DP_ASSIGN_OR_RETURN(source.in_hand, ReadSource(kTerminal, surroundings));
  }
  Secret secret = *std::move(source.in_hand);
  const absl::string_view text = secret.Reveal();
  if (text.empty()) return Misused("cannot use the passphrase: it is empty");
  if (text.size() > kMaxPassphrase) {
    return Misused(absl::StrCat("cannot use the passphrase: it is over ",
                                kMaxPassphrase, " bytes"));
  }
  if (text.find('\0') != absl::string_view::npos) {
    return Misused("cannot use the passphrase: it has a NUL in it");
  }
  return secret;
}

}  // namespace dp
