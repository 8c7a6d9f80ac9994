// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/template/literal.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/charconv.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "lib/base/printable.h"
#include "lib/base/status.h"
#include "lib/base/utf8.h"

namespace dp {
namespace {

constexpr absl::string_view kEscapeLetters = "abfnrtv";
constexpr absl::string_view kEscapeMeanings = "\a\b\f\n\r\t\v";

int DigitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = absl::ascii_tolower(static_cast<unsigned char>(c));
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 16;
}

// A sign and a prefix taken off a number, and its base.
struct Digits {
  bool negative = false;
  int base = 10;
  bool prefixed = false;
  absl::string_view text;
};

Digits SplitNumber(absl::string_view text) {
  Digits digits;
  digits.negative = absl::StartsWith(text, "-");
  if (digits.negative || absl::StartsWith(text, "+")) text.remove_prefix(1);
  digits.text = text;
  if (text.size() < 2 || text[0] != '0') return digits;
  const char letter = absl::ascii_tolower(static_cast<unsigned char>(text[1]));
  digits.base = letter == 'x' ? 16 : letter == 'b' ? 2 : 8;
  digits.prefixed = letter == 'x' || letter == 'b' || letter == 'o';
  digits.text.remove_prefix(digits.prefixed ? 2 : 1);
  return digits;
}

// Go lets an underscore stand between two digits, or between prefix and digit.
bool UnderscoresFit(const Digits& digits) {
  const int base = digits.base == 16 ? 16 : 10;
  const absl::string_view text = digits.text;
  // What SplitNumber took off a number of another base ends like a digit.
  bool after_digit = digits.base != 10;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool before_digit =
        i + 1 < text.size() && DigitOf(text[i + 1]) < base;
    if (text[i] == '_' && !(after_digit && before_digit)) return false;
    after_digit = DigitOf(text[i]) < base;
  }
  return true;
}

enum class Read { kGood, kOverflow, kNotOne };

Read ReadInteger(const Digits& digits, int64_t* integer) {
  uint64_t magnitude = 0;
  bool overflow = false;
  if (digits.text.empty()) return Read::kNotOne;
  for (const char c : digits.text) {
    if (c == '_') continue;
    const int digit = DigitOf(c);
    if (digit >= digits.base) return Read::kNotOne;
    overflow |= __builtin_mul_overflow(
        magnitude, static_cast<uint64_t>(digits.base), &magnitude);
    overflow |= __builtin_add_overflow(magnitude, static_cast<uint64_t>(digit),
                                       &magnitude);
  }
  const uint64_t limit = uint64_t{INT64_MAX} + (digits.negative ? 1 : 0);
  if (overflow || magnitude > limit) return Read::kOverflow;
  *integer = static_cast<int64_t>(digits.negative ? 0 - magnitude : magnitude);
  return Read::kGood;
}

absl::StatusOr<Value> ParseFloat(const Digits& digits, absl::string_view text) {
  const std::string plain = absl::StrReplaceAll(text, {{"_", ""}});
  double number = 0;
  const absl::from_chars_result result =
      absl::from_chars(plain.data(), plain.data() + plain.size(), number);
  const bool overflow =
      result.ec == std::errc::result_out_of_range && number != 0;
  if (result.ec == std::errc::invalid_argument || overflow ||
      result.ptr != plain.data() + plain.size()) {
    return Refused("illegal number syntax");
  }
  return Value::Float(digits.negative ? -number : number);
}

// One character of a quoted literal; `byte`: a single byte rather than a
// character.
struct Unquoted {
  char32_t code;
  bool byte;
  size_t size;  // In the literal.
};

constexpr absl::string_view kBadEscape = "invalid syntax in a quoted literal";

absl::StatusOr<Unquoted> UnquoteNumeric(absl::string_view text) {
  const char kind = text[1];
  const bool octal = kind >= '0' && kind <= '7';
  const size_t begin = octal ? 1 : 2;
  const size_t count = octal ? 3 : kind == 'x' ? 2 : kind == 'u' ? 4 : 8;
  if (text.size() < begin + count) return Refused(kBadEscape);
  char32_t code = 0;
  for (const char c : text.substr(begin, count)) {
    const int digit = DigitOf(c);
    if (digit >= (octal ? 8 : 16)) return Refused(kBadEscape);
    code = code * (octal ? 8 : 16) + static_cast<char32_t>(digit);
  }
  const bool byte = octal || kind == 'x';
  if (byte ? code > 0xFF
           : code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) {
    return Refused(kBadEscape);
  }
  return Unquoted{code, byte, begin + count};
}

