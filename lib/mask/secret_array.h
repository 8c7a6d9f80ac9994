// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// SecretArray: an array of numbers in the wiped memory of a Secret, for tables
// that values could be read from.

#ifndef DP_LIB_MASK_SECRET_ARRAY_H_
#define DP_LIB_MASK_SECRET_ARRAY_H_

#include <algorithm>
#include <cstddef>
#include <type_traits>

#include "lib/base/secret.h"

namespace dp {

template <typename T>
class SecretArray {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  T& operator[](size_t i) { return data_[i]; }
  const T& operator[](size_t i) const { return data_[i]; }

  void PushBack(const T& value) {
    if (size_ == bytes_.size() / sizeof(T)) {
      Grow(std::max<size_t>(2 * size_, 16));
    }
    data_[size_++] = value;
  }

  // To be called once, on an empty array: elements are zero.
  void Resize(size_t size) {
    Grow(size);
    size_ = size;
  }

 private:
  void Grow(size_t size) {
    bytes_.Resize(size * sizeof(T));
    // The pages of a Secret are aligned for any type, and zero.
    data_ = reinterpret_cast<T*>(bytes_.RevealMutable().data());
  }

  Secret bytes_;
  T* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace dp

#endif  // DP_LIB_MASK_SECRET_ARRAY_H_
