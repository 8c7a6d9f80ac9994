// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Go's package fmt, for the values of a template.

#ifndef DP_LIB_TEMPLATE_FORMAT_H_
#define DP_LIB_TEMPLATE_FORMAT_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/template/memory.h"
#include "lib/template/value.h"

namespace dp {

// Appends `value` as %v does; nil is "<nil>".
void AppendValue(const Value& value, Sink& out);

// fmt.Sprint: a space between two values that are both no strings.
void AppendPrint(absl::Span<const Value> values, Sink& out);

// fmt.Sprintln.
void AppendPrintln(absl::Span<const Value> values, Sink& out);

// fmt.Sprintf: all flags, widths, precisions and argument indexes, and the
// verbs v s q d x X o O b c t e E f F g G T. As in Go a verb that does not fit
// its value is no error, but shows in the text: %!d(string=hello). Refused,
// holding only the reason, for what Go has but this has not: %#v, %p, %U, the
// bits of a floating-point number, and the # and space flags where they change
// more than a number's prefix and sign.
absl::Status AppendPrintf(absl::string_view format,
                          absl::Span<const Value> values, Sink& out);

}  // namespace dp

#endif  // DP_LIB_TEMPLATE_FORMAT_H_
