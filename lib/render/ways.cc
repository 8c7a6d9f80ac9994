// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/render/ways.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "lib/base/utf8.h"

namespace dp {
namespace {

using absl::string_view;

constexpr string_view kNames[] = {
    "is empty",
    "holds an apostrophe",
    "holds a double quote",
    "holds a backtick",
    "holds a backslash",
    "ends in a backslash",
    "holds a $",
    "holds ${...}",
    "holds a #",
    "holds a line feed",
    "holds a carriage return",
    "ends in a carriage return",
    "begins or ends in a blank",
    "ends in a blank",
    "begins with a quote",
    "begins or ends in a quote",
    "holds \\n as two characters",
    "holds \\r as two characters",
    "holds an apostrophe together with a line feed or #",
    "holds a double quote together with #",
    "holds a backtick together with a line feed or #",
    "holds a control character",
    "holds something that is not a Unicode character",
    "holds a mark that Unicode may compose with the letter before",
    "holds $(",
    "holds a backslash before the end of a line",
    "holds a blank before # or ;",
    "holds a line that begins or ends in a blank, or begins with # or ;",
    "holds two backslashes in a row",
    "begins with encrypted:",
    "holds \\t as two characters",
};

// Only for a look: what the bytes around a byte make of it comes later.
constexpr Traits kQuotes = kSingle | kDouble | kBacktick;
constexpr Traits kUnicode = 1U << 31;  // A part of a character beyond ASCII.

constexpr std::array<Traits, 256> MakeTraitsOfBytes() {
  std::array<Traits, 256> traits = {};
  for (size_t i = 0; i < ' '; ++i) traits[i] = kControl;
  for (size_t i = 0x80; i < 256; ++i) traits[i] = kUnicode;
  traits[0x7F] = kControl;
  traits['\t'] = 0;
  traits['\n'] = kLf;
  traits['\r'] = kCr;
  traits['\''] = kSingle;
  traits['"'] = kDouble;
  traits['`'] = kBacktick;
  traits['\\'] = kBackslash;
  traits['$'] = kDollar;
  traits['#'] = kHash;
  return traits;
}
constexpr std::array<Traits, 256> kTraitsOfBytes = MakeTraitsOfBytes();

Traits TraitsOfByte(char c) {
  return kTraitsOfBytes[static_cast<unsigned char>(c)];
}

Traits EndsOf(string_view value) {
  const char first = value.front(), last = value.back();
  Traits traits = 0;
  const auto is_blank = [](char c) {
    const unsigned char byte = static_cast<unsigned char>(c);
    return byte <= ' ' || byte >= 0x7F;
  };
  if (is_blank(first) || is_blank(last)) traits |= kBlankEnds;
  if (last == ' ' || last == '\t') traits |= kBlankLast;
  if (last == '\r') traits |= kCrLast;
  if (last == '\\') traits |= kBackslashLast;
  if ((TraitsOfByte(first) & kQuotes) != 0) traits |= kQuoteFirst | kQuoteEnds;
  if ((TraitsOfByte(last) & kQuotes) != 0) traits |= kQuoteEnds;
  if (absl::StartsWith(value, "encrypted:")) traits |= kEncrypted;
  return traits;
}

Traits BackslashesOf(string_view value) {
  Traits traits = 0;
  if (absl::StrContains(value, "\\\\")) traits |= kBackslashPair;
  if (absl::StrContains(value, "\\n")) traits |= kTextLf;
  if (absl::StrContains(value, "\\t")) traits |= kTextTab;
  if (absl::StrContains(value, "\\r")) traits |= kTextCr;
  if (absl::StrContains(value, "\\\n") || absl::StrContains(value, "\\\r")) {
    traits |= kBackslashLine;
  }
  return traits;
}

// Whether `quote` stands where no backslash precedes it.
bool IsPlain(string_view value, char quote) {
  for (size_t i = 0; i < value.size(); ++i) {
    if (value[i] == quote && (i == 0 || value[i - 1] != '\\')) return true;
  }
  return false;
}

Traits QuotesOf(string_view value, bool ends_line, bool ends_any_line) {
  Traits traits = 0;
  if (ends_any_line && IsPlain(value, '\'')) traits |= kSingleLine;
  if (ends_line && IsPlain(value, '"')) traits |= kDoubleHash;
  if (ends_any_line && IsPlain(value, '`')) traits |= kBacktickLine;
  return traits;
}

// As python-dotenv looks for it: \$\{[^}:]*(:-[^}]*)?\}
bool HoldsBraces(string_view value) {
  for (size_t at = value.find("${"); at != string_view::npos;
       at = value.find("${", at + 1)) {
    const size_t end = value.find_first_of(":}", at + 2);
    if (end == string_view::npos) return false;
    if (value[end] == '}') return true;
    if (absl::StartsWith(value.substr(end), ":-") &&
        value.find('}', end) != string_view::npos) {
      return true;
    }
  }
  return false;
}

Traits DollarsOf(string_view value) {
  Traits traits = 0;
  if (HoldsBraces(value)) traits |= kBraces;
  if (absl::StrContains(value, "$(")) traits |= kCommand;
  return traits;
}

// What Python's str.isspace() takes for a blank.
bool EndsInBlank(string_view text) {
  constexpr string_view kBlanks[] = {
      "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\xA8",
      "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80",
  };
  if (text.empty()) return false;
  const unsigned char last = static_cast<unsigned char>(text.back());
  if (last == ' ' || (last >= '\t' && last <= '\r') ||
      (last >= 0x1C && last <= 0x1F)) {
    return true;
  }
  // U+2000 to U+200A.
  if (last >= 0x80 && last <= 0x8A &&
      absl::EndsWith(text.substr(0, text.size() - 1), "\xE2\x80")) {
    return true;
  }
  return std::any_of(std::begin(kBlanks), std::end(kBlanks),
                     [text](string_view b) { return absl::EndsWith(text, b); });
}

Traits CommentsOf(string_view value) {
  for (size_t at = value.find_first_of("#;"); at != string_view::npos;
       at = value.find_first_of("#;", at + 1)) {
    if (EndsInBlank(value.substr(0, at))) return kComment;
  }
  return 0;
}

bool HoldsRaggedLines(string_view value) {
  const auto is_even = [](char c) {
    const unsigned char byte = static_cast<unsigned char>(c);
    return byte > ' ' && byte < 0x7F && c != '#' && c != ';';
  };
  for (const string_view line : absl::StrSplit(value, '\n')) {
    if (!line.empty() && (!is_even(line.front()) || !is_even(line.back()))) {
      return true;
    }
  }
  return false;
}

struct Range {
  char32_t first, last;
};

// Characters that stand otherwise in Normalization Form C (Unicode 14), may do
// so after another, or change places: \p{NFC_QC=No}, \p{NFC_QC=Maybe} and those
// of a combining class.
constexpr Range kComposed[] = {
    {0x0300, 0x034E},   {0x0350, 0x036F},   {0x0374, 0x0374},
    {0x037E, 0x037E},   {0x0387, 0x0387},   {0x0483, 0x0487},
    {0x0591, 0x05BD},   {0x05BF, 0x05BF},   {0x05C1, 0x05C2},
    {0x05C4, 0x05C5},   {0x05C7, 0x05C7},   {0x0610, 0x061A},
    {0x064B, 0x065F},   {0x0670, 0x0670},   {0x06D6, 0x06DC},
    {0x06DF, 0x06E4},   {0x06E7, 0x06E8},   {0x06EA, 0x06ED},
    {0x0711, 0x0711},   {0x0730, 0x074A},   {0x07EB, 0x07F3},
    {0x07FD, 0x07FD},   {0x0816, 0x0819},   {0x081B, 0x0823},
    {0x0825, 0x0827},   {0x0829, 0x082D},   {0x0859, 0x085B},
    {0x0898, 0x089F},   {0x08CA, 0x08E1},   {0x08E3, 0x08FF},
    {0x093C, 0x093C},   {0x094D, 0x094D},   {0x0951, 0x0954},
    {0x0958, 0x095F},   {0x09BC, 0x09BC},   {0x09BE, 0x09BE},
    {0x09CD, 0x09CD},   {0x09D7, 0x09DF},   {0x09FE, 0x09FE},
    {0x0A33, 0x0A33},   {0x0A36, 0x0A36},   {0x0A3C, 0x0A3C},
    {0x0A4D, 0x0A4D},   {0x0A59, 0x0A5B},   {0x0A5E, 0x0A5E},
    {0x0ABC, 0x0ABC},   {0x0ACD, 0x0ACD},   {0x0B3C, 0x0B3C},
    {0x0B3E, 0x0B3E},   {0x0B4D, 0x0B4D},   {0x0B56, 0x0B5D},
    {0x0BBE, 0x0BBE},   {0x0BCD, 0x0BCD},   {0x0BD7, 0x0BD7},
    {0x0C3C, 0x0C3C},   {0x0C4D, 0x0C56},   {0x0CBC, 0x0CBC},
    {0x0CC2, 0x0CC2},   {0x0CCD, 0x0CD6},   {0x0D3B, 0x0D3C},
    {0x0D3E, 0x0D3E},   {0x0D4D, 0x0D4D},   {0x0D57, 0x0D57},
    {0x0DCA, 0x0DCF},   {0x0DDF, 0x0DDF},   {0x0E38, 0x0E3A},
    {0x0E48, 0x0E4B},   {0x0EB8, 0x0EBA},   {0x0EC8, 0x0ECB},
    {0x0F18, 0x0F19},   {0x0F35, 0x0F35},   {0x0F37, 0x0F37},
    {0x0F39, 0x0F39},   {0x0F43, 0x0F43},   {0x0F4D, 0x0F4D},
    {0x0F52, 0x0F52},   {0x0F57, 0x0F57},   {0x0F5C, 0x0F5C},
    {0x0F69, 0x0F69},   {0x0F71, 0x0F76},   {0x0F78, 0x0F78},
    {0x0F7A, 0x0F7D},   {0x0F80, 0x0F84},   {0x0F86, 0x0F87},
    {0x0F93, 0x0F93},   {0x0F9D, 0x0F9D},   {0x0FA2, 0x0FA2},
    {0x0FA7, 0x0FA7},   {0x0FAC, 0x0FAC},   {0x0FB9, 0x0FB9},
    {0x0FC6, 0x0FC6},   {0x102E, 0x102E},   {0x1037, 0x1037},
    {0x1039, 0x103A},   {0x108D, 0x108D},   {0x1161, 0x1175},
    {0x11A8, 0x11C2},   {0x135D, 0x135F},   {0x1714, 0x1715},
    {0x1734, 0x1734},   {0x17D2, 0x17D2},   {0x17DD, 0x17DD},
    {0x18A9, 0x18A9},   {0x1939, 0x193B},   {0x1A17, 0x1A18},
    {0x1A60, 0x1A60},   {0x1A75, 0x1A7F},   {0x1AB0, 0x1ABD},
    {0x1ABF, 0x1ACE},   {0x1B34, 0x1B35},   {0x1B44, 0x1B44},
    {0x1B6B, 0x1B73},   {0x1BAA, 0x1BAB},   {0x1BE6, 0x1BE6},
    {0x1BF2, 0x1BF3},   {0x1C37, 0x1C37},   {0x1CD0, 0x1CD2},
    {0x1CD4, 0x1CE0},   {0x1CE2, 0x1CE8},   {0x1CED, 0x1CED},
    {0x1CF4, 0x1CF4},   {0x1CF8, 0x1CF9},   {0x1DC0, 0x1DFF},
    {0x1F71, 0x1F71},   {0x1F73, 0x1F73},   {0x1F75, 0x1F75},
    {0x1F77, 0x1F77},   {0x1F79, 0x1F79},   {0x1F7B, 0x1F7B},
    {0x1F7D, 0x1F7D},   {0x1FBB, 0x1FBB},   {0x1FBE, 0x1FBE},
    {0x1FC9, 0x1FC9},   {0x1FCB, 0x1FCB},   {0x1FD3, 0x1FD3},
    {0x1FDB, 0x1FDB},   {0x1FE3, 0x1FE3},   {0x1FEB, 0x1FEB},
    {0x1FEE, 0x1FEF},   {0x1FF9, 0x1FF9},   {0x1FFB, 0x1FFB},
    {0x1FFD, 0x1FFD},   {0x2000, 0x2001},   {0x20D0, 0x20DC},
    {0x20E1, 0x20E1},   {0x20E5, 0x20F0},   {0x2126, 0x2126},
    {0x212A, 0x212B},   {0x2329, 0x232A},   {0x2ADC, 0x2ADC},
    {0x2CEF, 0x2CF1},   {0x2D7F, 0x2D7F},   {0x2DE0, 0x2DFF},
    {0x302A, 0x302F},   {0x3099, 0x309A},   {0xA66F, 0xA66F},
    {0xA674, 0xA67D},   {0xA69E, 0xA69F},   {0xA6F0, 0xA6F1},
    {0xA806, 0xA806},   {0xA82C, 0xA82C},   {0xA8C4, 0xA8C4},
    {0xA8E0, 0xA8F1},   {0xA92B, 0xA92D},   {0xA953, 0xA953},
    {0xA9B3, 0xA9B3},   {0xA9C0, 0xA9C0},   {0xAAB0, 0xAAB0},
    {0xAAB2, 0xAAB4},   {0xAAB7, 0xAAB8},   {0xAABE, 0xAABF},
    {0xAAC1, 0xAAC1},   {0xAAF6, 0xAAF6},   {0xABED, 0xABED},
    {0xF900, 0xFA0D},   {0xFA10, 0xFA10},   {0xFA12, 0xFA12},
    {0xFA15, 0xFA1E},   {0xFA20, 0xFA20},   {0xFA22, 0xFA22},
    {0xFA25, 0xFA26},   {0xFA2A, 0xFAD9},   {0xFB1D, 0xFB1F},
    {0xFB2A, 0xFB4E},   {0xFE20, 0xFE2F},   {0x101FD, 0x101FD},
    {0x102E0, 0x102E0}, {0x10376, 0x1037A}, {0x10A0D, 0x10A0D},
    {0x10A0F, 0x10A0F}, {0x10A38, 0x10A3F}, {0x10AE5, 0x10AE6},
    {0x10D24, 0x10D27}, {0x10EAB, 0x10EAC}, {0x10F46, 0x10F50},
    {0x10F82, 0x10F85}, {0x11046, 0x11046}, {0x11070, 0x11070},
    {0x1107F, 0x1107F}, {0x110B9, 0x110BA}, {0x11100, 0x11102},
    {0x11127, 0x11127}, {0x11133, 0x11134}, {0x11173, 0x11173},
    {0x111C0, 0x111C0}, {0x111CA, 0x111CA}, {0x11235, 0x11236},
    {0x112E9, 0x112EA}, {0x1133B, 0x1133C}, {0x1133E, 0x1133E},
    {0x1134D, 0x1134D}, {0x11357, 0x11357}, {0x11366, 0x11374},
    {0x11442, 0x11442}, {0x11446, 0x11446}, {0x1145E, 0x1145E},
    {0x114B0, 0x114B0}, {0x114BA, 0x114BA}, {0x114BD, 0x114BD},
    {0x114C2, 0x114C3}, {0x115AF, 0x115AF}, {0x115BF, 0x115C0},
    {0x1163F, 0x1163F}, {0x116B6, 0x116B7}, {0x1172B, 0x1172B},
    {0x11839, 0x1183A}, {0x11930, 0x11930}, {0x1193D, 0x1193E},
    {0x11943, 0x11943}, {0x119E0, 0x119E0}, {0x11A34, 0x11A34},
    {0x11A47, 0x11A47}, {0x11A99, 0x11A99}, {0x11C3F, 0x11C3F},
    {0x11D42, 0x11D42}, {0x11D44, 0x11D45}, {0x11D97, 0x11D97},
    {0x16AF0, 0x16AF4}, {0x16B30, 0x16B36}, {0x16FF0, 0x16FF1},
    {0x1BC9E, 0x1BC9E}, {0x1D15E, 0x1D169}, {0x1D16D, 0x1D172},
    {0x1D17B, 0x1D182}, {0x1D185, 0x1D18B}, {0x1D1AA, 0x1D1AD},
    {0x1D1BB, 0x1D1C0}, {0x1D242, 0x1D244}, {0x1E000, 0x1E02A},
    {0x1E130, 0x1E136}, {0x1E2AE, 0x1E2AE}, {0x1E2EC, 0x1E2EF},
    {0x1E8D0, 0x1E8D6}, {0x1E944, 0x1E94A}, {0x2F800, 0x2FA1D},
};

bool IsDecomposed(char32_t code) {
  const Range* range = std::lower_bound(
      std::begin(kComposed), std::end(kComposed), code,
      [](const Range& r, char32_t wanted) { return r.last < wanted; });
  return range != std::end(kComposed) && range->first <= code;
}

Traits CharactersOf(string_view value, bool* ends_line) {
  Traits traits = 0;
  for (size_t i = 0; i < value.size();) {
    const Character character = FirstCharacter(value.substr(i));
    const char32_t code = character.code;
    i += character.size;
    // JavaScript takes these for the end of a line.
    *ends_line = *ends_line || code == 0x2028 || code == 0x2029;
    if ((code & 0xFFFE) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF)) {
      traits |= kNoncharacter;
    }
    if (IsDecomposed(code)) traits |= kDecomposed;
  }
  return traits;
}

string_view NameOf(Traits trait) {
  size_t i = 0;
  while ((Traits{1} << i) != trait) ++i;
  return kNames[i];
}

// Of `traits` the one that breaks most of the ways which none of `named` does.
Traits MostBreaking(absl::Span<const Way> ways, Traits traits, Traits named) {
  Traits best = 0;
  std::ptrdiff_t most = 0;
  for (Traits left = traits; left != 0; left &= left - 1) {
    const Traits trait = left & (~left + 1);
    const std::ptrdiff_t count =
        std::count_if(ways.begin(), ways.end(), [=](const Way& way) {
          return (way.breaks & named) == 0 && (way.breaks & trait) != 0;
        });
    if (count > most) best = trait;
    most = std::max(most, count);
  }
  return best;
}

// The traits because of which no way is exact, as few as say it: `holds an
// apostrophe and a line feed`.
std::string WhyNoWay(absl::Span<const Way> ways, Traits traits) {
  Traits named = 0;
  while (std::any_of(ways.begin(), ways.end(), [&](const Way& way) {
    return (way.breaks & named) == 0;
  })) {
    named |= MostBreaking(ways, traits, named);
  }
  std::string text;
  for (Traits left = named; left != 0; left &= left - 1) {
    string_view name = NameOf(left & (~left + 1));
    if (!text.empty() && absl::StartsWith(text, "holds ")) {
      absl::ConsumePrefix(&name, "holds ");
    }
    absl::StrAppend(&text, text.empty() ? "" : " and ", name);
  }
  return text;
}

}  // namespace

