// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "tools/flags/grants.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace dp {
namespace {

Grant Terminal() { return {Access::kTerminal, "/dev/tty"}; }

}  // namespace

bool RunsCommand(absl::string_view source) {
  return absl::StartsWith(source, "cmd:");
}

void GrantPassphrase(const PassphraseRequest& request,
                     std::vector<Grant>* grants) {
  if (request.value.has_value()) return;
  absl::string_view source = request.from;
  if (absl::ConsumePrefix(&source, "file:")) {
    grants->push_back({Access::kRead, std::string(source)});
  }
  if (source.empty() || source == "tty") grants->push_back(Terminal());
}

void GrantPassphrase(const PassphraseSource& source,
                     std::vector<Grant>* grants) {
  if (!source.in_hand.has_value()) grants->push_back(Terminal());
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
