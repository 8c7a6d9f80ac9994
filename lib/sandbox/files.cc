// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/sandbox/files.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

#include "lib/os/io.h"

namespace dp {
namespace {

// What headers of older systems lack.
constexpr uint64_t kRefer = uint64_t{1} << 13;          // ABI 2
constexpr uint64_t kTruncate = uint64_t{1} << 14;       // ABI 3
constexpr uint64_t kBindTcp = 1, kConnectTcp = 2;       // ABI 4
constexpr uint64_t kIoctlDev = uint64_t{1} << 15;       // ABI 5
constexpr uint64_t kScopeSocket = 1, kScopeSignal = 2;  // ABI 6

struct Ruleset {
  uint64_t files = 0, network = 0, scoped = 0;
};

constexpr uint64_t kReadFile = LANDLOCK_ACCESS_FS_READ_FILE;
constexpr uint64_t kReadDirectory = LANDLOCK_ACCESS_FS_READ_DIR;
constexpr uint64_t kMakeFile =
    LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE;
constexpr uint64_t kMakeDirectory =
    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR;
// Whatever has taken the place of a file can be moved back.
constexpr uint64_t kMakeAny =
    kMakeFile | kMakeDirectory | LANDLOCK_ACCESS_FS_MAKE_SYM |
    LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_SOCK |
    LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK;

uint64_t Rights(Access access) {
  switch (access) {
    case Access::kRead:
      return kReadFile | kReadDirectory;
    case Access::kReadBeside:
      return kReadFile;
    case Access::kReplace:
      return LANDLOCK_ACCESS_FS_WRITE_FILE | kReadDirectory | kMakeFile |
             kMakeDirectory;
    case Access::kTend:
      return kReadFile | kReadDirectory | kMakeAny;
    case Access::kTerminal:
      return kReadFile | LANDLOCK_ACCESS_FS_WRITE_FILE | kIoctlDev;
  }
  return 0;
}

// All that can be taken away in `version` of the ABI.
Ruleset Everything(int version) {
  Ruleset all;
  all.files = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
              kReadFile | kReadDirectory | kMakeAny;
  if (version >= 2) all.files |= kRefer;
  if (version >= 3) all.files |= kTruncate;
  if (version >= 4) all.network = kBindTcp | kConnectTcp;
  if (version >= 5) all.files |= kIoctlDev;
  if (version >= 6) all.scoped = kScopeSocket | kScopeSignal;
  return all;
}

// A kernel refuses a ruleset that is longer than what it knows, unless the rest
// is zero.
int MakeRuleset(const Ruleset& ruleset) {
  return static_cast<int>(
      syscall(SYS_landlock_create_ruleset, &ruleset, sizeof(ruleset), 0));
}

std::string ParentOf(const std::string& path) {
  const size_t end = path.find_last_not_of('/');
  const size_t slash = path.rfind('/', end);
  if (end == std::string::npos) return "/";
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

// What Landlock is to know by this grant: the path itself, or a directory it is
// in, the nearest one that is there.
Fd OpenPlace(const Grant& grant) {
  std::string path = grant.path;
  if (grant.access == Access::kReadBeside) path = ParentOf(path);
  if (grant.access != Access::kReplace) {
    return Fd(open(path.c_str(), O_PATH | O_CLOEXEC));
  }
  for (;;) {
    const std::string parent = ParentOf(path);
    Fd directory(open(parent.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (directory.get() >= 0 || errno != ENOENT || parent == path) {
      return directory;
    }
    path = parent;
  }
}

void Allow(int ruleset, uint64_t handled, const Grant& grant) {
  if (grant.path.empty() || GivenDescriptor(grant.path) >= 0) return;
  const Fd place = OpenPlace(grant);
  struct stat st;
  if (place.get() < 0 || fstat(place.get(), &st) != 0) return;
  uint64_t rights = Rights(grant.access) & handled;
  if (grant.access == Access::kRead) {
    rights &= S_ISDIR(st.st_mode) ? kReadDirectory : kReadFile;
  }
  landlock_path_beneath_attr rule = {};
  rule.allowed_access = rights;
  rule.parent_fd = place.get();
  // A descriptor of a pipe, by its name in /proc, is refused here, and needs no
  // rule.
  (void)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
                &rule, 0);
}

}  // namespace

int RestrictFiles(absl::Span<const Grant> grants) {
  const int version =
      static_cast<int>(syscall(SYS_landlock_create_ruleset, nullptr, 0,
                               LANDLOCK_CREATE_RULESET_VERSION));
  if (version <= 0) return 0;
  const Ruleset handled = Everything(version);
  const Fd ruleset(MakeRuleset(handled));
  if (ruleset.get() < 0) return 0;
  for (const Grant& grant : grants) Allow(ruleset.get(), handled.files, grant);
  const bool restricted =
      syscall(SYS_landlock_restrict_self, ruleset.get(), 0) == 0;
  return restricted ? version : 0;
}

}  // namespace dp
