// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "dropin/go_values.h"

#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"
#include "lib/base/times.h"

namespace dp {
namespace {

// Takes the prefix that tells the base of a number off `text`.
uint64_t TakeBase(absl::string_view* text, bool* had_prefix) {
  *had_prefix = true;
  if (text->size() > 1 && (*text)[0] == '0') {
    const char letter =
        absl::ascii_tolower(static_cast<unsigned char>((*text)[1]));
    if (letter == 'x' || letter == 'b' || letter == 'o') {
      text->remove_prefix(2);
      return letter == 'x' ? 16 : letter == 'b' ? 2 : 8;
    }
    text->remove_prefix(1);
    return 8;
  }
  *had_prefix = false;
  return 10;
}

int DigitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = absl::ascii_tolower(static_cast<unsigned char>(c));
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 99;
}

// A field that begins after its opening quote; `text` goes on after the closing
// one.
bool TakeQuoted(absl::string_view* text, std::string* field) {
  for (;;) {
    const size_t quote = text->find('"');
    if (quote == absl::string_view::npos) return false;
    field->append(text->data(), quote);
    text->remove_prefix(quote + 1);
    if (!absl::ConsumePrefix(text, "\"")) return true;
    field->push_back('"');
  }
}

}  // namespace

std::optional<bool> ParseGoBool(absl::string_view text) {
  for (const absl::string_view yes : {"1", "t", "T", "TRUE", "true", "True"}) {
    if (text == yes) return true;
  }
  for (const absl::string_view no :
       {"0", "f", "F", "FALSE", "false", "False"}) {
    if (text == no) return false;
  }
  return std::nullopt;
}

std::optional<int64_t> ParseGoInt(absl::string_view text) {
  const bool negative = absl::ConsumePrefix(&text, "-");
  if (!negative) absl::ConsumePrefix(&text, "+");
  bool after_digit;
  const uint64_t base = TakeBase(&text, &after_digit);
  constexpr uint64_t kMost = std::numeric_limits<int64_t>::max();
  uint64_t number = 0;
  // A lone 0 has been taken for a prefix, and is a digit, too.
  bool any = base == 8 && after_digit;
  for (const char c : text) {
    if (c == '_') {
      if (!after_digit) return std::nullopt;
      after_digit = false;
      continue;
    }
    const int digit = DigitOf(c);
    if (static_cast<uint64_t>(digit) >= base) return std::nullopt;
    if (number > (kMost - static_cast<uint64_t>(digit)) / base)
      return std::nullopt;
    number = number * base + static_cast<uint64_t>(digit);
    after_digit = any = true;
  }
  if (!any || !after_digit) return std::nullopt;
  const int64_t value = static_cast<int64_t>(number);
  return negative ? -value : value;
}

std::optional<absl::Duration> ParseGoDuration(absl::string_view text) {
  const bool negative = absl::ConsumePrefix(&text, "-");
  if (!negative) absl::ConsumePrefix(&text, "+");
  const absl::StatusOr<absl::Duration> duration = ParseDuration(text);
  if (!duration.ok()) return std::nullopt;
  return negative ? -*duration : *duration;
}

std::optional<std::vector<std::string>> ParseCsv(absl::string_view text) {
  std::vector<std::string> fields;
  text = text.substr(0, text.find('\n'));
  absl::ConsumeSuffix(&text, "\r");
  if (text.empty()) return fields;
  for (;;) {
    std::string field;
    if (absl::ConsumePrefix(&text, "\"")) {
      if (!TakeQuoted(&text, &field)) return std::nullopt;
      if (!text.empty() && text[0] != ',') return std::nullopt;
    } else {
      field = std::string(text.substr(0, text.find(',')));
      if (field.find('"') != std::string::npos) return std::nullopt;
      text.remove_prefix(field.size());
    }
    fields.push_back(std::move(field));
    if (!absl::ConsumePrefix(&text, ",")) return fields;
  }
}

}  // namespace dp
