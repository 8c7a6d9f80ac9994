// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/base/encoding.h"

#include <string>

#include "gtest/gtest.h"

namespace dp {
namespace {

std::string Encoded(Encoding encoding, absl::string_view bytes) {
  std::string text(EncodedSize(encoding, bytes.size()), '?');
  Encode(encoding, bytes, &text[0]);
  return text;
}

// The bytes of `text`, or "refused".
std::string Decoded(Encoding encoding, absl::string_view text) {
  const auto size = DecodedSize(encoding, text);
  if (!size.has_value()) return "refused";
  std::string bytes(*size, '?');
  return Decode(encoding, text, &bytes[0]) ? bytes : "refused";
}

TEST(Encoding, AgreesWithRfc4648) {
  const struct {
    const char *bytes, *base64, *hex;
  } kCases[] = {{"", "", ""},
                {"f", "Zg==", "66"},
                {"fo", "Zm8=", "666f"},
                {"foo", "Zm9v", "666f6f"},
                {"foob", "Zm9vYg==", "666f6f62"},
                {"fooba", "Zm9vYmE=", "666f6f6261"},
                {"foobar", "Zm9vYmFy", "666f6f626172"}};
  for (const auto& c : kCases) {
    EXPECT_EQ(Encoded(Encoding::kBase64, c.bytes), c.base64);
    EXPECT_EQ(Encoded(Encoding::kHex, c.bytes), c.hex);
    EXPECT_EQ(Decoded(Encoding::kBase64, c.base64), c.bytes);
    EXPECT_EQ(Decoded(Encoding::kHex, c.hex), c.bytes);
  }
}

TEST(Encoding, RoundTripsAllBytesInPlace) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    bytes += static_cast<char>(i);
    for (const Encoding encoding : {Encoding::kBase64, Encoding::kHex}) {
      // From the end of the room to all of it, and back to its start.
      const size_t size = EncodedSize(encoding, bytes.size());
      std::string room = std::string(size - bytes.size(), '?') + bytes;
      Encode(encoding, {room.data() + size - bytes.size(), bytes.size()},
             &room[0]);
      EXPECT_EQ(room, Encoded(encoding, bytes));
      ASSERT_TRUE(Decode(encoding, room, &room[0]));
      EXPECT_EQ(room.substr(0, bytes.size()), bytes);
    }
  }
}

TEST(Decode, TakesOnlyTheCanonicalText) {
  for (const char* text :
       {"Zg",     "Zg=",          "Zg===", "Z===",     "====",
        "=",      "Z=g=",         "Zg=a",  "Zg== ",    " Zg==",
        "Zg\n=",  "Zh==",         "Zv==",  "Zm9=",     "Zm-_",
        "Zm9v\n", "Zm9vZg==Zm9v", "Zm9vZ", "Zm9v====", "\x80\x80\x80\x80",
        "Zm9\xff"}) {
    EXPECT_EQ(Decoded(Encoding::kBase64, text), "refused") << text;
  }
  for (const char* text : {"6", "6g", "6F", "66 ", "0x66", "666", "66\n",
                           "\xb6\xb6", "g6", "6:", "6/", "6`"}) {
    EXPECT_EQ(Decoded(Encoding::kHex, text), "refused") << text;
  }
}

// Each of the 2^24 texts of four characters that could mean two bytes or one:
// the canonical alone.
TEST(Decode, TakesOneTextForEachOneAndTwoBytes) {
  const std::string digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  size_t taken = 0;
  for (const char a : digits) {
    for (const char b : digits) {
      if (Decoded(Encoding::kBase64, std::string{a, b, '=', '='}) !=
          "refused") {
        ++taken;
      }
      for (const char c : digits) {
        if (Decoded(Encoding::kBase64, std::string{a, b, c, '='}) !=
            "refused") {
          ++taken;
        }
      }
    }
  }
  EXPECT_EQ(taken, 256u + 65536u);
}

}  // namespace
}  // namespace dp
