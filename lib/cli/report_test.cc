// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/cli/report.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/base/status.h"

namespace dp {
namespace {

TEST(ReportLine, OfSuccessIsShort) {
  EXPECT_EQ(ReportLine("dp-x", 0, absl::OkStatus()),
            "{\"tool\":\"dp-x\",\"exit\":0,\"kind\":\"ok\"}\n");
}

TEST(ReportLine, HasTheKindOfEveryStatus) {
  const struct {
    absl::Status status;
    const char* kind;
  } cases[] = {
      {Failed(""), "failed"},        {Misused(""), "misused"},
      {Refused(""), "refused"},      {NotNow(""), "not-now"},
      {Expired(""), "expired"},      {Unchanged(), "unchanged"},
      {CannotRun(""), "cannot-run"}, {NoCommand(""), "no-command"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(ReportLine("dp-x", ExitCode(c.status), c.status),
              absl::StrCat("{\"tool\":\"dp-x\",\"exit\":", ExitCode(c.status),
                           ",\"kind\":\"", c.kind, "\"}\n"));
  }
}

TEST(ReportLine, HasTheDetails) {
  absl::Status status = Refused(Cannot("fetch", "https://\"x\"", "HTTP 401"));
  status = WithDetail(status, kHttpDetail, "401");
  status = WithDetail(status, kServerDetail, "no <\n>");
  status = WithHint(WithHint(status, "one"), "two");
  EXPECT_EQ(ReportLine("dp-x", 3, status),
            "{\"tool\":\"dp-x\",\"exit\":3,\"kind\":\"refused\",\"http\":401,"
            "\"server\":\"no \\u003c\\n\\u003e\",\"verb\":\"fetch\","
            "\"object\":\"https://\\\"x\\\"\",\"reason\":\"HTTP 401\","
            "\"hint\":\"one\\ntwo\"}\n");
  EXPECT_EQ(ReportLine("dp-x", 2, Misused(CannotUse("--a", "it is odd"))),
            "{\"tool\":\"dp-x\",\"exit\":2,\"kind\":\"misused\","
            "\"verb\":\"use\",\"object\":\"--a\",\"reason\":\"it is odd\","
            "\"option\":\"--a\"}\n");
}

TEST(TakeReportDescriptor, TakesWhatIsOpen) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  int fd = -1;
  EXPECT_TRUE(TakeReportDescriptor(absl::StrCat("fd:", ends[1]), &fd).ok());
  EXPECT_EQ(fd, ends[1]);
  EXPECT_EQ(fcntl(fd, F_GETFD), FD_CLOEXEC);
  close(ends[0]);
  close(ends[1]);
}

TEST(TakeReportDescriptor, RefusesTheRest) {
  const struct {
    const char* text;
    const char* reason;
  } cases[] = {
      {"", "it is not fd:N"},
      {"3", "it is not fd:N"},
      {"fd:", "it is not fd:N"},
      {"fd:-3", "it is not fd:N"},
      {"fd:3x", "it is not fd:N"},
      {"fd:99999999999", "it is not fd:N"},
      {"file:x", "it is not fd:N"},
      {"fd:0", "use descriptor 2 or higher"},
      {"fd:1", "use descriptor 2 or higher"},
      {"fd:4000", "descriptor 4000 is not open"},
  };
  for (const auto& c : cases) {
    int fd = -1;
    EXPECT_EQ(TakeReportDescriptor(c.text, &fd), Misused(c.reason)) << c.text;
    EXPECT_EQ(fd, -1);
  }
}

TEST(WriteReport, SurvivesAReaderThatIsGone) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  WriteReport(ends[1], "line\n");
  close(ends[1]);
  WriteReport(4000, "line\n");
  sigset_t pending;
  sigpending(&pending);
  EXPECT_EQ(sigismember(&pending, SIGPIPE), 0);
}

}  // namespace
}  // namespace dp
