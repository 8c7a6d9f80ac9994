// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// For LD_PRELOAD: a tool that has been taken over. Where it first writes, which
// every tool does once it has looked at its input, be it good or bad, this
// tries what an attacker would do next, and says how each attempt ended, a line
// each, in descriptor DP_HOSTILE: "socket EPERM".
//
// It tries to open DP_SECRET and to make DP_ELSEWHERE.

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

namespace {

bool tried = false;

// By the kernel alone: write(2) is what is hooked.
void Say(int fd, const char* text) {
  (void)syscall(SYS_write, fd, text, strlen(text));
}

void Report(int fd, const char* what, long result) {
  const int error = result < 0 ? errno : 0;
  Say(fd, what);
  Say(fd, " ");
  Say(fd, error == 0 ? "done" : strerrorname_np(error));
  Say(fd, "\n");
}

long Fork() {
  const pid_t child = fork();
  if (child == 0) _exit(0);
  return child;
}

long Execute() {
  char name[] = "/bin/true";
  char* argv[] = {name, nullptr};
  return execve(name, argv, environ);
}

void TryAll(int fd) {
  Report(fd, "socket", socket(AF_INET, SOCK_STREAM, 0));
  Report(fd, "fork", Fork());
  Report(fd, "execve", Execute());
  Report(fd, "ptrace", ptrace(PTRACE_ATTACH, getppid(), nullptr, nullptr));
  Report(fd, "read", open(getenv("DP_SECRET"), O_RDONLY | O_CLOEXEC));
  Report(fd, "make",
         open(getenv("DP_ELSEWHERE"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
}

}  // namespace

extern "C" ssize_t write(int fd, const void* bytes, size_t size) {
  const char* to = getenv("DP_HOSTILE");
  if (to != nullptr && !tried &&
      strncmp(program_invocation_short_name, "dp-", 3) == 0) {
    tried = true;
    const int error = errno;
    TryAll(atoi(to));
    errno = error;
  }
  return syscall(SYS_write, fd, bytes, size);
}
