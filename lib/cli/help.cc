// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/cli/help.h"

#include <stddef.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace dp {
namespace {

constexpr size_t kHelpColumn = 28;
constexpr size_t kLeastBeginning = 3;

std::string Names(const Option& option) {
  std::string text =
      option.letter == 0
          ? "      "
          : absl::StrCat("  -", std::string(1, option.letter), ", ");
  absl::StrAppend(&text, "--", option.name);
  if (option.value == nullptr) return text;
  // [X] is shown as [=X], which is how it has to be written.
  if (HasOptionalValue(option)) {
    return absl::StrCat(text, "[=", option.value + 1);
  }
  // NAME,... is a list; with FILE... the option itself is given again.
  absl::string_view value = option.value;
  if (!absl::EndsWith(value, ",...")) absl::ConsumeSuffix(&value, "...");
  return absl::StrCat(text, " ", value);
}

void AppendRow(const Option& row, std::string* text) {
  if (row.name == nullptr) {
    absl::StrAppend(text, row.help, ":\n");
    return;
  }
  std::string left = Names(row);
  if (left.size() + 1 > kHelpColumn) {
    absl::StrAppend(text, left, "\n");
    left.clear();
  }
  for (absl::string_view line : absl::StrSplit(row.help, '\n')) {
    left.resize(kHelpColumn, ' ');
    absl::StrAppend(text, left, line, "\n");
    left.clear();
  }
}

// How many letters have to be put in, taken out or replaced (Levenshtein).
size_t Distance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string Usage(const Program& program) {
  return absl::StrCat("usage: ", program.name, " ", program.synopsis);
}

std::string Help(const Program& program) {
  std::string text =
      absl::StrCat(Usage(program), "\n\n", program.about, "\n\n");
  ForEachRow(program, [&](const Option& row) { AppendRow(row, &text); });
  if (*program.notes != '\0') absl::StrAppend(&text, "\n", program.notes, "\n");
  return text;
}

absl::string_view NearestOption(const Program& program,
                                absl::string_view word) {
  if (!absl::ConsumePrefix(&word, "--")) return "";
  word = word.substr(0, word.find('='));
  // A third of the letters may be wrong, but in a short word only one.
  size_t nearest = std::max<size_t>(1, word.size() / 3) + 1;
  absl::string_view found;
  const bool may_begin = word.size() >= kLeastBeginning;
  ForEachRow(program, [&](const Option& row) {
    if (row.name == nullptr) return;
    const bool begins = may_begin && absl::StartsWith(row.name, word);
    const size_t distance = begins ? 0 : Distance(word, row.name);
    if (distance >= nearest) return;
    nearest = distance;
    found = row.name;
  });
  return found;
}

}  // namespace dp
