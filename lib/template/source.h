// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The text of a template, one word of it, and where in it something is wrong.

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

struct Token {
  enum class Kind {
    kEnd,
    kError,  // The text is the reason.
    kText,   // Outside of {{ and }}.
    kLeftDelimiter,
    kRightDelimiter,
    kSpace,
    kAssign,   // =
    kDeclare,  // :=
    kPipe,
    kLeftParenthesis,
    kRightParenthesis,
    kBool,
    kNumber,  // Characters in single quotes too.
    kString,  // With its quotes.
    kDot,
    kField,     // With its dot.
    kVariable,  // With its dollar sign.
    kIdentifier,
    kKeyword,
    kOther,  // Any other ASCII character.
  };

  Kind kind = Kind::kEnd;
  absl::string_view text;
  size_t position = 0;

  bool Is(absl::string_view keyword) const {
    return kind == Kind::kKeyword && text == keyword;
  }
};

}  // namespace dp

#endif  // DP_LIB_TEMPLATE_SOURCE_H_
