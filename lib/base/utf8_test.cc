// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/base/utf8.h"

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "lib/base/printable.h"

namespace dp {
namespace {

TEST(Utf8, EveryCharacterReadsBack) {
  for (char32_t code = 0; code <= 0x10FFFF; ++code) {
    const bool surrogate = code >= 0xD800 && code < 0xE000;
    const Utf8 utf8 = EncodeUtf8(code);
    const Character character = FirstCharacter(utf8.view());
    EXPECT_EQ(character.code, surrogate ? kReplacement : code);
    EXPECT_EQ(character.size, utf8.size);
    for (size_t size = 1; size < utf8.size; ++size) {
      EXPECT_TRUE(FirstCharacter(utf8.view().substr(0, size)).broken());
    }
  }
  EXPECT_EQ(EncodeUtf8(0x110000).view(), "\xEF\xBF\xBD");
}

TEST(Utf8, BrokenBytesAreOneEach) {
  for (const absl::string_view text :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80",
        "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
    EXPECT_TRUE(FirstCharacter(text).broken());
    EXPECT_EQ(CountCharacters(text), text.size());
  }
  EXPECT_FALSE(FirstCharacter("\xEF\xBF\xBD").broken());
}

TEST(Utf8, ATextIsWholeCharacters) {
  for (const absl::string_view text : {"", "a", "a\xC3\xBC", "\xEF\xBF\xBD"}) {
    EXPECT_TRUE(IsUtf8(text)) << text;
  }
  for (const absl::string_view text : {"a\xC3",
                                       "\xFF"
                                       "a",
                                       "a\xED\xA0\x80"}) {
    EXPECT_FALSE(IsUtf8(text));
  }
}

TEST(Printable, IsGos) {
  for (const char32_t code : {0x20u, 0x7Eu, 0xA1u, 0xFCu, 0x301u, 0x4E00u,
                              0x9FFFu, 0xAC00u, 0xFFFDu, 0x1F600u, 0x31350u}) {
    EXPECT_TRUE(IsPrintable(code)) << code;
  }
  for (const char32_t code :
       {0x0u, 0x1Fu, 0x7Fu, 0x80u, 0xA0u, 0xADu, 0x378u, 0x200Bu, 0x2028u,
        0x3000u, 0xD800u, 0xE000u, 0xFEFFu, 0xFFFFu, 0xE0001u, 0x10FFFFu}) {
    EXPECT_FALSE(IsPrintable(code)) << code;
  }
}

}  // namespace
}  // namespace dp