Traits TraitsOf(string_view value) {
  if (value.empty()) return kEmpty;
  Traits traits = EndsOf(value);
  for (const char c : value) traits |= TraitsOfByte(c);
  bool ends_line = (traits & kHash) != 0;
  if ((traits & kUnicode) != 0) traits |= CharactersOf(value, &ends_line);
  traits |= CommentsOf(value);
  if ((traits & kLf) != 0 && HoldsRaggedLines(value)) traits |= kRaggedLines;
  if ((traits & kBackslash) != 0) traits |= BackslashesOf(value);
  if ((traits & kDollar) != 0) traits |= DollarsOf(value);
  if ((traits & kQuotes) != 0) {
    traits |=
        QuotesOf(value, ends_line, ends_line || (traits & (kLf | kCr)) != 0);
  }
  return traits & ~kUnicode;
}

const Way* FindWay(absl::Span<const Way> ways, Traits traits) {
  for (const Way& way : ways) {
    if (IsExact(way, traits)) return &way;
  }
  return nullptr;
}

std::string WhyNotValue(absl::Span<const Way> ways, size_t max_size,
                        const Variable& secret) {
  const Traits traits = TraitsOf(secret.value);
  if (FindWay(ways, traits) == nullptr) return WhyNoWay(ways, traits);
  const size_t size = secret.name.size() + 1 + secret.value.size();
  if (max_size == 0 || size <= max_size) return "";
  return absl::StrCat("is over the limit of ", max_size,
                      " bytes with its name");
}

void AppendBy(const Way& way, string_view value, Secret* to) {
  to->Append(way.before);
  size_t plain = 0;
  for (size_t i = 0; i < value.size();) {
    const Replacement* found = nullptr;
    for (const Replacement& escape : way.escapes) {
      if (value[i] == escape.bytes[0] &&
          absl::StartsWith(value.substr(i), escape.bytes)) {
        found = &escape;
        break;
      }
    }
    if (found == nullptr) {
      ++i;
      continue;
    }
    to->Append(value.substr(plain, i - plain));
    to->Append(found->text);
    i += found->bytes.size();
    plain = i;
  }
  to->Append(value.substr(plain));
  to->Append(way.after);
}

}  // namespace dp
