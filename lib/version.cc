// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/version.h"

namespace dp {

const char kVersion[] =
#include "lib/version.inc"
    ;

const char kCommit[] =
#include "lib/commit.inc"
    ;

}  // namespace dp
