// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Whether what is asked of a new sealed file can be had.

#ifndef DP_TOOLS_FLAGS_HEADER_FLAGS_H_
#define DP_TOOLS_FLAGS_HEADER_FLAGS_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "lib/sealed/header.h"

namespace dp {

// Misused for options that no file, or only an expired one, could come of.
absl::Status CheckHeaderFlags(const HeaderFlags& flags, absl::Time now);

}  // namespace dp

#endif  // DP_TOOLS_FLAGS_HEADER_FLAGS_H_
