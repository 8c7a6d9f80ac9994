// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/doppler/yaml_scalar.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace dp {
namespace {

constexpr absl::string_view kDigits = "0123456789";
// What YAML 1.1 or 1.2 takes for true, false, null or a number.
constexpr absl::string_view kWords[] = {
    "",     "~",     "null",  "Null",  "NULL",  "true",  "True",  "TRUE",
    "y",    "Y",     "yes",   "Yes",   "YES",   "on",    "On",    "ON",
    "n",    "N",     "no",    "No",    "NO",    "off",   "Off",   "OFF",
    ".nan", ".NaN",  ".NAN",  ".inf",  ".Inf",  ".INF",  "+.inf", "+.Inf",
    "<<",   "+.INF", "-.inf", "-.Inf", "-.INF", "false", "False", "FALSE"};

// Takes the longest run of `set` off the front of `text`; its length.
size_t Skip(absl::string_view set, absl::string_view* text) {
  const size_t size = std::min(text->find_first_not_of(set), text->size());
  text->remove_prefix(size);
  return size;
}

bool ConsumeSign(absl::string_view* text) {
  return absl::ConsumePrefix(text, "-") || absl::ConsumePrefix(text, "+");
}

// 12, -1.5, .5, 1e+3, 0x1f, 0o17, 0b1
bool IsNumber(absl::string_view text) {
  ConsumeSign(&text);
  absl::string_view rest = text;
  if (absl::ConsumePrefix(&rest, "0x")) {
    return Skip("0123456789abcdefABCDEF", &rest) > 0 && rest.empty();
  }
  if (absl::ConsumePrefix(&rest, "0o") || absl::ConsumePrefix(&rest, "0b")) {
    return Skip("01234567", &rest) > 0 && rest.empty();
  }
  size_t digits = Skip(kDigits, &text);
  if (absl::ConsumePrefix(&text, ".")) digits += Skip(kDigits, &text);
  if (digits == 0) return false;
  if (absl::ConsumePrefix(&text, "e") || absl::ConsumePrefix(&text, "E")) {
    ConsumeSign(&text);
    if (Skip(kDigits, &text) == 0) return false;
  }
  return text.empty();
}

// 12:30:45.5, a number to the base of 60 in YAML 1.1.
bool IsBase60(absl::string_view text) {
  ConsumeSign(&text);
  if (Skip(kDigits, &text) == 0) return false;
  size_t groups = 0;
  for (; absl::ConsumePrefix(&text, ":"); ++groups) {
    const absl::string_view group = text;
    const size_t digits = Skip(kDigits, &text);
    if (digits == 0 || digits > 2 || (digits == 2 && group[0] > '5')) {
      return false;
    }
  }
  if (absl::ConsumePrefix(&text, ".")) Skip(kDigits, &text);
  return groups > 0 && text.empty();
}

// 2026-1-31, also before a time.
bool IsDate(absl::string_view text) {
  if (Skip(kDigits, &text) != 4) return false;
  for (int i = 0; i < 2; ++i) {
    if (!absl::ConsumePrefix(&text, "-")) return false;
    const size_t digits = Skip(kDigits, &text);
    if (digits == 0 || digits > 2) return false;
  }
  return text.empty() ||
         (text.size() > 1 &&
          absl::string_view("Tt ").find(text[0]) != absl::string_view::npos &&
          text.find_first_not_of("0123456789:.+-TtZ ") ==
              absl::string_view::npos);
}

// Whether a reader would take the plain `text` for something else than a
// string.
bool LooksLikeAnother(absl::string_view text) {
  if (std::find(std::begin(kWords), std::end(kWords), text) !=
      std::end(kWords)) {
    return true;
  }
  const absl::string_view starts = "0123456789+-.";
  if (starts.find(text[0]) == absl::string_view::npos) return false;
  const std::string whole = absl::StrReplaceAll(text, {{"_", ""}});
  return IsNumber(whole) || IsBase60(whole) || IsDate(text);
}

// Whether the plain `text` would end early, or begin something else than a
// scalar.
bool HasIndicator(absl::string_view text) {
  const bool more = text.size() > 1 && text[1] != ' ';
  return text.front() == ' ' || text.back() == ' ' || text.back() == ':' ||
         absl::string_view("#,[]{}&*!|>'\"%@`").find(text[0]) !=
             absl::string_view::npos ||
         (!more &&
          absl::string_view("-?:").find(text[0]) != absl::string_view::npos) ||
         absl::StartsWith(text, "---") || absl::StartsWith(text, "...") ||
         absl::StrContains(text, ": ") || absl::StrContains(text, " #");
}

}  // namespace

std::string YamlScalar(absl::string_view text) {
  if (LooksLikeAnother(text)) {
    return absl::StrCat(
        "\"", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}}),
        "\"");
  }
  if (!HasIndicator(text)) return std::string(text);
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"'", "''"}}), "'");
}

}  // namespace dp
