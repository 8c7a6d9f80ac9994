// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/select/selection.h"

#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "lib/base/name_table.h"
#include "lib/base/status.h"

namespace dp {
namespace {

// What a transformer can add to a name.
constexpr size_t kMaxGrowth = 7;

absl::Status CheckRequired(const std::vector<std::string>& require,
                           absl::Span<const Choice> choices) {
  if (require.empty()) return absl::OkStatus();
  NameTable table(choices.size(), [choices](uint32_t position) {
    return choices[position].original;
  });
  for (uint32_t i = 0; i < choices.size(); ++i) table.Insert(i);
  std::vector<absl::string_view> missing;
  for (const std::string& name : require) {
    if (table.Find(name) == table.kNone) missing.push_back(name);
  }
  if (missing.empty()) return absl::OkStatus();
  return Refused(absl::StrCat("cannot require ", QuoteNames(missing),
                              ": no such secret came in"));
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
  selection.Rename(rules);
  // A prefix alone keeps different names different.
  if (rules.transformer != Transformer::kNone) {
    DP_RETURN_IF_ERROR(CheckCollisions(selection.choices_));
  }
  return selection;
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
