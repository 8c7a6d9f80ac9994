// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Writes strings into YAML.

#ifndef DP_LIB_DOPPLER_YAML_SCALAR_H_
#define DP_LIB_DOPPLER_YAML_SCALAR_H_

#include <string>

#include "absl/strings/string_view.h"

namespace dp {

// `text`, of printable ASCII, as gopkg.in/yaml.v3 writes a string in a block
// mapping: plain where every reader takes that for the same string, else in
// quotes.
std::string YamlScalar(absl::string_view text);

}  // namespace dp

#endif  // DP_LIB_DOPPLER_YAML_SCALAR_H_
