// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/os/output.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>

#include "lib/base/status.h"
#include "lib/os/entropy.h"
#include "lib/os/io.h"

namespace dp {

absl::Status WriteOutput(const std::string& path, absl::string_view bytes) {
  if (path.empty()) return WriteAll(STDOUT_FILENO, bytes, "stdout");
  DP_ASSIGN_OR_RETURN(const uint64_t random, RandomNumber());
  return ReplaceFile(path, bytes, random);
}

absl::StatusOr<bool> MakeDirectory(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string parent =
      slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const Fd directory(open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() < 0) return Failed(Cannot("make", path, errno));
  if (mkdir(path.c_str(), 0700) != 0) {
    if (errno == EEXIST) return false;
    return Failed(Cannot("make", path, errno));
  }
  if (chmod(path.c_str(), 0700) == 0 && fsync(directory.get()) == 0) {
    return true;
  }
  const int error = errno;
  rmdir(path.c_str());
  return Failed(Cannot("make", path, error));
}

}  // namespace dp
