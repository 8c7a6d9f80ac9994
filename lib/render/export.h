// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Export: secrets as text for other programs, which reads back as the same
// names and values in every one of its readers, or is not made at all.
//
// Unlike lib/render/render, which writes files as Doppler does.

#ifndef DP_LIB_RENDER_EXPORT_H_
#define DP_LIB_RENDER_EXPORT_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/base/secret.h"
#include "lib/os/env.h"

namespace dp {

enum class ExportFormat {
  kJson,         // One object, compact (RFC 8259).
  kEnv,          // For `set -a; . FILE` in sh and bash, and for dotenv readers.
  kEnvNoQuotes,  // NAME=value lines, values as they are.
  kShell,        // For eval in sh and bash.
  kYaml,         // One mapping of strings (YAML 1.1 and 1.2).
  kDocker,       // For `docker run --env-file`.
  kDotnetJson,   // JSON; its names want Transformer::kDotnet.
  kNames,        // The names, one a line.
  kTable,        // For people: what cannot be shown is escaped.
  kGithubMask,   // Workflow commands of GitHub that hide each line of a value.
};

// Words (words.h) of --format, in the order of ExportFormat.
constexpr char kExportFormats[] =
    "json env env-no-quotes shell yaml docker dotnet-json names table "
    "github-mask";

// One of kExportFormats; Misused, holding only the reason, for another text.
absl::Status ReadValue(absl::string_view value,
                       std::optional<ExportFormat>* to);

// The secrets, whose names differ, in the order of their names. Refused with
// `cannot render "NAME": ...`, which says what stands in the way and has a hint
// of a format without it, where a name or a value would not read back.
absl::StatusOr<Secret> Export(ExportFormat format,
                              absl::Span<const Variable> secrets);

// The names of those that no process can be given, as the kernel takes no
// string of that size. Text for shells carries them, and every command after it
// fails.
std::vector<absl::string_view> TooLargeForProcesses(
    absl::Span<const Variable> secrets);

}  // namespace dp

#endif  // DP_LIB_RENDER_EXPORT_H_
