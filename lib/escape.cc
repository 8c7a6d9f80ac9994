// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/escape.h"

#include <cstdint>

#include "absl/strings/str_format.h"

namespace dp {

size_t AppendLetterEscape(char c, Secret* to) {
  constexpr absl::string_view kMeanings = "\"\\\b\f\n\r\t";
  constexpr absl::string_view kLetters = "\"\\bfnrt";
  const size_t i = kMeanings.find(c);
  if (i == absl::string_view::npos) return 0;
  to->Append("\\");
  to->Append(kLetters.substr(i, 1));
  return 1;
}

void AppendUnicodeEscape(char32_t code, Secret* to) {
  char escape[sizeof("\\uFFFFFF")];
  const int size = absl::SNPrintF(escape, sizeof(escape), "\\u%04x",
                                  static_cast<uint32_t>(code));
  to->Append({escape, static_cast<size_t>(size)});
}

}  // namespace dp
