// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Prefilter: where in a text a pattern could begin, found fast.
//
// Let the shortest pattern have m bytes. A match holds, at one of any s = m - g
// + 1 positions in a row, one of the runs of g bytes in the first m bytes of
// the patterns. So it is enough to look at every s-th position of the text,
// with a table that a hash of g bytes leads into. Where it says that a run is
// there, the first bytes of the patterns that have it are looked for, in a
// second table. No instruction of one processor is needed, and no load waits
// for another.

#ifndef DP_LIB_MASK_PREFILTER_H_
#define DP_LIB_MASK_PREFILTER_H_

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "lib/mask/secret_array.h"

namespace dp {

class Prefilter {
 public:
  // Texts are followed by this many bytes that can be read, whatever they are.
  static constexpr size_t kSlack = 8;

  // `pattern` is not empty.
  void Add(absl::string_view pattern);
  // Once, after the last Add and before the functions below.
  void Build();

  // How many bytes of a pattern it knows: no pattern is shorter.
  size_t window() const { return window_; }

  // No pattern begins in `text` from `from` to the position returned, which
  // is at least `from`. It is a position with less than window() bytes behind
  // it, or one where a pattern may begin.
  size_t Find(absl::string_view text, size_t from) const;

 private:
  static constexpr size_t kMaxStride = 8;  // Longer windows gain little.
  static constexpr size_t kMaxWindow = kMaxStride + 3;

  struct Start {
    char bytes[kMaxWindow];
  };

  // A set of hashes, a bit each.
  class Set {
   public:
    // For `count` hashes.
    void Resize(size_t count);
    void Add(uint64_t hash);
    bool MayHold(uint64_t hash) const;

   private:
    SecretArray<uint64_t> words_;
    int shift_ = 0;
  };

  uint64_t GramHash(const char* at) const;
  uint64_t StartHash(const char* at) const;
  void AddStart(const Start& start);

  SecretArray<Start> starts_;  // Until Build.
  Set gram_set_, start_set_;
  size_t window_ = kMaxWindow;
  size_t stride_ = 1;
  uint32_t gram_mask_ = 0;   // The bytes of a run in a load of four.
  uint64_t start_mask_ = 0;  // The first bytes of a window in one of eight.
};

}  // namespace dp

#endif  // DP_LIB_MASK_PREFILTER_H_
