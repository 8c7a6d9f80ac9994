// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/cli/help.h"

#include <stddef.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "lib/base/words.h"

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
  NearestWord nearest(word);
  const bool may_begin = word.size() >= kLeastBeginning;
  ForEachRow(program, [&](const Option& row) {
    if (row.name == nullptr) return;
    const bool begins = may_begin && absl::StartsWith(row.name, word);
    begins ? nearest.Take(row.name) : nearest.Look(row.name);
  });
  return nearest.found();
}

}  // namespace dp
