// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The text of a template, and where in it something is wrong.

#ifndef DP_LIB_TEMPLATE_SOURCE_H_
#define DP_LIB_TEMPLATE_SOURCE_H_

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace dp {

struct TemplateSource {
  absl::string_view text;
  absl::string_view name;  // For messages.

  // Refused with `cannot render "NAME": line L, column C: REASON`, the place
  // being the byte at `position`; columns count characters.
  absl::Status Error(size_t position, absl::string_view reason) const;
};

}  // namespace dp

#endif  // DP_LIB_TEMPLATE_SOURCE_H_
