// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "dropin/print.h"

#include <unistd.h>

#include "lib/os/io.h"

namespace dp {

std::optional<Fault> Print(Tools& tools, absl::string_view text) {
  tools.Release();
  return Print(text);
}

std::optional<Fault> Print(absl::string_view text) {
  const absl::Status written = WriteAll(STDOUT_FILENO, text, "stdout");
  if (written.ok()) return std::nullopt;
  return Failure("", written.message());
}

}  // namespace dp
