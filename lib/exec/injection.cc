// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/exec/injection.h"

#include <cstddef>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "lib/base/name_set.h"
#include "lib/base/remedy.h"
#include "lib/base/status.h"
#include "lib/select/names.h"

namespace dp {
namespace {

constexpr size_t kMaxShown = 8;

}  // namespace

Injection::Injection(absl::Span<const Choice> choices,
                     const std::vector<std::string>& allow) {
  const NameSet allowed(allow);
  placements_.reserve(choices.size());
  variables_.reserve(choices.size());
  for (const Choice& choice : choices) {
    Placement placement = {&choice, {Verdict::kPass, ""}};
    if (choice.chosen == Chosen::kYes) {
      placement.judgement =
          Judge(choice.original, choice.name, choice.value, allowed);
    }
    placements_.push_back(placement);
    if (placement.is_injected()) {
      variables_.push_back({choice.name, choice.value});
    }
  }
}

Environment Injection::MakeEnvironment(char* const* inherited,
                                       const MergeRules& rules) {
  Environment environment(inherited, variables_, rules);
  size_t variable = 0;
  for (Placement& placement : placements_) {
    if (!placement.is_injected()) continue;
    placement.fate = environment.secret_fates()[variable++];
  }
  return environment;
}

absl::Status Injection::Check() const {
  std::string list;
  size_t refused = 0;
  bool nameless = false;  // No option of names can say which.
  for (const Placement& placement : placements_) {
    const Judgement& judgement = placement.judgement;
    if (judgement.verdict != Verdict::kRefuse) continue;
    const absl::string_view name = placement.choice->original;
    nameless = nameless || name.empty() || absl::StrContains(name, '=');
    if (++refused > kMaxShown) continue;
    absl::StrAppend(&list, refused == 1 ? "" : "; ",
                    Quote(placement.choice->name), ": ", judgement.reason);
  }
  if (refused == 0) return absl::OkStatus();
  if (refused > kMaxShown) {
    absl::StrAppend(&list, "; and ", refused - kMaxShown, " more");
  }
  return WithRemedy(Refused(absl::StrCat("cannot inject ", list)),
                    nameless ? Remedy::kMatchNamed : Remedy::kExceptOrAllow);
}

std::vector<std::string> Injection::Warnings() const {
  std::vector<std::string> warnings;
  std::vector<absl::string_view> shells;
  for (const Placement& placement : placements_) {
    const Judgement& judgement = placement.judgement;
    const absl::string_view name = placement.choice->name;
    if (judgement.verdict == Verdict::kShellOwn) {
      shells.push_back(name);
    }
    if (judgement.verdict == Verdict::kWarn) {
      warnings.push_back(
          absl::StrCat("injecting ", Quote(name), ": ", judgement.reason));
    }
    if (judgement.verdict == Verdict::kDrop) {
      warnings.push_back(
          absl::StrCat("not injecting ", Quote(name), ": ", judgement.reason));
    }
  }
  if (!shells.empty()) {
    warnings.push_back(absl::StrCat(
        "injecting ", QuoteNames(shells),
        ": shells set such names by themselves, or stop at their values"));
  }
  return warnings;
}

}  // namespace dp
