// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Masker: a stream with every occurrence of every pattern replaced.
//
// Occurrences that overlap or touch become one. The output does not depend on
// how the input was cut into pieces, and no byte is held back that cannot be
// part of an occurrence any more.

#ifndef DP_LIB_MASK_MASKER_H_
#define DP_LIB_MASK_MASKER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/base/secret.h"
#include "lib/mask/automaton.h"
#include "lib/mask/prefilter.h"

namespace dp {

// What to look for, and what stands in its place. Any number of maskers share
// one.
class Patterns {
 public:
  // Every occurrence is replaced by `text`.
  explicit Patterns(std::string text);
  // The one of label n by the n-th of `texts`; of occurrences that become one,
  // the longest counts, of equally long ones the first.
  explicit Patterns(std::vector<std::string> texts);

  // `pattern` is not empty.
  void Add(absl::string_view pattern, uint32_t label);
  // Once, after the last Add.
  void Build();

  // The number of bytes of all patterns, common beginnings counted once.
  size_t size() const { return automaton_.size() - 1; }

 private:
  friend class Masker;

  Automaton automaton_;
  Prefilter filter_;
  std::vector<std::string> texts_;
  bool labelled_;
  size_t longest_ = 0;
};

class Masker {
 public:
  static constexpr size_t kPiece = size_t{128} << 10;

  // `patterns` has at least one, is built, and outlives this. Input comes in
  // pieces of at most `piece` bytes.
  explicit Masker(const Patterns* patterns, size_t piece = kPiece);

  // Where the next bytes of the input go.
  absl::Span<char> Space();
  // Takes in the first `size` bytes of Space, and appends what can leave to
  // `output`; it is good until the next Space.
  void Commit(size_t size, std::vector<absl::string_view>* output);
  // The input has ended: appends the rest.
  void Finish(std::vector<absl::string_view>* output);

 private:
  // An occurrence, or some that became one. Positions count from the beginning
  // of the stream.
  struct Interval {
    int64_t begin, end;
    uint32_t size, label;  // Of the longest in it.
  };

  absl::string_view Bytes(int64_t begin, int64_t end) const;
  void Scan();
  void Skip();
  void Run();
  void Note(const Automaton::Match& match);
  void Release(int64_t to, bool all, std::vector<absl::string_view>* output);

  const Patterns* patterns_;
  size_t piece_;
  Secret buffer_;
  int64_t base_ = 0;     // The position of the first byte in the buffer,
  int64_t out_ = 0;      // of the first one that has not left,
  int64_t at_ = 0;       // of the first one that has not been looked at,
  int64_t end_ = 0;      // and where the input ends so far.
  int64_t masked_ = -1;  // The end of the last interval that has left.
  Automaton::State state_ = Automaton::kRoot;
  // Those that have not left: from first_ on, apart from each other, in order.
  std::vector<Interval> intervals_;
  size_t first_ = 0;
};

}  // namespace dp

#endif  // DP_LIB_MASK_MASKER_H_
