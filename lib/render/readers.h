// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Readers: the programs that dp-render --for writes for, each a row of one
// table (readers.cc).
//
// Programs that read "the same" format read different things. So a row is not
// a format: it holds what one reader was seen to give back. A value is written
// in the first way that is exact for it (ways.h), or not at all. To add a
// reader, add its row, its word to kReaders, what readers_test.cc asks of it,
// and a way to run the real one for ci/readers, which then has to agree.

#ifndef DP_LIB_RENDER_READERS_H_
#define DP_LIB_RENDER_READERS_H_

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/base/remedy.h"
#include "lib/os/env.h"
#include "lib/render/ways.h"

namespace dp {

// Words (words.h) of --for, in the order of the table.
constexpr char kReaders[] =
    "sh dotenv node next vite bun deno dotenvx python-dotenv ruby-dotenv "
    "ruby-dotenv-2 symfony phpdotenv godotenv compose docker podman systemd "
    "direnv just supervisor envdir s6-envdir github-env kubernetes kubectl "
    "terraform "
    "properties dotnet";

// What the text is around the values.
enum class Layout {
  kExports,     // export NAME=VALUE
  kLines,       // NAME=VALUE
  kOneLine,     // environment=NAME=VALUE,NAME=VALUE
  kFolder,      // A file for each name.
  kHeredocs,    // NAME=VALUE, or NAME<<END, the value, END
  kManifest,    // A Secret of Kubernetes.
  kJson,        // One object.
  kDotnetJson,  // The same; its names want Transformer::kDotnet.
  kProperties,  // NAME=VALUE, all of it escaped as java.util.Properties does.
};

struct Reader {
  absl::string_view name;  // The word of --for.
  Layout layout;
  // Why it does not take a name, in words that follow "its name"; null when it
  // does.
  const char* (*why_not_name)(absl::string_view name);
  // In the order in which they are tried.
  absl::Span<const Way> ways;
  // Of NAME=VALUE in bytes; 0: none is known.
  size_t max_size = 0;
  Remedy other_way = Remedy::kNone;  // For what it cannot carry.
};

// One of kReaders; Misused, holding only the reason, for another text.
absl::Status ReadValue(absl::string_view value, const Reader** to);

// The row of that name, which is one of kReaders.
const Reader& FindReader(absl::string_view name);

// OK when the reader gives the secret back as it is, in a text with any others.
// Else Refused with `cannot render "NAME": ...`, which says what stands in the
// way, and with a remedy.
absl::Status CheckReads(const Reader& reader, const Variable& secret);

}  // namespace dp

#endif  // DP_LIB_RENDER_READERS_H_
