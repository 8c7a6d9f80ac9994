// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Words: a command line, in memory that is wiped.
//
// Some words hold a token, a passphrase or a value, and every user of the
// machine can read the arguments of a process. So they are copied, and then
// overwritten where they stood.

#ifndef DP_DROPIN_WORDS_H_
#define DP_DROPIN_WORDS_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/base/secret.h"

namespace dp {

class Words {
 public:
  explicit Words(absl::Span<char* const> arguments);
  // Of what Format has made of others.
  explicit Words(Secret text);
  Words(Words&&) = default;

  const std::vector<absl::string_view>& views() const { return views_; }

  // Overwrites in the arguments what `part`, of a view, is a copy of.
  void Wipe(absl::string_view part);

 private:
  void FindViews();

  Secret text_;                   // Each with a null at its end.
  std::vector<char*> arguments_;  // As views_; none for those of a text.
  std::vector<absl::string_view> views_;
};

// `words` as a text.
Secret FormatWords(absl::Span<const absl::string_view> words);

}  // namespace dp

#endif  // DP_DROPIN_WORDS_H_
