// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// From the text of a template to its tree: the grammar of Go's text/template.

#ifndef DP_LIB_TEMPLATE_PARSER_H_
#define DP_LIB_TEMPLATE_PARSER_H_

#include "absl/status/statusor.h"
#include "lib/template/memory.h"
#include "lib/template/source.h"
#include "lib/template/tree.h"

namespace dp {

// The templates of `source`, whose text they point into. What quoted strings
// stand for is taken from `arena`. An error is that of TemplateSource.
absl::StatusOr<TemplateTrees> ParseTemplate(const TemplateSource& source,
                                            Arena& arena);

}  // namespace dp

#endif  // DP_LIB_TEMPLATE_PARSER_H_
