// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/sandbox/sandbox.h"

#include <sys/prctl.h>

#include "absl/strings/str_cat.h"
#include "lib/sandbox/calls.h"

namespace dp {

Confinement Confine(absl::Span<const Grant> grants) {
  Confinement confinement;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return confinement;
  confinement.files = RestrictFiles(grants);
  confinement.calls = DenyCalls();
  return confinement;
}

std::string Describe(const Confinement& confinement) {
  constexpr char kMissing[] = "off, this kernel has none";
  return absl::StrCat(
      "seccomp: ",
      confinement.calls ? "on, no sockets, no commands, no tracing" : kMissing,
      "\nLandlock: ",
      confinement.files > 0 ? absl::StrCat("on, ABI ", confinement.files,
                                           ", no files but those in use")
                            : kMissing,
      "\n");
}

}  // namespace dp
