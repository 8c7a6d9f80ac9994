// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Secrets: one JSON object (RFC 8259) whose values are all strings, read in
// place.
//
// The reader is our own because the values must stay in memory that is wiped,
// and because it is stricter than libraries are: no duplicate names, no NUL, no
// lone surrogates, no invalid UTF-8, no byte order mark, nothing but white
// space after the object. It is fuzzed against a library (secrets_fuzz.cc).
// Parsing turns the document into "name\0value\0name\0value\0", which always
// fits, so no byte of it is ever anywhere else.

#ifndef DP_LIB_JSON_SECRETS_H_
#define DP_LIB_JSON_SECRETS_H_

#include <cstddef>
#include <iterator>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/base/secret.h"

namespace dp {

// The largest document that tools take in, in bytes.
constexpr size_t kMaxDocument = size_t{64} << 20;

class Secrets {
 public:
  // Each ends in a NUL that is not part of the view. The bytes live as long as
  // the Secrets they came from, and survive its moves.
  struct Entry {
    absl::string_view name, value;
  };

  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Entry;
    using difference_type = std::ptrdiff_t;
    using pointer = const Entry*;
    using reference = Entry;

    explicit Iterator(const char* at) : at_(at) {}
    Entry operator*() const;
    Iterator& operator++();
    bool operator!=(const Iterator& other) const { return at_ != other.at_; }

   private:
    const char* at_;
  };

  Secrets() = default;

  // Reads `document`, at most 4 GiB. Refused with `cannot read "NAME": ...` and
  // the position, never a byte of the input but a name that stands in it twice,
  // for all that is not exactly one object of strings; empty input, the sign of
  // a failed command before us in a pipe, has a message of its own. Nothing but
  // memory for the offsets of unsorted names (4 bytes each) is taken.
  static absl::StatusOr<Secrets> Parse(Secret document, absl::string_view name);

  // What Parse would say, without a copy of the document: for one that goes on
  // as it is.
  static absl::Status Check(absl::string_view document, absl::string_view name);

  // In the order of the document.
  Iterator begin() const { return Iterator(packed_.Reveal().data()); }
  Iterator end() const {
    return Iterator(packed_.Reveal().data() + packed_.size());
  }
  size_t size() const { return size_; }

 private:
  Secret packed_;
  size_t size_ = 0;
};

}  // namespace dp

#endif  // DP_LIB_JSON_SECRETS_H_
