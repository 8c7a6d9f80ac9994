// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Memory of a template that is being rendered: all of it is wiped.

#ifndef DP_LIB_TEMPLATE_MEMORY_H_
#define DP_LIB_TEMPLATE_MEMORY_H_

#include <cstddef>
#include <memory>
#include <type_traits>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/base/secret.h"

namespace dp {

// The longest text that a template or one of its functions may make, in bytes.
constexpr size_t kMaxRendered = size_t{64} << 20;

// Text that is being written. What goes beyond kMaxRendered is dropped, so that
// a writer need not look after every byte: look at full() in the end.
class Sink {
 public:
  void Append(absl::string_view text);
  void Append(char c) { Append(absl::string_view(&c, 1)); }
  void AppendTimes(size_t count, char c);
  void Clear();

  bool full() const { return full_; }
  absl::string_view text() const { return bytes_.Reveal().substr(0, size_); }
  Secret Take();

 private:
  // Room for `count` bytes more, or null.
  char* Grow(size_t count);

  Secret bytes_;  // Longer than the text, so that few appends make it grow.
  size_t size_ = 0;
  bool full_ = false;
};

// Many small pieces of memory, which stay where they are.
class Arena {
 public:
  struct Mark {
    size_t block = 0;
    size_t used = 0;
  };

  // Fit for any type that needs no more than 8 bytes of alignment.
  absl::Span<char> Take(size_t size);
  absl::string_view Copy(absl::string_view text);

  template <typename T>
  absl::Span<const T> Copy(absl::Span<const T> items) {
    static_assert(std::is_trivially_copyable<T>::value && alignof(T) <= 8);
    T* copy = reinterpret_cast<T*>(Take(items.size() * sizeof(T)).data());
    std::uninitialized_copy(items.begin(), items.end(), copy);
    return {copy, items.size()};
  }

  Mark mark() const { return mark_; }
  // Gives back all that was taken since `mark`.
  void Release(Mark mark) { mark_ = mark; }
  // Bytes held in all.
  size_t size() const { return size_; }

 private:
  std::vector<Secret> blocks_;
  Mark mark_;  // Where the next piece is taken from.
  size_t size_ = 0;
};

}  // namespace dp

#endif  // DP_LIB_TEMPLATE_MEMORY_H_
