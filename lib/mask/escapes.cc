// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/mask/escapes.h"

#include <string.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "lib/base/utf8.h"

namespace dp {
namespace {

constexpr Replacement kJson[] = {
    {'"', "\\\""}, {'\\', "\\\\"}, {'\b', "\\b"}, {'\f', "\\f"},
    {'\n', "\\n"}, {'\r', "\\r"},  {'\t', "\\t"},
};
constexpr Replacement kJsonSlash[] = {
    {'"', "\\\""}, {'\\', "\\\\"}, {'\b', "\\b"}, {'\f', "\\f"},
    {'\n', "\\n"}, {'\r', "\\r"},  {'\t', "\\t"}, {'/', "\\/"},
};

constexpr Replacement kSpacePlus[] = {{' ', "+"}};

constexpr Replacement kXmlText[] = {
    {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}};
constexpr Replacement kXmlQuot[] = {
    {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}};
constexpr Replacement kXmlApos[] = {{'&', "&amp;"},
                                    {'<', "&lt;"},
                                    {'>', "&gt;"},
                                    {'"', "&quot;"},
                                    {'\'', "&apos;"}};
constexpr Replacement kXml39[] = {{'&', "&amp;"},
                                  {'<', "&lt;"},
                                  {'>', "&gt;"},
                                  {'"', "&quot;"},
                                  {'\'', "&#39;"}};
constexpr Replacement kXml039[] = {{'&', "&amp;"},
                                   {'<', "&lt;"},
                                   {'>', "&gt;"},
                                   {'"', "&quot;"},
                                   {'\'', "&#039;"}};
constexpr Replacement kXmlX27[] = {{'&', "&amp;"},
                                   {'<', "&lt;"},
                                   {'>', "&gt;"},
                                   {'"', "&quot;"},
                                   {'\'', "&#x27;"}};
constexpr Replacement kXmlElementTree[] = {
    {'&', "&amp;"},  {'<', "&lt;"},   {'>', "&gt;"},  {'"', "&quot;"},
    {'\n', "&#10;"}, {'\r', "&#13;"}, {'\t', "&#09;"}};

constexpr Replacement kSingleQuoted[] = {{'\'', "'\\''"}};
constexpr Replacement kSingleQuotedPython[] = {{'\'', "'\"'\"'"}};
constexpr Replacement kDoubleQuoted[] = {
    {'"', "\\\""}, {'\\', "\\\\"}, {'$', "\\$"}, {'`', "\\`"}};
constexpr Replacement kBackslashed[] = {
    {' ', "\\ "}, {'!', "\\!"},  {'"', "\\\""},  {'$', "\\$"}, {'&', "\\&"},
    {'(', "\\("}, {'\'', "\\'"}, {')', "\\)"},   {'*', "\\*"}, {',', "\\,"},
    {';', "\\;"}, {'<', "\\<"},  {'=', "\\="},   {'>', "\\>"}, {'?', "\\?"},
    {'[', "\\["}, {']', "\\]"},  {'\\', "\\\\"}, {'^', "\\^"}, {'`', "\\`"},
    {'{', "\\{"}, {'|', "\\|"},  {'}', "\\}"}};
constexpr Replacement kAnsiQuoted[] = {
    {'\'', "\\'"}, {'\\', "\\\\"}, {'\a', "\\a"}, {'\b', "\\b"},
    {'\f', "\\f"}, {'\n', "\\n"},  {'\r', "\\r"}, {'\t', "\\t"},
    {'\v', "\\v"}, {'\x1b', "\\E"}};
constexpr Replacement kPowerShell[] = {{'"', "`\""}, {'$', "`$"}, {'`', "``"}};
constexpr Replacement kSingleDoubled[] = {{'\'', "''"}};
constexpr Replacement kDoubleDoubled[] = {{'"', "\"\""}};

constexpr Replacement kPython[] = {
    {'\\', "\\\\"}, {'\n', "\\n"}, {'\r', "\\r"}, {'\t', "\\t"}};
constexpr Replacement kPythonSingle[] = {
    {'\'', "\\'"}, {'\\', "\\\\"}, {'\n', "\\n"}, {'\r', "\\r"}, {'\t', "\\t"}};
constexpr Replacement kC[] = {{'"', "\\\""}, {'\\', "\\\\"}, {'\a', "\\a"},
                              {'\b', "\\b"}, {'\f', "\\f"},  {'\n', "\\n"},
                              {'\r', "\\r"}, {'\t', "\\t"},  {'\v', "\\v"}};
constexpr Replacement kJavaScript[] = {
    {'\\', "\\\\"}, {'\b', "\\b"}, {'\f', "\\f"}, {'\n', "\\n"},
    {'\r', "\\r"},  {'\t', "\\t"}, {'\v', "\\v"}};
constexpr Replacement kJavaScriptSingle[] = {
    {'\'', "\\'"}, {'\\', "\\\\"}, {'\b', "\\b"}, {'\f', "\\f"},
    {'\n', "\\n"}, {'\r', "\\r"},  {'\t', "\\t"}, {'\v', "\\v"}};

constexpr Number kRaw = Number::kRaw;
constexpr Number kUnicode = Number::kUnicode;
constexpr Number kHex = Number::kHex;
constexpr Number kOctal = Number::kOctal;
constexpr Number kPercent = Number::kPercent;
constexpr Number kXml = Number::kXml;
constexpr Number kXmlHex = Number::kXmlHex;
constexpr char kDelete[] = "\x7f";

// All but `kept` by number; the space as `texts` have it.
constexpr Dialect Url(const char* kept, bool upper,
                      absl::Span<const Replacement> texts = {}) {
  return {texts, kPercent, kPercent, kPercent, "", kept, upper};
}

// NOLINTNEXTLINE(cert-err58-cpp): constant.
constexpr Dialect kDialects[] = {
    // JSON: the least that it asks for, jq's, in ASCII, with \/.
    {kJson, kUnicode},
    {kJson, kUnicode, kRaw, kUnicode, kDelete},
    {kJson, kUnicode, kUnicode},
    {kJson, kUnicode, kUnicode, kRaw, "", nullptr, true},
    {kJsonSlash, kUnicode},
    {kJsonSlash, kUnicode, kUnicode},
    // JSON to stand in HTML: Go, Gson, Flask, .NET, PHP.
    {kJson, kUnicode, kRaw, kUnicode, "<>&"},
    {kJson, kUnicode, kRaw, kUnicode, "<>&='"},
    {kJson, kUnicode, kUnicode, kUnicode, "<>&'"},
    {kJson, kUnicode, kUnicode, kUnicode, "\"&'+<>`\x7f", nullptr, true},
    {kJsonSlash, kUnicode, kUnicode, kUnicode, "<>&'\"", nullptr, true},
    // Parts of a URL: encodeURIComponent, RFC 3986, paths of Python and Go.
    Url("-_.!~*'()", true),
    Url("-_.~", true),
    Url("-_.~", false),
    Url("-_.~/", true),
    Url("-_.~$&+=:@", true),
    // Forms: URLSearchParams and Java, Python and Go, .NET.
    Url("*-._", true, kSpacePlus),
    Url("-_.~", true, kSpacePlus),
    Url("-_.!*()", false, kSpacePlus),
    // A whole URL: encodeURI.
    Url("-_.!~*'();,/?:@&=+$#", true),
    // XML and HTML.
    {kXmlText},
    {kXmlQuot},
    {kXmlApos},
    {kXml39},
    {kXml039},
    {kXmlX27},
    {kXmlElementTree},
    {kXmlQuot, kXml},
    {kXmlText, kXmlHex, kRaw, kXml, "\"'"},
    {kXmlText, kRaw, kRaw, kXml, "\"'"},
    {kXmlText, kRaw, kXml},
    // Shells, and those that double a quote: SQL, CSV, YAML, PowerShell.
    {kSingleQuoted},
    {kSingleQuotedPython},
    {kDoubleQuoted},
    {kBackslashed},
    {kAnsiQuoted, kOctal, kRaw, kOctal, kDelete},
    {kAnsiQuoted, kOctal, kOctal, kOctal, kDelete},
    {kPowerShell},
    {kSingleDoubled},
    {kDoubleDoubled},
    // Python; its bytes.
    {kPython, kHex, kRaw, kHex, kDelete},
    {kPythonSingle, kHex, kRaw, kHex, kDelete},
    {kPython, kHex, kHex, kHex, kDelete},
    {kPythonSingle, kHex, kHex, kHex, kDelete},
    // Go and C.
    {kC, kHex, kRaw, kHex, kDelete},
    {kC, kHex, kUnicode, kHex, kDelete},
    {kC, kHex, kHex, kHex, kDelete},
    {kC, kOctal, kOctal, kOctal, kDelete},
    {kC, kOctal, kRaw, kOctal, kDelete},
    // JavaScript.
    {kJavaScript, kHex, kRaw, kHex, kDelete, nullptr, true},
    {kJavaScriptSingle, kHex, kRaw, kHex, kDelete, nullptr, true},
};

bool IsAlphanumeric(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z');
}

bool Has(const char* list, char c) {
  return c != '\0' && strchr(list, c) != nullptr;
}

const char* TextOf(const Dialect& dialect, char c) {
  for (const Replacement& replacement : dialect.texts) {
    if (replacement.character == c) return replacement.text;
  }
  return nullptr;
}

// How a character that has no text in the dialect is written.
Number NumberOf(const Dialect& dialect, unsigned char c) {
  if (c >= 0x80) return dialect.wide;
  if (c < ' ') return dialect.control;
  const bool listed =
      dialect.kept != nullptr
          ? !IsAlphanumeric(c) && !Has(dialect.kept, static_cast<char>(c))
          : Has(dialect.list, static_cast<char>(c));
  return listed ? dialect.listed : Number::kRaw;
}

// The last `count` digits of `number`, where each has `bits` bits; all, where
// `count` is 0 and the base 10 or 16.
void AppendDigits(uint32_t number, uint32_t base, size_t count, bool upper,
                  Secret* to) {
  const char* const digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
  char text[12];
  size_t size = 0;
  do {
    text[sizeof(text) - ++size] = digits[number % base];
    number /= base;
  } while (size < count || (count == 0 && number > 0));
  to->Append({text + sizeof(text) - size, size});
}

void AppendUnit(uint32_t unit, bool upper, Secret* to) {
  to->Append("\\u");
  AppendDigits(unit, 16, 4, upper, to);
}

void AppendUnicode(char32_t code, bool upper, Secret* to) {
  if (code <= 0xFFFF) {
    AppendUnit(code, upper, to);
    return;
  }
  AppendUnit(0xD800 + ((code - 0x10000) >> 10), upper, to);
  AppendUnit(0xDC00 + ((code - 0x10000) & 0x3FF), upper, to);
}

void AppendByte(unsigned char byte, Number number, bool upper, Secret* to) {
  to->Append(number == Number::kPercent ? "%"
             : number == Number::kHex   ? "\\x"
                                        : "\\");
  const bool octal = number == Number::kOctal;
  AppendDigits(byte, octal ? 8 : 16, octal ? 3 : 2, upper, to);
}

void AppendNumber(absl::string_view bytes, char32_t code, Number number,
                  bool upper, Secret* to) {
  switch (number) {
    case Number::kRaw:
      to->Append(bytes);
      return;
    case Number::kUnicode:
      AppendUnicode(code, upper, to);
      return;
    case Number::kXml:
    case Number::kXmlHex:
      to->Append(number == Number::kXml ? "&#" : "&#x");
      AppendDigits(code, number == Number::kXml ? 10 : 16, 0, true, to);
      to->Append(";");
      return;
    case Number::kHex:
    case Number::kOctal:
    case Number::kPercent:
      for (const char c : bytes) {
        AppendByte(static_cast<unsigned char>(c), number, upper, to);
      }
  }
}

}  // namespace

absl::Span<const Dialect> Dialects() { return kDialects; }

void AppendEscaped(absl::string_view text, const Dialect& dialect, Secret* to) {
  while (!text.empty()) {
    const Character character = FirstCharacter(text);
    const absl::string_view bytes = text.substr(0, character.size);
    text.remove_prefix(character.size);
    const Number number =
        NumberOf(dialect, static_cast<unsigned char>(bytes[0]));
    const char* const replacement = TextOf(dialect, bytes[0]);
    // A list of the dialect is for exceptions from its texts.
    if (replacement != nullptr && !Has(dialect.list, bytes[0])) {
      to->Append(replacement);
    } else {
      AppendNumber(bytes, character.code, number, dialect.upper, to);
    }
  }
}

bool IsChanged(absl::string_view text, const Dialect& dialect) {
  return std::any_of(text.begin(), text.end(), [&](char c) {
    return NumberOf(dialect, static_cast<unsigned char>(c)) != Number::kRaw ||
           TextOf(dialect, c) != nullptr;
  });
}

}  // namespace dp
