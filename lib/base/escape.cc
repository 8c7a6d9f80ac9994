// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/base/escape.h"

#include <cstdint>

#include "absl/strings/str_format.h"

namespace dp {

EscapeSequence EscapeOf(char32_t code) {
  constexpr absl::string_view kMeanings = "\"\\\b\f\n\r\t";
  constexpr absl::string_view kLetters = "\"\\bfnrt";
  const size_t i = code < 0x80 ? kMeanings.find(static_cast<char>(code))
                               : absl::string_view::npos;
  if (i != absl::string_view::npos) return {{'\\', kLetters[i]}, 2};
  EscapeSequence escape;
  escape.size = static_cast<size_t>(
      absl::SNPrintF(escape.bytes, sizeof(escape.bytes), "\\u%04x",
                     static_cast<uint32_t>(code)));
  return escape;
}

void AppendBackslashed(absl::string_view text, Secret* to) {
  AppendReplaced(
      text, [](unsigned char c) { return c == '\\' || c == '"'; },
      [](absl::string_view rest, Secret* out) {
        out->Append("\\");
        out->Append(rest.substr(0, 1));
        return size_t{1};
      },
      to);
}

bool IsGoEscaped(const Character& character) {
  const char32_t code = character.code;
  return code < ' ' || code == '"' || code == '\\' || code == '<' ||
         code == '>' || code == '&' || code == 0x2028 || code == 0x2029 ||
         character.broken();
}

}  // namespace dp
