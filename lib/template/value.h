// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The values that a template computes with, under the rules of Go's types. A
// Value is small and copied freely; its text, items and members lie elsewhere,
// in the secrets, the template or an Arena, and must live longer.

#ifndef DP_LIB_TEMPLATE_VALUE_H_
#define DP_LIB_TEMPLATE_VALUE_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace dp {

class Value {
 public:
  enum class Kind : uint8_t {
    kNone,     // No value: a missing key, the literal nil.
    kNull,     // A JSON null: its fields are errors; a pipeline makes it kNone.
    kBool,     // bool
    kInt,      // int
    kByte,     // uint8: a character of a string, by `index`.
    kFloat,    // float64: every number of a JSON text.
    kString,   // string
    kList,     // []interface {}
    kMap,      // map[string]interface {}
    kStrings,  // map[string]string, the secrets: a missing key has index "".
  };
  struct Member;
  Value() = default;
  static Value Null();
  static Value Bool(bool value);
  static Value Int(int64_t value);
  static Value Byte(unsigned char value);
  static Value Float(double value);
  static Value String(absl::string_view value);
  static Value List(absl::Span<const Value> items);
  static Value Map(absl::Span<const Member> sorted);  // No name twice.
  static Value Strings(absl::Span<const Member> sorted);

  Kind kind() const { return kind_; }
  bool is_nil() const { return kind_ == Kind::kNone || kind_ == Kind::kNull; }
  bool is_map() const { return kind_ == Kind::kMap || kind_ == Kind::kStrings; }
  bool is_int() const { return kind_ == Kind::kInt || kind_ == Kind::kByte; }
  // Each only for its own kind; integer() for kBool too.
  int64_t integer() const { return integer_; }
  double real() const { return real_; }
  absl::string_view text() const;
  absl::Span<const Value> items() const;
  absl::Span<const Member> members() const;

  size_t size() const { return size_; }             // Of a string, list or map.
  const Value* Find(absl::string_view name) const;  // A member, or null.
  bool IsTrue() const;  // Go's truth: not nil, false, zero or empty.
  absl::string_view TypeName() const;  // In Go; "nil" when there is none.

 private:
  Kind kind_ = Kind::kNone;
  union {
    int64_t integer_ = 0;
    double real_;
    size_t size_;
  };
  const void* data_ = nullptr;
};

struct Value::Member {
  absl::string_view name;
  Value value;
};

// Sorts `members` by name and keeps the last of each: the front of the span.
absl::Span<const Value::Member> SortMembers(absl::Span<Value::Member> members);

}  // namespace dp

#endif  // DP_LIB_TEMPLATE_VALUE_H_
