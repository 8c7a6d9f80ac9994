// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Gives up files, by Landlock (landlock(7)).

#ifndef DP_LIB_SANDBOX_FILES_H_
#define DP_LIB_SANDBOX_FILES_H_

#include <string>

#include "absl/types/span.h"

namespace dp {

enum class Access {
  kRead,        // The file of this path, or the names in the directory.
  kReadBeside,  // Any file of the directory that this file is in: for one that
                // may have been replaced by the time it is opened.
  kReplace,     // A file of this path can be made, replaced and removed; so can
                // others beside it, but none can be read. Where its directory
                // is missing, it can be made, too.
  kTend,        // Files of this directory can be read, moved and removed.
  kTerminal,    // The path is a terminal: to be read and written.
};

struct Grant {
  Access access;
  std::string path;
};

// From now on, and for good, this process opens, makes and removes only what
// one of `grants` allows; descriptors that are open stay as they are. What a
// grant names and is not there is left out, and so are paths that stand for
// descriptors (io.h), and the empty one, which is stdout. Where the kernel can,
// neither TCP nor signals to others and abstract sockets are left. Returns the
// version of Landlock's ABI; 0 where the kernel has none, and then nothing has
// changed. Needs PR_SET_NO_NEW_PRIVS (prctl(2)).
int RestrictFiles(absl::Span<const Grant> grants);

}  // namespace dp

#endif  // DP_LIB_SANDBOX_FILES_H_
