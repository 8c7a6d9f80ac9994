// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What dp-render --for writes: secrets as the text that one reader reads
// (readers.h).

#ifndef DP_LIB_RENDER_TEXTS_H_
#define DP_LIB_RENDER_TEXTS_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/base/secret.h"
#include "lib/os/env.h"
#include "lib/render/readers.h"

namespace dp {

// The name of a Secret of Kubernetes when none is given.
constexpr char kManifestName[] = "secrets";

// Whether Kubernetes takes it as the name of an object.
bool IsManifestName(absl::string_view name);

// The secrets, whose names differ, in the order of their names. Refused as by
// CheckReads for what the reader does not give back; also for names that it
// takes for one, and for more than it takes in all. Not for Layout::kFolder.
// `manifest_name` is for Layout::kManifest alone.
absl::StatusOr<Secret> WriteFor(const Reader& reader,
                                absl::Span<const Variable> secrets,
                                absl::string_view manifest_name);

}  // namespace dp

#endif  // DP_LIB_RENDER_TEXTS_H_
