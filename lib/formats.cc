// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/formats.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/status.h"

namespace dp {
namespace {

constexpr absl::string_view kFormats[] = {
    kDefaultFormat, "dotnet-json", "env", "yaml", "docker", "env-no-quotes"};
constexpr absl::string_view kTransformers[] = {
    "camel",  "upper-camel", "lower-snake", "tf-var",
    "dotnet", "dotnet-env",  "lower-kebab"};

}  // namespace

absl::Status CheckChoice(absl::string_view option, absl::string_view value,
                         absl::Span<const absl::string_view> choices) {
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) {
    return absl::OkStatus();
  }
  return Misused(Cannot("use", option,
                        absl::StrCat(Quote(value), " is none of ",
                                     absl::StrJoin(choices, ", "))));
}

absl::Status CheckFormat(absl::string_view format,
                         absl::string_view transformer) {
  DP_RETURN_IF_ERROR(CheckChoice("--format", format, kFormats));
  if (transformer.empty()) return absl::OkStatus();
  return CheckChoice("--name-transformer", transformer, kTransformers);
}

}  // namespace dp
