// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Asks a person: for a secret, or yes or no.

#ifndef DP_LIB_SOURCE_PROMPT_H_
#define DP_LIB_SOURCE_PROMPT_H_

#include <string>

#include "absl/status/statusor.h"
#include "lib/base/secret.h"

namespace dp {

// Whether this process has a terminal to ask on.
bool HasTerminal();

// Prints `question` on /dev/tty, so that stdin and stdout stay free for data,
// and reads one line of at most `limit` bytes with echo off. Signals that end
// or stop the process act after the terminal is as it was; one that stops it
// asks again when the process goes on. Failed without a terminal, at its end of
// input, or for a longer line.
absl::StatusOr<Secret> Prompt(const std::string& question, size_t limit);

// The same for a question with the answers yes and no, which are shown: true
// for an answer that begins with y.
absl::StatusOr<bool> Confirm(const std::string& question);

}  // namespace dp

#endif  // DP_LIB_SOURCE_PROMPT_H_
