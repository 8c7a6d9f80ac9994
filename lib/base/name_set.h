// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// NameSet: whether a name is in a list, for lists as long as a caller likes.
//
// Looking through the list for each of many secrets would take its length times
// their number.

#ifndef DP_LIB_BASE_NAME_SET_H_
#define DP_LIB_BASE_NAME_SET_H_

#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace dp {

// The names must outlive it.
class NameSet {
 public:
  NameSet() = default;
  // Implicit, as a list of names is what callers have.
  NameSet(std::initializer_list<absl::string_view> names)
      : NameSet(names.begin(), names.end()) {}
  explicit NameSet(const std::vector<std::string>& names)
      : NameSet(names.begin(), names.end()) {}
  explicit NameSet(const std::vector<absl::string_view>& names)
      : NameSet(names.begin(), names.end()) {}

  bool Holds(absl::string_view name) const {
    return std::binary_search(sorted_.begin(), sorted_.end(), name);
  }

 private:
  template <typename Iterator>
  NameSet(Iterator begin, Iterator end) : sorted_(begin, end) {
    std::sort(sorted_.begin(), sorted_.end());
  }

  std::vector<absl::string_view> sorted_;
};

}  // namespace dp

#endif  // DP_LIB_BASE_NAME_SET_H_
