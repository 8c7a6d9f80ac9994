// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// UTF-8 (RFC 3629), strictly, one character at a time.

#ifndef DP_LIB_BASE_UTF8_H_
#define DP_LIB_BASE_UTF8_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace dp {

// The length of the character that `text` begins with, 1 to 4 bytes; 0 when it
// begins with none: empty, cut, overlong, a surrogate, or above U+10FFFF.
size_t Utf8Length(absl::string_view text);

// Whether `text` is nothing but such characters.
bool IsUtf8(absl::string_view text);

// What stands for bytes that are not UTF-8, where such are let through.
constexpr char32_t kReplacement = 0xFFFD;

struct Character {
  char32_t code;
  size_t size;  // In bytes.

  bool broken() const { return code == kReplacement && size == 1; }
};

// The first character of `text`, which is not empty; {kReplacement, 1} when it
// begins with none.
Character FirstCharacter(absl::string_view text);

// How many characters `text` has, each byte that is not UTF-8 being one.
size_t CountCharacters(absl::string_view text);

// The bytes of one character.
struct Utf8 {
  char bytes[4];
  size_t size;

  absl::string_view view() const { return {bytes, size}; }
};

// A surrogate, or a code beyond Unicode, becomes kReplacement.
Utf8 EncodeUtf8(char32_t code);

}  // namespace dp

#endif  // DP_LIB_BASE_UTF8_H_
