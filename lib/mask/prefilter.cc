// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/mask/prefilter.h"

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

constexpr uint64_t kMix = 0x9E3779B97F4A7C15;  // The golden ratio.

// Of longer runs there are more, so fewer are found by chance; of shorter ones
// fewer positions have to be looked at.
size_t GramSize(size_t window) {
  if (window >= 6) return 4;
  return std::min<size_t>(window, 3);
}

}  // namespace

void Prefilter::Add(absl::string_view pattern) {
  window_ = std::min(window_, pattern.size());
  Start start = {};
  std::copy_n(pattern.begin(), std::min(pattern.size(), kMaxWindow),
              start.bytes);
  starts_.PushBack(start);
}

void Prefilter::Set::Resize(size_t count) {
  // One bit in 32 is set, if the table then still fits into a fast cache.
  int bits = 17;
  while (bits < 22 && size_t{1} << bits < 32 * count) ++bits;
  shift_ = 64 - bits;
  words_.Resize(size_t{1} << (bits - 6));
}

void Prefilter::Set::Add(uint64_t hash) {
  const size_t bit = hash >> shift_;
  words_[bit / 64] |= uint64_t{1} << bit % 64;
}

bool Prefilter::Set::MayHold(uint64_t hash) const {
  const size_t bit = hash >> shift_;
  return (words_[bit / 64] >> bit % 64 & 1) != 0;
}

void Prefilter::Build() {
  const size_t gram = GramSize(window_);
  stride_ = window_ - gram + 1;
  gram_mask_ = MaskOf<uint32_t>(gram);
  start_mask_ = MaskOf<uint64_t>(window_);
  gram_set_.Resize(starts_.size() * stride_);
  start_set_.Resize(starts_.size());
  for (size_t i = 0; i < starts_.size(); ++i) AddStart(starts_[i]);
  starts_ = SecretArray<Start>();
}

void Prefilter::AddStart(const Start& start) {
  char bytes[kMaxWindow + kSlack] = {};
  memcpy(bytes, start.bytes, kMaxWindow);
  for (size_t offset = 0; offset < stride_; ++offset) {
    gram_set_.Add(GramHash(bytes + offset));
  }
  start_set_.Add(StartHash(bytes));
  explicit_bzero(bytes, sizeof(bytes));
}

uint64_t Prefilter::GramHash(const char* at) const {
  return (Load<uint32_t>(at) & gram_mask_) * kMix;
}

uint64_t Prefilter::StartHash(const char* at) const {
  return (Load<uint64_t>(at) & start_mask_) * kMix;
}

size_t Prefilter::Find(absl::string_view text, size_t from) const {
  if (text.size() - from < window_) return from;
  const char* const data = text.data();
  const size_t end = text.size() - window_ + 1;
  // At `at`, what begins in [at - last, at] is looked for.
  const size_t last = stride_ - 1;
  for (size_t at = from + last; at < end + last; at += stride_) {
    if (!gram_set_.MayHold(GramHash(data + at))) continue;
    for (size_t start = at - last; start <= at && start < end; ++start) {
      if (start_set_.MayHold(StartHash(data + start))) return start;
    }
  }
  return end;
}

}  // namespace dp
