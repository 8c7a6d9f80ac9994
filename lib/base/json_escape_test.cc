// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/base/json_escape.h"

#include "gtest/gtest.h"

namespace dp {
namespace {

TEST(ReadJsonEscape, ReadsWhatStandsFirst) {
  const struct {
    const char* text;
    char32_t code;
    size_t size;
  } kCases[] = {
      {"\\n", '\n', 2},
      {"\\/x", '/', 2},
      {"\\u00e4x", 0xE4, 6},
      {"\\uD83D\\ude00x", 0x1F600, 12},
      // Alone: nothing, a letter, and another first half follow.
      {"\\uD83D", 0xD83D, 6},
      {"\\uD83D\\n", 0xD83D, 6},
      {"\\uD83D\\uD83D", 0xD83D, 6},
      {"\\uDE00\\uD83D", 0xDE00, 6},
  };
  for (const auto& c : kCases) {
    const JsonEscape escape = ReadJsonEscape(c.text);
    EXPECT_EQ(escape.error, nullptr) << c.text;
    EXPECT_EQ(escape.code, c.code) << c.text;
    EXPECT_EQ(escape.size, c.size) << c.text;
    EXPECT_EQ(escape.is_surrogate(), c.code >> 11 == 0x1B) << c.text;
  }
}

TEST(ReadJsonEscape, RefusesEverythingElse) {
  for (const char* text : {"\\", "\\x", "\\N", "\\u", "\\u12", "\\u 123",
                           "\\u+123", "\\u0x12", "\\u12G4"}) {
    EXPECT_NE(ReadJsonEscape(text).error, nullptr) << text;
  }
}

}  // namespace
}  // namespace dp
