// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "dropin/table.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "lib/base/status.h"
#include "lib/base/utf8.h"

namespace dp {

std::string FormatTable(const std::vector<std::vector<std::string>>& rows) {
  std::vector<size_t> widths;
  for (const std::vector<std::string>& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], CountCharacters(Escape(row[i])));
    }
  }
  std::string text;
  for (const std::vector<std::string>& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      const std::string cell = Escape(row[i]);
      absl::StrAppend(&text, cell);
      if (i + 1 == row.size()) break;
      text.append(widths[i] - CountCharacters(cell) + 2, ' ');
    }
    text += '\n';
  }
  return text;
}

}  // namespace dp
