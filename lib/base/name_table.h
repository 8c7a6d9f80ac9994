// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// NameTable: positions in a list, found by name.
//
// A hash table of eight bytes an entry that never copies a name: it asks
// `name_at(position)` for it. It is sized once, as merging a large environment
// must not cost more than passing it on does.

#ifndef DP_LIB_BASE_NAME_TABLE_H_
#define DP_LIB_BASE_NAME_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace dp {

template <typename NameAt>
class NameTable {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  // At most `count` positions will be inserted.
  NameTable(size_t count, NameAt name_at) : name_at_(std::move(name_at)) {
    size_t size = 16;
    while (size < 2 * count) size *= 2;
    slots_.resize(size);
  }

  // Adds `position`, or returns the one of the same name that is there already
  // and stays.
  uint32_t Insert(uint32_t position) {
    const absl::string_view name = name_at_(position);
    const size_t hash = Hash(name);
    Slot& slot = slots_[Probe(name, hash)];
    if (slot.position != kNone) return slot.position;
    slot = {static_cast<uint32_t>(hash), position};
    return kNone;
  }

  uint32_t Find(absl::string_view name) const {
    return slots_[Probe(name, Hash(name))].position;
  }

 private:
  struct Slot {
    uint32_t hash = 0;
    uint32_t position = kNone;
  };

  static size_t Hash(absl::string_view name) {
    return std::hash<std::string_view>()(
        std::string_view(name.data(), name.size()));
  }

  // The slot that holds `name`, or the empty one where it belongs.
  size_t Probe(absl::string_view name, size_t hash) const {
    const size_t mask = slots_.size() - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
      const Slot& slot = slots_[i];
      const bool same_hash = slot.hash == static_cast<uint32_t>(hash);
      if (slot.position == kNone) return i;
      if (same_hash && name_at_(slot.position) == name) return i;
    }
  }

  NameAt name_at_;
  std::vector<Slot> slots_;
};

}  // namespace dp

#endif  // DP_LIB_BASE_NAME_TABLE_H_
