// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/mask/automaton.h"

#include <algorithm>
#include <utility>

namespace dp {

Automaton::Automaton() {
  nodes_.PushBack({});
  matches_.PushBack({});
  root_.Resize(256);
  edges_.Resize(16);
}

// The slot of the edge, or the free one where it would be.
size_t Automaton::Slot(State parent, unsigned char byte) const {
  const size_t mask = edges_.size() - 1;
  const uint64_t key = uint64_t{parent} << 8 | byte;
  size_t slot = key * 0x9E3779B97F4A7C15 >> 32 & mask;
  while (edges_[slot].child != 0 && (edges_[slot].parent != parent ||
                                     nodes_[edges_[slot].child].byte != byte)) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

void Automaton::GrowEdges() {
  SecretArray<Edge> old = std::move(edges_);
  edges_ = SecretArray<Edge>();
  edges_.Resize(2 * old.size());
  for (size_t i = 0; i < old.size(); ++i) {
    const Edge& edge = old[i];
    if (edge.child == 0) continue;
    edges_[Slot(edge.parent, nodes_[edge.child].byte)] = edge;
  }
}

void Automaton::AddEdge(const Edge& edge) {
  if (2 * ++num_edges_ > edges_.size()) GrowEdges();
  edges_[Slot(edge.parent, nodes_[edge.child].byte)] = edge;
  nodes_[edge.parent].has_more = true;
}

Automaton::State Automaton::Child(State state, unsigned char byte) const {
  if (state == kRoot) return root_[byte];
  const Node& node = nodes_[state];
  if (node.has_next && nodes_[state + 1].byte == byte) return state + 1;
  return node.has_more ? edges_[Slot(state, byte)].child : 0;
}

Automaton::State Automaton::MakeChild(State state, unsigned char byte) {
  const State child = static_cast<State>(nodes_.size());
  Node node = {};
  node.fail = state;
  node.depth = nodes_[state].depth + 1;
  node.byte = byte;
  nodes_.PushBack(node);
  if (state == kRoot) {
    root_[byte] = child;
  } else if (child == state + 1) {
    nodes_[state].has_next = true;
  } else {
    AddEdge({state, child});
  }
  return child;
}

void Automaton::Add(absl::string_view pattern, uint32_t label) {
  State state = kRoot;
  for (const char c : pattern) {
    const unsigned char byte = static_cast<unsigned char>(c);
    const State child = Child(state, byte);
    state = child != 0 ? child : MakeChild(state, byte);
  }
  if (nodes_[state].match != 0) return;
  nodes_[state].match = static_cast<uint32_t>(matches_.size());
  matches_.PushBack({static_cast<uint32_t>(pattern.size()), label});
}

SecretArray<Automaton::State> Automaton::InOrderOfDepth() const {
  uint32_t deepest = 0;
  for (size_t i = 0; i < nodes_.size(); ++i) {
    deepest = std::max(deepest, nodes_[i].depth);
  }
  SecretArray<uint32_t> first;  // Of each depth, its place in the order.
  first.Resize(deepest + 2);
  for (size_t i = 0; i < nodes_.size(); ++i) ++first[nodes_[i].depth + 1];
  for (size_t i = 1; i < first.size(); ++i) first[i] += first[i - 1];
  SecretArray<State> order;
  order.Resize(nodes_.size());
  for (size_t i = 0; i < nodes_.size(); ++i) {
    order[first[nodes_[i].depth]++] = static_cast<State>(i);
  }
  return order;
}

void Automaton::Build() {
  const SecretArray<State> order = InOrderOfDepth();
  for (size_t i = 1; i < order.size(); ++i) {
    Node& node = nodes_[order[i]];
    const State parent = node.fail;
    node.fail = parent == kRoot ? kRoot : Step(nodes_[parent].fail, node.byte);
    // What ends in a shorter end of the same text is shorter.
    if (node.match == 0) node.match = nodes_[node.fail].match;
  }
}

Automaton::State Automaton::Step(State state, unsigned char byte) const {
  for (;;) {
    const State child = Child(state, byte);
    if (child != 0 || state == kRoot) return child;
    state = nodes_[state].fail;
  }
}

Automaton::State Automaton::Settle(State state) const {
  while (state != kRoot && !nodes_[state].has_next && !nodes_[state].has_more) {
    state = nodes_[state].fail;
  }
  return state;
}

}  // namespace dp
