// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "dropin/fault.h"

#include <unistd.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/escape.h"
#include "lib/os/io.h"

namespace dp {
namespace {

// A std::string that escapes can be appended to.
struct Text {
  std::string text;
  void Append(absl::string_view more) { text.append(more.data(), more.size()); }
};

}  // namespace

Fault Failure(absl::string_view headline, absl::string_view error,
              std::vector<std::string> lines) {
  return {std::string(headline), std::string(error), std::move(lines), 1};
}

Fault NotPart(absl::string_view what, absl::string_view instead) {
  return {"",
          "",
          {absl::StrCat("doppler: \"", what,
                        "\" is not part of this drop-in: ", instead)},
          1};
}

Fault Silent(int code) { return {"", "", {}, code}; }

std::string Format(const Fault& fault, bool json) {
  if (json && !fault.error.empty()) {
    Text to;
    to.Append("{\"error\":");
    AppendGoString(fault.error, &to);
    to.Append("}\n");
    return to.text;
  }
  std::string text;
  if (!fault.headline.empty()) absl::StrAppend(&text, fault.headline, "\n");
  if (!fault.error.empty()) {
    absl::StrAppend(&text, "Doppler Error: ", fault.error, "\n");
  }
  for (const std::string& line : fault.lines)
    absl::StrAppend(&text, line, "\n");
  return text;
}

void Say(absl::string_view line) {
  (void)WriteAll(STDERR_FILENO, absl::StrCat(line, "\n"), "stderr");
}

void Warning(absl::string_view text) { Say(absl::StrCat("Warning: ", text)); }

}  // namespace dp
