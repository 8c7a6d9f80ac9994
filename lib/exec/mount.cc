// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/exec/mount.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <optional>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "lib/base/status.h"
#include "lib/os/io.h"
#include "lib/os/temporary.h"

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

// /proc/PID/fd/N as made here.
struct Target {
  int pid = 0;
  int fd = 0;
};

std::optional<Target> ParseTarget(absl::string_view text) {
  Target target;
  if (!absl::ConsumePrefix(&text, "/proc/")) return std::nullopt;
  const size_t slash = text.find('/');
  if (slash == absl::string_view::npos) return std::nullopt;
  absl::string_view rest = text.substr(slash);
  if (!absl::SimpleAtoi(text.substr(0, slash), &target.pid) ||
      target.pid <= 0 || !absl::ConsumePrefix(&rest, "/fd/") ||
      !absl::SimpleAtoi(rest, &target.fd) || target.fd < kFirstMountFd) {
    return std::nullopt;
  }
  return target;
}

// A /proc mounted with hidepid shows no directory of a process that runs.
bool IsHidden(int pid) {
  struct stat st;
  return lstat(absl::StrCat("/proc/", pid).c_str(), &st) != 0 &&
         (kill(pid, 0) == 0 || errno == EPERM);
}

// Whether no running command holds the file that `link`, a link of ours, leads
// to. What cannot be looked at may be held: commands that are not dumpable, and
// a dp-exec that is about to become one.
absl::Status CheckStale(const std::string& path, const std::string& link,
                        const Target& target) {
  const std::optional<std::string> file = ReadLink(link);
  const int error = errno;
  if (file == kMemoryLink) {
    return Failed(Cannot("mount", path, "a running command holds it"));
  }
  if (file.has_value() || (error == ENOENT && !IsHidden(target.pid))) {
    return absl::OkStatus();
  }
  return WithHint(
      Failed(Cannot("mount", path,
                    absl::StrCat("process ", target.pid,
                                 ", which may hold it, cannot be inspected"))),
      "if its command has ended, remove the link");
}

// The target of the stale link at `path`; empty when nothing is there.
absl::StatusOr<std::string> FindStale(const std::string& path) {
  struct stat st;
  if (lstat(path.c_str(), &st) != 0) {
    if (errno == ENOENT) return std::string();
    return CannotMount(path, errno);
  }
  const std::optional<std::string> link = ReadLink(path);
  const std::optional<Target> target = ParseTarget(link.value_or(""));
  if (!target.has_value()) return CannotMount(path, EEXIST);
  DP_RETURN_IF_ERROR(CheckStale(path, *link, *target));
  return *link;
}

// Others that replace links in the same directory wait while this is held.
absl::StatusOr<Fd> LockDirectoryOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string name =
      slash == std::string::npos ? "." : path.substr(0, slash + 1);
  Fd directory(open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() < 0) return CannotMount(path, errno);
  const int error = Lock(directory.get());
  if (error == EWOULDBLOCK) {
    return Failed(
        Cannot("mount", path, "another process has locked its directory"));
  }
  if (error != 0) return CannotMount(path, error);
  return directory;
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

// Puts a link to `target` at `path`, where a stale one may be.
absl::Status Link(const std::string& path, const std::string& target,
                  std::string stale, uint64_t random) {
  Fd lock;
  if (!stale.empty()) {
    DP_ASSIGN_OR_RETURN(lock, LockDirectoryOf(path));
    // Another run may have been faster.
    DP_ASSIGN_OR_RETURN(stale, FindStale(path));
  }
  if (!stale.empty()) DP_RETURN_IF_ERROR(RemoveStale(path, stale, random));
  if (symlink(target.c_str(), path.c_str()) != 0) {
    return CannotMount(path, errno);
  }
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
  // Made before the link: where memory ends the process, nobody would take the
  // link away.
  Mount mount(path, absl::StrCat("/proc/", *pid, "/fd/", fd));
  DP_RETURN_IF_ERROR(Link(mount.path_, mount.target_, stale, random));
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
