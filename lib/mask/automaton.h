// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Automaton: finds all of many patterns in one pass (Aho and Corasick, 1975).
//
// A state is the longest end of the text so far that some pattern begins with.
// States are nodes of the trie of all patterns, numbered in the order of their
// making, so that the one child that most nodes have is the next number and
// needs no table; a hash table has the others. A state costs 16 bytes. All of
// it is in wiped memory, as the patterns can be read from it.

#ifndef DP_LIB_MASK_AUTOMATON_H_
#define DP_LIB_MASK_AUTOMATON_H_

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "lib/mask/secret_array.h"

namespace dp {

class Automaton {
 public:
  using State = uint32_t;
  static constexpr State kRoot = 0;

  // The longest pattern that ends in a state; size 0: none does.
  struct Match {
    uint32_t size;
    uint32_t label;
  };

  Automaton();

  // `pattern` is not empty. Of a pattern that is added twice the first label
  // counts.
  void Add(absl::string_view pattern, uint32_t label);
  // Once, after the last Add and before the functions below.
  void Build();

  // The states there are: one a byte of the patterns at most, and the root.
  size_t size() const { return nodes_.size(); }

  // `state` is the root or comes from Settle.
  State Step(State state, unsigned char byte) const;
  Match MatchAt(State state) const { return matches_[nodes_[state].match]; }
  // The longest end of `state` that a pattern can still grow from.
  State Settle(State state) const;
  // The number of bytes that a state stands for.
  size_t Depth(State state) const { return nodes_[state].depth; }

 private:
  struct Node {
    uint32_t fail;  // The longest end that is a state, too; first: the parent.
    uint32_t depth;
    uint32_t match;  // An index of matches_; 0: none.
    uint8_t byte;    // What leads here from the parent.
    bool has_next;   // The next node is a child.
    bool has_more;   // edges_ has a child.
  };
  // A child that is not the next node; `child` 0: free.
  struct Edge {
    State parent;
    State child;
  };

  State Child(State state, unsigned char byte) const;
  State MakeChild(State state, unsigned char byte);
  void AddEdge(const Edge& edge);
  size_t Slot(State parent, unsigned char byte) const;
  void GrowEdges();
  SecretArray<State> InOrderOfDepth() const;

  SecretArray<Node> nodes_;
  SecretArray<Match> matches_;
  SecretArray<State> root_;  // The children of the root, by byte.
  SecretArray<Edge> edges_;  // An open hash table.
  size_t num_edges_ = 0;
};

}  // namespace dp

#endif  // DP_LIB_MASK_AUTOMATON_H_
