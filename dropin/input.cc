// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "dropin/input.h"

#include <sys/stat.h>
#include <unistd.h>

#include "absl/strings/match.h"
#include "lib/base/status.h"
#include "lib/json/secrets.h"
#include "lib/os/io.h"

namespace dp {

bool HasInput() {
  struct stat st;
  return fstat(STDIN_FILENO, &st) == 0 && !S_ISCHR(st.st_mode);
}

Secret UnixLines(absl::string_view text) {
  Secret lines;
  lines.Reserve(text.size() + 1);
  while (!text.empty()) {
    const size_t end = text.find('\n');
    absl::string_view line = text.substr(0, end);
    if (absl::EndsWith(line, "\r")) line.remove_suffix(1);
    lines.Append(line);
    if (end == absl::string_view::npos) break;
    lines.Append("\n");
    text.remove_prefix(end + 1);
  }
  if (absl::EndsWith(lines.Reveal(), "\n")) lines.Resize(lines.size() - 1);
  return lines;
}

absl::StatusOr<Secret> ReadInputLines() {
  DP_ASSIGN_OR_RETURN(const Secret text, ReadFile("-", kMaxDocument));
  return UnixLines(text.Reveal());
}

absl::StatusOr<Secret> AskForLines() {
  DP_RETURN_IF_ERROR(WriteAll(
      STDOUT_FILENO,
      "Type the value. A line that is one period, after an empty line, ends "
      "it; so does ^D.\n",
      "stdout"));
  constexpr absl::string_view kEnd = "\n\n.\n";
  Secret text;
  char c;
  while (read(STDIN_FILENO, &c, 1) == 1) {
    text.Append({&c, 1});
    if (absl::EndsWith(text.Reveal(), kEnd)) {
      text.Resize(text.size() - kEnd.size() + 1);
      break;
    }
  }
  return UnixLines(text.Reveal());
}

}  // namespace dp
