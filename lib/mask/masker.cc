// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/mask/masker.h"

#include <algorithm>
#include <utility>

namespace dp {

Patterns::Patterns(std::string text)
    : texts_({std::move(text)}), labelled_(false) {}

Patterns::Patterns(std::vector<std::string> texts)
    : texts_(std::move(texts)), labelled_(true) {}

void Patterns::Add(absl::string_view pattern, uint32_t label) {
  automaton_.Add(pattern, label);
  filter_.Add(pattern);
  longest_ = std::max(longest_, pattern.size());
}

void Patterns::Build() {
  automaton_.Build();
  filter_.Build();
}

Masker::Masker(const Patterns* patterns, size_t piece)
    : patterns_(patterns), piece_(piece) {
  // Twice, so that what is held back moves only after as many bytes have come.
  buffer_.Resize(2 * (piece_ + patterns_->longest_) + Prefilter::kSlack);
}

absl::Span<char> Masker::Space() {
  const size_t room = buffer_.size() - Prefilter::kSlack;
  if (room - static_cast<size_t>(end_ - base_) < piece_) {
    const auto held = static_cast<int64_t>(patterns_->automaton_.Depth(state_));
    const int64_t keep = std::min(out_, at_ - held);
    const absl::string_view kept = Bytes(keep, end_);
    std::copy(kept.begin(), kept.end(), buffer_.RevealMutable().begin());
    base_ = keep;
  }
  return buffer_.RevealMutable().subspan(static_cast<size_t>(end_ - base_),
                                         piece_);
}

absl::string_view Masker::Bytes(int64_t begin, int64_t end) const {
  return buffer_.Reveal().substr(static_cast<size_t>(begin - base_),
                                 static_cast<size_t>(end - begin));
}

void Masker::Commit(size_t size, std::vector<absl::string_view>* output) {
  end_ += static_cast<int64_t>(size);
  Scan();
  const auto held = static_cast<int64_t>(patterns_->automaton_.Depth(state_));
  Release(at_ - held, /*all=*/false, output);
}

void Masker::Finish(std::vector<absl::string_view>* output) {
  Release(end_, /*all=*/true, output);
}

void Masker::Scan() {
  while (at_ < end_) {
    if (state_ == Automaton::kRoot) Skip();
    Run();
  }
}

// To the next position where a pattern may begin, or which is too near to the
// end to tell.
void Masker::Skip() {
  const size_t from = static_cast<size_t>(at_ - base_);
  at_ = base_ +
        static_cast<int64_t>(patterns_->filter_.Find(Bytes(base_, end_), from));
}

// Byte by byte, as long as the first of them could begin a pattern, and to the
// end where the filter cannot look any further.
void Masker::Run() {
  const Automaton& automaton = patterns_->automaton_;
  const auto window = static_cast<int64_t>(patterns_->filter_.window());
  const int64_t start = at_ - static_cast<int64_t>(automaton.Depth(state_));
  for (const char c : Bytes(at_, end_)) {
    ++at_;
    state_ = automaton.Step(state_, static_cast<unsigned char>(c));
    Note(automaton.MatchAt(state_));
    state_ = automaton.Settle(state_);
    const auto depth = static_cast<int64_t>(automaton.Depth(state_));
    const int64_t next = at_ - depth;
    if (next > start && depth < window && end_ - next >= window) {
      at_ = next;
      state_ = Automaton::kRoot;
      return;
    }
  }
}

void Masker::Note(const Automaton::Match& match) {
  if (match.size == 0) return;
  Interval merged = {at_ - match.size, at_, match.size, match.label};
  while (intervals_.size() > first_ && intervals_.back().end >= merged.begin) {
    const Interval& other = intervals_.back();
    merged.begin = std::min(merged.begin, other.begin);
    if (other.size >= merged.size) {
      merged.size = other.size;
      merged.label = other.label;
    }
    intervals_.pop_back();
  }
  if (masked_ >= 0 && merged.begin <= masked_) {
    // Its mask has left already.
    masked_ = out_ = merged.end;
    return;
  }
  intervals_.push_back(merged);
}

// Appends what is before `to`, where everything is decided. A mask leaves with
// the first byte of its interval, or, where its text is still open, behind the
// last.
void Masker::Release(int64_t to, bool all,
                     std::vector<absl::string_view>* output) {
  while (first_ < intervals_.size()) {
    const Interval& next = intervals_[first_];
    const bool ready =
        all || (patterns_->labelled_ ? next.end < to : next.begin <= to);
    if (!ready) break;
    if (next.begin > out_) output->push_back(Bytes(out_, next.begin));
    output->push_back(patterns_->texts_[patterns_->labelled_ ? next.label : 0]);
    masked_ = out_ = next.end;
    ++first_;
  }
  if (first_ < intervals_.size()) to = std::min(to, intervals_[first_].begin);
  if (2 * first_ >= intervals_.size()) {
    intervals_.erase(intervals_.begin(),
                     intervals_.begin() + static_cast<ptrdiff_t>(first_));
    first_ = 0;
  }
  if (to <= out_) return;
  output->push_back(Bytes(out_, to));
  out_ = to;
}

}  // namespace dp
