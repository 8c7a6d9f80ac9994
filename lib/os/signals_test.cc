// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/os/signals.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gtest/gtest.h"

namespace dp {
namespace {

// The status of a child that is told `parent`, and then ends with 7.
int StatusOfChildOf(pid_t parent) {
  const pid_t child = fork();
  if (child == 0) {
    DieWithParent(parent);
    _exit(7);
  }
  int status = -1;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return status;
}

TEST(DieWithParentTest, GoesOnWhileTheParentLives) {
  const int status = StatusOfChildOf(getpid());
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 7);
}

// As if the parent had died before, and the child had another by now.
TEST(DieWithParentTest, EndsAtOnceWhenTheParentIsGone) {
  const int status = StatusOfChildOf(getpid() + 1);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 128 + SIGTERM);
}

// The descriptor that only the grandchild still holds closes when it dies.
TEST(DieWithParentTest, DiesWhenTheParentIsKilled) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    const pid_t parent = getpid();
    if (fork() == 0) {
      DieWithParent(parent);
      (void)!write(ends[1], "x", 1);
      for (;;) pause();
    }
    for (;;) pause();
  }
  close(ends[1]);
  char byte;
  ASSERT_EQ(read(ends[0], &byte, 1), 1);
  kill(child, SIGKILL);
  EXPECT_EQ(read(ends[0], &byte, 1), 0);
  waitpid(child, nullptr, 0);
  close(ends[0]);
}

}  // namespace
}  // namespace dp
