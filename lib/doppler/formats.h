// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What Doppler's API renders secrets to, how it renames them, and the check of
// such a choice.

#ifndef DP_LIB_DOPPLER_FORMATS_H_
#define DP_LIB_DOPPLER_FORMATS_H_

#include "absl/strings/string_view.h"

namespace dp {

constexpr absl::string_view kDefaultFormat = "json";

// Words (words.h): what the API is asked for by format and name_transformer.
constexpr char kApiFormats[] = "json dotnet-json env yaml docker env-no-quotes";
constexpr char kApiTransformers[] =
    "camel upper-camel lower-snake tf-var dotnet dotnet-env lower-kebab";

}  // namespace dp

#endif  // DP_LIB_DOPPLER_FORMATS_H_
