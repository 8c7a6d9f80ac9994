// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Names of files that are on their way: hidden, beside the file they are about,
// and nobody else's.

#ifndef DP_LIB_OS_TEMPORARY_H_
#define DP_LIB_OS_TEMPORARY_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace dp {

// .NAME.<16 hex digits>.tmp: what will take the place of the file `name`. The
// same two always give the same; a name too long for that is cut.
std::string TemporaryName(absl::string_view name, uint64_t random);
bool IsTemporaryName(absl::string_view name);

// .NAME.<16 hex digits>.dp-clean: the file `name`, moved aside while it is
// looked at. As above.
std::string AsideName(absl::string_view name, uint64_t random);
// The longest name that AsideName does not cut.
constexpr size_t kMaxWholeAside = 228;
// The name before that, which may have been cut to kMaxWholeAside bytes; empty
// when `aside` is no such name.
absl::string_view NameBeforeAside(absl::string_view aside);

}  // namespace dp

#endif  // DP_LIB_OS_TEMPORARY_H_
