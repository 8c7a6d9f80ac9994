// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/io_uring.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/types/span.h"
#include "lib/sandbox/files.h"

namespace dp {
namespace {

// The errno, or 0.
int ErrorOf(long result) { return result < 0 ? errno : 0; }

// What `attempt` returns in a child that has confined itself.
int Confined(absl::Span<const Grant> grants, absl::FunctionRef<int()> attempt) {
  const pid_t child = fork();
  if (child == 0) {
    (void)Confine(grants);
    _exit(attempt());
  }
  int status;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

Confinement Available() {
  Confinement found;
  found.calls = Confined({}, [] { return Confine({}).calls ? 1 : 0; }) == 1;
  found.files = Confined({}, [] { return Confine({}).files; });
  return found;
}

int Open(const std::string& path, int flags) {
  const int fd = open(path.c_str(), flags | O_CLOEXEC, 0600);
  const int error = ErrorOf(fd);
  if (fd >= 0) close(fd);
  return error;
}

class Calls : public testing::Test {
 protected:
  void SetUp() override {
    if (!Available().calls) GTEST_SKIP() << "this kernel has no seccomp";
  }
};

class Files : public testing::Test {
 protected:
  void SetUp() override {
    if (Available().files == 0) GTEST_SKIP() << "this kernel has no Landlock";
    char name[] = "/tmp/sandbox_test.XXXXXX";
    ASSERT_NE(mkdtemp(name), nullptr);
    root_ = name;
    for (const char* each : {"a", "b"}) {
      ASSERT_EQ(mkdir(Path(each).c_str(), 0700), 0);
      for (const char* file : {"/one", "/two"}) {
        ASSERT_EQ(Open(Path(each) + file, O_WRONLY | O_CREAT), 0);
      }
    }
  }
  void TearDown() override {
    if (root_.empty()) return;
    ASSERT_EQ(system(("rm -rf " + root_).c_str()), 0);
  }
  std::string Path(const std::string& name) const { return root_ + "/" + name; }

 private:
  std::string root_;
};

TEST_F(Calls, NoSockets) {
  for (const int domain : {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK}) {
    EXPECT_EQ(
        Confined({}, [&] { return ErrorOf(socket(domain, SOCK_DGRAM, 0)); }),
        EPERM);
  }
  int pair[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
  EXPECT_EQ(Confined({}, [&] { return ErrorOf(send(pair[0], "x", 1, 0)); }),
            EPERM);
  EXPECT_EQ(Confined({}, [&] { return ErrorOf(write(pair[0], "x", 1)); }), 0);
  io_uring_params params = {};
  EXPECT_EQ(
      Confined(
          {}, [&] { return ErrorOf(syscall(SYS_io_uring_setup, 1, &params)); }),
      EPERM);
}

TEST_F(Calls, NoCommands) {
  char name[] = "/bin/true";
  char* argv[] = {name, nullptr};
  EXPECT_EQ(Confined({}, [&] { return ErrorOf(execve(name, argv, environ)); }),
            EPERM);
  EXPECT_EQ(Confined({},
                     [&] {
                       const pid_t child = fork();
                       if (child == 0) _exit(0);
                       return ErrorOf(child);
                     }),
            EPERM);
}

TEST_F(Calls, NoTracing) {
  EXPECT_EQ(
      Confined(
          {},
          [] { return ErrorOf(ptrace(PTRACE_TRACEME, 0, nullptr, nullptr)); }),
      EPERM);
  char byte;
  iovec here = {&byte, 1};
  EXPECT_EQ(Confined({},
                     [&] {
                       return ErrorOf(syscall(SYS_process_vm_readv, getppid(),
                                              &here, 1, &here, 1, 0));
                     }),
            EPERM);
}

TEST_F(Calls, NoTypingIntoTheTerminal) {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  ASSERT_GE(terminal, 0);
  EXPECT_EQ(
      Confined({}, [&] { return ErrorOf(ioctl(terminal, TIOCSTI, "x")); }),
      EPERM);
  // Other requests are as they were.
  winsize size;
  EXPECT_EQ(
      Confined({}, [&] { return ErrorOf(ioctl(terminal, TIOCGWINSZ, &size)); }),
      0);
  close(terminal);
}

#ifdef __x86_64__
TEST_F(Calls, NoOtherConventions) {
  // getpid(2) of x32.
  EXPECT_EQ(
      Confined({}, [] { return ErrorOf(syscall(0x40000000 | SYS_getpid)); }),
      EPERM);
}
#endif

TEST_F(Files, NothingWithoutAGrant) {
  EXPECT_EQ(Confined({}, [&] { return Open(Path("a/one"), O_RDONLY); }),
            EACCES);
  EXPECT_EQ(Confined({}, [&] { return Open(Path("a/one"), O_WRONLY); }),
            EACCES);
  EXPECT_EQ(Confined({}, [&] { return Open(Path("a"), O_RDONLY); }), EACCES);
  EXPECT_EQ(Confined({}, [&] { return Open(Path("new"), O_WRONLY | O_CREAT); }),
            EACCES);
  EXPECT_EQ(
      Confined({}, [&] { return ErrorOf(unlink(Path("a/one").c_str())); }),
      EACCES);
  // What is not there is still not there.
  EXPECT_EQ(Confined({}, [&] { return Open(Path("none"), O_RDONLY); }), ENOENT);
}

TEST_F(Files, ReadsWhatIsNamed) {
  const std::vector<Grant> grants = {{Access::kRead, Path("a/one")},
                                     {Access::kRead, Path("b")},
                                     {Access::kRead, Path("none")}};
  EXPECT_EQ(Confined(grants, [&] { return Open(Path("a/one"), O_RDONLY); }), 0);
  EXPECT_EQ(Confined(grants, [&] { return Open(Path("a/one"), O_WRONLY); }),
            EACCES);
  EXPECT_EQ(Confined(grants, [&] { return Open(Path("a/two"), O_RDONLY); }),
            EACCES);
  // Of a directory, the names alone.
  EXPECT_EQ(Confined(grants, [&] { return Open(Path("b"), O_RDONLY); }), 0);
  EXPECT_EQ(Confined(grants, [&] { return Open(Path("b/one"), O_RDONLY); }),
            EACCES);
}

TEST_F(Files, ReadsWhatHasBeenReplaced) {
  EXPECT_EQ(Confined({{Access::kReadBeside, Path("a/new")}},
                     [&] { return Open(Path("a/two"), O_RDONLY); }),
            0);
  EXPECT_EQ(Confined({{Access::kReadBeside, Path("a/new")}},
                     [&] { return Open(Path("b/two"), O_RDONLY); }),
            EACCES);
}

TEST_F(Files, ReplacesWhatIsNamed) {
  const std::vector<Grant> grants = {{Access::kReplace, Path("a/one")}};
  EXPECT_EQ(
      Confined(grants,
               [&] {
                 const std::string made = Path("a/made");
                 const int error = Open(made, O_WRONLY | O_CREAT | O_EXCL);
                 return error != 0 ? error
                                   : ErrorOf(rename(made.c_str(),
                                                    Path("a/one").c_str()));
               }),
      0);
  EXPECT_EQ(Confined(grants, [&] { return Open(Path("a/two"), O_RDONLY); }),
            EACCES);
  EXPECT_EQ(Confined(grants, [&] { return Open(Path("b/x"), O_CREAT); }),
            EACCES);
  EXPECT_EQ(Confined(grants,
                     [&] {
                       return ErrorOf(rename(Path("a/one").c_str(),
                                             Path("b/one").c_str())) == 0
                                  ? 0
                                  : EACCES;
                     }),
            EACCES);
}

TEST_F(Files, MakesTheDirectoryOfWhatIsNamed) {
  EXPECT_EQ(Confined({{Access::kReplace, Path("a/new/deep/file")}},
                     [&] {
                       if (mkdir(Path("a/new").c_str(), 0700) != 0)
                         return errno;
                       if (mkdir(Path("a/new/deep").c_str(), 0700) != 0) {
                         return errno;
                       }
                       return Open(Path("a/new/deep/file"), O_WRONLY | O_CREAT);
                     }),
            0);
}

TEST_F(Files, TendsADirectory) {
  const std::vector<Grant> grants = {{Access::kTend, Path("a")}};
  EXPECT_EQ(Confined(grants,
                     [&] {
                       const int error = Open(Path("a/one"), O_RDONLY);
                       if (error != 0) return error;
                       if (rename(Path("a/one").c_str(),
                                  Path("a/aside").c_str()) != 0) {
                         return errno;
                       }
                       return ErrorOf(unlink(Path("a/aside").c_str()));
                     }),
            0);
  EXPECT_EQ(Confined(grants, [&] { return Open(Path("a/two"), O_WRONLY); }),
            EACCES);
  EXPECT_EQ(
      Confined(grants, [&] { return ErrorOf(unlink(Path("b/one").c_str())); }),
      EACCES);
}

TEST_F(Files, OpenDescriptorsStay) {
  const int fd = open(Path("a/one").c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(fd, 0);
  EXPECT_EQ(Confined({}, [&] { return ErrorOf(write(fd, "x", 1)); }), 0);
  close(fd);
}

TEST(Describe, SaysWhatIsOff) {
  EXPECT_EQ(Describe({}),
            "seccomp: off, this kernel has none\n"
            "Landlock: off, this kernel has none\n");
  EXPECT_EQ(Describe({true, 7}),
            "seccomp: on, no sockets, no commands, no tracing\n"
            "Landlock: on, ABI 7, no files but those in use\n");
}

}  // namespace
}  // namespace dp
