// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/cli/report.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "lib/base/escape.h"
#include "lib/base/secret.h"
#include "lib/base/status.h"
#include "lib/os/io.h"

namespace dp {
namespace {

// While this is in scope, writing where nobody reads is an error and no signal.
class NoSigpipe {
 public:
  NoSigpipe() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    sigprocmask(SIG_BLOCK, &pipe_, &old_);
  }
  ~NoSigpipe() {
    const timespec now = {};
    if (!was_pending_) (void)sigtimedwait(&pipe_, nullptr, &now);
    sigprocmask(SIG_SETMASK, &old_, nullptr);
  }
  NoSigpipe(const NoSigpipe&) = delete;
  NoSigpipe& operator=(const NoSigpipe&) = delete;

 private:
  sigset_t pipe_, old_;
  bool was_pending_;
};

}  // namespace

absl::Status TakeReportDescriptor(absl::string_view text, int* fd) {
  int number;
  if (!absl::ConsumePrefix(&text, "fd:") || text.empty() ||
      text.find_first_not_of("0123456789") != absl::string_view::npos ||
      !absl::SimpleAtoi(text, &number)) {
    return Misused("it is not fd:N");
  }
  if (number < STDERR_FILENO) {
    return Misused("use descriptor 2 or higher");
  }
  // What the caller passed is never close-on-exec; what is opened here is.
  const int flags = fcntl(number, F_GETFD);
  if (flags < 0 || (flags & FD_CLOEXEC) != 0) {
    return Misused(absl::StrCat("descriptor ", number, " is not open"));
  }
  if (number > STDERR_FILENO) {
    (void)fcntl(number, F_SETFD, flags | FD_CLOEXEC);
  }
  *fd = number;
  return absl::OkStatus();
}

std::string ReportLine(absl::string_view tool, int exit_code,
                       const absl::Status& status) {
  Secret line("{\"tool\":");
  AppendGoString(tool, &line);
  line.Append(absl::StrCat(",\"exit\":", exit_code, ",\"kind\":\"",
                           KindWord(status), "\""));
  const std::string http = DetailOf(status, kHttpDetail);
  if (!http.empty()) line.Append(absl::StrCat(",\"http\":", http));
  for (const char* const key : {kServerDetail, kVerbDetail, kObjectDetail,
                                kReasonDetail, kOptionDetail, kHintDetail}) {
    const std::string value = DetailOf(status, key);
    if (value.empty()) continue;
    line.Append(absl::StrCat(",\"", key, "\":"));
    AppendGoString(value, &line);
  }
  line.Append("}\n");
  return std::string(line.Reveal());
}

void WriteReport(int fd, absl::string_view line) {
  const NoSigpipe no_sigpipe;
  (void)WriteAll(fd, line, "report");
}

void ReportOutOfMemory(int fd, const char* tool, int exit_code) {
  if (fd < 0) return;
  char line[192];
  const int size =
      snprintf(line, sizeof(line),
               "{\"tool\":\"%.64s\",\"exit\":%d,\"kind\":\"failed\","
               "\"reason\":\"out of memory\"}\n",
               tool, exit_code);
  const NoSigpipe no_sigpipe;
  (void)!write(fd, line, static_cast<size_t>(size));
}

}  // namespace dp
