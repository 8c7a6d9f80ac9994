// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// How a command fails, in the shape in which the Doppler CLI says it.

#ifndef DP_DROPIN_FAULT_H_
#define DP_DROPIN_FAULT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace dp {

struct Fault {
  std::string headline;  // A line before the error, or empty.
  std::string error;  // After "Doppler Error: "; empty: there is no such line.
  std::vector<std::string> lines;  // What follows it, newlines left out.
  int code = 1;
};

// A failure of the work: HEADLINE, which may be empty, and "Doppler Error:
// ...".
Fault Failure(absl::string_view headline, absl::string_view error,
              std::vector<std::string> lines = {});

// "doppler: "WHAT" is not part of this drop-in: INSTEAD".
Fault NotPart(absl::string_view what, absl::string_view instead);

// Ends with `code`, and everything has been said.
Fault Silent(int code);

// What goes to stderr: with `json` one line of JSON, where there is an error.
std::string Format(const Fault& fault, bool json);

// To stderr.
void Say(absl::string_view line);
void Warning(absl::string_view text);

}  // namespace dp

// Returns the fault of `expression` from the calling function, if it has one.
#define DP_RETURN_IF_FAULT(expression)                                       \
  do {                                                                       \
    if (std::optional<::dp::Fault> dp_fault = (expression)) return dp_fault; \
  } while (false)

#endif  // DP_DROPIN_FAULT_H_
