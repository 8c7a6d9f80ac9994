// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Does nothing, or with an argument confines itself and does nothing: the
// difference in time is what that costs a tool. There are as many grants as any
// tool has.

#include "lib/sandbox/files.h"
#include "lib/sandbox/sandbox.h"

int main(int argc, char** argv) {
  (void)argv;
  if (argc == 1) return 0;
  const dp::Confinement confinement = dp::Confine({
      {dp::Access::kReplace, "/tmp/a"},
      {dp::Access::kReplace, "/tmp/b"},
      {dp::Access::kReplace, "/tmp/c"},
      {dp::Access::kRead, "/etc/passwd"},
      {dp::Access::kTerminal, "/dev/tty"},
  });
  return confinement.calls ? 0 : 1;
}
