// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/clean/recognize.h"

#include <string.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "lib/base/encoding.h"
#include "lib/sealed/sealed.h"

namespace dp {
namespace {

const char kMetadataName[] =
    ".metadata-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    ".json";

Kind KindOf(absl::string_view name, absl::string_view text) {
  return RecognizeContent(name, text.substr(0, kRecognizedStart), text.size())
      .kind;
}

std::string Encoded(Encoding encoding, size_t size) {
  const std::string bytes(size, '\xA7');
  std::string text(EncodedSize(encoding, size), '\0');
  Encode(encoding, bytes, &text[0]);
  return text;
}

// A sealed text of `data_size` bytes; GCM is not asked here.
std::string Text(Header header, size_t data_size) {
  if (header.version < 2) header.encoding = Encoding::kHex;
  return FormatHeader(header) + Encoded(header.encoding, data_size);
}

std::vector<Header> AllHeaders() {
  std::vector<Header> headers;
  const std::string stamped = StampedSalt(
      {}, {absl::FromUnixSeconds(1000), absl::FromUnixSeconds(2000)});
  for (int version = 1; version <= 4; ++version) {
    for (const Encoding encoding : {Encoding::kBase64, Encoding::kHex}) {
      for (const uint32_t rounds : {1u, kMaxRounds}) {
        for (const std::string& salt : {std::string(8, 's'), stamped}) {
          headers.push_back({version, encoding, rounds, salt, {}});
        }
      }
    }
  }
  return headers;
}

TEST(RecognizeContent, TakesEveryTextThatParses) {
  for (const Header& header : AllHeaders()) {
    for (size_t size = 16; size < 400; ++size) {
      const std::string text = Text(header, size);
      ASSERT_TRUE(ParseSealed(text, "x").ok()) << text;
      ASSERT_EQ(Kind::kSealed, KindOf("x", text)) << text;
    }
  }
}

TEST(RecognizeContent, TakesOneLineFeedAfterBase64Alone) {
  for (const size_t size : {16u, 17u, 18u, 300u, 301u, 302u}) {
    Header header;
    header.salt = std::string(8, 's');
    EXPECT_EQ(Kind::kSealed, KindOf("x", Text(header, size) + "\n"));
    EXPECT_EQ(Kind::kForeign, KindOf("x", Text(header, size) + "\n\n"));
    EXPECT_EQ(Kind::kForeign, KindOf("x", Text(header, size) + "\r\n"));
    header.encoding = Encoding::kHex;
    EXPECT_EQ(Kind::kForeign, KindOf("x", Text(header, size) + "\n"));
  }
}

TEST(RecognizeContent, TakesNoTextCutOrChangedWithinItsBeginning) {
  Header header;
  header.salt = std::string(8, 's');
  const std::string text = Text(header, 60);
  for (size_t size = 0; size < text.size(); ++size) {
    const std::string cut = text.substr(0, size);
    // What is cut by whole groups is known only to the tag.
    const bool parses = ParseSealed(cut, "x").ok();
    EXPECT_EQ(parses ? Kind::kSealed : Kind::kForeign, KindOf("x", cut)) << cut;
  }
  for (size_t i = 0; i < text.size(); ++i) {
    for (const char other : {'\0', ' ', '\n', '*', '\x80'}) {
      std::string changed = text;
      changed[i] = other;
      EXPECT_EQ(Kind::kForeign, KindOf("x", changed)) << changed;
    }
  }
}

TEST(RecognizeContent, WantsAPlausibleSize) {
  Header header;
  header.salt = std::string(8, 's');
  for (const Encoding encoding : {Encoding::kBase64, Encoding::kHex}) {
    header.encoding = encoding;
    const std::string start = Text(header, 1000).substr(0, kRecognizedStart);
    const uint64_t before = FormatHeader(header).size();
    const uint64_t most =
        before + EncodedSize(encoding, kMaxPlaintext + kTagSize);
    EXPECT_EQ(Kind::kSealed, RecognizeContent("x", start, most).kind);
    EXPECT_EQ(Kind::kForeign, RecognizeContent("x", start, most + 4).kind);
    const uint64_t some = before + 4000;
    EXPECT_EQ(Kind::kSealed, RecognizeContent("x", start, some).kind);
    EXPECT_EQ(Kind::kForeign, RecognizeContent("x", start, some + 3).kind);
    EXPECT_EQ(Kind::kForeign, RecognizeContent("x", start, 0).kind);
    EXPECT_EQ(Kind::kForeign, RecognizeContent("x", start, before).kind);
  }
}

TEST(RecognizeContent, TakesNothingForeign) {
  const char* const kTexts[] = {
      "",
      "\n",
      "4:base64:500000:",
      "4:base64:500000:c2FsdHNhbHQ=-bm9uY2Vub25jZTEy-",
      "5:base64:500000:c3Nzc3Nzc3M=-AAAAAAAAAAAAAAAA-p6enp6enp6enp6enp6enpw==",
      "4:base64:0:c3Nzc3Nzc3M=-AAAAAAAAAAAAAAAA-p6enp6enp6enp6enp6enpw==",
      "4:base64:+5:c3Nzc3Nzc3M=-AAAAAAAAAAAAAAAA-p6enp6enp6enp6enp6enpw==",
      "4:base32:500000:c3Nzc3Nzc3M=-AAAAAAAAAAAAAAAA-p6enp6enp6enp6enp6enpw==",
      // Upper-case hex.
      ("4:hex:5:7373737373737373-000000000000000000000000-"
       "A7A7A7A7A7A7A7A7A7A7A7A7A7A7A7A7"),
      "{\"DOPPLER\":\"x\"}",
      "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n",
      "550e8400-e29b-41d4-a716-446655440000",
      "age-encryption.org/v1\n-> X25519 abc\n",
  };
  for (const char* text : kTexts) {
    const Recognized file = RecognizeContent("x", text, strlen(text));
    EXPECT_EQ(Kind::kForeign, file.kind) << text;
    EXPECT_STREQ("it is not a sealed file", file.why);
  }
}

TEST(RecognizeContent, ReadsTheStamp) {
  Header header;
  header.salt = StampedSalt(
      {}, {absl::FromUnixSeconds(1000), absl::FromUnixSeconds(2000)});
  const std::string text = Text(header, 100);
  const Recognized file = RecognizeContent("x", text, text.size());
  ASSERT_TRUE(file.stamp.has_value());
  EXPECT_EQ(absl::FromUnixSeconds(1000), file.stamp->sealed_at);
  EXPECT_EQ(absl::FromUnixSeconds(2000), file.stamp->not_after);
}

TEST(RecognizeContent, TakesMetadataByNameAndContent) {
  const std::string plain = "version: \"1\"\netag: W/\"abc\"\nhash: 00ff\n";
  EXPECT_EQ(Kind::kMetadata, KindOf(kMetadataName, plain));
  // Before 3.18.1, and as other writers of YAML quote.
  EXPECT_EQ(Kind::kMetadata,
            KindOf(kMetadataName, "version: \"1\"\netag: '\"abc\"'\n"));
  EXPECT_EQ(Kind::kMetadata,
            KindOf(kMetadataName, "version: '1'\netag: \"1\"\nhash: a\n"));
  EXPECT_EQ(Kind::kMetadata,
            KindOf(kMetadataName, plain + std::string(1000, 'e')));

  EXPECT_EQ(Kind::kForeign, KindOf("metadata.json", plain));
  EXPECT_EQ(Kind::kForeign, KindOf(absl::StrCat("x", kMetadataName), plain));
  EXPECT_EQ(Kind::kForeign, KindOf(absl::StrCat(kMetadataName, ".a"), plain));
  EXPECT_EQ(Kind::kForeign, KindOf(kMetadataName, ""));
  EXPECT_EQ(Kind::kForeign, KindOf(kMetadataName, "version: \"1\"\n"));
  EXPECT_EQ(Kind::kForeign, KindOf(kMetadataName, "version: \"2\"\netag: x\n"));
  EXPECT_EQ(Kind::kForeign, KindOf(kMetadataName, "# " + plain));
  EXPECT_EQ(Kind::kForeign,
            KindOf(kMetadataName, plain + std::string(5000, 'e')));
  EXPECT_EQ(Kind::kForeign,
            KindOf(kMetadataName, plain + std::string(1, '\0')));
  // A sealed file does not have this name.
  Header header;
  header.salt = std::string(8, 's');
  EXPECT_EQ(Kind::kForeign, KindOf(kMetadataName, Text(header, 16)));
}

TEST(RecognizeContent, TakesWhatAWriterHasBegun) {
  for (const char* start : {"", "4", "4:", "4:base64:", "4:base64:500000:",
                            "4:hex:50", "ver", "version: \"1\"\netag: x"}) {
    EXPECT_EQ(Kind::kTemporary, KindOf(".a.0123456789abcdef.tmp", start))
        << start;
  }
  for (const char* start :
       {"5", "4:bass", "{", "A=1", "version: \"2\"", "\0"}) {
    EXPECT_EQ(Kind::kForeign,
              KindOf(".a.0123456789abcdef.tmp", *start == 0 ? " " : start))
        << start;
  }
}

TEST(RecognizeName, TakesExactlyOurNames) {
  EXPECT_EQ(Kind::kTemporary, RecognizeName(".a.0123456789abcdef.tmp"));
  EXPECT_EQ(Kind::kTemporary, RecognizeName(".a.b\n.0123456789abcdef.tmp"));
  EXPECT_EQ(Kind::kAside, RecognizeName(".a.0123456789abcdef.dp-clean"));
  for (const char* name :
       {"", ".", "a", ".tmp", "a.0123456789abcdef.tmp", ".0123456789abcdef.tmp",
        "..0123456789abcdef.tmp", ".a.0123456789ABCDEF.tmp",
        ".a.0123456789abcde.tmp", ".a.0123456789abcdefg.tmp",
        ".a.0123456789abcdef.tmp~", ".a.0123456789abcdef", ".dp-clean",
        ".a0123456789abcdef0.tmp"}) {
    EXPECT_EQ(Kind::kForeign, RecognizeName(name)) << name;
  }
}

}  // namespace
}  // namespace dp
