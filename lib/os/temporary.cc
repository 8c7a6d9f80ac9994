// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/os/temporary.h"

#include <limits.h>

#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"

namespace dp {
namespace {

constexpr size_t kRandomDigits = 16;
constexpr absl::string_view kTemporarySuffix = ".tmp";
constexpr absl::string_view kAsideSuffix = ".dp-clean";

std::string HiddenName(absl::string_view name, uint64_t random,
                       absl::string_view suffix) {
  const size_t room = NAME_MAX - 2 - kRandomDigits - suffix.size();
  return absl::StrFormat(".%s.%016x%s", name.substr(0, room), random, suffix);
}

// NAME of .NAME.<16 hex digits>SUFFIX; empty for any other name.
absl::string_view InnerName(absl::string_view name, absl::string_view suffix) {
  if (!absl::ConsumePrefix(&name, ".") || !absl::ConsumeSuffix(&name, suffix)) {
    return "";
  }
  if (name.size() < kRandomDigits + 2) return "";
  const size_t dot = name.size() - kRandomDigits - 1;
  if (name[dot] != '.' || name.find_first_not_of("0123456789abcdef", dot + 1) !=
                              absl::string_view::npos) {
    return "";
  }
  return name.substr(0, dot);
}

}  // namespace

static_assert(kMaxWholeAside ==
                  NAME_MAX - 2 - kRandomDigits - kAsideSuffix.size(),
              "what HiddenName has room for");

std::string TemporaryName(absl::string_view name, uint64_t random) {
  return HiddenName(name, random, kTemporarySuffix);
}

bool IsTemporaryName(absl::string_view name) {
  return !InnerName(name, kTemporarySuffix).empty();
}

std::string AsideName(absl::string_view name, uint64_t random) {
  return HiddenName(name, random, kAsideSuffix);
}

absl::string_view NameBeforeAside(absl::string_view aside) {
  return InnerName(aside, kAsideSuffix);
}

}  // namespace dp
