// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Reads one JSON object (RFC 8259) of any shape: what the API says beside the
// secrets to inject, which are lib/json/secrets. And writes strings of JSON.
//
// There is no tree: each string is shown once, with the names that lead to it.
// The text must be UTF-8 without lone surrogates, an object must not hold a
// name twice, nothing but white space may follow, and nesting is at most
// kMaxJsonDepth.

#ifndef DP_LIB_JSON_JSON_H_
#define DP_LIB_JSON_JSON_H_

#include <cstddef>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/base/secret.h"

namespace dp {

constexpr size_t kMaxJsonDepth = 32;

// Takes a value that is a string, without quotes and escapes, or the text of a
// number, true, false or null, or {} or [] where there is nothing in it. `path`
// holds the names from the root, an index in decimal for an element of an
// array. Both live as long as the call.
using JsonVisitor =
    absl::FunctionRef<void(absl::Span<const std::string> path, bool is_string,
                           absl::string_view value)>;

// Calls `visit` for the values in `text`, in their order. Refused, holding only
// the reason and no byte of the text but a name that stands in it twice, for
// what is not such an object; `visit` may then have been called for a part.
absl::Status ReadJson(absl::string_view text, JsonVisitor visit);

// Appends `text`, which is UTF-8, as a string in quotes; escaped is only what
// must be.
void AppendJsonString(absl::string_view text, Secret* to);

}  // namespace dp

#endif  // DP_LIB_JSON_JSON_H_
