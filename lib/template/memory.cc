// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/template/memory.h"

#include <algorithm>
#include <utility>

namespace dp {
namespace {

constexpr size_t kFirstSink = 4096;
constexpr size_t kFirstBlock = size_t{64} << 10;
constexpr size_t kLargeBlock = size_t{4} << 20;

}  // namespace

char* Sink::Grow(size_t count) {
  if (count > kMaxRendered - size_) full_ = true;
  if (full_) return nullptr;
  const size_t size = size_ + count;
  if (size > bytes_.size()) {
    bytes_.Resize(
        std::max({size, kFirstSink, std::min(2 * size, kMaxRendered)}));
  }
  return bytes_.RevealMutable().data() + std::exchange(size_, size);
}

void Sink::Append(absl::string_view text) {
  if (char* to = Grow(text.size())) std::copy(text.begin(), text.end(), to);
}

void Sink::AppendTimes(size_t count, char c) {
  if (char* to = Grow(count)) std::fill_n(to, count, c);
}

void Sink::Clear() {
  size_ = 0;
  full_ = false;
}

Secret Sink::Take() {
  bytes_.Resize(std::exchange(size_, 0));
  return std::move(bytes_);
}

absl::Span<char> Arena::Take(size_t size) {
  const size_t aligned = (size + 7) / 8 * 8;
  while (mark_.block < blocks_.size() &&
         blocks_[mark_.block].size() - mark_.used < aligned) {
    mark_ = {mark_.block + 1, 0};
  }
  if (mark_.block == blocks_.size()) {
    const size_t wanted = std::min(kFirstBlock + size_ / 2, kLargeBlock);
    blocks_.emplace_back();
    blocks_.back().Resize(std::max(wanted, aligned));
    size_ += blocks_.back().size();
  }
  const absl::Span<char> piece =
      blocks_[mark_.block].RevealMutable().subspan(mark_.used, size);
  mark_.used += aligned;
  return piece;
}

absl::string_view Arena::Copy(absl::string_view text) {
  const absl::Span<char> copy = Take(text.size());
  std::copy(text.begin(), text.end(), copy.begin());
  return {copy.data(), copy.size()};
}

}  // namespace dp
