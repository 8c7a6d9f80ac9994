// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "tools/flags/grants.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace dp {

bool RunsCommand(absl::string_view source) {
  return absl::StartsWith(source, "cmd:");
}

void GrantPassphrase(const PassphraseRequest& flags,
                     std::vector<Grant>* grants) {
  if (flags.value.has_value()) return;
  absl::string_view source = flags.from;
  if (absl::ConsumePrefix(&source, "file:")) {
    grants->push_back({Access::kRead, std::string(source)});
  }
  if (source.empty() || source == "tty") {
    grants->push_back({Access::kTerminal, "/dev/tty"});
  }
}

void GrantReading(const Fallback& fallback, std::vector<Grant>* grants) {
  for (const std::string& path : {fallback.secrets, fallback.metadata}) {
    grants->push_back({Access::kRead, path});
  }
}

void GrantWriting(const Fallback& fallback, std::vector<Grant>* grants) {
  for (const std::string& path : {fallback.secrets, fallback.metadata}) {
    grants->push_back({Access::kReplace, path});
  }
  // Both are made where they are missing.
  grants->push_back({Access::kReplace, fallback.directory});
}

}  // namespace dp
