// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Text that is made while it is written, as the whole of it would take too much
// memory. What it is made of is known to be good by then.

#ifndef DP_LIB_BASE_PIECES_H_
#define DP_LIB_BASE_PIECES_H_

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"

namespace dp {

// Takes the next piece, and returns an errno, or 0.
using PieceTaker = absl::FunctionRef<int(absl::string_view)>;

// Hands over all pieces, one at least, until an errno comes back; returns that,
// or 0. Gives the same pieces each time it is called.
using Pieces = absl::FunctionRef<int(PieceTaker)>;

}  // namespace dp

#endif  // DP_LIB_BASE_PIECES_H_
