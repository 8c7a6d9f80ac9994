// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The options of a passphrase, with the same words in dp-encrypt and
// dp-decrypt. Options with the member `PassphraseRequest passphrase`
// (sources.h) put the rows into their table, as with settings_flags.h.

#ifndef DP_TOOLS_FLAGS_PASSPHRASE_FLAGS_H_
#define DP_TOOLS_FLAGS_PASSPHRASE_FLAGS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "lib/cli/option.h"
#include "lib/cli/values.h"
#include "lib/source/sources.h"

namespace dp {

template <typename Options>
constexpr Option kPassphraseFromRow = {
    0,
    "passphrase-from",
    "SOURCE",
    "fd:N, file:PATH, env:NAME, tty, cmd:COMMAND, or\n"
    "token: the Doppler CLI's default",
    Into<&Options::passphrase, &PassphraseRequest::from>,
    "fd: file: env: cmd: tty token"};

template <typename Options>
constexpr Option kPassphraseRow = {
    0, "passphrase", "VALUE", "the passphrase; any user can see it in ps(1)",
    Into<&Options::passphrase, &PassphraseRequest::value>};

// Misused for both of them, and for a text that is no SOURCE.
absl::Status CheckPassphraseFlags(const PassphraseRequest& passphrase);

// Whether the SOURCE, when it is a file, is the one that -o replaces: the
// passphrase would be gone.
bool IsReplaced(absl::string_view source, const std::string& output);

// What is said of that.
constexpr char kPassphraseReplaced[] = "-o writes the same file";

}  // namespace dp

#endif  // DP_TOOLS_FLAGS_PASSPHRASE_FLAGS_H_
