// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What --explain shows: every name, where it is from and what becomes of it.
// Never a value.

#ifndef DP_LIB_EXEC_EXPLAIN_H_
#define DP_LIB_EXEC_EXPLAIN_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/exec/environment.h"
#include "lib/exec/injection.h"
#include "lib/select/selection.h"

namespace dp {

constexpr char kExplainFormats[] = "table json";  // words.h

struct Explanation {
  absl::string_view name;
  absl::string_view from;      // A source's name, or "environment".
  absl::string_view original;  // The name before it was changed.
  // "set", "overrides", "kept", "dropped", "refused" or "mounted".
  absl::string_view action;
  absl::string_view why;  // May be empty.
};

// Of secrets that are injected, once the environment has been made.
std::vector<Explanation> ExplainInjection(
    absl::Span<const Placement> placements);

// Of secrets that are mounted.
std::vector<Explanation> ExplainMount(absl::Span<const Choice> choices);

// Of the variables that `environment` was made from; those that a secret
// overrides, and entries without a name, are left out.
std::vector<Explanation> ExplainInherited(char* const* inherited,
                                          const Environment& environment);

// For people: a table.
std::string FormatTable(absl::Span<const Explanation> explanations);

// For scripts: an array of objects with "name", "from", "action", and where
// there is one "renamed_from" and "why".
std::string FormatJson(absl::Span<const Explanation> explanations);

}  // namespace dp

#endif  // DP_LIB_EXEC_EXPLAIN_H_
