// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Mount: bytes that look like a file and are never on a disk.
//
// They lie in a sealed memfd on a descriptor that execve(2) keeps open, and a
// symbolic link /proc/PID/fd/N leads to it. The file can be read any number of
// times, and is gone when the last process that inherited the descriptor is, or
// closed it.

#ifndef DP_LIB_EXEC_MOUNT_H_
#define DP_LIB_EXEC_MOUNT_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace dp {

// The lowest descriptor that a mount takes: programs that number theirs by hand
// count from 3.
constexpr int kFirstMountFd = 200;

class Mount {
 public:
  // Puts a link to `bytes` at `path`. A link that an ended process left there
  // is replaced, also when another process has its PID now, unless that cannot
  // be looked at; everything else is an error and stays. Of two at the same
  // time one gets the path. `random` makes the name under which a stale link is
  // looked at before it goes. All errors are Failed.
  static absl::StatusOr<Mount> Make(const std::string& path,
                                    absl::string_view bytes, uint64_t random);
  Mount(Mount&& other) noexcept
      : path_(std::exchange(other.path_, {})),
        target_(std::exchange(other.target_, {})) {}
  Mount& operator=(Mount&&) = delete;
  // Removes the link: where this runs, no command took it over.
  ~Mount();

 private:
  Mount(std::string path, std::string target)
      : path_(std::move(path)), target_(std::move(target)) {}

  std::string path_, target_;
};

// `path` from the root, as DOPPLER_CLI_SECRETS_PATH has it. Failed when the
// working directory is gone.
absl::StatusOr<std::string> AbsolutePath(const std::string& path);

}  // namespace dp

#endif  // DP_LIB_EXEC_MOUNT_H_
