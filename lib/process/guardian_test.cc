// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/process/guardian.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>

#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "lib/os/io.h"

namespace dp {
namespace {

// A process in a group of its own that waits for a signal.
pid_t StartGroup() {
  const pid_t child = fork();
  if (child == 0) {
    setpgid(0, 0);
    for (;;) pause();
  }
  setpgid(child, child);
  return child;
}

int StatusOf(pid_t child) {
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return status;
}

// The groups come first, as they would have a way to the guardian otherwise.

TEST(Guardian, KillsWhatItGuardsAtTheEnd) {
  const pid_t one = StartGroup(), two = StartGroup(), free = StartGroup();
  absl::StatusOr<Guardian> guardian = StartGuardian();
  ASSERT_TRUE(guardian.ok());
  TellGuardian(guardian->to.get(), one);
  TellGuardian(guardian->to.get(), free);
  TellGuardian(guardian->to.get(), two);
  ReleaseGuardian(guardian->to.get(), free);
  guardian->to = Fd();
  EXPECT_EQ(StatusOf(guardian->process), 0);
  EXPECT_EQ(StatusOf(one), SIGKILL);
  EXPECT_EQ(StatusOf(two), SIGKILL);
  EXPECT_EQ(kill(free, 0), 0);
  kill(free, SIGTERM);
  EXPECT_EQ(StatusOf(free), SIGTERM);
}

TEST(Guardian, IsNotEndedBySignals) {
  const pid_t group = StartGroup();
  absl::StatusOr<Guardian> guardian = StartGuardian();
  ASSERT_TRUE(guardian.ok());
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1}) {
    EXPECT_EQ(kill(guardian->process, signal), 0);
  }
  TellGuardian(guardian->to.get(), group);
  guardian->to = Fd();
  EXPECT_EQ(StatusOf(guardian->process), 0);
  EXPECT_EQ(StatusOf(group), SIGKILL);
}

TEST(Guardian, MayHaveGone) {
  absl::StatusOr<Guardian> guardian = StartGuardian();
  ASSERT_TRUE(guardian.ok());
  kill(guardian->process, SIGKILL);
  EXPECT_EQ(StatusOf(guardian->process), SIGKILL);
  TellGuardian(guardian->to.get(), 1000000);
  ReleaseGuardian(guardian->to.get(), 1000000);
}

}  // namespace
}  // namespace dp
