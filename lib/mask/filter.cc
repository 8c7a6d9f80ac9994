// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/mask/filter.h"

#include <string.h>

#include <algorithm>

namespace dp {
namespace {

// A load of the first `size` bytes is one of all bytes and this mask, whatever
// the order of bytes is.
template <typename T>
T MaskOf(size_t size) {
  T mask = 0;
  memset(&mask, 0xFF, std::min(size, sizeof(T)));
  return mask;
}

template <typename T>
T Load(const char* at) {
  T value;
  memcpy(&value, at, sizeof(value));
  return value;
}

// The number of bits of a table in which `count` entries are rare.
int BitsFor(size_t count, int least, int most) {
  int bits = least;
  while (bits < most && size_t{1} << bits < 16 * count) ++bits;
  return bits;
}

// Of longer runs there are more, so fewer are found by chance; of shorter ones
// fewer positions have to be looked at.
size_t GramSize(size_t window) {
  if (window >= 6) return 4;
  return std::min<size_t>(window, 3);
}

}  // namespace

void Filter::Add(absl::string_view pattern) {
  window_ = std::min(window_, pattern.size());
  Start start = {};
  std::copy_n(pattern.begin(), std::min(pattern.size(), kMaxWindow),
              start.bytes);
  starts_.PushBack(start);
}

void Filter::Build() {
  const size_t gram = GramSize(window_);
  stride_ = window_ - gram + 1;
  gram_mask_ = MaskOf<uint32_t>(gram);
  start_mask_ = MaskOf<uint64_t>(window_);
  const int gram_bits = BitsFor(starts_.size() * stride_, 12, 18);
  const int start_bits = BitsFor(4 * starts_.size(), 12, 24);
  gram_shift_ = 32 - gram_bits;
  start_shift_ = 64 - start_bits;
  grams_.Resize(size_t{1} << gram_bits);
  start_bits_.Resize(size_t{1} << (start_bits - 6));
  for (size_t i = 0; i < starts_.size(); ++i) AddStart(starts_[i]);
  starts_ = SecretArray<Start>();
}

void Filter::AddStart(const Start& start) {
  char bytes[kMaxWindow + kSlack] = {};
  memcpy(bytes, start.bytes, kMaxWindow);
  for (size_t offset = 0; offset < stride_; ++offset) {
    Offsets& offsets = grams_[GramSlot(bytes + offset)];
    offsets = static_cast<Offsets>(offsets | 1U << offset);
  }
  const size_t bit = StartBit(bytes);
  start_bits_[bit / 64] |= uint64_t{1} << bit % 64;
  explicit_bzero(bytes, sizeof(bytes));
}

size_t Filter::GramSlot(const char* at) const {
  return (Load<uint32_t>(at) & gram_mask_) * 0x9E3779B1U >> gram_shift_;
}

size_t Filter::StartBit(const char* at) const {
  return (Load<uint64_t>(at) & start_mask_) * 0x9E3779B97F4A7C15U >>
         start_shift_;
}

bool Filter::MayStart(const char* at) const {
  const size_t bit = StartBit(at);
  return (start_bits_[bit / 64] >> bit % 64 & 1) != 0;
}

size_t Filter::Find(absl::string_view text, size_t from) const {
  if (text.size() - from < window_) return from;
  const char* const data = text.data();
  const size_t end = text.size() - window_ + 1;
  // At `at`, what begins in [at - last, at] is looked for.
  const size_t last = stride_ - 1;
  for (size_t at = from + last; at < end + last; at += stride_) {
    const Offsets offsets = grams_[GramSlot(data + at)];
    if (offsets == 0) continue;
    for (size_t offset = stride_; offset-- > 0;) {
      const size_t start = at - offset;
      if ((offsets >> offset & 1) != 0 && start < end &&
          MayStart(data + start)) {
        return start;
      }
    }
  }
  return end;
}

}  // namespace dp
