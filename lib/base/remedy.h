// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What a person can do about an error. A library knows what would help, and
// not the options of the program that it is part of: it says which remedy, and
// tools/flags/advice.h has the words.

#ifndef DP_LIB_BASE_REMEDY_H_
#define DP_LIB_BASE_REMEDY_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace dp {

enum class Remedy {
  kNone,
  kAllowMissing,      // Names that were asked for are not there.
  kCheckClock,        // A file from the future.
  kCommandLine,       // A line for the shell was given as one word.
  kConfigDir,         // There is no home directory.
  kDockerRun,         // A value that docker takes from its environment.
  kExceptOne,         // Two names are one to the reader.
  kExceptOrAllow,     // Names that are dangerous to inject.
  kExceptOrJson,      // A name that the format cannot carry.
  kExceptOrRename,    // A name that the reader cannot carry.
  kExec,              // A value that an environment can carry.
  kFetchAgain,        // An expired file.
  kFetchOrRaiseAge,   // A file that is older than wanted.
  kForKubernetes,     // A value that a manifest can carry.
  kForReaders,        // A value for `about`, readers that can carry it.
  kFormatJson,        // A value that JSON alone can carry.
  kGivePassphrase,    // There is no passphrase, and no terminal.
  kGiveToken,         // There is no token.
  kLowerRounds,       // A file with fewer rounds than wanted.
  kMakeCopy,          // There is no sealed copy.
  kMakeCopyAt,        // There is no sealed copy at the path `about`.
  kMatchNamed,        // A name that no option of names can say.
  kMount,             // Secrets that are too large for an environment.
  kRaiseRounds,       // A file with more rounds than wanted.
  kSeveralManifests,  // Secrets that are too large together.
  kStamp,             // A file without a stamp.
};

// `status`, an error, with what helps; `about` is what that is about. The last
// one counts.
absl::Status WithRemedy(absl::Status status, Remedy remedy,
                        absl::string_view about = "");

// What helps; kNone where nothing was said.
struct Advice {
  Remedy remedy = Remedy::kNone;
  std::string about;
};
Advice AdviceOf(const absl::Status& status);

}  // namespace dp

#endif  // DP_LIB_BASE_REMEDY_H_
