// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Reads YAML, the part of it that configuration files are written in.
//
// There is no tree: each scalar is shown once, with the keys that lead to it.
// Anchors, aliases and keys that are not scalars are refused, and so is nesting
// deeper than kMaxYamlDepth; so the work is bounded by the size of the text.
// What libyaml copied of the text is wiped before its memory is given back.

#ifndef DP_LIB_DOPPLER_YAML_H_
#define DP_LIB_DOPPLER_YAML_H_

#include <cstddef>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace dp {

constexpr size_t kMaxYamlDepth = 32;

// Takes a scalar that is a value. `path` holds the keys from the root, an index
// in decimal for an element of a sequence. A plain null (`~`, `null`, nothing)
// is an empty scalar; tags are not looked at. Both live as long as the call.
using YamlVisitor = absl::FunctionRef<absl::Status(
    absl::Span<const std::string> path, absl::string_view scalar)>;

// Calls `visit` for the scalars of the first document in `text`, in their
// order, and ends with the first error that it returns. Failed, with `cannot
// read "NAME": line N: ...` and no byte of the text, for what is not such YAML.
absl::Status ReadYaml(absl::string_view text, absl::string_view name,
                      YamlVisitor visit);

}  // namespace dp

#endif  // DP_LIB_DOPPLER_YAML_H_
