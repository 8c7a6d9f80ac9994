// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/base/times.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status.h"

namespace dp {
namespace {

struct Unit {
  absl::string_view name;
  int64_t nanoseconds;
};

constexpr int64_t kSecond = 1000000000;
constexpr int64_t kHour = 3600 * kSecond;
constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

// Two-letter names first, so that "ms" is not read as "m".
constexpr Unit kUnits[] = {
    {"ns", 1},           {"us", 1000},    {"\u00b5s", 1000},
    {"\u03bcs", 1000},   {"ms", 1000000}, {"s", kSecond},
    {"m", 60 * kSecond}, {"h", kHour},    {"d", 24 * kHour},
    {"w", 168 * kHour},
};

absl::Status BadDuration(absl::string_view text, absl::string_view reason) {
  return Misused(absl::StrCat(Quote(text), " is not a duration: ", reason));
}

// Takes digits off the front of `text`. False when the number is over 2^63-1.
bool TakeDigits(absl::string_view* text, int64_t* number) {
  while (!text->empty() &&
         absl::ascii_isdigit(static_cast<unsigned char>(text->front()))) {
    const int64_t digit = text->front() - '0';
    if (*number > (kMax - digit) / 10) return false;
    *number = 10 * *number + digit;
    text->remove_prefix(1);
  }
  return true;
}

// Digits after the point beyond the eighteenth are less than a nanosecond of
// any unit here.
void TakeFraction(absl::string_view* text, int64_t* number, int64_t* scale) {
  while (!text->empty() &&
         absl::ascii_isdigit(static_cast<unsigned char>(text->front()))) {
    if (*scale < 1000000000000000000) {
      *number = 10 * *number + (text->front() - '0');
      *scale *= 10;
    }
    text->remove_prefix(1);
  }
}

const Unit* TakeUnit(absl::string_view* text) {
  for (const Unit& unit : kUnits) {
    if (!absl::StartsWith(*text, unit.name)) continue;
    text->remove_prefix(unit.name.size());
    return &unit;
  }
  return nullptr;
}

// The end of 9999: RFC 3339 has four digits for a year.
absl::Time LastTime() { return absl::FromUnixSeconds(253402300799); }

}  // namespace

absl::StatusOr<absl::Duration> ParseDuration(absl::string_view text) {
  if (text == "0") return absl::ZeroDuration();
  if (text.empty()) return BadDuration(text, "it is empty");
  if (text.front() == '-') return BadDuration(text, "it is negative");
  __int128 sum = 0;
  for (absl::string_view rest = text; !rest.empty();) {
    const size_t before = rest.size();
    int64_t number = 0, fraction = 0, scale = 1;
    if (!TakeDigits(&rest, &number)) return BadDuration(text, "it is too long");
    size_t num_digits = before - rest.size();
    if (!rest.empty() && rest.front() == '.') {
      rest.remove_prefix(1);
      const size_t after_point = rest.size();
      TakeFraction(&rest, &fraction, &scale);
      num_digits += after_point - rest.size();
    }
    // Behind a unit, as in 7days, it is the unit that is wrong.
    if (num_digits == 0 && before == text.size()) {
      return BadDuration(text, "a number is missing");
    }
    const Unit* unit = num_digits == 0 ? nullptr : TakeUnit(&rest);
    if (unit == nullptr) {
      return BadDuration(text,
                         "use the units s, m, h, d or w, as in 90s or 7d");
    }
    sum += static_cast<__int128>(number) * unit->nanoseconds;
    sum += static_cast<__int128>(fraction) * unit->nanoseconds / scale;
    if (sum > kMax) return BadDuration(text, "it is too long");
  }
  return absl::Nanoseconds(static_cast<int64_t>(sum));
}

absl::StatusOr<absl::Time> ParseTime(absl::string_view text) {
  // YYYY-MM-DD, which the end of a day makes a time.
  constexpr size_t kDateSize = 10;
  std::string full(text);
  if (text.size() == kDateSize) full += "T23:59:59Z";
  absl::Time time;
  std::string error;
  // Abseil also takes "infinite-past" and spaces around the time.
  const bool digit =
      !text.empty() &&
      absl::ascii_isdigit(static_cast<unsigned char>(text.front()));
  const bool ends =
      !text.empty() &&
      !absl::ascii_isspace(static_cast<unsigned char>(text.back()));
  if (!digit || !ends ||
      !absl::ParseTime(absl::RFC3339_full, full, &time, &error) ||
      time > LastTime()) {
    return Misused(absl::StrCat(
        Quote(text),
        " is not a time: use RFC 3339, as in 2026-12-31T23:59:59Z"));
  }
  return time;
}

std::string FormatUtc(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", std::min(time, LastTime()),
                          absl::UTCTimeZone());
}

std::string FormatLocal(absl::Time time, absl::Time now, absl::TimeZone zone) {
  // A day less, as a zone may be ahead.
  time = std::min(time, LastTime() - absl::Hours(24));
  const std::string span = FormatSpan(time <= now ? now - time : time - now);
  return absl::StrCat(absl::FormatTime("%Y-%m-%d %H:%M:%S %z", time, zone),
                      time <= now ? absl::StrCat(" (", span, " ago)")
                                  : absl::StrCat(" (in ", span, ")"));
}

std::string FormatSpan(absl::Duration duration) {
  struct {
    absl::string_view name;
    int64_t seconds;
  } constexpr kSpans[] = {{"day", 86400}, {"hour", 3600}, {"minute", 60}};
  const int64_t seconds = absl::ToInt64Seconds(duration);
  for (const auto& span : kSpans) {
    if (seconds < span.seconds) continue;
    const int64_t number = seconds / span.seconds;
    return absl::StrCat(number, " ", span.name, number == 1 ? "" : "s");
  }
  return absl::StrCat(seconds, " second", seconds == 1 ? "" : "s");
}

}  // namespace dp
