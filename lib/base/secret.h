// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Secret: bytes that must not outlive their use.
//
// They live in pages of their own, taken with mmap(2), and are wiped before the
// pages are given back. Growth moves pages (mremap(2)) instead of copying
// bytes, so no stale copy is ever left behind. Small secrets are locked into
// memory where the limit on locked memory allows; a failure to lock is not an
// error. Where no memory is left, Secret does what operator new does: it calls
// the new handler (see cli.h), and aborts without one.

#ifndef DP_LIB_BASE_SECRET_H_
#define DP_LIB_BASE_SECRET_H_

#include <cstddef>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace dp {

class Secret {
 public:
  Secret() = default;
  // A copy of `bytes`. Wiping the original is the caller's.
  explicit Secret(absl::string_view bytes);
  // The source is empty afterwards.
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  // The only way to the bytes; grep for it. Valid until the Secret grows,
  // shrinks or goes, and not changed by a move.
  absl::string_view Reveal() const { return {data_, size_}; }
  absl::Span<char> RevealMutable() { return {data_, size_}; }

  bool empty() const { return size_ == 0; }
  size_t size() const { return size_; }
  size_t capacity() const { return capacity_; }

  // Makes room for `capacity` bytes in all; the bytes held stay.
  void Reserve(size_t capacity);
  // Growth adds zero bytes; what is cut off is wiped.
  void Resize(size_t size);
  // `bytes` must not lie in this Secret.
  void Append(absl::string_view bytes);
  void Clear();

  // Takes the same time wherever the two differ.
  friend bool operator==(const Secret& a, const Secret& b);

 private:
  // Tells AddressSanitizer which bytes may be touched; nothing in other builds.
  void Fence();

  char* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;  // Whole pages. The bytes from size_ on are zero.
};

}  // namespace dp

#endif  // DP_LIB_BASE_SECRET_H_
