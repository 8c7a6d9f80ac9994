// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Tables of what is no secret.

#ifndef DP_DROPIN_TABLE_H_
#define DP_DROPIN_TABLE_H_

#include <string>
#include <vector>

namespace dp {

// Columns two spaces apart, each as wide as its widest cell; the first row
// holds the headings.
std::string FormatTable(const std::vector<std::vector<std::string>>& rows);

}  // namespace dp

#endif  // DP_DROPIN_TABLE_H_
