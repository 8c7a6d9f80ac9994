// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/base/version.h"

namespace dp {

const char kVersion[] =
#include "lib/base/version.inc"
    ;

const char kCommit[] =
#include "lib/base/commit.inc"
    ;

}  // namespace dp
