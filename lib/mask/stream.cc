// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/mask/stream.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>

#include "absl/types/span.h"
#include "lib/base/status.h"
#include "lib/os/io.h"

namespace dp {
namespace {

bool WouldWait(int error) { return error == EAGAIN || error == EWOULDBLOCK; }

// For a descriptor that its owner made non-blocking.
void WaitFor(int fd, short events) {
  struct pollfd wait = {fd, events, 0};
  (void)poll(&wait, 1, -1);
}

}  // namespace

Stream::Stream(int input, int output, const Patterns* patterns, size_t piece)
    : input_(input), output_(output), masker_(patterns, piece) {}

void Stream::End() {
  ended_ = true;
  masker_.Finish(&parts_);
}

void Stream::EndAfter(size_t size) {
  left_ = size;
  if (size == 0 && !ended_) End();
}

void Stream::Drop() {
  ended_ = true;
  parts_.clear();
  next_ = 0;
}

int Stream::Read() {
  absl::Span<char> space = masker_.Space();
  if (left_.has_value()) space = space.first(std::min(space.size(), *left_));
  const ssize_t size = read(input_, space.data(), space.size());
  if (size > 0) {
    masker_.Commit(static_cast<size_t>(size), &parts_);
    if (left_.has_value()) EndAfter(*left_ - static_cast<size_t>(size));
    return 0;
  }
  if (size == 0 || (left_.has_value() && WouldWait(errno))) {
    End();
    return 0;
  }
  return errno;
}

int Stream::Write(size_t most) {
  struct iovec list[64];
  size_t count = 0;
  for (size_t i = next_; i < parts_.size() && count < std::size(list); ++i) {
    const absl::string_view part = parts_[i].substr(0, most);
    most -= part.size();
    if (part.empty()) break;
    list[count++] = {const_cast<char*>(part.data()), part.size()};
  }
  const ssize_t size = writev(output_, list, static_cast<int>(count));
  if (size < 0) return errno;
  size_t rest = static_cast<size_t>(size);
  while (next_ < parts_.size() && rest >= parts_[next_].size()) {
    rest -= parts_[next_++].size();
  }
  if (next_ < parts_.size()) {
    parts_[next_].remove_prefix(rest);
    return 0;
  }
  parts_.clear();
  next_ = 0;
  return 0;
}

absl::Status MaskStdin(const Patterns& patterns) {
  // A stdout that is closed fails before anything was read.
  DP_RETURN_IF_ERROR(WriteAll(STDOUT_FILENO, "", "stdout"));
  // Over the limit of a file's size, write(2) fails then.
  (void)signal(SIGXFSZ, SIG_IGN);
  Stream stream(STDIN_FILENO, STDOUT_FILENO, &patterns, Masker::kPiece);
  while (stream.reads() || stream.writes()) {
    const bool reads = stream.reads();
    const int error = reads ? stream.Read() : stream.Write(SIZE_MAX);
    if (error == 0 || error == EINTR) continue;
    if (WouldWait(error)) {
      WaitFor(reads ? STDIN_FILENO : STDOUT_FILENO, reads ? POLLIN : POLLOUT);
      continue;
    }
    return Failed(reads ? Cannot("read", "stdin", error)
                        : Cannot("write", "stdout", error));
  }
  return absl::OkStatus();
}

}  // namespace dp
