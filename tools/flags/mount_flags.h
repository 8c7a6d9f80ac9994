// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What dp-exec --mount shows: the format, and the text in it.

#ifndef DP_TOOLS_FLAGS_MOUNT_FLAGS_H_
#define DP_TOOLS_FLAGS_MOUNT_FLAGS_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "lib/base/secret.h"
#include "lib/os/env.h"
#include "lib/render/readers.h"
#include "lib/render/render.h"
#include "lib/select/names.h"

namespace dp {

struct MountFlags {
  std::string path;                // --mount
  std::optional<Format> format;    // --mount-format
  std::string template_file;       // --mount-template
  const Reader* reader = nullptr;  // --mount-for
};

// Misused for options that do not go together, or without --mount; also for a
// template from stdin when that `has_secrets`.
absl::Status CheckMountFlags(const MountFlags& flags, bool has_secrets);

// Without a reader: the format that is asked for, or that of a template, or
// what the name of the path tells, or JSON.
Format MountFormat(const MountFlags& flags);

// The transformer for names in the file: `asked`, or else what the format or
// the reader wants.
Transformer MountTransformer(const MountFlags& flags, Transformer asked);

// Whether it is JSON only because nothing tells.
bool IsFormatGuessed(const MountFlags& flags);

// What the file holds. `template_text` is what is in template_file. Refused as
// by RenderTemplate (template.h), or by WriteFor (lib/render/texts.h).
absl::StatusOr<Secret> MountedText(const MountFlags& flags,
                                   absl::Span<const Variable> secrets,
                                   const Secret& template_text);

}  // namespace dp

#endif  // DP_TOOLS_FLAGS_MOUNT_FLAGS_H_
