// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/template/source.h"

#include "absl/strings/str_cat.h"
#include "lib/base/status.h"

namespace dp {

absl::Status TemplateSource::Error(size_t position,
                                   absl::string_view reason) const {
  size_t line = 1, column = 1;
  for (const char c : text.substr(0, position)) {
    const bool continued = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
    column += continued ? 0 : 1;
    if (c == '\n') {
      ++line;
      column = 1;
    }
  }
  return Refused(
      Cannot("render", name,
             absl::StrCat("line ", line, ", column ", column, ": ", reason)));
}

}  // namespace dp
