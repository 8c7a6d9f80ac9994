// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Monitor: a process between us and a command that has a terminal of its own.
//
// It leads the session of that terminal, so that the command can be a job
// there, which ^Z stops: the kernel stops no process whose parent is in another
// session. And it outlives us: when we are killed, it puts the terminal that
// people type at back as it was, and ends the command.
//
// It is forked before any secret is read, so none is in its memory.

#ifndef DP_LIB_MASK_MONITOR_H_
#define DP_LIB_MASK_MONITOR_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/mask/command.h"
#include "lib/os/io.h"

namespace dp {

class Monitor {
 public:
  // Makes a terminal of our size, and forks the monitor, which calls `prepare`
  // in the new process. Nothing is started yet; the monitor ends when this goes
  // out of scope.
  static absl::StatusOr<Monitor> Fork(const std::vector<std::string>& words,
                                      char* const* environment,
                                      absl::FunctionRef<void()> prepare);

  // Starts the command. Its stdin is ours where that is no terminal. Errors are
  // those of Command::Start.
  absl::Status Start();

  // The other side of the command's terminal, without waiting.
  int terminal() const { return terminal_.get(); }
  // From now on it has hung up.
  void CloseTerminal() { terminal_ = Fd(); }
  // Readable when Look has something to tell.
  int events() const { return channel_.get(); }
  CommandState Look();
  // To the command alone, or to all of its process group.
  void Send(int signal, bool to_group) const;
  // After our terminal has got another size.
  void Resize() const;

 private:
  std::string program_;
  Fd terminal_, channel_;
};

}  // namespace dp

#endif  // DP_LIB_MASK_MONITOR_H_
