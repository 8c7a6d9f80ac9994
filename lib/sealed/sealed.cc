// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/sealed/sealed.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "lib/base/status.h"
#include "lib/base/stranger.h"
#include "lib/sealed/stamp.h"

namespace dp {
namespace {

constexpr int kVersion = 4;
// Bytes, encoded at a time: a multiple of three, so that only the last are
// padded.
constexpr size_t kPiece = size_t{48} << 10;
// What versions 1 and 2 are read with: they have no field for it.
constexpr uint32_t kOldRounds = 50000;

bool ReadEncoding(absl::string_view field, Encoding* encoding) {
  for (const Encoding known : {Encoding::kBase64, Encoding::kHex}) {
    if (field != EncodingName(known)) continue;
    *encoding = known;
    return true;
  }
  return false;
}

bool ReadRounds(absl::string_view field, uint32_t* rounds) {
  return !field.empty() && field[0] != '0' &&
         field.find_first_not_of("0123456789") == absl::string_view::npos &&
         absl::SimpleAtoi(field, rounds) && *rounds <= kMaxRounds;
}

bool ReadSalt(Encoding encoding, absl::string_view field, std::string* salt) {
  const size_t size = DecodedSize(encoding, field).value_or(0);
  if (size != kPlainSaltSize && size != kStampedSaltSize) return false;
  salt->resize(size);
  if (!Decode(encoding, field, &(*salt)[0])) return false;
  return size == kPlainSaltSize || ReadStamp(*salt).has_value();
}

bool ReadNonce(Encoding encoding, absl::string_view field,
               std::array<char, kNonceSize>* nonce) {
  return DecodedSize(encoding, field) == kNonceSize &&
         Decode(encoding, field, nonce->data());
}

// The fields before the payload, by version: the number of fields is the
// version. Null, or what is wrong.
const char* ReadFields(const std::vector<absl::string_view>& fields,
                       Header* header) {
  header->version = static_cast<int>(fields.size());
  header->encoding = Encoding::kHex;
  header->rounds = kOldRounds;
  if (header->version == kVersion && fields[0] != "4") {
    return "its version is not 1 to 4";
  }
  const size_t first = header->version == kVersion ? 1 : 0;
  if (header->version >= 2 && !ReadEncoding(fields[first], &header->encoding)) {
    return "its encoding is neither base64 nor hex";
  }
  if (header->version >= 3 && !ReadRounds(fields[first + 1], &header->rounds)) {
    return "its number of rounds is not from 1 to 2147483647";
  }
  return nullptr;
}

// Salt and nonce; `data` is the rest.
const char* ReadPayloadStart(absl::string_view payload, Sealed* sealed) {
  const Encoding encoding = sealed->header.encoding;
  const size_t salt_end = payload.find('-');
  if (salt_end == absl::string_view::npos) {
    return "it has no salt, nonce and data";
  }
  const size_t nonce_end = payload.find('-', salt_end + 1);
  if (nonce_end == absl::string_view::npos) return "it has no nonce and data";
  if (!ReadSalt(encoding, payload.substr(0, salt_end), &sealed->header.salt)) {
    return "its salt is neither a plain nor a stamped one";
  }
  const absl::string_view nonce =
      payload.substr(salt_end + 1, nonce_end - salt_end - 1);
  if (!ReadNonce(encoding, nonce, &sealed->header.nonce)) {
    return "its nonce is not 12 bytes";
  }
  sealed->data = payload.substr(nonce_end + 1);
  return nullptr;
}

const char* ReadPayload(absl::string_view payload, Sealed* sealed) {
  const Encoding encoding = sealed->header.encoding;
  if (encoding == Encoding::kBase64) absl::ConsumeSuffix(&payload, "\n");
  if (const char* error = ReadPayloadStart(payload, sealed)) return error;
  const std::optional<size_t> size = DecodedSize(encoding, sealed->data);
  if (!size.has_value() || *size < kTagSize) {
    return "its data is truncated, or has trailing bytes";
  }
  if (*size > kMaxPlaintext + kTagSize) {
    return "its data is over the limit of 64 MiB";
  }
  sealed->data_size = *size;
  return nullptr;
}

using PayloadReader = const char* (*)(absl::string_view, Sealed*);

const char* Read(absl::string_view text, PayloadReader read_payload,
                 Sealed* sealed) {
  if (text.empty()) return "it is empty";
  const std::vector<absl::string_view> fields =
      absl::StrSplit(text, absl::MaxSplits(':', kVersion));
  if (fields.size() > kVersion) return "its version is not 1 to 4";
  if (const char* error = ReadFields(fields, &sealed->header)) return error;
  return read_payload(fields.back(), sealed);
}

// Whether `size` characters of data, of which `data` is the beginning, may be
// what follows a header.
bool IsDataStart(Encoding encoding, absl::string_view data, uint64_t size) {
  const uint64_t group = encoding == Encoding::kBase64 ? 4 : 2;
  if (encoding == Encoding::kBase64 && size % group == 1) {
    --size;
    if (data.size() > size && data[size] != '\n') return false;
  }
  if (size % group != 0 || size < EncodedSize(encoding, kTagSize) ||
      size > EncodedSize(encoding, kMaxPlaintext + kTagSize)) {
    return false;
  }
  // Whole groups only; the last one of all may be padded or followed by a line
  // feed.
  data = data.substr(0, std::min<uint64_t>(size, data.size() / group * group));
  const std::optional<size_t> decoded = DecodedSize(encoding, data);
  if (!decoded.has_value()) return false;
  std::string bytes(*decoded, '\0');
  return Decode(encoding, data, &bytes[0]);
}

absl::Status NotSealed(absl::string_view name, absl::string_view reason) {
  return Refused(
      Cannot("open", name, absl::StrCat("it is not a sealed file: ", reason)));
}

// What has put line ends into a text that begins as we write it; empty when
// nothing has.
absl::string_view WhyWrapped(absl::string_view text) {
  if (!absl::StartsWith(text, "4:base64:") &&
      !absl::StartsWith(text, "4:hex:")) {
    return "";
  }
  const absl::string_view body = absl::StripTrailingAsciiWhitespace(text);
  if (body.find_first_of("\r\n") != absl::string_view::npos) {
    return "it is wrapped into lines";
  }
  return absl::EndsWith(text, "\r\n") ? "it ends in CRLF, not in a line feed"
                                      : "";
}

std::string EncodeToString(Encoding encoding, absl::string_view bytes) {
  std::string text(EncodedSize(encoding, bytes.size()), '\0');
  Encode(encoding, bytes, &text[0]);
  return text;
}

}  // namespace

absl::StatusOr<Sealed> ParseSealed(absl::string_view text,
                                   absl::string_view name) {
  Sealed sealed;
  if (const char* error = Read(text, ReadPayload, &sealed)) {
    const absl::string_view wrapped = WhyWrapped(text);
    if (!wrapped.empty()) {
      return WithHint(NotSealed(name, wrapped),
                      "tr -d '\\r\\n' takes the line ends out");
    }
    const std::optional<Stranger> stranger = FindStranger(text);
    if (!stranger.has_value() || absl::StartsWith(text, "4:")) {
      return NotSealed(name, error);
    }
    return WithHint(
        NotSealed(name, error),
        absl::StrCat(stranger->what, *stranger->next_step == '\0' ? "" : ": ",
                     stranger->next_step));
  }
  return sealed;
}

absl::Status DecodeData(const Sealed& sealed, absl::Span<char> text,
                        absl::string_view name) {
  if (sealed.decoded ||
      Decode(sealed.header.encoding, sealed.data, text.data())) {
    return absl::OkStatus();
  }
  return NotSealed(name, "its data is not valid base64 or hex");
}

std::optional<Beginning> ParseBeginning(absl::string_view start) {
  Sealed sealed;
  if (Read(start, ReadPayloadStart, &sealed) != nullptr) return std::nullopt;
  return Beginning{sealed.header, start.size() - sealed.data.size()};
}

std::optional<Header> ParseSealedStart(absl::string_view start,
                                       uint64_t file_size) {
  start = start.substr(0, kSealedStart);
  Sealed sealed;
  if (Read(start, ReadPayloadStart, &sealed) != nullptr) return std::nullopt;
  const uint64_t before_data = start.size() - sealed.data.size();
  if (file_size < before_data ||
      !IsDataStart(sealed.header.encoding, sealed.data,
                   file_size - before_data)) {
    return std::nullopt;
  }
  return sealed.header;
}

std::string FormatHeader(const Header& header) {
  std::string text;
  if (header.version >= kVersion) absl::StrAppend(&text, kVersion, ":");
  if (header.version >= 2) {
    absl::StrAppend(&text, EncodingName(header.encoding), ":");
  }
  if (header.version >= 3) absl::StrAppend(&text, header.rounds, ":");
  const absl::string_view nonce(header.nonce.data(), header.nonce.size());
  absl::StrAppend(&text, EncodeToString(header.encoding, header.salt), "-",
                  EncodeToString(header.encoding, nonce), "-");
  return text;
}

int FormatSealed(absl::string_view head, Encoding encoding,
                 absl::string_view data, PieceTaker take) {
  char text[2 * kPiece];
  if (const int error = take(head); error != 0) return error;
  while (!data.empty()) {
    const absl::string_view part = data.substr(0, kPiece);
    Encode(encoding, part, text);
    const absl::string_view piece(text, EncodedSize(encoding, part.size()));
    if (const int error = take(piece); error != 0) return error;
    data.remove_prefix(part.size());
  }
  return 0;
}

}  // namespace dp
