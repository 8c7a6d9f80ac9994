// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "tools/flags/passphrase_flags.h"

#include "lib/base/status.h"

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

}  // namespace dp
