// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/base/encoding.h"

#include <array>
#include <cstdint>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace dp {
namespace {

constexpr char kBase64Digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr char kHexDigits[] = "0123456789abcdef";
// Set in the value of every character that is no digit; no three bytes reach
// it.
constexpr uint32_t kNotADigit = 1u << 24;

using Table = std::array<uint32_t, 256>;

// The value of a base64 digit, shifted to its place among the 24 bits of four.
constexpr Table Base64Values(int shift) {
  Table table{};
  for (uint32_t& value : table) value = kNotADigit;
  for (uint32_t i = 0; i < 64; ++i) {
    table[static_cast<unsigned char>(kBase64Digits[i])] = i << shift;
  }
  return table;
}

constexpr Table kFirst = Base64Values(18), kSecond = Base64Values(12);
constexpr Table kThird = Base64Values(6), kFourth = Base64Values(0);

uint32_t Look(const Table& table, char c) {
  return table[static_cast<unsigned char>(c)];
}

uint32_t Byte(char c) { return static_cast<unsigned char>(c); }

// The bytes at `in` are read before `out` is written, so that both may overlap.
uint32_t ReadQuad(const char* in) {
  return Look(kFirst, in[0]) | Look(kSecond, in[1]) | Look(kThird, in[2]) |
         Look(kFourth, in[3]);
}

void WriteTriple(uint32_t bits, char* out) {
  out[0] = static_cast<char>(bits >> 16);
  out[1] = static_cast<char>(bits >> 8);
  out[2] = static_cast<char>(bits);
}

void WriteQuad(uint32_t bits, char* out) {
  out[0] = kBase64Digits[bits >> 18];
  out[1] = kBase64Digits[bits >> 12 & 63];
  out[2] = kBase64Digits[bits >> 6 & 63];
  out[3] = kBase64Digits[bits & 63];
}

void EncodeBase64(absl::string_view bytes, char* out) {
  const char* in = bytes.data();
  size_t rest = bytes.size();
  for (; rest >= 3; rest -= 3, in += 3, out += 4) {
    WriteQuad(Byte(in[0]) << 16 | Byte(in[1]) << 8 | Byte(in[2]), out);
  }
  if (rest == 0) return;
  WriteQuad(Byte(in[0]) << 16 | (rest == 2 ? Byte(in[1]) << 8 : 0), out);
  out[3] = '=';
  if (rest == 1) out[2] = '=';
}

bool DecodeBase64(absl::string_view text, char* out) {
  const bool padded = absl::ConsumeSuffix(&text, "=");
  const bool padded_twice = padded && absl::ConsumeSuffix(&text, "=");
  const char* in = text.data();
  uint32_t seen = 0;
  for (const char* end = in + text.size() / 4 * 4; in != end;
       in += 4, out += 3) {
    const uint32_t bits = ReadQuad(in);
    seen |= bits;
    WriteTriple(bits, out);
  }
  if (seen >= kNotADigit) return false;
  if (!padded) return true;
  const uint32_t bits = Look(kFirst, in[0]) | Look(kSecond, in[1]) |
                        (padded_twice ? 0 : Look(kThird, in[2]));
  out[0] = static_cast<char>(bits >> 16);
  if (!padded_twice) out[1] = static_cast<char>(bits >> 8);
  return (bits & (padded_twice ? 0xFFFF : 0xFF)) == 0 && bits < kNotADigit;
}

void EncodeHex(absl::string_view bytes, char* out) {
  for (const char c : bytes) {
    const uint32_t byte = Byte(c);
    *out++ = kHexDigits[byte >> 4];
    *out++ = kHexDigits[byte & 15];
  }
}

// 0 to 15, or 255.
unsigned HexValue(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  return 255;
}

bool DecodeHex(absl::string_view text, char* out) {
  unsigned seen = 0;
  for (size_t i = 0; i < text.size(); i += 2) {
    const unsigned high = HexValue(text[i]), low = HexValue(text[i + 1]);
    seen |= high | low;
    *out++ = static_cast<char>(high << 4 | (low & 15));
  }
  return seen < 16;
}

}  // namespace

absl::string_view EncodingName(Encoding encoding) {
  return encoding == Encoding::kBase64 ? "base64" : "hex";
}

size_t EncodedSize(Encoding encoding, size_t size) {
  return encoding == Encoding::kBase64 ? (size + 2) / 3 * 4 : 2 * size;
}

std::optional<size_t> DecodedSize(Encoding encoding, absl::string_view text) {
  if (encoding == Encoding::kHex) {
    if (text.size() % 2 != 0) return std::nullopt;
    return text.size() / 2;
  }
  if (text.size() % 4 != 0) return std::nullopt;
  const size_t padding = absl::EndsWith(text, "==")  ? 2
                         : absl::EndsWith(text, "=") ? 1
                                                     : 0;
  return text.size() / 4 * 3 - padding;
}

void Encode(Encoding encoding, absl::string_view bytes, char* out) {
  encoding == Encoding::kBase64 ? EncodeBase64(bytes, out)
                                : EncodeHex(bytes, out);
}

bool Decode(Encoding encoding, absl::string_view text, char* out) {
  if (!DecodedSize(encoding, text).has_value()) return false;
  return encoding == Encoding::kBase64 ? DecodeBase64(text, out)
                                       : DecodeHex(text, out);
}

}  // namespace dp
