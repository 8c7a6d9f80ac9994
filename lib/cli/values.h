// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// From the text of an option to its value, one function a type.
//
// Each takes the value as it stands in argv (null for a switch, or an optional
// value left out) and fills `to`. An error is Misused and holds only the
// reason; the caller names the option.

#ifndef DP_LIB_CLI_VALUES_H_
#define DP_LIB_CLI_VALUES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "lib/base/secret.h"

namespace dp {

absl::Status ReadValue(char* value, bool* to);         // A switch.
absl::Status ReadValue(char* value, std::string* to);  // Not empty.
absl::Status ReadValue(
    char* value,
    std::optional<std::string>* to);  // Given or not; may be empty.
absl::Status ReadValue(
    char* value,
    std::vector<std::string>* to);  // Split at commas, and appended.
// Paths hold commas: one, and appended.
struct Paths {
  std::vector<std::string> list;
};
absl::Status ReadValue(char* value, Paths* to);
absl::Status ReadValue(char* value, uint32_t* to);  // [1-9][0-9]*
absl::Status ReadValue(char* value,
                       std::optional<absl::Duration>* to);           // times.h
absl::Status ReadValue(char* value, std::optional<absl::Time>* to);  // times.h
// Wipes the value in argv, where every user of the machine could read it.
absl::Status ReadValue(char* value, std::optional<Secret>* to);

template <typename Class, typename T>
T* MemberOf(void* object, T Class::*member) {
  return &(static_cast<Class*>(object)->*member);
}

// The `set` of an option that fills a member: Into<&Options::output>, or one
// deeper: Into<&Options::passphrase, &PassphraseRequest::from>.
template <auto Member, auto... Inner>
absl::Status Into(void* options, char* value) {
  if constexpr (sizeof...(Inner) == 0) {
    return ReadValue(value, MemberOf(options, Member));
  } else {
    return Into<Inner...>(MemberOf(options, Member), value);
  }
}

}  // namespace dp

#endif  // DP_LIB_CLI_VALUES_H_
