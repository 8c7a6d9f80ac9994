// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// How a tool ended: its exit code, and the line of --report-to (dp(7),
// "Reports"). Its messages are for people; nothing is learned from them.

#ifndef DP_DROPIN_REPORT_H_
#define DP_DROPIN_REPORT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace dp {

// The exit codes of the tools that make a difference here.
enum ToolExit {
  kDone = 0,
  kFailed = 1,
  kMisused = 2,
  kRefused = 3,
  kNotNow = 4,
  kSame = 6
};
constexpr int kBrokenPipe = 128 + 13;

struct Report {
  std::string tool;
  int exit = -1;  // 128 and the number of the signal that killed it.
  // Of the line; empty or 0 for what it does not say.
  std::string verb, object, reason, option;
  std::string server;  // What the server said.
  int http = 0;        // The last status of the server.
  // For people: the error, without the name of the tool, and what else was
  // said.
  std::string message;
  std::vector<std::string> lines;

  bool refused_by(int status) const {
    return exit == kRefused && http == status;
  }
};

// `errors` is what went to stderr, and `line` what went to the descriptor of
// reports. report->exit is there already.
void ReadReport(absl::string_view tool, absl::string_view line,
                absl::string_view errors, Report* report);

}  // namespace dp

#endif  // DP_DROPIN_REPORT_H_
