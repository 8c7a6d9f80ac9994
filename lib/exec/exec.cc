// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/exec/exec.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lib/base/remedy.h"
#include "lib/base/status.h"
#include "lib/os/io.h"

namespace dp {
namespace {

// What the kernel has as MAX_ARG_STRLEN, and three quarters of _STK_LIM
// (execve(2), "Limits on size of arguments and environment").
constexpr size_t kMaxStringPages = 32;
constexpr size_t kMaxTotal = size_t{6} << 20;

size_t SizeOf(const Variable& secret) {
  return secret.name.size() + 1 + secret.value.size();
}

absl::Status TooLarge(const std::string& program, size_t limit,
                      absl::Span<const Variable> secrets) {
  const std::string reason =
      absl::StrCat("the arguments and the environment are over the limit of ",
                   limit, " bytes");
  const auto largest = std::max_element(
      secrets.begin(), secrets.end(), [](const Variable& a, const Variable& b) {
        return SizeOf(a) < SizeOf(b);
      });
  if (largest == secrets.end()) return Failed(Cannot("run", program, reason));
  return WithRemedy(
      Failed(Cannot("run", program,
                    absl::StrCat(reason, "; the largest secret is ",
                                 Quote(largest->name)))),
      Remedy::kMount);
}

// For people who see the file, or a command with its arguments, and are told
// that there is none.
absl::Status Missing(const char* command) {
  absl::Status status = NoCommand(Cannot("run", command, ENOENT));
  if (strchr(command, '/') != nullptr && access(command, F_OK) == 0) {
    return WithHint(status, "the file exists, but its interpreter does not");
  }
  if (strchr(command, ' ') == nullptr) return status;
  return WithRemedy(std::move(status), Remedy::kCommandLine);
}

}  // namespace

std::vector<std::string> ShellCommand(absl::string_view shell,
                                      const std::string& string) {
  constexpr absl::string_view kKnown[] = {"/bash", "/dash", "/fish", "/zsh",
                                          "/ksh",  "/csh",  "/tcsh"};
  const bool known = std::any_of(
      std::begin(kKnown), std::end(kKnown),
      [shell](absl::string_view end) { return absl::EndsWith(shell, end); });
  return {known ? std::string(shell) : "sh", "-c", string};
}

ExecLimits ReadExecLimits() {
  const size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  // A quarter of the stack limit, and at least 128 KiB.
  const size_t stack = static_cast<size_t>(sysconf(_SC_ARG_MAX));
  return {kMaxStringPages * page - 1, std::min(stack, kMaxTotal)};
}

absl::Status CheckSizes(const ExecLimits& limits,
                        absl::Span<const std::string> command,
                        char* const* environment,
                        absl::Span<const Variable> secrets) {
  for (const Variable& secret : secrets) {
    if (SizeOf(secret) <= limits.one) continue;
    return WithRemedy(
        Failed(Cannot("inject", secret.name,
                      absl::StrCat("it is over the limit of ", limits.one,
                                   " bytes for a name, \"=\" and its value"))),
        Remedy::kMount);
  }
  size_t total = command[0].size() + 1;
  for (const std::string& word : command) {
    total += word.size() + 1 + sizeof(char*);
  }
  for (; *environment != nullptr; ++environment) {
    total += strlen(*environment) + 1 + sizeof(char*);
  }
  if (total <= limits.all) return absl::OkStatus();
  return TooLarge(command[0], limits.all, secrets);
}

bool IsInherited(int fd) {
  // What the caller passed is never close-on-exec; what is opened here is.
  const int flags = fcntl(fd, F_GETFD);
  return flags >= 0 && (flags & FD_CLOEXEC) == 0;
}

absl::Status SetStdin(int fd) {
  const bool given = fd != 0;
  Fd null;
  if (!given) {
    null = Fd(open("/dev/null", O_RDONLY | O_CLOEXEC));
    fd = null.get();
  }
  if (fd >= 0 && dup2(fd, STDIN_FILENO) >= 0) return absl::OkStatus();
  return Failed(
      Cannot("use", given ? absl::StrCat("fd:", fd) : "/dev/null", errno));
}

std::vector<char*> Arguments(absl::Span<const std::string> command) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& word : command) {
    arguments.push_back(const_cast<char*>(word.c_str()));
  }
  arguments.push_back(nullptr);
  return arguments;
}

absl::Status Exec(const std::vector<char*>& arguments,
                  char* const* environment) {
  execvpe(arguments[0], arguments.data(), environment);
  const int error = errno;
  if (error == ENOENT) return Missing(arguments[0]);
  const Sentence message = Cannot("run", arguments[0], error);
  // The path that was found, or the lines that a script adds, did not fit.
  if (error == E2BIG) return WithRemedy(Failed(message), Remedy::kMount);
  return CannotRun(message);
}

}  // namespace dp
