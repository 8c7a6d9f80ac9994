// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Where a passphrase or token comes from: the SOURCE of options.

#ifndef DP_LIB_SOURCE_SOURCES_H_
#define DP_LIB_SOURCE_SOURCES_H_

#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/base/secret.h"

namespace dp {

// The longest secret that a source may give, in bytes.
constexpr size_t kMaxSourceSize = 4096;

// What stands for the Doppler CLI's default passphrase, made of the token,
// which is not read here (fallback.h).
constexpr absl::string_view kFromToken = "token";

struct Surroundings {
  char** environment;
  // Takes a warning, without "warning:".
  absl::FunctionRef<void(absl::string_view)> warn;
  // Whose value the SOURCE is.
  absl::string_view option;
  // What tty asks for, as in `passphrase for "prd.sealed"`.
  std::string prompt;
  // Whether tty asks twice, and refuses two different answers.
  bool confirm = false;
};

// Misused, naming the option, for a text that is no SOURCE: what can be told
// before anything is read. `others` is how the list of kinds goes on, where the
// option takes more than is read here.
absl::Status CheckSource(absl::string_view option, absl::string_view source,
                         absl::string_view others = "");

// Reads a secret from SOURCE (docs/design.md, "Secret sources"):
//
//   fd:N   file:PATH   env:NAME   tty   cmd:COMMAND
//
// One trailing LF or CRLF is dropped, but from env. A variable is overwritten
// where it stands; a file that the world can read is a warning. Misused for a
// text that is no SOURCE, a variable that is not set, answers that differ, or
// more than kMaxSourceSize bytes; Failed when reading fails.
absl::StatusOr<Secret> ReadSource(absl::string_view source,
                                  const Surroundings& surroundings);

// What messages call a SOURCE that was read; the command of cmd: is in none.
std::string SourceName(absl::string_view source);

// Whether SOURCE reads standard input, which a tool may need for something
// else.
bool ReadsStdin(absl::string_view source);

// What is asked for: a SOURCE, or the passphrase itself, or neither.
struct PassphraseRequest {
  std::string from;
  std::optional<Secret> value;
};

// Where the passphrase is: in hand, or with a person at the terminal.
struct PassphraseSource {
  std::optional<Secret> in_hand;
};

// What was asked for, then DOPPLER_PASSPHRASE, then the terminal. All but the
// terminal is read here. Misused when there is none of them.
absl::StatusOr<PassphraseSource> FindPassphrase(
    PassphraseRequest request, const Surroundings& surroundings);

// The passphrase itself; asks when it comes from the terminal. Misused when it
// is not 1 to 1,024 bytes without NUL.
absl::StatusOr<Secret> ReadPassphrase(PassphraseSource source,
                                      const Surroundings& surroundings);

}  // namespace dp

#endif  // DP_LIB_SOURCE_SOURCES_H_
