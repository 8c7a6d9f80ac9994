// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What a tool that confines itself (sandbox.h) still has to open, judged by its
// options.

#ifndef DP_TOOLS_FLAGS_GRANTS_H_
#define DP_TOOLS_FLAGS_GRANTS_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "lib/doppler/fallback.h"
#include "lib/sandbox/files.h"
#include "lib/source/sources.h"

namespace dp {

// Whether a command is run to read SOURCE: it must be over before the tool
// confines itself, as it would be confined, too.
bool RunsCommand(absl::string_view source);

// What FindPassphrase and ReadPassphrase will open, and what the latter alone
// will: by then all but the terminal is read.
void GrantPassphrase(const PassphraseRequest& request,
                     std::vector<Grant>* grants);
void GrantPassphrase(const PassphraseSource& source,
                     std::vector<Grant>* grants);

// What fallback_files.h reads, or writes.
void GrantReading(const Fallback& fallback, std::vector<Grant>* grants);
void GrantWriting(const Fallback& fallback, std::vector<Grant>* grants);

}  // namespace dp

#endif  // DP_TOOLS_FLAGS_GRANTS_H_
