// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Removes from one directory what is ours and due, and nothing else.
//
// Ours are regular files of one owner that recognize.h knows. Between looking
// at a file and removing it, another process may have put a newer one in its
// place, and no system call removes a name only if it still means the same
// file. So a file is first renamed to a name nobody else uses (AsideName), then
// looked at again, and only then removed, or put back. Where the process dies
// in between, the next run puts the file back. Runs on one directory wait for
// each other by flock(2) on it; writers need no lock.

#ifndef DP_LIB_CLEAN_CLEAN_H_
#define DP_LIB_CLEAN_CLEAN_H_

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace dp {

// A temporary file younger than this may still have its writer, whatever the
// rules.
constexpr absl::Duration kStaleAfter = absl::Hours(1);

struct CleanRules {
  // What is due: a file older than `max_age`, by its stamp or else by its time
  // of modification, but never one from the future; `expired`: a file past its
  // not-after; `all`: any.
  std::optional<absl::Duration> max_age;
  bool expired = false;
  bool all = false;
  std::optional<uid_t> owner;   // Of files; nothing: any.
  bool dry_run = false;         // Changes nothing, and takes no lock.
  bool may_be_missing = false;  // A missing directory is not an error.
};

enum class Outcome {
  kRemoved,   // Or would be, in a dry run.
  kKept,      // `text` is the reason.
  kRestored,  // Put back in its place, where an earlier run was killed.
  kFailed,    // `text` is the message, "cannot ...".
};

struct CleanEvent {
  Outcome outcome;
  absl::string_view path;  // The directory's and the file's.
  absl::string_view text;
};

// Cleans the directory `path`, which must not be a symbolic link, as of `now`,
// and tells `report` of every entry but those that others removed meanwhile.
// `random` makes the names of files moved aside. After removing, the directory
// is synced once. An error, Failed, is one of the directory as a whole.
absl::Status Clean(const std::string& path, const CleanRules& rules,
                   absl::Time now, uint64_t random,
                   absl::FunctionRef<void(const CleanEvent&)> report);

}  // namespace dp

#endif  // DP_LIB_CLEAN_CLEAN_H_
