// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/doppler/metadata.h"

#include <random>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace dp {
namespace {

// The line of the ETag.
std::string Written(absl::string_view etag) {
  const std::string text = FormatMetadata({std::string(etag), "h"});
  const absl::string_view start = "version: \"1\"\netag: ", end = "\nhash: h\n";
  EXPECT_EQ(text.substr(0, start.size()), start);
  EXPECT_EQ(text.substr(text.size() - end.size()), end);
  return text.substr(start.size(), text.size() - start.size() - end.size());
}

TEST(FormatMetadata, WritesWhatTheDopplerCliWrites) {
  const std::string hash(64, 'a');
  EXPECT_EQ(
      FormatMetadata({"W/\"abc-123\"", hash}),
      absl::StrCat("version: \"1\"\netag: W/\"abc-123\"\nhash: ", hash, "\n"));
}

TEST(FormatMetadata, QuotesAHashOfDigitsToo) {
  EXPECT_EQ(FormatMetadata({"x", "12e34"}),
            "version: \"1\"\netag: x\nhash: \"12e34\"\n");
}

TEST(FormatMetadata, QuotesAsYamlV3Does) {
  const char* const plain[] = {"W/\"x\"",
                               "abc",
                               "5d41402abc4b2a76b9719d911017c592",
                               "12-5f-62a",
                               "1234abcd-12",
                               "a#b",
                               "a:b",
                               "-x",
                               "?x",
                               ":x",
                               "a'b",
                               "1.2.3",
                               "0x1g",
                               "e3",
                               "--",
                               "..",
                               "+",
                               "2026-11",
                               "12345-1-1",
                               "a b",
                               "=",
                               "\\",
                               "True1",
                               "1e",
                               "20260101T0000Z"};
  for (const char* etag : plain) EXPECT_EQ(Written(etag), etag);
  const char* const single[] = {
      "\"abc\"", "*",  "#a",  "a #b", "a: b", "a:",    "- a",  "-",   "?",
      ":",       "@a", "`a`", "%a",   "{a}",  "[a]",   ", a",  "!a",  "&a",
      "|",       ">",  " a",  "a ",   "? a",  "--- a", "---a", "...a"};
  for (const char* etag : single) {
    EXPECT_EQ(Written(etag), absl::StrCat("'", etag, "'"));
  }
  EXPECT_EQ(Written("'a'"), "'''a'''");
  EXPECT_EQ(Written("\"it's\""), "'\"it''s\"'");
  const char* const twice[] = {"123",        "123e45",
                               "0",          "-1",
                               "+1.5",       ".5",
                               "1.",         "1_000",
                               "0x1F",       "0o17",
                               "0b101",      "true",
                               "No",         "~",
                               "null",       ".inf",
                               "-.INF",      "y",
                               "12:30",      "1:2:3.5",
                               "2026-11-21", "2026-1-1T00:00:00Z"};
  for (const char* etag : twice) {
    EXPECT_EQ(Written(etag), absl::StrCat("\"", etag, "\""));
  }
}

TEST(ParseMetadata, ReadsWhatFormatMetadataWrites) {
  // NOLINTNEXTLINE(cert-msc32-c,cert-msc51-cpp): a test is the same each time.
  std::minstd_rand random(1);
  for (int i = 0; i < 100000; ++i) {
    std::string etag;
    const absl::string_view often = "\"'#:-?.\\ 0159exW/_[]{}~,&*!";
    for (size_t size = 1 + random() % 6; size > 0; --size) {
      etag += random() % 2 == 0 ? often[random() % often.size()]
                                : static_cast<char>(' ' + random() % 95);
    }
    const Metadata back = ParseMetadata(FormatMetadata({etag, "00e1"}));
    ASSERT_EQ(back.etag, etag);
    ASSERT_EQ(back.hash, "00e1");
  }
}

TEST(ParseMetadata, ReadsAnyYaml) {
  for (const char* text :
       {"{\"version\": \"9\", \"etag\": \"12\", \"hash\": \"h\"}",
        "hash: h\netag: 12\n", "etag: '12'\nmore: [etag, {etag: no}]\nhash: h",
        "# c\nhash: \"h\"\netag: 12"}) {
    EXPECT_EQ(ParseMetadata(text).etag, "12") << text;
    EXPECT_EQ(ParseMetadata(text).hash, "h") << text;
  }
}

TEST(ParseMetadata, TakesNothingFromWhatIsNone) {
  for (const std::string& text :
       {std::string(), std::string("etag"), std::string("etag: a\nhash: ["),
        std::string("etag: a\n\tb: c"), std::string("etag: \"a\\nb\"\nhash: h"),
        std::string("etag: \xC3\xA9\nhash: h"), std::string("[etag, a]"),
        absl::StrCat("hash: h\netag: ", std::string(1025, 'a')),
        std::string("etag: &x a\nhash: *x")}) {
    EXPECT_EQ(ParseMetadata(text).etag, "") << text;
    EXPECT_EQ(ParseMetadata(text).hash, "") << text;
  }
}

}  // namespace
}  // namespace dp
