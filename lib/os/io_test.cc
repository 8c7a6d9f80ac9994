// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/os/io.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/base/status.h"

namespace dp {
namespace {

class Io : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = absl::StrCat(testing::TempDir(), "/io.XXXXXX");
    ASSERT_NE(mkdtemp(&name[0]), nullptr);
    folder_ = name;
  }

  std::string Path(absl::string_view name) const {
    return absl::StrCat(folder_, "/", name);
  }

  static std::string Content(const std::string& path) {
    const auto bytes = ReadFile(path, 1000);
    return bytes.ok() ? std::string(bytes->Reveal())
                      : std::string(bytes.status().message());
  }

  void Make(absl::string_view name, absl::string_view bytes) const {
    const Fd file(open(Path(name).c_str(), O_WRONLY | O_CREAT, 0644));
    ASSERT_TRUE(WriteAll(file.get(), bytes, name).ok());
  }

 private:
  std::string folder_;
};

TEST_F(Io, ReadsUpToTheLimitAndNoMore) {
  Make("ten", "0123456789");
  EXPECT_EQ(ReadFile(Path("ten"), 10)->Reveal(), "0123456789");
  const auto over = ReadFile(Path("ten"), 9);
  EXPECT_EQ(ExitCode(over.status()), 3);
  EXPECT_EQ(over.status().message(),
            Cannot("read", Path("ten"), "it is over the limit of 9 bytes"));
  EXPECT_EQ(ReadFile("/dev/zero", 100000).status().message(),
            "cannot read \"/dev/zero\": it is over the limit of 100000 bytes");
  EXPECT_TRUE(ReadFile("/dev/null", 0)->empty());
}

TEST_F(Io, ReadsAFileThatGrowsWhileItIsRead) {
  // /proc files say their size is zero.
  EXPECT_GT(ReadFile("/proc/self/maps", 10000000)->size(), 1000u);
}

TEST_F(Io, ReadsAPipeInPieces) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const std::string bytes(200000, 'x');
  if (fork() == 0) {
    for (size_t i = 0; i < bytes.size(); i += 1000) {
      (void)!write(ends[1], &bytes[i], 1000);
    }
    _exit(0);
  }
  close(ends[1]);
  const auto got = ReadAll(ends[0], "x", bytes.size());
  ASSERT_TRUE(got.ok());
  EXPECT_TRUE(got->Reveal() == bytes);
  close(ends[0]);
}

TEST_F(Io, TakesDescriptorsByTheirNames) {
  Make("a", "abc");
  const Fd file(open(Path("a").c_str(), O_RDONLY));
  EXPECT_EQ(Content(absl::StrCat("/dev/fd/", file.get())), "abc");
  EXPECT_EQ(lseek(file.get(), 0, SEEK_CUR), 3);
  EXPECT_EQ(Content("/dev/fd/4000"),
            "cannot read \"/dev/fd/4000\": Bad file descriptor");
  EXPECT_EQ(InputName("-"), "stdin");
  for (const char* stdin_name : {"-", "/dev/stdin", "/dev/fd/0"}) {
    EXPECT_TRUE(IsStdin(stdin_name)) << stdin_name;
  }
  for (const char* other : {"", "stdin", "./-", "/dev/fd/1", "/dev/fd/"}) {
    EXPECT_FALSE(IsStdin(other)) << other;
  }
}

TEST_F(Io, ReplacesAFileWhole) {
  EXPECT_TRUE(ReplaceFile(Path("a"), "one", 1).ok());
  EXPECT_EQ(Content(Path("a")), "one");
  chmod(Path("a").c_str(), 0644);
  EXPECT_TRUE(ReplaceFile(Path("a"), "", 1).ok());
  EXPECT_EQ(Content(Path("a")), "");
  struct stat st;
  ASSERT_EQ(stat(Path("a").c_str(), &st), 0);
  EXPECT_EQ(st.st_mode & 07777, 0600u);
}

TEST_F(Io, LeavesAHardLinkWithTheOldBytes) {
  Make("a", "old");
  ASSERT_EQ(link(Path("a").c_str(), Path("b").c_str()), 0);
  EXPECT_TRUE(ReplaceFile(Path("a"), "new", 1).ok());
  EXPECT_EQ(Content(Path("a")), "new");
  EXPECT_EQ(Content(Path("b")), "old");
}

TEST_F(Io, NeverTakesAnothersTemporaryFile) {
  Make(".a.0000000000000007.tmp", "another's");
  const absl::Status status = ReplaceFile(Path("a"), "new", 7);
  EXPECT_EQ(status.message(), Cannot("write", Path("a"), EEXIST));
  EXPECT_EQ(Content(Path(".a.0000000000000007.tmp")), "another's");
  EXPECT_NE(access(Path("a").c_str(), F_OK), 0);
}

TEST_F(Io, ReplacesNothingButFiles) {
  ASSERT_EQ(symlink("a", Path("link").c_str()), 0);
  ASSERT_EQ(mkfifo(Path("fifo").c_str(), 0600), 0);
  EXPECT_EQ(ReplaceFile(Path("link"), "x", 1).message(),
            Cannot("write", Path("link"), "it is a symbolic link"));
  EXPECT_EQ(ReplaceFile(Path("fifo"), "x", 1).message(),
            Cannot("write", Path("fifo"), "it is a FIFO"));
  EXPECT_EQ(ReplaceFile("/", "x", 1).message(), Cannot("write", "/", ENOENT));
  EXPECT_EQ(ReplaceFile("", "x", 1).message(), Cannot("write", "", ENOENT));
}

TEST_F(Io, WritesEverythingOrSaysWhy) {
  EXPECT_EQ(WriteAll(-1, "", "x").message(),
            "cannot write \"x\": Bad file descriptor");
  const Fd full(open("/dev/full", O_WRONLY));
  EXPECT_EQ(WriteAll(full.get(), "x", "x").message(),
            "cannot write \"x\": No space left on device");
  const Fd read_only(open("/dev/null", O_RDONLY));
  EXPECT_EQ(WriteAll(read_only.get(), "", "x").message(),
            "cannot write \"x\": Bad file descriptor");
}

TEST_F(Io, ClosesOnce) {
  Fd file(open("/dev/null", O_RDONLY));
  const int number = file.get();
  EXPECT_EQ(file.Close(), 0);
  EXPECT_EQ(file.Close(), 0);
  EXPECT_EQ(fcntl(number, F_GETFD), -1);
}

}  // namespace
}  // namespace dp
