// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The functions of a template: Go's text/template's own, `tojson` and
// `fromjson`.

#ifndef DP_LIB_TEMPLATE_FUNCTIONS_H_
#define DP_LIB_TEMPLATE_FUNCTIONS_H_

#include <cstddef>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/template/memory.h"
#include "lib/template/value.h"

namespace dp {

// Where functions leave what they make.
struct Workspace {
  Arena arena;
  Sink scratch;
};

struct Function {
  static constexpr size_t kAnyNumber = ~size_t{0};

  absl::string_view name;
  size_t least, most;  // Arguments.
  // The arguments are never kNull. An error is Refused and holds only the
  // reason. Null for `and` and `or`, which do not evaluate all of their
  // arguments.
  absl::StatusOr<Value> (*call)(absl::Span<const Value> arguments,
                                Workspace& workspace);
};

// The function of that name, or null.
const Function* FindFunction(absl::string_view name);

}  // namespace dp

#endif  // DP_LIB_TEMPLATE_FUNCTIONS_H_