absl::StatusOr<Unquoted> UnquoteOne(absl::string_view text, char quote) {
  if (text.empty() || text[0] == quote) return Refused(kBadEscape);
  if (text[0] != '\\') {
    const Character character = FirstCharacter(text);
    return Unquoted{character.code, false, character.size};
  }
  if (text.size() < 2) return Refused(kBadEscape);
  const char c = text[1];
  if (c == quote || c == '\\') {
    return Unquoted{static_cast<char32_t>(c), true, 2};
  }
  if (c == 'x' || c == 'u' || c == 'U' || (c >= '0' && c <= '7')) {
    return UnquoteNumeric(text);
  }
  const size_t letter = kEscapeLetters.find(c);
  if (letter == absl::string_view::npos) return Refused(kBadEscape);
  return Unquoted{static_cast<char32_t>(kEscapeMeanings[letter]), true, 2};
}

absl::StatusOr<Value> ParseCharacter(absl::string_view text) {
  text.remove_prefix(1);
  DP_ASSIGN_OR_RETURN(const Unquoted character, UnquoteOne(text, '\''));
  if (text.substr(character.size) != "'") {
    return Refused("malformed character constant");
  }
  return Value::Int(character.code);
}

absl::string_view UnquoteRaw(absl::string_view text, Arena& arena) {
  text = text.substr(1, text.size() - 2);
  if (text.find('\r') == absl::string_view::npos) return text;
  const absl::Span<char> copy = arena.Take(text.size());
  const auto end =
      std::remove_copy(text.begin(), text.end(), copy.begin(), '\r');
  return {copy.data(), static_cast<size_t>(end - copy.begin())};
}

void AppendHex(char32_t code, int digits, Sink& out) {
  for (int i = digits - 1; i >= 0; --i) {
    out.Append("0123456789abcdef"[code >> (4 * i) & 0xF]);
  }
}

void AppendEscape(char32_t code, Sink& out) {
  if (code < 0x20 || code == 0x7F) {
    const size_t i = kEscapeMeanings.find(static_cast<char>(code));
    out.Append('\\');
    if (i != absl::string_view::npos) return out.Append(kEscapeLetters[i]);
    out.Append('x');
    return AppendHex(code, 2, out);
  }
  out.Append(code < 0x10000 ? "\\u" : "\\U");
  AppendHex(code, code < 0x10000 ? 4 : 8, out);
}

void AppendQuotedOne(char32_t code, char quote, Quoting quoting, Sink& out) {
  if (code == static_cast<char32_t>(quote) || code == '\\') {
    out.Append('\\');
    return out.Append(static_cast<char>(code));
  }
  const bool fit = quoting == Quoting::kPrintable || code < 0x80;
  if (fit && IsPrintable(code)) return out.Append(EncodeUtf8(code).view());
  AppendEscape(code, out);
}

// The fewest digits d of 0.ddd * 10^point.
struct Decimal {
  std::string digits;
  int point;
};

Decimal ShortestDigits(double magnitude) {
  char buffer[32];
  const std::to_chars_result result =
      std::to_chars(buffer, buffer + sizeof(buffer), magnitude,
                    std::chars_format::scientific);
  const absl::string_view text(buffer,
                               static_cast<size_t>(result.ptr - buffer));
  const size_t e = text.find('e');
  int exponent = 0;
  (void)absl::SimpleAtoi(text.substr(e + 1), &exponent);
  Decimal decimal = {std::string(text.substr(0, e)), exponent + 1};
  if (decimal.digits.size() > 1) decimal.digits.erase(1, 1);
  return decimal;
}

std::string FormatFixed(const Decimal& decimal) {
  const int size = static_cast<int>(decimal.digits.size());
  if (decimal.point <= 0) {
    return absl::StrCat("0.",
                        std::string(static_cast<size_t>(-decimal.point), '0'),
                        decimal.digits);
  }
  if (decimal.point >= size) {
    return absl::StrCat(
        decimal.digits,
        std::string(static_cast<size_t>(decimal.point - size), '0'));
  }
  const size_t point = static_cast<size_t>(decimal.point);
  return absl::StrCat(decimal.digits.substr(0, point), ".",
                      decimal.digits.substr(point));
}

