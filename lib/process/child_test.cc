// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/process/child.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "lib/base/status.h"
#include "lib/os/io.h"

namespace dp {
namespace {

int StatusOf(pid_t child) {
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return status;
}

absl::StatusOr<pid_t> Start(const std::vector<std::string>& command) {
  return StartChild({command, environ});
}

TEST(StartChild, RunsACommandFromPath) {
  EXPECT_EQ(ShellStatus(StatusOf(*Start({"true"}))), 0);
  EXPECT_EQ(ShellStatus(StatusOf(*Start({"sh", "-c", "exit 200"}))), 200);
}

TEST(StartChild, TellsWhyNot) {
  EXPECT_EQ(Start({"/none"}).status(),
            NoCommand(Cannot("run", "/none", "No such file or directory")));
  EXPECT_EQ(Start({"/"}).status(),
            CannotRun(Cannot("run", "/", "Permission denied")));
}

TEST(StartChild, GivesTheStreams) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const std::vector<std::string> command = {"sh", "-c",
                                            "echo out; echo err >&2"};
  ChildPlan plan = {command, environ};
  plan.output = plan.error = ends[1];
  const pid_t child = *StartChild(plan);
  close(ends[1]);
  EXPECT_EQ(ReadAll(ends[0], "pipe", 100)->Reveal(), "out\nerr\n");
  close(ends[0]);
  EXPECT_EQ(StatusOf(child), 0);
}

TEST(StartChild, LeadsAGroup) {
  const std::vector<std::string> command = {"sleep", "1000"};
  ChildPlan plan = {command, environ};
  plan.has_group = true;
  const pid_t child = *StartChild(plan);
  EXPECT_EQ(getpgid(child), child);
  EXPECT_EQ(kill(-child, SIGTERM), 0);
  EXPECT_EQ(StatusOf(child), SIGTERM);
}

TEST(HowItEnded, SaysItInWords) {
  const int exited = StatusOf(*Start({"sh", "-c", "exit 7"}));
  EXPECT_EQ(HowItEnded(exited), "it ended with status 7");
  const int killed = StatusOf(*Start({"sh", "-c", "kill -9 $$"}));
  EXPECT_EQ(HowItEnded(killed), "it was killed by signal 9");
  EXPECT_EQ(ShellStatus(killed), 137);
}

}  // namespace
}  // namespace dp
