// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Injection: which of the chosen secrets may become variables.

#ifndef DP_LIB_EXEC_INJECTION_H_
#define DP_LIB_EXEC_INJECTION_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "lib/os/env.h"
#include "lib/select/policy.h"
#include "lib/select/selection.h"

namespace dp {

class Injection {
 public:
  // Judges all of `choices` that are chosen (policy.h). Views live as long as
  // `choices`.
  Injection(absl::Span<const Choice> choices,
            const std::vector<std::string>& allow);

  // What goes in, in the order of the choices.
  absl::Span<const Variable> variables() const { return variables_; }
  // One a choice; kPass for those not chosen.
  absl::Span<const Judgement> judgements() const { return judgements_; }

  // Refused, naming every secret that must not be injected.
  absl::Status Check() const;
  // One text a secret that is injected, or left out, with a warning.
  std::vector<std::string> Warnings() const;

 private:
  absl::Span<const Choice> choices_;
  std::vector<Judgement> judgements_;
  std::vector<Variable> variables_;
};

}  // namespace dp

#endif  // DP_LIB_EXEC_INJECTION_H_
