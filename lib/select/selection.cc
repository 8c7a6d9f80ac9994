// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/select/selection.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "lib/base/name_table.h"
#include "lib/base/remedy.h"
#include "lib/base/status.h"
#include "lib/base/words.h"

namespace dp {
namespace {

// What a transformer can add to a name.
constexpr size_t kMaxGrowth = 7;

// Which of `names` are in no source.
std::vector<absl::string_view> MissingOf(const std::vector<std::string>& names,
                                         absl::Span<const Choice> choices) {
  std::vector<absl::string_view> missing;
  if (names.empty()) return missing;
  NameTable table(choices.size(), [choices](uint32_t position) {
    return choices[position].original;
  });
  for (uint32_t i = 0; i < choices.size(); ++i) table.Insert(i);
  for (const std::string& name : names) {
    if (table.Find(name) == table.kNone) missing.push_back(name);
  }
  return missing;
}

absl::Status CheckRequired(const std::vector<std::string>& require,
                           absl::Span<const Choice> choices) {
  const std::vector<absl::string_view> missing = MissingOf(require, choices);
  if (missing.empty()) return absl::OkStatus();
  return Refused(absl::StrCat("cannot require ", QuoteNames(missing),
                              ": not in the input"));
}

// The names that came in nearest to the first few of `missing`.
std::vector<absl::string_view> NearestOf(
    const std::vector<absl::string_view>& missing,
    absl::Span<const Choice> choices) {
  constexpr size_t kMaxAsked = 3;
  std::vector<absl::string_view> found;
  for (size_t i = 0; i < std::min(missing.size(), kMaxAsked); ++i) {
    NearestWord nearest(missing[i]);
    for (const Choice& choice : choices) nearest.Look(choice.original);
    if (!nearest.found().empty()) found.push_back(nearest.found());
  }
  return found;
}

absl::Status CheckOnly(const SelectionRules& rules,
                       absl::Span<const Choice> choices) {
  if (rules.allow_missing) return absl::OkStatus();
  const std::vector<absl::string_view> missing = MissingOf(rules.only, choices);
  if (missing.empty()) return absl::OkStatus();
  absl::Status status = Refused(
      absl::StrCat("cannot take ", QuoteNames(missing), ": not in the input"));
  const std::vector<absl::string_view> nearest = NearestOf(missing, choices);
  if (!nearest.empty()) {
    status = WithHint(status,
                      absl::StrCat("did you mean ", QuoteNames(nearest), "?"));
  }
  return WithRemedy(std::move(status), Remedy::kAllowMissing);
}

absl::Status CheckCollisions(absl::Span<const Choice> choices) {
  NameTable table(choices.size(), [choices](uint32_t position) {
    return choices[position].name;
  });
  for (uint32_t i = 0; i < choices.size(); ++i) {
    if (choices[i].chosen != Chosen::kYes) continue;
    const uint32_t other = table.Insert(i);
    if (other == table.kNone) continue;
    return Refused(
        Cannot("rename", choices[i].original,
               absl::StrCat(Quote(choices[other].original), " becomes ",
                            Quote(choices[i].name), ", too")));
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<Variable> ChosenOf(absl::Span<const Choice> choices) {
  std::vector<Variable> chosen;
  chosen.reserve(choices.size());
  for (const Choice& choice : choices) {
    if (choice.chosen == Chosen::kYes) {
      chosen.push_back({choice.name, choice.value});
    }
  }
  return chosen;
}

absl::StatusOr<Selection> Selection::Make(absl::Span<const Source> sources,
                                          const SelectionRules& rules) {
  Selection selection;
  size_t count = 0;
  for (const Source& source : sources) count += source.secrets.size();
  selection.choices_.reserve(count);
  for (const Source& source : sources) {
    for (const Secrets::Entry entry : source.secrets) {
      selection.choices_.push_back(
          {entry.name, entry.name, entry.value, &source,
           rules.filter.Passes(entry.name) ? Chosen::kYes : Chosen::kFiltered});
    }
  }
  if (sources.size() > 1) selection.Supersede();
  DP_RETURN_IF_ERROR(CheckRequired(rules.require, selection.choices_));
  DP_RETURN_IF_ERROR(CheckOnly(rules, selection.choices_));
  selection.Rename(rules);
  // A prefix alone keeps different names different.
  if (rules.transformer != Transformer::kNone) {
    DP_RETURN_IF_ERROR(CheckCollisions(selection.choices_));
  }
  return selection;
}

bool Selection::is_all_filtered() const {
  return !choices_.empty() &&
         std::none_of(choices_.begin(), choices_.end(),
                      [](const Choice& c) { return c.chosen == Chosen::kYes; });
}

void Selection::Supersede() {
  NameTable table(choices_.size(), [this](uint32_t position) {
    return choices_[position].original;
  });
  for (size_t i = choices_.size(); i-- > 0;) {
    if (table.Insert(static_cast<uint32_t>(i)) != table.kNone) {
      choices_[i].chosen = Chosen::kSuperseded;
    }
  }
}

void Selection::Rename(const SelectionRules& rules) {
  if (rules.transformer == Transformer::kNone && rules.prefix.empty()) return;
  size_t size = 0;
  for (const Choice& choice : choices_) {
    size += rules.prefix.size() + choice.original.size() + kMaxGrowth;
  }
  // Reserved once: the views below must not move.
  names_.reserve(size);
  std::string name;
  for (Choice& choice : choices_) {
    if (choice.chosen != Chosen::kYes) continue;
    name = rules.prefix;
    AppendTransformed(rules.transformer, choice.original, &name);
    choice.name = absl::string_view(names_.data() + names_.size(), name.size());
    names_.insert(names_.end(), name.begin(), name.end());
  }
}

}  // namespace dp
