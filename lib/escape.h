// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Writes text with some of its characters replaced.

#ifndef DP_LIB_ESCAPE_H_
#define DP_LIB_ESCAPE_H_

#include <cstddef>

#include "absl/strings/string_view.h"
#include "lib/secret.h"

namespace dp {

// Appends `text`. Where `special`, which takes an unsigned char and should be
// fast, says so, `replace` looks at the rest of the text: it appends what goes
// in the place of its first bytes and returns how many; 0: the byte stays.
template <typename Special, typename Replace>
void AppendReplaced(absl::string_view text, Special special, Replace replace,
                    Secret* to) {
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

// Appends the escape that JSON and YAML have for `c`, such as \n, and returns
// 1; 0 when there is none.
size_t AppendLetterEscape(char c, Secret* to);

// Appends \uXXXX.
void AppendUnicodeEscape(char32_t code, Secret* to);

}  // namespace dp

#endif  // DP_LIB_ESCAPE_H_
