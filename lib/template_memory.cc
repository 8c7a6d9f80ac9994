// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/template_memory.h"

#include <string.h>

#include <algorithm>

namespace dp {
namespace {

constexpr size_t kFirstBlock = size_t{64} << 10;
constexpr size_t kLargeBlock = size_t{4} << 20;

}  // namespace

void Sink::Append(absl::string_view text) {
  if (text.size() > kMaxRendered - bytes_.size()) full_ = true;
  if (full_) return;
  bytes_.Append(text);
}

void Sink::AppendTimes(size_t count, char c) {
  if (count == 0) return;
  if (count > kMaxRendered - bytes_.size()) full_ = true;
  if (full_) return;
  const size_t size = bytes_.size();
  bytes_.Resize(size + count);
  memset(bytes_.RevealMutable().data() + size, c, count);
}

void Sink::Clear() {
  bytes_.Resize(0);
  full_ = false;
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
