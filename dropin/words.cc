// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "dropin/words.h"

#include <cstddef>
#include <cstring>
#include <utility>

namespace dp {

Secret FormatWords(absl::Span<const absl::string_view> words) {
  size_t size = 0;
  for (const absl::string_view word : words) size += word.size() + 1;
  Secret text;
  text.Reserve(size);
  for (const absl::string_view word : words) {
    text.Append(word);
    text.Append(absl::string_view("", 1));
  }
  return text;
}

Words::Words(absl::Span<char* const> arguments)
    : text_(FormatWords(
          std::vector<absl::string_view>(arguments.begin(), arguments.end()))),
      arguments_(arguments.begin(), arguments.end()) {
  FindViews();
}

Words::Words(Secret text) : text_(std::move(text)) { FindViews(); }

void Words::FindViews() {
  absl::string_view rest = text_.Reveal();
  for (;;) {
    const size_t end = rest.find('\0');
    if (end == absl::string_view::npos) return;
    views_.push_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
}

void Words::Wipe(absl::string_view part) {
  if (part.empty()) return;
  for (size_t i = 0; i < arguments_.size(); ++i) {
    const absl::string_view word = views_[i];
    if (part.data() < word.data() ||
        part.data() + part.size() > word.data() + word.size()) {
      continue;
    }
    explicit_bzero(arguments_[i] + (part.data() - word.data()), part.size());
    return;
  }
}

}  // namespace dp
