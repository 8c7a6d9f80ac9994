// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/env.h"

#include <string.h>

#include "absl/strings/strip.h"

namespace dp {
namespace {

// Points to the value of `name`, or null.
template <typename Char>
Char* Find(Char* const* environment, absl::string_view name) {
  for (; *environment != nullptr; ++environment) {
    absl::string_view entry = *environment;
    if (absl::ConsumePrefix(&entry, name) && absl::ConsumePrefix(&entry, "=")) {
      return *environment + name.size() + 1;
    }
  }
  return nullptr;
}

}  // namespace

absl::string_view GetEnv(const char* const* environment,
                         absl::string_view name) {
  const char* value = Find(environment, name);
  return value == nullptr ? "" : value;
}

Secret TakeEnv(char** environment, absl::string_view name) {
  char* value = Find(environment, name);
  if (value == nullptr) return Secret();
  Secret secret(value);
  explicit_bzero(value, strlen(value));
  return secret;
}

}  // namespace dp
