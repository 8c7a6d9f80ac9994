// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What a tool says of itself, from its option table.

#ifndef DP_LIB_CLI_HELP_H_
#define DP_LIB_CLI_HELP_H_

#include <string>

#include "absl/strings/string_view.h"
#include "lib/cli/option.h"

namespace dp {

// "usage: NAME SYNOPSIS", without a newline.
std::string Usage(const Program& program);

// The text of --help.
std::string Help(const Program& program);

// The long option that `word` ("--outptu", with or without a value) was
// probably meant to be: one that begins so, or else the most alike. Empty when
// none is near.
absl::string_view NearestOption(const Program& program, absl::string_view word);

}  // namespace dp

#endif  // DP_LIB_CLI_HELP_H_
