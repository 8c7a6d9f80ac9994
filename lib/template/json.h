// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// JSON of any shape, from and to the values of a template: `fromjson`,
// `tojson`.
//
// The reader is our own because libraries keep copies of what they read in
// memory nobody wipes (nlohmann-json does so for its messages even with an
// allocator of ours), and because Go's rules for broken text are not theirs:
// bytes that are not UTF-8 and lone surrogates become U+FFFD, the last of two
// members with one name counts. It is fuzzed against a library.

#ifndef DP_LIB_TEMPLATE_JSON_H_
#define DP_LIB_TEMPLATE_JSON_H_

#include <cstddef>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/template/memory.h"
#include "lib/template/value.h"

namespace dp {

constexpr size_t kMaxTemplateJsonDepth = 500;
constexpr size_t kMaxJsonValues = size_t{1} << 20;

// The value of `json`, as Go's json.Unmarshal makes it. Strings lie in `json`
// itself where they can, everything else in `arena`. Refused, holding only the
// reason and its position, for what is not JSON or over the limits above.
absl::StatusOr<Value> ParseJson(absl::string_view json, Arena& arena);

// Appends `value` as Go's json.Marshal does: compact, names sorted, with <, >,
// &, U+2028 and U+2029 escaped.
void AppendJson(const Value& value, Sink& out);

}  // namespace dp

#endif  // DP_LIB_TEMPLATE_JSON_H_
