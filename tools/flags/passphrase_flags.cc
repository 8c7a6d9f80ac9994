// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "tools/flags/passphrase_flags.h"

#include "absl/strings/strip.h"
#include "lib/base/status.h"
#include "lib/os/io.h"

namespace dp {

absl::Status CheckPassphraseFlags(const PassphraseRequest& passphrase) {
  if (passphrase.value.has_value() && !passphrase.from.empty()) {
    return Misused(
        CannotUse("--passphrase", "--passphrase-from is given, too"));
  }
  if (passphrase.from.empty() || passphrase.from == kFromToken) {
    return absl::OkStatus();
  }
  return CheckSource("--passphrase-from", passphrase.from, ", token");
}

bool IsReplaced(absl::string_view source, const std::string& output) {
  return absl::ConsumePrefix(&source, "file:") && !output.empty() &&
         IsSameEntry(std::string(source), output);
}

}  // namespace dp
