// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/base/json_escape.h"

#include <cstdint>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace dp {
namespace {

constexpr size_t kUnitSize = 6;

// The number of \\uXXXX, if `text` begins with that.
std::optional<char32_t> ReadUnit(absl::string_view text) {
  if (text.size() < kUnitSize || text[0] != '\\' || text[1] != 'u') {
    return std::nullopt;
  }
  const absl::string_view digits = text.substr(2, 4);
  // SimpleHexAtoi alone takes spaces, signs and 0x.
  for (const char c : digits) {
    if (!absl::ascii_isxdigit(static_cast<unsigned char>(c))) {
      return std::nullopt;
    }
  }
  uint32_t code = 0;
  (void)absl::SimpleHexAtoi(digits, &code);
  return code;
}

JsonEscape ReadUnits(absl::string_view text) {
  const std::optional<char32_t> high = ReadUnit(text);
  if (!high.has_value()) return {0, 0, "\\u wants four hexadecimal digits"};
  const JsonEscape alone = {*high, kUnitSize};
  if (*high < 0xD800 || *high >= 0xDC00) return alone;
  const std::optional<char32_t> low = ReadUnit(text.substr(kUnitSize));
  if (!low.has_value() || *low < 0xDC00 || *low >= 0xE000) return alone;
  return {0x10000 + ((*high - 0xD800) << 10) + (*low - 0xDC00), 2 * kUnitSize};
}

}  // namespace

JsonEscape ReadJsonEscape(absl::string_view text) {
  constexpr absl::string_view kLetters = "\"\\/bfnrt";
  constexpr absl::string_view kMeanings = "\"\\/\b\f\n\r\t";
  if (text.size() < 2) return {0, 0, "the text ends inside a string"};
  if (text[1] == 'u') return ReadUnits(text);
  const size_t i = kLetters.find(text[1]);
  if (i == absl::string_view::npos) return {0, 0, "there is no such escape"};
  return {static_cast<unsigned char>(kMeanings[i]), 2};
}

}  // namespace dp
