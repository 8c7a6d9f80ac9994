// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// A masker as simple as can be, for tests of the real one.

#ifndef DP_LIB_MASK_NAIVE_H_
#define DP_LIB_MASK_NAIVE_H_

#include <cstddef>
#include <string>
#include <vector>

namespace dp {

class Naive {
 public:
  // With `labelled`, pattern n is replaced by [n], else each by ***.
  Naive(std::vector<std::string> patterns, bool labelled);

  // What `text` becomes.
  std::string Mask(const std::string& text) const;
  // What has to have left when no more than `text` has come.
  std::string Prompt(const std::string& text) const;

 private:
  bool CouldGrow(const std::string& tail) const;
  std::string TextFor(const std::string& text, size_t begin, size_t end) const;
  std::vector<bool> Masked(const std::string& text) const;
  std::string Output(const std::string& text, size_t decided, bool ended) const;

  std::vector<std::string> patterns_;
  bool labelled_;
};

}  // namespace dp

#endif  // DP_LIB_MASK_NAIVE_H_
