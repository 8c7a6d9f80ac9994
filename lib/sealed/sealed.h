// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The text of a sealed file (docs/format.md): its grammar and its limits.
//
// No cryptography here: until the tag has verified (seal.h), what these
// functions return is unauthenticated.

#ifndef DP_LIB_SEALED_SEALED_H_
#define DP_LIB_SEALED_SEALED_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/base/encoding.h"
#include "lib/base/pieces.h"

namespace dp {

constexpr size_t kTagSize = 16;
constexpr size_t kNonceSize = 12;
constexpr size_t kPlainSaltSize = 8;  // What the Doppler CLI writes.
constexpr uint32_t kDefaultRounds = 500000;
constexpr uint32_t kFewRounds = 100000;      // Fewer are worth a warning.
constexpr uint32_t kManyRounds = 10000000;   // More are read only when told so.
constexpr uint32_t kMaxRounds = 2147483647;  // The Doppler CLI reads no more.

constexpr size_t kMaxPlaintext = size_t{64} << 20;
// Of the longest text, which is in hex: fields, separators and a line feed fit
// into the rest.
constexpr size_t kMaxSealed = 2 * (kMaxPlaintext + kTagSize) + 256;

struct Header {
  int version = 4;
  Encoding encoding = Encoding::kBase64;
  uint32_t rounds = kDefaultRounds;
  std::string salt;  // Bytes: 8, or 36 with a stamp.
  std::array<char, kNonceSize> nonce = {};
};

// A sealed text, taken apart; `data` is still encoded, and lies in the text.
struct Sealed {
  Header header;
  absl::string_view data;
  size_t data_size = 0;  // Decoded, with the tag, which is the least of it.
  // By intake.h: there is no text, and the bytes of the data stand in its
  // place. A line feed may have followed them.
  bool decoded = false;
  bool line_feed = false;
};

// Takes `text` apart. Refused with `cannot open "NAME": it is not a sealed
// file: ...` for all that FormatHeader would not write, one line feed at the
// end of base64 aside. The characters of `data` are looked at by DecodeData,
// not here.
absl::StatusOr<Sealed> ParseSealed(absl::string_view text,
                                   absl::string_view name);

// Turns the data of `sealed` into bytes, data_size of them, at the front of
// `text`, in which it lies. Refused when it is not canonical (encoding.h).
absl::Status DecodeData(const Sealed& sealed, absl::Span<char> text,
                        absl::string_view name);

// The header that `start` begins with, and the length of its text; nothing when
// it begins with none. Takes the beginning of every text that ParseSealed
// takes, if that is kSealedStart long.
struct Beginning {
  Header header;
  size_t size;
};
std::optional<Beginning> ParseBeginning(absl::string_view start);

// Enough of a text for ParseSealedStart: a whole header, and some data.
constexpr size_t kSealedStart = 256;

// The header of a file of `file_size` bytes that may be a sealed one, judged by
// its first kSealedStart bytes (or all, when it has fewer) and its size alone;
// nothing for any other. Takes every text that ParseSealed and Decode take.
std::optional<Header> ParseSealedStart(absl::string_view start,
                                       uint64_t file_size);

// The text up to where the data begins; FormatHeader(ParseSealed(T).header)
// begins T. Salt and stamp are written for any version.
std::string FormatHeader(const Header& header);

// The text of a sealed file: `head` of FormatHeader, and `data` (seal.h), which
// is encoded while it is handed over (pieces.h). Allocates nothing, as a file
// that is half written would be left behind where memory has run out.
int FormatSealed(absl::string_view head, Encoding encoding,
                 absl::string_view data, PieceTaker take);

}  // namespace dp

#endif  // DP_LIB_SEALED_SEALED_H_
