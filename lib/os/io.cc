// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/os/io.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <climits>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "lib/base/status.h"
#include "lib/os/signals.h"
#include "lib/os/temporary.h"

namespace dp {
namespace {

constexpr size_t kPipe = size_t{64} << 10;
constexpr size_t kPiece = size_t{256} << 10;

// How long Lock waits: 10 seconds in all.
constexpr int kNumLockTries = 1000;
constexpr timespec kBetweenLockTries = {0, 10000000};

// Writing over RLIMIT_FSIZE sends SIGXFSZ; ignored, write(2) fails with EFBIG
// instead.
class IgnoredSizeSignal {
 public:
  IgnoredSizeSignal() {
    struct sigaction ignore = {};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGXFSZ, &ignore, &old_);
  }
  ~IgnoredSizeSignal() { sigaction(SIGXFSZ, &old_, nullptr); }
  IgnoredSizeSignal(const IgnoredSizeSignal&) = delete;
  IgnoredSizeSignal& operator=(const IgnoredSizeSignal&) = delete;

 private:
  struct sigaction old_;
};

// The errno of writing all of `bytes`, or 0.
int Write(int fd, absl::string_view bytes) {
  const IgnoredSizeSignal ignored;
  // Once also for no bytes: a descriptor that cannot be written is an error
  // then, too.
  do {
    const ssize_t size = write(fd, bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return errno;
    if (size == 0 && !bytes.empty()) return EIO;
    bytes.remove_prefix(static_cast<size_t>(size));
  } while (!bytes.empty());
  return 0;
}

// A size to start with: that of a regular file and one byte to see its end,
// else a pipe's.
size_t FirstCapacity(int fd, size_t limit) {
  struct stat st;
  if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size < 0) {
    return kPipe;
  }
  return std::min(static_cast<size_t>(st.st_size), limit) + 1;
}

absl::Status OverLimit(absl::string_view name, size_t limit) {
  return Refused(Cannot(
      "read", name, absl::StrCat("it is over the limit of ", limit, " bytes")));
}

// An open directory and names in it: all that replacing needs, made before
// anything is created.
struct Place {
  Fd directory;
  std::string name;
  std::string temporary;
};

absl::StatusOr<Place> FindPlace(const std::string& path, uint64_t random) {
  const size_t slash = path.rfind('/');
  Place place;
  place.name = slash == std::string::npos ? path : path.substr(slash + 1);
  place.temporary = TemporaryName(place.name, random);
  const std::string directory =
      slash == std::string::npos ? "." : path.substr(0, slash + 1);
  place.directory =
      Fd(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (place.directory.get() < 0) return Failed(Cannot("write", path, errno));
  struct stat st;
  if (fstatat(place.directory.get(), place.name.c_str(), &st,
              AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno != ENOENT || place.name.empty()) {
      return Failed(Cannot("write", path, errno));
    }
    return place;
  }
  if (!S_ISREG(st.st_mode)) {
    return Failed(Cannot("write", path, KindName(st.st_mode)));
  }
  return place;
}

// Creates the temporary file with `pieces` in it, safely on disk. The errno, or
// 0.
int WriteTemporary(const Place& place, Pieces pieces) {
  Fd file(openat(place.directory.get(), place.temporary.c_str(),
                 O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (file.get() < 0) return errno;
  int error =
      pieces([&](absl::string_view piece) { return Write(file.get(), piece); });
  if (error == 0 && fchmod(file.get(), 0600) != 0) error = errno;
  // Never tried again: after a failed fsync(2) the kernel may have dropped what
  // was not written.
  if (error == 0 && fsync(file.get()) != 0) error = errno;
  const int close_error = file.Close();
  return error != 0 ? error : close_error;
}

}  // namespace

int Fd::Close() {
  const int fd = std::exchange(fd_, -1);
  return fd >= 0 && close(fd) != 0 ? errno : 0;
}

absl::string_view KindName(mode_t mode) {
  if (S_ISLNK(mode)) return "it is a symbolic link";
  if (S_ISDIR(mode)) return "it is a directory";
  if (S_ISFIFO(mode)) return "it is a FIFO";
  if (S_ISSOCK(mode)) return "it is a socket";
  return "it is a device";
}

absl::StatusOr<Fd> OpenForReading(const std::string& path) {
  const int given = GivenDescriptor(path);
  int fd;
  do {
    fd = given >= 0 ? fcntl(given, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
                    : open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  } while (fd < 0 && errno == EINTR);
  if (fd < 0) return Failed(Cannot("read", InputName(path), errno));
  return Fd(fd);
}

void CloseAllBut(int kept) {
  const unsigned fd = static_cast<unsigned>(kept);
  if (fd > 0) close_range(0, fd - 1, 0);
  close_range(fd + 1, UINT_MAX, 0);
}

absl::StatusOr<Secret> ReadAll(int fd, absl::string_view name, size_t limit) {
  Secret bytes;
  const size_t expected = FirstCapacity(fd, limit);
  bytes.Reserve(expected);
  for (;;) {
    if (bytes.size() > limit) return OverLimit(name, limit);
    if (bytes.size() == bytes.capacity()) bytes.Reserve(2 * bytes.capacity());
    const size_t size = bytes.size();
    // One byte over the limit is enough to know. What has been reserved beyond
    // `expected` may never be needed, and takes memory once it is touched.
    const size_t end = std::min(size < expected ? expected : size + kPipe,
                                std::min(bytes.capacity(), limit + 1));
    const size_t room = end - size;
    bytes.Resize(size + room);
    const ssize_t count = read(fd, bytes.RevealMutable().data() + size, room);
    const int error = errno;
    bytes.Resize(size + static_cast<size_t>(std::max<ssize_t>(count, 0)));
    if (count == 0) return bytes;
    if (count < 0 && error != EINTR) return Failed(Cannot("read", name, error));
  }
}

absl::Status ReadPieces(int fd, absl::string_view name, size_t limit,
                        absl::FunctionRef<void(absl::string_view)> take) {
  Secret piece;
  piece.Resize(kPiece);
  size_t left = limit;
  for (;;) {
    const ssize_t count = read(fd, piece.RevealMutable().data(), piece.size());
    if (count == 0) return absl::OkStatus();
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Failed(Cannot("read", name, errno));
    const size_t size = static_cast<size_t>(count);
    if (size > left) return OverLimit(name, limit);
    left -= size;
    take(piece.Reveal().substr(0, size));
  }
}

absl::StatusOr<Secret> ReadFile(const std::string& path, size_t limit) {
  DP_ASSIGN_OR_RETURN(const Fd file, OpenForReading(path));
  return ReadAll(file.get(), InputName(path), limit);
}

absl::string_view InputName(absl::string_view path) {
  return path == "-" ? "stdin" : path;
}

int GivenDescriptor(absl::string_view path) {
  if (path == "-" || path == "/dev/stdin") return STDIN_FILENO;
  int fd;
  return absl::ConsumePrefix(&path, "/dev/fd/") && absl::SimpleAtoi(path, &fd)
             ? fd
             : -1;
}

bool IsStdin(absl::string_view path) {
  return GivenDescriptor(path) == STDIN_FILENO;
}

absl::Status WriteAll(int fd, absl::string_view bytes, absl::string_view name) {
  return WriteAll(
      fd, [bytes](PieceTaker take) { return take(bytes); }, name);
}

absl::Status WriteAll(int fd, Pieces pieces, absl::string_view name) {
  const int error =
      pieces([fd](absl::string_view piece) { return Write(fd, piece); });
  return error == 0 ? absl::OkStatus() : Failed(Cannot("write", name, error));
}

bool IsSameEntry(const std::string& a, const std::string& b) {
  const auto parent = [](const std::string& path) {
    const size_t slash = path.rfind('/');
    return slash == std::string::npos ? "." : path.substr(0, slash + 1);
  };
  if (a.substr(a.rfind('/') + 1) != b.substr(b.rfind('/') + 1)) return false;
  struct stat first, second;
  return stat(parent(a).c_str(), &first) == 0 &&
         stat(parent(b).c_str(), &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

absl::Status MakeFile(const std::string& path, absl::string_view bytes) {
  const size_t slash = path.rfind('/');
  const std::string parent =
      slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const Fd directory(open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.get() < 0) return Failed(Cannot("make", path, errno));
  const HeldSignals held;
  Fd file(open(path.c_str(),
               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (file.get() < 0) return Failed(Cannot("make", path, errno));
  int error = fchmod(file.get(), 0600) == 0 ? 0 : errno;
  if (error == 0) error = Write(file.get(), bytes);
  if (error == 0 && fsync(file.get()) != 0) error = errno;
  const int close_error = file.Close();
  if (error == 0) error = close_error;
  if (error == 0 && fsync(directory.get()) != 0) error = errno;
  if (error == 0) return absl::OkStatus();
  unlink(path.c_str());
  return Failed(Cannot("make", path, error));
}

int Lock(int fd) {
  for (int i = 0; i < kNumLockTries; ++i) {
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) return 0;
    if (errno != EWOULDBLOCK && errno != EINTR) return errno;
    nanosleep(&kBetweenLockTries, nullptr);
  }
  return EWOULDBLOCK;
}

absl::Status ReplaceFile(const std::string& path, absl::string_view bytes,
                         uint64_t random) {
  return ReplaceFile(
      path, [bytes](PieceTaker take) { return take(bytes); }, random);
}

absl::Status ReplaceFile(const std::string& path, Pieces pieces,
                         uint64_t random) {
  DP_ASSIGN_OR_RETURN(const Place place, FindPlace(path, random));
  const int directory = place.directory.get();
  const HeldSignals held;
  int error = WriteTemporary(place, pieces);
  if (error == 0 && renameat(directory, place.temporary.c_str(), directory,
                             place.name.c_str()) != 0) {
    error = errno;
  }
  if (error != 0) {
    // EEXIST is another's file, or a name drawn twice in 2^64: not ours to
    // remove.
    if (error != EEXIST) unlinkat(directory, place.temporary.c_str(), 0);
    return Failed(Cannot("write", path, error));
  }
  if (fsync(directory) != 0) {
    Sentence message = Cannot("write", path, errno);
    message.reason += ": replaced, but not known to be durable";
    return Failed(message);
  }
  return absl::OkStatus();
}

}  // namespace dp
