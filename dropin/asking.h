// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The tools as the flags of a command line ask for them.

#ifndef DP_DROPIN_ASKING_H_
#define DP_DROPIN_ASKING_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "dropin/command_line.h"
#include "dropin/process.h"
#include "dropin/words.h"

namespace dp {

// A command line, and the process that it is for.
struct Setting {
  const Words& words;
  const Call& call;
  char** environment;
  std::string working_directory;
  std::string program;  // The path of this program.
};

// `path` with a leading ~ as $HOME, where the shell has left it alone.
std::string ExpandHome(absl::string_view path, char* const* environment);

// Builds one call of a tool, options first.
class Asking {
 public:
  // Where `shown`, credentials are words, not descriptors: for --show.
  Asking(const Setting& setting, const char* tool, bool shown = false)
      : setting_(setting), shown_(shown) {
    call_.tool = tool;
  }

  Asking& Option(absl::string_view option);
  Asking& Option(absl::string_view option, absl::string_view value);
  // A descriptor as a file, as in --etag-from /dev/fd/N.
  Asking& File(absl::string_view option, Fd fd);
  // A descriptor that the tool is only to hand on.
  Asking& Pass(Fd fd);
  // `value` by a descriptor: --token-from fd:N.
  Asking& Credential(absl::string_view option, absl::string_view value);

  // Token, project, config and what else chooses them.
  Asking& Settings();
  // Also the server, and how long to wait for it: dp-fetch and dp-put.
  Asking& Online();
  // For dp-watch, which tries for ever.
  Asking& Watching();
  // Which secrets, in which format: what a copy is named after.
  Asking& Which(absl::string_view format);
  // The copy, with its passphrase of this flag.
  Asking& Copy(absl::string_view format, absl::string_view passphrase_flag);

  Asking& Input(ToolCall::Input input) {
    call_.input = input;
    return *this;
  }
  // The numbers of all descriptors.
  std::vector<int> PassedOn() const;
  // After all options.
  ToolCall Operands(absl::Span<const absl::string_view> operands);
  ToolCall Done() { return std::move(call_); }

 private:
  const Setting& setting_;
  bool shown_;
  ToolCall call_;
};

// dp-fetch for `run` and `secrets download`.
Asking Fetching(const Setting& setting, absl::string_view format,
                bool shown = false);

// The directory of the CLI's copies.
std::string CopyDirectory(const Setting& setting);

}  // namespace dp

#endif  // DP_DROPIN_ASKING_H_
