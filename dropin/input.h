// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Values that come by standard input, as the CLI takes them.

#ifndef DP_DROPIN_INPUT_H_
#define DP_DROPIN_INPUT_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/base/secret.h"

namespace dp {

// Whether a pipe, a file or a socket is there to be read. A device is none,
// whether a terminal or /dev/null.
bool HasInput();

// What is there to be read, lines without the CR that may end them, and without
// one newline at the end.
absl::StatusOr<Secret> ReadInputLines();

// `text` so.
Secret UnixLines(absl::string_view text);

// What a person types after an invitation on stdout: up to a line that is one
// period, or the end.
absl::StatusOr<Secret> AskForLines();

}  // namespace dp

#endif  // DP_DROPIN_INPUT_H_
