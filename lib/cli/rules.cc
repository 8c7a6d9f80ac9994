// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/cli/rules.h"

#include "lib/base/status.h"

namespace dp {

absl::Status CheckRules(absl::Span<const Rule> rules) {
  for (const Rule& rule : rules) {
    if (rule.broken) return Misused(CannotUse(rule.option, rule.reason));
  }
  return absl::OkStatus();
}

}  // namespace dp
