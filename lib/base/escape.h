// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Writes text with some of its characters replaced, to a Secret or whatever
// else has Append(absl::string_view).

#ifndef DP_LIB_BASE_ESCAPE_H_
#define DP_LIB_BASE_ESCAPE_H_

#include <cstddef>

#include "absl/strings/string_view.h"
#include "lib/base/secret.h"
#include "lib/base/utf8.h"

namespace dp {

// Appends `text`. Where `special`, which takes an unsigned char and should be
// fast, says so, `replace` looks at the rest of the text: it appends what goes
// in the place of its first bytes and returns how many; 0: the byte stays.
template <typename Special, typename Replace, typename To>
void AppendReplaced(absl::string_view text, Special special, Replace replace,
                    To* to) {
  size_t plain = 0;
  for (size_t i = 0; i < text.size();) {
    if (!special(static_cast<unsigned char>(text[i]))) {
      ++i;
      continue;
    }
    to->Append(text.substr(plain, i - plain));
    const size_t size = replace(text.substr(i), to);
    plain = i;
    i += size == 0 ? 1 : size;
    if (size > 0) plain = i;
  }
  to->Append(text.substr(plain));
}

struct EscapeSequence {
  char bytes[sizeof("\\uFFFFFF")];
  size_t size;

  absl::string_view view() const { return {bytes, size}; }
};

// What JSON and YAML write for a character: \n and its like, else \uXXXX.
// Beyond U+FFFF there are more digits, which only people understand.
EscapeSequence EscapeOf(char32_t code);

// Appends `text` with a backslash before each backslash and double quote.
void AppendBackslashed(absl::string_view text, Secret* to);

// Whether Go's encoding/json escapes it: also what HTML and old JavaScript
// would take for syntax, and what is not UTF-8.
bool IsGoEscaped(const Character& character);

// Appends `text` in double quotes as Go's encoding/json does.
template <typename To>
void AppendGoString(absl::string_view text, To* to) {
  to->Append("\"");
  AppendReplaced(
      text,
      [](unsigned char c) {
        return c >= 0x80 || IsGoEscaped({c, 1});
      },
      [](absl::string_view rest, To* out) {
        const Character first = FirstCharacter(rest);
        out->Append(IsGoEscaped(first) ? EscapeOf(first.code).view()
                                       : rest.substr(0, first.size));
        return first.size;
      },
      to);
  to->Append("\"");
}

}  // namespace dp

#endif  // DP_LIB_BASE_ESCAPE_H_
