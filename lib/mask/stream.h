// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Stream: what comes from one descriptor goes to another, masked.

#ifndef DP_LIB_MASK_STREAM_H_
#define DP_LIB_MASK_STREAM_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "lib/mask/masker.h"

namespace dp {

class Stream {
 public:
  // `patterns` outlives this. Descriptors stay the caller's.
  Stream(int input, int output, const Patterns* patterns, size_t piece);

  int input() const { return input_; }
  int output() const { return output_; }
  // Whether to call Read, or Write, next; neither: all is done.
  bool reads() const { return !ended_ && parts_.empty(); }
  bool writes() const { return !parts_.empty(); }

  // Reads once, and returns an errno or 0. At the end of the input, what was
  // held back is to be written.
  int Read();
  // Writes once, `most` bytes at most, and returns an errno or 0.
  int Write(size_t most);

  // Takes the input for ended after `size` more bytes, or where there are none
  // without waiting.
  void EndAfter(size_t size);
  // Reads and writes no more.
  void Drop();

 private:
  void End();

  int input_, output_;
  Masker masker_;
  std::vector<absl::string_view> parts_;  // To be written, from next_ on.
  size_t next_ = 0;
  std::optional<size_t> left_;
  bool ended_ = false;
};

// Copies all of stdin to stdout, masked. Failed when either cannot be read or
// written; what was held back is not written when the reading fails.
absl::Status MaskStdin(const Patterns& patterns);

}  // namespace dp

#endif  // DP_LIB_MASK_STREAM_H_
