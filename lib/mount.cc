// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/mount.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <optional>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "lib/io.h"
#include "lib/status.h"
#include "lib/temporary.h"

// Of Linux 6.3, in no header of Debian 12: never executable, which some systems
// insist on.
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

namespace dp {
namespace {

constexpr char kMemoryName[] = "dp-exec";
// What /proc shows for a descriptor of kMemoryName.
constexpr absl::string_view kMemoryLink = "/memfd:dp-exec (deleted)";

absl::Status CannotMount(const std::string& path, int error) {
  return Failed(Cannot("mount", path, error));
}

std::optional<std::string> ReadLink(const std::string& path) {
  char text[PATH_MAX];
  const ssize_t size = readlink(path.c_str(), text, sizeof(text));
  if (size < 0) return std::nullopt;
  return std::string(text, static_cast<size_t>(size));
}

int MakeMemory() {
  const int fd = memfd_create(
      kMemoryName, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL);
  if (fd >= 0 || errno != EINVAL) return fd;
  return memfd_create(kMemoryName, MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

// A descriptor of at least kFirstMountFd that stays open over execve(2), on
// `bytes` that nobody can change.
absl::StatusOr<int> Keep(const std::string& path, absl::string_view bytes) {
  const Fd memory(MakeMemory());
  if (memory.get() < 0) return CannotMount(path, errno);
  DP_RETURN_IF_ERROR(WriteAll(memory.get(), bytes, path));
  constexpr int kSeals =
      F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
  if (fchmod(memory.get(), 0400) != 0 ||
      fcntl(memory.get(), F_ADD_SEALS, kSeals) != 0) {
    return CannotMount(path, errno);
  }
  const int kept = fcntl(memory.get(), F_DUPFD, kFirstMountFd);
  if (kept >= 0) return kept;
  if (errno != EINVAL && errno != EMFILE) return CannotMount(path, errno);
  return Failed(Cannot("mount", path,
                       absl::StrCat("descriptor ", kFirstMountFd,
                                    " is over the limit on open files")));
}

// Whether `target` is /proc/PID/fd/N as made here.
bool IsOurs(absl::string_view target) {
  int pid, fd;
  if (!absl::ConsumePrefix(&target, "/proc/")) return false;
  const size_t slash = target.find('/');
  if (slash == absl::string_view::npos) return false;
  absl::string_view rest = target.substr(slash);
  return absl::SimpleAtoi(target.substr(0, slash), &pid) && pid > 0 &&
         absl::ConsumePrefix(&rest, "/fd/") && absl::SimpleAtoi(rest, &fd) &&
         fd >= kFirstMountFd;
}

// The target of the stale link at `path`; empty when nothing is there.
absl::StatusOr<std::string> FindStale(const std::string& path) {
  struct stat st;
  if (lstat(path.c_str(), &st) != 0) {
    if (errno == ENOENT) return std::string();
    return CannotMount(path, errno);
  }
  const std::optional<std::string> target = ReadLink(path);
  if (!target.has_value() || !IsOurs(*target)) return CannotMount(path, EEXIST);
  // Where we may not look, another user's process has the PID now.
  if (ReadLink(*target) == kMemoryLink) {
    return Failed(Cannot("mount", path, "a running command holds it"));
  }
  return *target;
}

// Moved aside first: what goes is the link that was looked at, whatever
// happened at `path` since.
absl::Status RemoveStale(const std::string& path, const std::string& target,
                         uint64_t random) {
  const size_t name = path.rfind('/') + 1;
  const std::string aside = absl::StrCat(
      path.substr(0, name), TemporaryName(path.substr(name), random));
  if (renameat2(AT_FDCWD, path.c_str(), AT_FDCWD, aside.c_str(),
                RENAME_NOREPLACE) != 0) {
    return CannotMount(path, errno);
  }
  if (ReadLink(aside) != target) {
    renameat2(AT_FDCWD, aside.c_str(), AT_FDCWD, path.c_str(),
              RENAME_NOREPLACE);
    return CannotMount(path, EEXIST);
  }
  if (unlink(aside.c_str()) != 0) return CannotMount(path, errno);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Mount> Mount::Make(const std::string& path,
                                  absl::string_view bytes, uint64_t random) {
  // Before a descriptor is taken: the stale link may lead to its number.
  DP_ASSIGN_OR_RETURN(const std::string stale, FindStale(path));
  DP_ASSIGN_OR_RETURN(const int fd, Keep(path, bytes));
  // The PID as /proc knows it, which a PID namespace may number otherwise.
  const std::optional<std::string> pid = ReadLink("/proc/self");
  if (!pid.has_value()) return CannotMount(path, errno);
  Mount mount(path, absl::StrCat("/proc/", *pid, "/fd/", fd));
  if (!stale.empty()) DP_RETURN_IF_ERROR(RemoveStale(path, stale, random));
  if (symlink(mount.target_.c_str(), path.c_str()) != 0) {
    return CannotMount(path, errno);
  }
  return mount;
}

Mount::~Mount() {
  if (!path_.empty() && ReadLink(path_) == target_) unlink(path_.c_str());
}

absl::StatusOr<std::string> AbsolutePath(const std::string& path) {
  if (path[0] == '/') return path;
  char directory[PATH_MAX];
  if (getcwd(directory, sizeof(directory)) == nullptr) {
    return Failed(Cannot("mount", path, errno));
  }
  absl::string_view relative = path;
  while (absl::ConsumePrefix(&relative, "./")) {
  }
  const absl::string_view parent = directory;
  return absl::StrCat(parent, parent == "/" ? "" : "/", relative);
}

}  // namespace dp
