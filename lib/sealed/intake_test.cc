// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/sealed/intake.h"

#include <errno.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/base/encoding.h"

namespace dp {
namespace {

Header TestHeader(Encoding encoding) {
  Header header;
  header.encoding = encoding;
  header.salt = std::string(8, 'S');
  header.nonce.fill('N');
  return header;
}

std::string Text(const Header& header, absl::string_view data) {
  std::string text;
  (void)FormatSealed(FormatHeader(header), header.encoding, data,
                     [&](absl::string_view piece) {
                       text.append(piece.data(), piece.size());
                       return 0;
                     });
  return text;
}

// What is found in `text`, in words: the message; or the header, the data in
// hex, and the text again.
std::string Found(const absl::StatusOr<Sealed>& sealed, Secret bytes) {
  if (!sealed.ok()) return std::string(sealed.status().message());
  std::string text;
  (void)FormatTaken(*sealed, bytes.Reveal(), [&](absl::string_view piece) {
    text.append(piece.data(), piece.size());
    return 0;
  });
  const absl::Status decoded = DecodeData(*sealed, bytes.RevealMutable(), "x");
  if (!decoded.ok()) return std::string(decoded.message());
  std::string hex(EncodedSize(Encoding::kHex, sealed->data_size), ' ');
  Encode(Encoding::kHex, bytes.Reveal().substr(0, sealed->data_size), &hex[0]);
  return absl::StrCat(FormatHeader(sealed->header), "\n", hex, "\n", text);
}

std::string FoundWhole(const std::string& text) {
  Secret bytes(text);
  const auto sealed = ParseSealed(bytes.Reveal(), "x");
  return Found(sealed, std::move(bytes));
}

std::string FoundInPieces(const std::string& text, size_t piece_size) {
  Intake intake;
  for (size_t i = 0; i < text.size(); i += piece_size) {
    intake.Take(absl::string_view(text).substr(i, piece_size));
  }
  Secret bytes;
  const auto sealed = intake.Finish("x", &bytes);
  return Found(sealed, std::move(bytes));
}

void ExpectSame(const std::string& text) {
  const std::string whole = FoundWhole(text);
  for (const size_t size : {1u, 3u, 4u, 5u, 64u, 1000u}) {
    EXPECT_EQ(FoundInPieces(text, size), whole) << text << " by " << size;
  }
}

TEST(Intake, FindsWhatIsInTheWholeText) {
  for (const Encoding encoding : {Encoding::kBase64, Encoding::kHex}) {
    for (size_t size = 0; size < 400; size += size < 40 ? 1 : 37) {
      const std::string text =
          Text(TestHeader(encoding), std::string(size, 'D'));
      for (const char* end : {"", "\n", "\n\n", "\r\n", "=", " "}) {
        ExpectSame(text + end);
      }
    }
  }
  ExpectSame("");
  ExpectSame("no sealed file");
  ExpectSame(std::string(1000, 'A'));
}

TEST(Intake, FindsEachChangeOfACharacter) {
  const std::string text =
      Text(TestHeader(Encoding::kBase64), std::string(190, 'D'));
  for (size_t i = 0; i < text.size(); ++i) {
    for (const char c : {'=', '\n', 'A', '-', '!'}) {
      std::string changed = text;
      changed[i] = c;
      EXPECT_EQ(FoundInPieces(changed, 7), FoundWhole(changed)) << changed;
    }
    EXPECT_EQ(FoundInPieces(text.substr(0, i), 7),
              FoundWhole(text.substr(0, i)));
  }
}

TEST(Intake, KeepsTheDataAlone) {
  const std::string data(100000, 'D');
  const std::string text = Text(TestHeader(Encoding::kBase64), data);
  Intake intake;
  intake.Expect(text.size());
  intake.Take(text);
  Secret bytes;
  const auto sealed = intake.Finish("x", &bytes);
  ASSERT_TRUE(sealed.ok());
  EXPECT_TRUE(sealed->decoded);
  EXPECT_EQ(bytes.Reveal(), data);
}

TEST(FormatSealed, GivesPiecesOfWhichNoneButTheLastIsPadded) {
  const std::string data(size_t{1} << 20, 'D');
  const Header header = TestHeader(Encoding::kBase64);
  std::string whole = FormatHeader(header);
  const size_t start = whole.size();
  whole.resize(start + EncodedSize(header.encoding, data.size()));
  Encode(header.encoding, data, &whole[start]);
  EXPECT_EQ(Text(header, data), whole);
}

TEST(FormatSealed, EndsWithTheFirstError) {
  int pieces = 0;
  EXPECT_EQ(
      FormatSealed("4:hex:", Encoding::kHex, std::string(size_t{1} << 20, 'D'),
                   [&](absl::string_view) {
                     ++pieces;
                     return pieces == 2 ? ENOSPC : 0;
                   }),
      ENOSPC);
  EXPECT_EQ(pieces, 2);
}

}  // namespace
}  // namespace dp
