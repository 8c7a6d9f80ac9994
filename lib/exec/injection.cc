// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/exec/injection.h"

#include <cstddef>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "lib/base/name_set.h"
#include "lib/base/status.h"
#include "lib/select/names.h"

namespace dp {
namespace {

constexpr size_t kMaxShown = 8;

}  // namespace

Injection::Injection(absl::Span<const Choice> choices,
                     const std::vector<std::string>& allow)
    : choices_(choices) {
  const NameSet allowed(allow);
  judgements_.reserve(choices.size());
  variables_.reserve(choices.size());
  for (const Choice& choice : choices) {
    if (choice.chosen != Chosen::kYes) {
      judgements_.push_back({Verdict::kPass, ""});
      continue;
    }
    judgements_.push_back(
        Judge(choice.original, choice.name, choice.value, allowed));
    const Verdict verdict = judgements_.back().verdict;
    if (verdict != Verdict::kDrop && verdict != Verdict::kRefuse) {
      variables_.push_back({choice.name, choice.value});
    }
  }
}

absl::Status Injection::Check() const {
  std::string list;
  size_t refused = 0;
  bool nameless = false;  // No option of names can say which.
  for (size_t i = 0; i < choices_.size(); ++i) {
    if (judgements_[i].verdict != Verdict::kRefuse) continue;
    const absl::string_view name = choices_[i].original;
    nameless = nameless || name.empty() || absl::StrContains(name, '=');
    if (++refused > kMaxShown) continue;
    absl::StrAppend(&list, refused == 1 ? "" : "; ", Quote(choices_[i].name),
                    ": ", judgements_[i].reason);
  }
  if (refused == 0) return absl::OkStatus();
  if (refused > kMaxShown) {
    absl::StrAppend(&list, "; and ", refused - kMaxShown, " more");
  }
  return WithHint(Refused(absl::StrCat("cannot inject ", list)),
                  nameless ? "--match '[^=]+' leaves out what no "
                             "environment can carry"
                           : "--except leaves a name out, --allow injects it "
                             "all the same");
}

std::vector<std::string> Injection::Warnings() const {
  std::vector<std::string> warnings;
  std::vector<absl::string_view> shells;
  for (size_t i = 0; i < choices_.size(); ++i) {
    const Judgement& judgement = judgements_[i];
    if (judgement.verdict == Verdict::kShellOwn) {
      shells.push_back(choices_[i].name);
    }
    if (judgement.verdict == Verdict::kWarn) {
      warnings.push_back(absl::StrCat("injecting ", Quote(choices_[i].name),
                                      ": ", judgement.reason));
    }
    if (judgement.verdict == Verdict::kDrop) {
      warnings.push_back(absl::StrCat("not injecting ", Quote(choices_[i].name),
                                      ": ", judgement.reason));
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