std::string FormatExponent(const Decimal& decimal) {
  const int exponent = decimal.point - 1;
  const int magnitude = std::abs(exponent);
  return absl::StrCat(decimal.digits.substr(0, 1),
                      decimal.digits.size() > 1 ? "." : "",
                      decimal.digits.substr(1), exponent < 0 ? "e-" : "e+",
                      magnitude < 10 ? "0" : "", magnitude);
}

std::string FormatShortest(double magnitude, char format) {
  const Decimal decimal = ShortestDigits(magnitude);
  const int exponent = decimal.point - 1;
  const bool scientific =
      format == 'e' || (format == 'g' && (exponent < -4 || exponent >= 6));
  return scientific ? FormatExponent(decimal) : FormatFixed(decimal);
}

std::string FormatPrecise(double magnitude, char format, int precision) {
  const std::chars_format shape = format == 'e' ? std::chars_format::scientific
                                  : format == 'f' ? std::chars_format::fixed
                                                  : std::chars_format::general;
  // The largest number has 309 digits before its point.
  std::string text(static_cast<size_t>(precision) + 330, '\0');
  const std::to_chars_result result = std::to_chars(
      text.data(), text.data() + text.size(), magnitude, shape, precision);
  text.resize(static_cast<size_t>(result.ptr - text.data()));
  return text;
}

}  // namespace

absl::StatusOr<Value> ParseNumber(absl::string_view text) {
  if (absl::StartsWith(text, "'")) return ParseCharacter(text);
  if (absl::EndsWith(text, "i")) {
    return Refused("complex numbers are not supported");
  }
  const Digits digits = SplitNumber(text);
  if (!UnderscoresFit(digits)) return Refused("illegal number syntax");
  if (digits.base == 16 &&
      digits.text.find_first_of(".pP") != absl::string_view::npos) {
    return Refused("hexadecimal floating-point numbers are not supported");
  }
  int64_t integer = 0;
  switch (ReadInteger(digits, &integer)) {
    case Read::kGood:
      return Value::Int(integer);
    case Read::kOverflow:
      return Refused("integer overflow");
    case Read::kNotOne:
      break;
  }
  if (digits.prefixed ||
      digits.text.find_first_of(".eE") == absl::string_view::npos) {
    return Refused("illegal number syntax");
  }
  return ParseFloat(digits, text.substr(text[0] == '-' || text[0] == '+'));
}

absl::StatusOr<absl::string_view> Unquote(absl::string_view text,
                                          Arena& arena) {
  if (text[0] == '`') return UnquoteRaw(text, arena);
  absl::string_view rest = text.substr(1, text.size() - 2);
  if (std::all_of(rest.begin(), rest.end(), [](char c) {
        return c != '\\' && absl::ascii_isascii(static_cast<unsigned char>(c));
      })) {
    return rest;
  }
  // A broken byte becomes a character of three.
  const absl::Span<char> copy = arena.Take(3 * rest.size());
  char* out = copy.data();
  while (!rest.empty()) {
    DP_ASSIGN_OR_RETURN(const Unquoted one, UnquoteOne(rest, '"'));
    rest.remove_prefix(one.size);
    if (one.byte) {
      *out++ = static_cast<char>(one.code);
      continue;
    }
    const Utf8 utf8 = EncodeUtf8(one.code);
    out = std::copy(utf8.bytes, utf8.bytes + utf8.size, out);
  }
  return absl::string_view(copy.data(), static_cast<size_t>(out - copy.data()));
}

void AppendQuoted(absl::string_view text, Quoting quoting, Sink& out) {
  out.Append('"');
  while (!text.empty()) {
    const Character character = FirstCharacter(text);
    if (character.broken()) {
      out.Append("\\x");
      AppendHex(static_cast<unsigned char>(text[0]), 2, out);
    } else {
      AppendQuotedOne(character.code, '"', quoting, out);
    }
    text.remove_prefix(character.size);
  }
  out.Append('"');
}

void AppendQuotedCharacter(char32_t code, Quoting quoting, Sink& out) {
  if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = kReplacement;
  out.Append('\'');
  AppendQuotedOne(code, '\'', quoting, out);
  out.Append('\'');
}

std::string FormatFloat(double number, char format, int precision) {
  const bool negative = std::signbit(number);
  const double magnitude = negative ? -number : number;
  const char lower = absl::ascii_tolower(static_cast<unsigned char>(format));
  std::string text = precision < 0 ? FormatShortest(magnitude, lower)
                                   : FormatPrecise(magnitude, lower, precision);
  if (lower != format) absl::AsciiStrToUpper(&text);
  return negative ? absl::StrCat("-", text) : text;
}

}  // namespace dp
