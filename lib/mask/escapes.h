// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Escapes: how languages write text inside of their own, one row a dialect.

#ifndef DP_LIB_MASK_ESCAPES_H_
#define DP_LIB_MASK_ESCAPES_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/base/secret.h"

namespace dp {

// How a character is written that has no text of its own.
enum class Number {
  kRaw,      // As it is.
  kUnicode,  // \u00e9, in UTF-16.
  kHex,      // \xc3\xa9, byte by byte.
  kOctal,    // \303\251, likewise.
  kPercent,  // %C3%A9, likewise.
  kXml,      // &#233;
  kXmlHex,   // &#xE9;
};

struct Replacement {
  char character;
  const char* text;
};

struct Dialect {
  absl::Span<const Replacement> texts;
  Number control = Number::kRaw;  // What is below the space.
  Number wide = Number::kRaw;     // What is not ASCII.
  Number listed = Number::kRaw;
  const char* list = "";       // These characters are written as `listed`.
  const char* kept = nullptr;  // If given: all but these, letters and digits.
  bool upper = false;          // The letters of digits.
};

// All dialects.
absl::Span<const Dialect> Dialects();

// Whether `text` is written otherwise in `dialect` than as it is.
bool IsChanged(absl::string_view text, const Dialect& dialect);

// Appends `text`, which is UTF-8, as written in `dialect`.
void AppendEscaped(absl::string_view text, const Dialect& dialect, Secret* to);

}  // namespace dp

#endif  // DP_LIB_MASK_ESCAPES_H_
