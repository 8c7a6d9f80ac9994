// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Files of `doppler secrets upload`: JSON, or lines of NAME=VALUE.

#ifndef DP_DROPIN_UPLOADED_H_
#define DP_DROPIN_UPLOADED_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/base/secret.h"

namespace dp {

// `text` as a JSON object of strings, which it may be already. In an env file a
// value is plain, or in single or double quotes and may then have several
// lines; in double quotes \n, \r, \t, \", \\ and \$ are escapes. `export ` may
// stand before a name; empty lines and those with # are left out. Refused, with
// the number of the line and none of its bytes, for anything else.
absl::StatusOr<Secret> AsObject(Secret text, absl::string_view name);

}  // namespace dp

#endif  // DP_DROPIN_UPLOADED_H_
