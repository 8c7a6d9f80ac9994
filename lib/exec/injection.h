// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Injection: which of the chosen secrets may become variables.

#ifndef DP_LIB_EXEC_INJECTION_H_
#define DP_LIB_EXEC_INJECTION_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "lib/exec/environment.h"
#include "lib/os/env.h"
#include "lib/select/policy.h"
#include "lib/select/selection.h"

namespace dp {

// What becomes of one secret.
struct Placement {
  const Choice* choice;
  Judgement judgement;     // kPass where it is not chosen.
  Fate fate = Fate::kSet;  // Where it is injected, as MakeEnvironment found.

  // Whether it goes to the environment, where it may meet another variable.
  bool is_injected() const {
    return choice->chosen == Chosen::kYes &&
           judgement.verdict != Verdict::kDrop &&
           judgement.verdict != Verdict::kRefuse;
  }
};

class Injection {
 public:
  // Judges all of `choices` that are chosen (policy.h). Views live as long as
  // `choices`.
  Injection(absl::Span<const Choice> choices,
            const std::vector<std::string>& allow);

  // One a choice, in their order.
  absl::Span<const Placement> placements() const { return placements_; }
  // What goes in, in the order of the choices.
  absl::Span<const Variable> variables() const { return variables_; }

  // The environment with `inherited` and what goes in; the placements tell then
  // what became of it.
  Environment MakeEnvironment(char* const* inherited, const MergeRules& rules);

  // Refused, naming every secret that must not be injected.
  absl::Status Check() const;
  // One text a secret that is injected, or left out, with a warning.
  std::vector<std::string> Warnings() const;

 private:
  std::vector<Placement> placements_;
  std::vector<Variable> variables_;
};

}  // namespace dp

#endif  // DP_LIB_EXEC_INJECTION_H_
