// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/exec/mount.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/base/status.h"
#include "lib/os/io.h"

namespace dp {
namespace {

class MountTest : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = absl::StrCat(testing::TempDir(), "/mountXXXXXX");
    ASSERT_NE(mkdtemp(directory_.data()), nullptr);
    path_ = absl::StrCat(directory_, "/secrets");
  }
  void TearDown() override {
    unlink(path_.c_str());
    // Also shows that nothing else is left.
    EXPECT_EQ(rmdir(directory_.c_str()), 0);
  }

  bool IsLink() const {
    struct stat st;
    return lstat(path_.c_str(), &st) == 0 && S_ISLNK(st.st_mode);
  }

  std::string directory_, path_;
};

TEST_F(MountTest, ReadsAgainAndAgainButNeverWrites) {
  {
    const auto mount = Mount::Make(path_, "secret", 1);
    ASSERT_TRUE(mount.ok()) << mount.status().message();
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(ReadFile(path_, 100)->Reveal(), "secret");
    }
    struct stat st;
    ASSERT_EQ(stat(path_.c_str(), &st), 0);
    EXPECT_EQ(st.st_size, 6);
    EXPECT_EQ(st.st_mode & 07777, mode_t{0400});
    EXPECT_NE(truncate(path_.c_str(), 0), 0);
    const Fd file(open(path_.c_str(), O_RDWR | O_CLOEXEC));
    if (file.get() >= 0) {
      EXPECT_LT(write(file.get(), "x", 1), 0);
    }
  }
  EXPECT_FALSE(IsLink());
}

TEST_F(MountTest, HoldsNothingAndMuch) {
  const std::string large(size_t{3} << 20, 'x');
  for (const std::string& bytes : {std::string(), large}) {
    const auto mount = Mount::Make(path_, bytes, 1);
    ASSERT_TRUE(mount.ok());
    EXPECT_EQ(ReadFile(path_, size_t{4} << 20)->Reveal(), bytes);
  }
}

TEST_F(MountTest, StaysOpenOverExec) {
  const auto mount = Mount::Make(path_, "secret", 1);
  ASSERT_TRUE(mount.ok());
  char target[64] = {};
  ASSERT_GT(readlink(path_.c_str(), target, sizeof(target) - 1), 0);
  int fd;
  ASSERT_TRUE(absl::SimpleAtoi(strrchr(target, '/') + 1, &fd));
  EXPECT_GE(fd, kFirstMountFd);
  EXPECT_EQ(fcntl(fd, F_GETFD), 0);
}

TEST_F(MountTest, ReplacesStaleLinks) {
  // A process that runs and may be looked at, as not every one may.
  const pid_t other = fork();
  if (other == 0) {
    pause();
    _exit(0);
  }
  for (const std::string& target : {absl::StrCat("/proc/", other, "/fd/999"),
                                    std::string("/proc/999999999/fd/12345")}) {
    ASSERT_EQ(symlink(target.c_str(), path_.c_str()), 0);
    const auto mount = Mount::Make(path_, "new", 1);
    ASSERT_TRUE(mount.ok()) << mount.status().message();
    EXPECT_EQ(ReadFile(path_, 100)->Reveal(), "new");
  }
  kill(other, SIGKILL);
  waitpid(other, nullptr, 0);
}

TEST_F(MountTest, TakesNoLinkToItself) {
  ASSERT_EQ(symlink("/proc/self/fd/200", path_.c_str()), 0);
  EXPECT_FALSE(Mount::Make(path_, "new", 1).ok());
}

TEST_F(MountTest, LeavesALiveMountAlone) {
  const auto first = Mount::Make(path_, "first", 1);
  ASSERT_TRUE(first.ok());
  const auto second = Mount::Make(path_, "second", 2);
  EXPECT_EQ(ExitCode(second.status()), 1);
  EXPECT_EQ(second.status().message(),
            Cannot("mount", path_, "a running command holds it"));
  EXPECT_EQ(ReadFile(path_, 100)->Reveal(), "first");
}

TEST_F(MountTest, LeavesEverythingElseAlone) {
  for (const char* target :
       {"", "nowhere", "/proc/1/fd/3", "/proc/1/fd/200/x", "/proc/-1/fd/200",
        "/proc/x/fd/200", "/proc/1/fd/"}) {
    if (*target == '\0') {
      ASSERT_GE(Fd(open(path_.c_str(), O_CREAT | O_CLOEXEC, 0600)).get(), 0);
    } else {
      ASSERT_EQ(symlink(target, path_.c_str()), 0);
    }
    const absl::Status status = Mount::Make(path_, "new", 1).status();
    EXPECT_EQ(status.message(), Cannot("mount", path_, "File exists"));
    EXPECT_EQ(unlink(path_.c_str()), 0) << target;
  }
}

TEST_F(MountTest, LeavesALinkThatIsNoLongerItsOwn) {
  {
    const auto mount = Mount::Make(path_, "old", 1);
    ASSERT_TRUE(mount.ok());
    ASSERT_EQ(unlink(path_.c_str()), 0);
    ASSERT_EQ(symlink("elsewhere", path_.c_str()), 0);
  }
  EXPECT_TRUE(IsLink());
}

TEST(AbsolutePath, StartsAtTheRoot) {
  ASSERT_EQ(chdir("/usr"), 0);
  EXPECT_EQ(*AbsolutePath("/a/../b"), "/a/../b");
  EXPECT_EQ(*AbsolutePath("a"), "/usr/a");
  EXPECT_EQ(*AbsolutePath("././a/./b"), "/usr/a/./b");
  ASSERT_EQ(chdir("/"), 0);
  EXPECT_EQ(*AbsolutePath("a"), "/a");
}

}  // namespace
}  // namespace dp
