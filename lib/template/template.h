// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Templates: Go's text/template as the Doppler CLI uses it, on a map of
// secrets.
//
// The language is Go's: fields, variables, pipelines, parentheses, literals,
// comments, trim markers; if, else if, with, else with, range (over maps, lists
// and integers), break, continue, define, template and block; the functions
// and, eq, ge, gt, html, index, js, le, len, lt, ne, not, or, print, printf,
// println, slice, urlquery, and Doppler's tojson and fromjson. Maps are printed
// and ranged over in the order of their names, a missing key is "<no value>",
// and the numbers of a JSON text are floating-point numbers.
//
// Not there, and an error each: complex and hexadecimal floating-point numbers,
// names of fields and variables that are not ASCII (`index` takes them), `call`
// (nothing here can be called), and the formats that template_format.h lists.

#ifndef DP_LIB_TEMPLATE_TEMPLATE_H_
#define DP_LIB_TEMPLATE_TEMPLATE_H_

#include <cstddef>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/base/secret.h"
#include "lib/os/env.h"

namespace dp {

constexpr size_t kMaxTemplate = size_t{1} << 20;

// The text that the template `text` makes of `secrets`, which may come in any
// order; of two with one name the later counts. `name` is only for messages.
//
// Refused with `cannot render "NAME": line L, column C: REASON`, which may hold
// names of fields, variables, functions and types, but no value, when the
// template is wrong, does not fit the values, is longer than kMaxTemplate,
// nests too deep, takes too long, or makes more than 64 MiB.
absl::StatusOr<Secret> RenderTemplate(absl::string_view text,
                                      absl::Span<const Variable> secrets,
                                      absl::string_view name);

}  // namespace dp

#endif  // DP_LIB_TEMPLATE_TEMPLATE_H_
