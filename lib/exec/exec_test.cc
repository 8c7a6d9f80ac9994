// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/exec/exec.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "gtest/gtest.h"
#include "lib/base/remedy.h"
#include "lib/base/status.h"
#include "lib/os/io.h"

namespace dp {
namespace {

using Words = std::vector<std::string>;

TEST(ShellCommand, TakesTheShellsThatDopplerKnows) {
  for (const char* shell : {"/bin/bash", "/bin/dash", "/usr/bin/fish",
                            "/bin/zsh", "/bin/ksh", "/bin/csh", "/bin/tcsh"}) {
    EXPECT_EQ(ShellCommand(shell, "x"), (Words{shell, "-c", "x"}));
  }
  for (const char* shell :
       {"", "bash", "/bin/sh", "/bin/false", "/bin/bash "}) {
    EXPECT_EQ(ShellCommand(shell, "x"), (Words{"sh", "-c", "x"}));
  }
}

TEST(ReadExecLimits, FollowsTheStack) {
  rlimit old;
  ASSERT_EQ(getrlimit(RLIMIT_STACK, &old), 0);
  const struct {
    rlim_t stack;
    size_t all;
  } kCases[] = {{size_t{8} << 20, size_t{2} << 20},
                {size_t{64} << 20, size_t{6} << 20},
                {old.rlim_max, size_t{6} << 20},
                {size_t{256} << 10, size_t{128} << 10}};
  for (const auto& c : kCases) {
    if (c.stack > old.rlim_max) continue;
    const rlimit limit = {c.stack, old.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_STACK, &limit), 0);
    EXPECT_EQ(ReadExecLimits().all, c.all);
    EXPECT_EQ(ReadExecLimits().one,
              32 * static_cast<size_t>(sysconf(_SC_PAGESIZE)) - 1);
  }
  ASSERT_EQ(setrlimit(RLIMIT_STACK, &old), 0);
}

TEST(CheckSizes, CountsEveryByte) {
  const Words command = {"ab", "c"};
  char entry[] = "A=xyz";
  char* environment[] = {entry, nullptr};
  const Variable secret = {"A", "xyz"};
  // The path, two words and an entry with their NULs, and three pointers.
  const size_t total = 3 + 3 + 2 + 6 + 3 * sizeof(char*);
  EXPECT_TRUE(CheckSizes({5, total}, command, environment, {&secret, 1}).ok());
  const absl::Status one =
      CheckSizes({4, total}, command, environment, {&secret, 1});
  EXPECT_EQ(ExitCode(one), 1);
  EXPECT_EQ(one.message(),
            "cannot inject \"A\": it is over the limit of 4 bytes for a name, "
            "\"=\" and its value");
  EXPECT_EQ(AdviceOf(one).remedy, Remedy::kMount);
  const absl::Status all =
      CheckSizes({5, total - 1}, command, environment, {&secret, 1});
  EXPECT_EQ(all.message(),
            "cannot run \"ab\": the arguments and the environment are over the "
            "limit of 37 bytes; the largest secret is \"A\"");
  EXPECT_EQ(AdviceOf(all).remedy, Remedy::kMount);
  EXPECT_EQ(CheckSizes({5, total - 1}, command, environment, {}).message(),
            "cannot run \"ab\": the arguments and the environment are over the "
            "limit of 37 bytes");
}

TEST(IsInherited, NotOfWhatIsOpenedHere) {
  const Fd ours(open("/dev/null", O_RDONLY | O_CLOEXEC));
  const Fd passed(open("/dev/null", O_RDONLY));
  EXPECT_FALSE(IsInherited(ours.get()));
  EXPECT_TRUE(IsInherited(passed.get()));
  EXPECT_FALSE(IsInherited(4000));
}

TEST(SetStdin, IsTheDescriptorOrEmpty) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const Fd read_end(ends[0]);
  Fd write_end(ends[1]);
  ASSERT_EQ(write(write_end.get(), "ab", 2), 2);
  ASSERT_EQ(write_end.Close(), 0);
  ASSERT_TRUE(SetStdin(read_end.get()).ok());
  EXPECT_EQ(ReadAll(STDIN_FILENO, "stdin", 9)->Reveal(), "ab");
  ASSERT_TRUE(SetStdin(0).ok());
  EXPECT_EQ(ReadAll(STDIN_FILENO, "stdin", 9)->Reveal(), "");
}

TEST(Exec, TellsWhyNot) {
  char* environment[] = {nullptr};
  const Words missing = {"/nowhere/x"};
  EXPECT_EQ(ExitCode(Exec(Arguments(missing), environment)), 127);
  const Words directory = {"/tmp"};
  const absl::Status status = Exec(Arguments(directory), environment);
  EXPECT_EQ(ExitCode(status), 126);
  EXPECT_EQ(status.message(), "cannot run \"/tmp\": Permission denied");
}

}  // namespace
}  // namespace dp
