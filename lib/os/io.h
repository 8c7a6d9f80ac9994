// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Reading whole inputs and writing whole outputs, every return value looked at.
// Names given to these functions are only for messages. All errors are Failed
// unless said otherwise. Descriptors opened here are close-on-exec.

#ifndef DP_LIB_OS_IO_H_
#define DP_LIB_OS_IO_H_

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/base/pieces.h"
#include "lib/base/secret.h"

namespace dp {

// An open descriptor, closed when it goes out of scope.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd() { (void)Close(); }

  int get() const { return fd_; }
  // The errno of close(2), or 0. Close once: after a failure the descriptor is
  // gone all the same.
  int Close();

 private:
  int fd_ = -1;
};

// "it is a directory" and so on: why a file of this mode is not a regular one.
absl::string_view KindName(mode_t mode);

// Opens the file at `path` for reading; "-" is standard input, and /dev/stdin
// and /dev/fd/N are the descriptors themselves, which a non-dumpable process
// could not open by name. Waits for the writer of a FIFO, as open(2) does.
absl::StatusOr<Fd> OpenForReading(const std::string& path);

// Closes every descriptor but `kept`; none where the kernel has no
// close_range(2), so that what must be closed is closed by itself. Safe after
// fork(2).
void CloseAllBut(int kept);

// Reads `fd` to its end, at most `limit` bytes; more is Refused. Retries after
// signals.
absl::StatusOr<Secret> ReadAll(int fd, absl::string_view name, size_t limit);

// The same for a reader that keeps less than what it reads: shows each piece,
// which lives as long as the call.
absl::Status ReadPieces(int fd, absl::string_view name, size_t limit,
                        absl::FunctionRef<void(absl::string_view)> take);

// OpenForReading and ReadAll.
absl::StatusOr<Secret> ReadFile(const std::string& path, size_t limit);

// The name of `path` for messages: "stdin" for "-", else the path.
absl::string_view InputName(absl::string_view path);

// The descriptor that `path` stands for: "-", /dev/stdin or /dev/fd/N; -1 for
// any other.
int GivenDescriptor(absl::string_view path);

// Whether `path` stands for standard input, under any of its names.
bool IsStdin(absl::string_view path);

// Writes all `bytes` to `fd`. Over a file size limit it is EFBIG, no signal.
absl::Status WriteAll(int fd, absl::string_view bytes, absl::string_view name);
absl::Status WriteAll(int fd, Pieces pieces, absl::string_view name);

// Makes a file at `path`, mode 0600, that holds `bytes` and survives a power
// cut. Failed, with no file left, when there is one already, or anything else.
absl::Status MakeFile(const std::string& path, absl::string_view bytes);

// Whether the two paths name one entry of one directory, there or not yet.
bool IsSameEntry(const std::string& a, const std::string& b);

// Takes the lock of flock(2) on `fd`. The errno, or 0; EWOULDBLOCK where
// another process still has it after 10 seconds.
int Lock(int fd);

// Puts `pieces` into the place of the file at `path`, mode 0600: after success
// it is there and survives a power cut, after an error the old file is
// untouched and no other file is left. The target must be absent or a regular
// file. SIGINT, SIGTERM and SIGHUP wait until it is done. The temporary file,
// .NAME.<16 hex digits>.tmp, is named by `random`. Where only the fsync(2) of
// the directory fails, the file is replaced, and the error says so.
absl::Status ReplaceFile(const std::string& path, Pieces pieces,
                         uint64_t random);
absl::Status ReplaceFile(const std::string& path, absl::string_view bytes,
                         uint64_t random);

}  // namespace dp

#endif  // DP_LIB_OS_IO_H_
