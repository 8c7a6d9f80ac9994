// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "tools/flags/format_flags.h"

#include "lib/base/status.h"
#include "lib/base/words.h"
#include "lib/doppler/formats.h"

namespace dp {

absl::Status CheckFormat(absl::string_view format,
                         absl::string_view transformer) {
  DP_RETURN_IF_ERROR(CheckWord("--format", format, kApiFormats));
  if (transformer.empty()) return absl::OkStatus();
  return CheckWord("--name-transformer", transformer, kApiTransformers);
}

}  // namespace dp
