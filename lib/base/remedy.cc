// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/base/remedy.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status.h"

namespace dp {
namespace {

// The remedy as one byte, then what it is about.
constexpr char kRemedyDetail[] = "remedy";

}  // namespace

absl::Status WithRemedy(absl::Status status, Remedy remedy,
                        absl::string_view about) {
  return WithDetail(
      std::move(status), kRemedyDetail,
      absl::StrCat(std::string(1, static_cast<char>(remedy)), about));
}

Advice AdviceOf(const absl::Status& status) {
  const std::string detail = DetailOf(status, kRemedyDetail);
  if (detail.empty()) return {};
  return {static_cast<Remedy>(detail[0]), detail.substr(1)};
}

}  // namespace dp
