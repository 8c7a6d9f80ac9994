// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/exec/explain.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "lib/base/secret.h"
#include "lib/base/status.h"
#include "lib/base/utf8.h"
#include "lib/json/json.h"
#include "lib/select/policy.h"

namespace dp {
namespace {

Explanation Describe(const Choice& choice) {
  Explanation row = {choice.name, choice.source->name, choice.original, "", ""};
  if (choice.chosen == Chosen::kFiltered) {
    row.action = "dropped";
    row.why = "a filter excludes it";
  }
  if (choice.chosen == Chosen::kSuperseded) {
    row.action = "dropped";
    row.why = "a later source overrides it";
  }
  return row;
}

void SetFate(Fate fate, Explanation* row) {
  if (fate == Fate::kSet) row->action = "set";
  if (fate == Fate::kOverrides) row->action = "overrides";
  if (fate == Fate::kPreserved) {
    row->action = "dropped";
    row->why = "the caller's is kept";
  }
}

std::string ActionText(const Explanation& row) {
  std::string text(row.action);
  if (row.original != row.name) {
    absl::StrAppend(&text, ", renamed from ", Escape(row.original));
  }
  if (!row.why.empty()) absl::StrAppend(&text, ": ", row.why);
  return text;
}

std::string Pad(std::string text, size_t width) {
  text.append(width - CountCharacters(text) + 2, ' ');
  return text;
}

}  // namespace

std::vector<Explanation> ExplainInjection(
    absl::Span<const Placement> placements) {
  std::vector<Explanation> rows;
  for (const Placement& placement : placements) {
    rows.push_back(Describe(*placement.choice));
    Explanation& row = rows.back();
    if (!row.action.empty()) continue;
    row.why = placement.judgement.reason;
    if (placement.is_injected()) {
      SetFate(placement.fate, &row);
    } else {
      const bool refused = placement.judgement.verdict == Verdict::kRefuse;
      row.action = refused ? "refused" : "dropped";
    }
  }
  return rows;
}

std::vector<Explanation> ExplainMount(absl::Span<const Choice> choices) {
  std::vector<Explanation> rows;
  for (const Choice& choice : choices) {
    rows.push_back(Describe(choice));
    if (rows.back().action.empty()) rows.back().action = "mounted";
  }
  return rows;
}

std::vector<Explanation> ExplainInherited(char* const* inherited,
                                          const Environment& environment) {
  std::vector<Explanation> rows;
  for (size_t i = 0; inherited[i] != nullptr; ++i) {
    const absl::string_view entry = inherited[i];
    const size_t end = entry.find('=');
    const Fate fate = environment.inherited_fates()[i];
    if (end == absl::string_view::npos || fate == Fate::kOverridden) continue;
    const absl::string_view name = entry.substr(0, end);
    rows.push_back({name, "environment", name,
                    fate == Fate::kKept ? "kept" : "dropped", ""});
  }
  return rows;
}

std::string FormatTable(absl::Span<const Explanation> explanations) {
  size_t name_width = 4, from_width = 4;
  for (const Explanation& row : explanations) {
    name_width = std::max(name_width, CountCharacters(Escape(row.name)));
    from_width = std::max(from_width, CountCharacters(Escape(row.from)));
  }
  std::string text = absl::StrCat(Pad("NAME", name_width),
                                  Pad("FROM", from_width), "ACTION\n");
  for (const Explanation& row : explanations) {
    absl::StrAppend(&text, Pad(Escape(row.name), name_width),
                    Pad(Escape(row.from), from_width), ActionText(row), "\n");
  }
  return text;
}

std::string FormatJson(absl::Span<const Explanation> explanations) {
  Secret text;
  absl::string_view before = "[\n";
  const auto append = [&text](absl::string_view key, absl::string_view value) {
    text.Append(key);
    // A caller's variable may hold any bytes; JSON may not.
    AppendJsonString(IsUtf8(value) ? std::string(value) : Escape(value), &text);
  };
  for (const Explanation& row : explanations) {
    text.Append(before);
    append("{\"name\":", row.name);
    append(",\"from\":", row.from);
    append(",\"action\":", row.action);
    if (row.original != row.name) append(",\"renamed_from\":", row.original);
    if (!row.why.empty()) append(",\"why\":", row.why);
    text.Append("}");
    before = ",\n";
  }
  text.Append(explanations.empty() ? "[]\n" : "\n]\n");
  return std::string(text.Reveal());
}

}  // namespace dp
