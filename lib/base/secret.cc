// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/base/secret.h"

#include <sanitizer/asan_interface.h>
#include <string.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <utility>

namespace dp {
namespace {

constexpr size_t kPage = 4096;
// From here on huge pages save most of the page faults, and growth doubles.
constexpr size_t kLarge = size_t{4} << 20;

void OutOfMemory() {
  if (std::new_handler handler = std::get_new_handler()) handler();
  std::abort();
}

size_t WholePages(size_t size) {
  const size_t unit = size >= kLarge ? kLarge / 2 : kPage;
  if (size > SIZE_MAX - unit) OutOfMemory();
  return (size + unit - 1) / unit * unit;
}

}  // namespace

Secret::Secret(absl::string_view bytes) { Append(bytes); }

Secret::Secret(Secret&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      capacity_(std::exchange(other.capacity_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(capacity_, other.capacity_);
  other.Clear();
  return *this;
}

Secret::~Secret() { Clear(); }

void Secret::Clear() {
  if (data_ == nullptr) return;
  ASAN_UNPOISON_MEMORY_REGION(data_, capacity_);
  explicit_bzero(data_, size_);
  munmap(data_, capacity_);
  data_ = nullptr;
  size_ = capacity_ = 0;
}

void Secret::Reserve(size_t capacity) {
  if (capacity <= capacity_) return;
  capacity = WholePages(capacity);
  ASAN_UNPOISON_MEMORY_REGION(data_, capacity_);
  // mremap(2) of locked pages counts against the limit and fails where a fresh
  // lock would only be refused.
  if (data_ != nullptr) munlock(data_, capacity_);
  void* pages = data_ == nullptr
                    ? mmap(nullptr, capacity, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                    : mremap(data_, capacity_, capacity, MREMAP_MAYMOVE);
  if (pages == MAP_FAILED) OutOfMemory();
  data_ = static_cast<char*>(pages);
  capacity_ = capacity;
  if (capacity_ >= kLarge) {
    madvise(data_, capacity_, MADV_HUGEPAGE);
  } else {
    mlock2(data_, capacity_, MLOCK_ONFAULT);
  }
  Fence();
}

void Secret::Resize(size_t size) {
  if (size < size_) explicit_bzero(data_ + size, size_ - size);
  Reserve(size);
  size_ = size;
  Fence();
}

void Secret::Append(absl::string_view bytes) {
  if (bytes.size() > SIZE_MAX - size_) OutOfMemory();
  const size_t size = size_ + bytes.size();
  if (size > capacity_) Reserve(std::max(size, 2 * capacity_));
  const size_t old_size = size_;
  Resize(size);
  std::copy(bytes.begin(), bytes.end(), data_ + old_size);
}

void Secret::Fence() {
  ASAN_UNPOISON_MEMORY_REGION(data_, size_);
  ASAN_POISON_MEMORY_REGION(data_ + size_, capacity_ - size_);
}

bool operator==(const Secret& a, const Secret& b) {
  if (a.size_ != b.size_) return false;
  unsigned char difference = 0;
  for (size_t i = 0; i < a.size_; ++i) {
    difference |= static_cast<unsigned char>(a.data_[i] ^ b.data_[i]);
  }
  return difference == 0;
}

}  // namespace dp
