// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Secrets as text, in the formats that Doppler has for files.

#ifndef DP_LIB_RENDER_RENDER_H_
#define DP_LIB_RENDER_RENDER_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/base/secret.h"
#include "lib/os/env.h"
#include "lib/select/names.h"

namespace dp {

enum class Format {
  kJson,         // One object, compact, sorted, <, > and & escaped as Go does.
  kDotnetJson,   // The same; its names want Transformer::kDotnet.
  kEnv,          // NAME="value" lines, \ and " escaped, sorted.
  kEnvNoQuotes,  // NAME=value lines, values as they are.
  kDocker,       // The same for --env-file: a line feed becomes \n.
  kTemplate,     // What a template makes of them (template.h); not for Render.
};

// Words (words.h) of --mount-format, in the order of Format.
constexpr char kFormats[] =
    "json dotnet-json env env-no-quotes docker template";

// One of kFormats; Misused, holding only the reason, for another text.
absl::Status ReadValue(absl::string_view value, std::optional<Format>* to);

// The format that Doppler sees in a path: appsettings.json or
// appsettings.NAME.json anywhere, .env or .json at the end.
std::optional<Format> FormatOfFile(absl::string_view path);

// The transformer for names in `format`: `asked`, or else the format's own.
Transformer TransformerFor(Format format, Transformer asked);

// The lines of a text have no line feed after the last, as Doppler's.
Secret Render(Format format, absl::Span<const Variable> secrets);

}  // namespace dp

#endif  // DP_LIB_RENDER_RENDER_H_
