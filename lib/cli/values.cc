// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/cli/values.h"

#include <string.h>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "lib/base/status.h"
#include "lib/base/times.h"

namespace dp {

absl::Status ReadValue(char* /*value*/, bool* to) {
  *to = true;
  return absl::OkStatus();
}

absl::Status ReadValue(char* value, std::string* to) {
  if (*value == '\0') return Misused("the value is empty");
  *to = value;
  return absl::OkStatus();
}

absl::Status ReadValue(char* value, std::optional<std::string>* to) {
  *to = value == nullptr ? "" : value;
  return absl::OkStatus();
}

absl::Status ReadValue(char* value, std::vector<std::string>* to) {
  for (absl::string_view part : absl::StrSplit(value, ',')) {
    if (part.empty()) {
      return Misused(absl::StrCat("an empty name in ", Quote(value)));
    }
    to->emplace_back(part);
  }
  return absl::OkStatus();
}

absl::Status ReadValue(char* value, uint32_t* to) {
  // SimpleAtoi alone takes spaces, signs and leading zeros.
  if (*value < '1' || *value > '9' || !absl::SimpleAtoi(value, to)) {
    return Misused(
        absl::StrCat(Quote(value), " is not a number from 1 to ", UINT32_MAX));
  }
  if (value[strlen(value) - 1] < '0' || value[strlen(value) - 1] > '9') {
    return Misused(absl::StrCat(Quote(value), " is not a number"));
  }
  return absl::OkStatus();
}

absl::Status ReadValue(char* value, Paths* to) {
  if (*value == '\0') return Misused("the value is empty");
  to->list.emplace_back(value);
  return absl::OkStatus();
}

absl::Status ReadValue(char* value, std::optional<absl::Duration>* to) {
  DP_ASSIGN_OR_RETURN(*to, ParseDuration(value));
  return absl::OkStatus();
}

absl::Status ReadValue(char* value, std::optional<absl::Time>* to) {
  DP_ASSIGN_OR_RETURN(*to, ParseTime(value));
  return absl::OkStatus();
}

absl::Status ReadValue(char* value, std::optional<Secret>* to) {
  *to = Secret(value);
  explicit_bzero(value, strlen(value));
  return absl::OkStatus();
}

}  // namespace dp
