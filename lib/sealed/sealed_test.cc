// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/sealed/sealed.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/base/status.h"

namespace dp {
namespace {

constexpr char kSalt[] = "AAECAwQFBgc=";
constexpr char kNonce[] = "EBESExQVFhcYGRob";
constexpr char kData[] = "33zieWoveqM2hmZIHuSWaE4iYYLpuGE35IKjajR6Rh6oBQwuXrND";

std::string Text(absl::string_view start, absl::string_view salt = kSalt,
                 absl::string_view nonce = kNonce,
                 absl::string_view data = kData) {
  return absl::StrCat(start, salt, "-", nonce, "-", data);
}

std::string Error(absl::string_view text) {
  const auto sealed = ParseSealed(text, "x");
  if (sealed.ok()) return "";
  EXPECT_EQ(ExitCode(sealed.status()), 3);
  return std::string(sealed.status().message());
}

std::string NotSealed(absl::string_view reason) {
  return absl::StrCat("cannot open \"x\": it is not a sealed file: ", reason);
}

TEST(ParseSealed, TakesVersions1To4) {
  const std::string hex_salt = "0001020304050607",
                    hex_nonce = "101112131415161718191a1b";
  const std::string hex_data(78, 'a');
  const struct {
    std::string text;
    int version;
    Encoding encoding;
    uint32_t rounds;
  } kCases[] = {
      {Text("", hex_salt, hex_nonce, hex_data), 1, Encoding::kHex, 50000},
      {Text("hex:", hex_salt, hex_nonce, hex_data), 2, Encoding::kHex, 50000},
      {Text("base64:"), 2, Encoding::kBase64, 50000},
      {Text("hex:7:", hex_salt, hex_nonce, hex_data), 3, Encoding::kHex, 7},
      {Text("base64:2147483647:"), 3, Encoding::kBase64, 2147483647},
      {Text("4:hex:500000:", hex_salt, hex_nonce, hex_data), 4, Encoding::kHex,
       500000},
      {Text("4:base64:1:"), 4, Encoding::kBase64, 1},
  };
  for (const auto& c : kCases) {
    const auto sealed = ParseSealed(c.text, "x");
    ASSERT_TRUE(sealed.ok()) << sealed.status();
    EXPECT_EQ(sealed->header.version, c.version);
    EXPECT_EQ(sealed->header.encoding, c.encoding);
    EXPECT_EQ(sealed->header.rounds, c.rounds);
    EXPECT_EQ(sealed->header.salt, std::string("\0\1\2\3\4\5\6\7", 8));
    EXPECT_EQ(sealed->data_size, 39u);
    EXPECT_EQ(absl::StrCat(FormatHeader(sealed->header), sealed->data), c.text);
  }
}

TEST(ParseSealed, TakesOneLineFeedAfterBase64Only) {
  const std::string text = Text("4:base64:500000:");
  EXPECT_EQ(Error(text + "\n"), "");
  for (const char* end : {"\n\n", " ", "\r", "=", "\t"}) {
    EXPECT_EQ(Error(text + end),
              NotSealed("its data is truncated, or has trailing bytes"))
        << end;
  }
  EXPECT_EQ(Error(text + "\r\n"),
            NotSealed("it ends in CRLF, not in a line feed\n"
                      "tr -d '\\r\\n' takes the line ends out"));
  EXPECT_EQ(Error(absl::StrCat(text.substr(0, 60), "\n", text.substr(60))),
            NotSealed("it is wrapped into lines\n"
                      "tr -d '\\r\\n' takes the line ends out"));
  EXPECT_EQ(Error(text + std::string(1, '\0')),
            NotSealed("its data is truncated, or has trailing bytes"));
  EXPECT_EQ(
      Error(Text("4:hex:1:", "0001020304050607", "101112131415161718191a1b",
                 std::string(78, 'a') + "\n")),
      NotSealed("its data is truncated, or has trailing bytes"));
}

TEST(ParseSealed, RefusesOtherVersions) {
  for (const char* start :
       {"0:base64:1:", "5:base64:1:", "04:base64:1:", "44:base64:1:",
        "-4:base64:1:", ":base64:1:", "4.0:base64:1:", " 4:base64:1:",
        "4 :base64:1:", "4:4:base64:1:", "::::", "4:base64:1::"}) {
    EXPECT_EQ(Error(Text(start)), NotSealed("its version is not 1 to 4"))
        << start;
  }
  EXPECT_EQ(Error(Text("4:base64:1:", kSalt, kNonce, "AA:AA")),
            NotSealed("its version is not 1 to 4"));
}

TEST(ParseSealed, RefusesOtherEncodings) {
  for (const char* encoding : {"", "Base64", "BASE64", "base64url", " base64",
                               "HEX", "base32", "base64 "}) {
    EXPECT_EQ(Error(Text(absl::StrCat("4:", encoding, ":1:"))),
              NotSealed("its encoding is neither base64 nor hex"));
    EXPECT_EQ(Error(Text(absl::StrCat(encoding, ":"))),
              NotSealed("its encoding is neither base64 nor hex"));
  }
  EXPECT_EQ(Error(Text("4:hex:1:")),
            NotSealed("its salt is neither a plain nor a stamped one"));
  EXPECT_EQ(Error(Text("")),
            NotSealed("its salt is neither a plain nor a stamped one"));
}

TEST(ParseSealed, RefusesOtherRounds) {
  for (const std::string& rounds :
       {std::string(), std::string("0"), std::string("-1"), std::string("+5"),
        std::string("007"), std::string("5e5"), std::string("0x10"),
        std::string(" 500000"), std::string("500000 "),
        std::string("2147483648"), std::string("4294967296"),
        std::string("18446744073709551616"), std::string("1,000"),
        std::string("5_0"), "1" + std::string(1000, '0'),
        std::string("1\0", 2)}) {
    EXPECT_EQ(Error(Text(absl::StrCat("4:base64:", rounds, ":"))),
              NotSealed("its number of rounds is not from 1 to 2147483647"));
    EXPECT_EQ(Error(Text(absl::StrCat("base64:", rounds, ":"))),
              NotSealed("its number of rounds is not from 1 to 2147483647"));
  }
}

std::string Base64(const std::string& bytes) {
  std::string text(EncodedSize(Encoding::kBase64, bytes.size()), '?');
  Encode(Encoding::kBase64, bytes, &text[0]);
  return text;
}

TEST(ParseSealed, RefusesOtherSalts) {
  for (const size_t size : {0u, 1u, 7u, 9u, 16u, 20u, 35u, 36u, 37u, 4096u}) {
    EXPECT_EQ(Error(Text("4:base64:1:", Base64(std::string(size, 'S')))),
              NotSealed("its salt is neither a plain nor a stamped one"))
        << size;
  }
  for (const char* salt :
       {"AAECAwQFBgc", "AAECAwQFBgd=", "AAECAwQFBg==", "AAEC AwQFBgc"}) {
    EXPECT_EQ(Error(Text("4:base64:1:", salt)),
              NotSealed("its salt is neither a plain nor a stamped one"))
        << salt;
  }
}

TEST(ParseSealed, RefusesOtherNonces) {
  for (const size_t size : {0u, 11u, 13u, 16u}) {
    EXPECT_EQ(Error(Text("4:base64:1:", kSalt, Base64(std::string(size, 'N')))),
              NotSealed("its nonce is not 12 bytes"));
  }
  EXPECT_EQ(Error(Text("4:base64:1:", kSalt, "EBESExQVFhcYGR*b")),
            NotSealed("its nonce is not 12 bytes"));
}

TEST(ParseSealed, RefusesAnotherNumberOfDashes) {
  EXPECT_EQ(Error(""), NotSealed("it is empty"));
  EXPECT_EQ(Error("\n"), NotSealed("it has no salt, nonce and data"));
  EXPECT_EQ(Error("foo"), NotSealed("it has no salt, nonce and data"));
  EXPECT_EQ(Error("4:base64:1:"), NotSealed("it has no salt, nonce and data"));
  EXPECT_EQ(Error("4:base64:1:AAECAwQFBgc="),
            NotSealed("it has no salt, nonce and data"));
  EXPECT_EQ(Error("4:base64:1:AAECAwQFBgc=-EBESExQVFhcYGRob"),
            NotSealed("it has no nonce and data"));
  EXPECT_EQ(
      Error(Text("4:base64:1:", kSalt, kNonce, "AAAA-AAAAAAAAAAAAAAAAAAA")),
      "");  // Decode refuses it.
  EXPECT_EQ(Error(std::string(size_t{1} << 20, 'A')),
            NotSealed("it has no salt, nonce and data"));
}

TEST(ParseSealed, WantsATagAndNoMoreThanTheLimit) {
  EXPECT_EQ(Error(Text("4:base64:1:", kSalt, kNonce, "")),
            NotSealed("its data is truncated, or has trailing bytes"));
  EXPECT_EQ(
      Error(Text("4:base64:1:", kSalt, kNonce, Base64(std::string(15, 'D')))),
      NotSealed("its data is truncated, or has trailing bytes"));
  EXPECT_EQ(
      Error(Text("4:base64:1:", kSalt, kNonce, Base64(std::string(16, 'D')))),
      "");
  EXPECT_EQ(Error(Text("4:base64:1:", kSalt, kNonce,
                       Base64(std::string(kMaxPlaintext + kTagSize, 'D')))),
            "");
  EXPECT_EQ(Error(Text("4:base64:1:", kSalt, kNonce,
                       Base64(std::string(kMaxPlaintext + kTagSize + 1, 'D')))),
            NotSealed("its data is over the limit of 64 MiB"));
}

}  // namespace
}  // namespace dp
