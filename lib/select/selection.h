// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Selection: several documents of secrets made one list, filtered and renamed.

#ifndef DP_LIB_SELECT_SELECTION_H_
#define DP_LIB_SELECT_SELECTION_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/json/secrets.h"
#include "lib/os/env.h"
#include "lib/select/names.h"

namespace dp {

struct Source {
  std::string name;  // For messages.
  Secrets secrets;
};

enum class Chosen {
  kYes,
  kFiltered,    // The filter held it back.
  kSuperseded,  // A later source has the same name.
};

struct Choice {
  absl::string_view original;  // The name in the document.
  absl::string_view name;      // The name after the transformer and the prefix.
  absl::string_view value;
  const Source* source;
  Chosen chosen;
};

struct SelectionRules {
  Filter filter;                     // Looks at original names.
  std::vector<std::string> require;  // Original names that must be there.
  std::vector<std::string> only;     // Those of the filter, which must be, too,
  bool allow_missing = false;        // unless this.
  Transformer transformer = Transformer::kNone;
  std::string prefix;  // Goes before the transformed name.
};

// Names and values of the `choices` that are chosen, in their order.
std::vector<Variable> ChosenOf(absl::Span<const Choice> choices);

class Selection {
 public:
  // Of the same name in several sources the last is chosen. Refused when a
  // required name, or one of `only`, is in none of them, or two chosen secrets
  // end up with one name. `sources` must outlive the selection.
  static absl::StatusOr<Selection> Make(absl::Span<const Source> sources,
                                        const SelectionRules& rules);

  // Every secret of every source in their order, also those not chosen, whose
  // `name` is the original. Views live as long as this and the sources.
  absl::Span<const Choice> choices() const { return choices_; }
  // Whether there were secrets, and the filter held all of them back.
  bool is_all_filtered() const;

 private:
  void Supersede();
  void Rename(const SelectionRules& rules);

  std::vector<Choice> choices_;
  std::vector<char> names_;  // The bytes of names that were changed.
};

}  // namespace dp

#endif  // DP_LIB_SELECT_SELECTION_H_
