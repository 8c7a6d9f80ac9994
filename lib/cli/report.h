// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The line that --report-to writes when a tool ends: for programs, which do not
// read messages. Its keys are in dp(7), and they stay.

#ifndef DP_LIB_CLI_REPORT_H_
#define DP_LIB_CLI_REPORT_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace dp {

// The N of `text`, fd:N, into `fd`: a descriptor that the caller passed, from 2
// on. What this process starts does not get it, so that its reader sees an end.
// An error is Misused and holds only the reason.
absl::Status TakeReportDescriptor(absl::string_view text, int* fd);

// One line of JSON with its line feed: how `tool` ends, with `exit_code`, and
// the details of `status` (status.h).
std::string ReportLine(absl::string_view tool, int exit_code,
                       const absl::Status& status);

// Writes it. Nothing comes of a failure, not even SIGPIPE: the exit code says
// what the tool has done, not what became of the report.
void WriteReport(int fd, absl::string_view line);

// The same where memory has run out: allocates nothing.
void ReportOutOfMemory(int fd, const char* tool, int exit_code);

}  // namespace dp

#endif  // DP_LIB_CLI_REPORT_H_
