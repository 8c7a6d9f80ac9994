// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/os/env.h"

#include <string.h>

#include <algorithm>

#include "absl/strings/strip.h"

namespace dp {
namespace {

// Points to the value in `entry`, or null when it is not one of `name`.
template <typename Char>
Char* ValueIn(Char* entry, absl::string_view name) {
  absl::string_view rest = entry;
  if (!absl::ConsumePrefix(&rest, name)) return nullptr;
  return absl::ConsumePrefix(&rest, "=") ? entry + name.size() + 1 : nullptr;
}

}  // namespace

absl::string_view GetEnv(const char* const* environment,
                         absl::string_view name) {
  for (; *environment != nullptr; ++environment) {
    if (const char* value = ValueIn(*environment, name)) return value;
  }
  return "";
}

Secret TakeEnv(char** environment, absl::string_view name) {
  Secret secret;
  // A caller may pass a name twice: the first counts, and no other may stay.
  for (; *environment != nullptr; ++environment) {
    char* value = ValueIn(*environment, name);
    if (value == nullptr) continue;
    if (secret.empty()) secret = Secret(value);
    explicit_bzero(value, strlen(value));
  }
  return secret;
}

void SortByName(std::vector<Variable>* variables) {
  std::sort(
      variables->begin(), variables->end(),
      [](const Variable& a, const Variable& b) { return a.name < b.name; });
}

}  // namespace dp
