// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/os/output.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>

#include "lib/base/status.h"
#include "lib/base/utf8.h"
#include "lib/os/entropy.h"
#include "lib/os/io.h"

namespace dp {

namespace {

// Whether `bytes` hold what a terminal acts on: control characters but newline
// and tab, and what is no character at all.
bool HasControls(absl::string_view bytes) {
  while (!bytes.empty()) {
    const unsigned char byte = static_cast<unsigned char>(bytes[0]);
    if ((byte < ' ' && byte != '\n' && byte != '\t') || byte == 0x7F)
      return true;
    const size_t size = byte < 0x7F ? 1 : Utf8Length(bytes);
    if (size == 0) return true;
    const char32_t code = byte < 0x7F ? byte : FirstCharacter(bytes).code;
    if (code >= 0x80 && code < 0xA0) return true;
    bytes.remove_prefix(size);
  }
  return false;
}

}  // namespace

absl::Status WriteOutput(const std::string& path, absl::string_view bytes) {
  if (path.empty() && isatty(STDOUT_FILENO) != 0 && HasControls(bytes)) {
    return WithHint(
        Misused(Cannot("write", "stdout",
                       "it is a terminal, and control characters would steer "
                       "it")),
        "| cat writes them anyway; -o FILE keeps them");
  }
  return WriteOutput(path, [bytes](PieceTaker take) { return take(bytes); });
}

absl::Status WriteOutput(const std::string& path, Pieces pieces) {
  if (path.empty()) return WriteAll(STDOUT_FILENO, pieces, "stdout");
  DP_ASSIGN_OR_RETURN(const uint64_t random, RandomNumber());
  return ReplaceFile(path, pieces, random);
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
