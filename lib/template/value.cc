// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/template/value.h"

#include <algorithm>

namespace dp {

Value Value::Null() {
  Value value;
  value.kind_ = Kind::kNull;
  return value;
}

Value Value::Bool(bool boolean) {
  Value value;
  value.kind_ = Kind::kBool;
  value.integer_ = boolean;
  return value;
}

Value Value::Int(int64_t integer) {
  Value value;
  value.kind_ = Kind::kInt;
  value.integer_ = integer;
  return value;
}

Value Value::Byte(unsigned char byte) {
  Value value;
  value.kind_ = Kind::kByte;
  value.integer_ = byte;
  return value;
}

Value Value::Float(double real) {
  Value value;
  value.kind_ = Kind::kFloat;
  value.real_ = real;
  return value;
}

Value Value::String(absl::string_view text) {
  Value value;
  value.kind_ = Kind::kString;
  value.size_ = text.size();
  value.data_ = text.data();
  return value;
}

Value Value::List(absl::Span<const Value> items) {
  Value value;
  value.kind_ = Kind::kList;
  value.size_ = items.size();
  value.data_ = items.data();
  return value;
}

Value Value::Map(absl::Span<const Member> members) {
  Value value;
  value.kind_ = Kind::kMap;
  value.size_ = members.size();
  value.data_ = members.data();
  return value;
}

Value Value::Strings(absl::Span<const Member> members) {
  Value value = Map(members);
  value.kind_ = Kind::kStrings;
  return value;
}

absl::string_view Value::text() const {
  return {static_cast<const char*>(data_), size_};
}

absl::Span<const Value> Value::items() const {
  return {static_cast<const Value*>(data_), size_};
}

absl::Span<const Value::Member> Value::members() const {
  return {static_cast<const Member*>(data_), size_};
}

const Value* Value::Find(absl::string_view name) const {
  const absl::Span<const Member> all = members();
  const auto found =
      std::lower_bound(all.begin(), all.end(), name,
                       [](const Member& member, absl::string_view n) {
                         return member.name < n;
                       });
  return found == all.end() || found->name != name ? nullptr : &found->value;
}

bool Value::IsTrue() const {
  switch (kind_) {
    case Kind::kNone:
    case Kind::kNull:
      return false;
    case Kind::kBool:
    case Kind::kInt:
    case Kind::kByte:
      return integer_ != 0;
    case Kind::kFloat:
      return real_ != 0;
    case Kind::kString:
    case Kind::kList:
    case Kind::kMap:
    case Kind::kStrings:
      break;
  }
  return size_ > 0;
}

absl::string_view Value::TypeName() const {
  switch (kind_) {
    case Kind::kNone:
    case Kind::kNull:
      break;
    case Kind::kBool:
      return "bool";
    case Kind::kInt:
      return "int";
    case Kind::kByte:
      return "uint8";
    case Kind::kFloat:
      return "float64";
    case Kind::kString:
      return "string";
    case Kind::kList:
      return "[]interface {}";
    case Kind::kMap:
      return "map[string]interface {}";
    case Kind::kStrings:
      return "map[string]string";
  }
  return "nil";
}

absl::Span<const Value::Member> SortMembers(absl::Span<Value::Member> members) {
  std::reverse(members.begin(), members.end());
  std::stable_sort(members.begin(), members.end(),
                   [](const Value::Member& a, const Value::Member& b) {
                     return a.name < b.name;
                   });
  const auto* end =
      std::unique(members.begin(), members.end(),
                  [](const Value::Member& a, const Value::Member& b) {
                    return a.name == b.name;
                  });
  return members.first(static_cast<size_t>(end - members.begin()));
}

}  // namespace dp
