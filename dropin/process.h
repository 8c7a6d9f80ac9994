// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The tools as processes: several at once, each with pipes of its own.
//
// Whatever ends this process ends them: the kernel kills each when its parent
// dies, and at SIGINT, SIGTERM, SIGHUP and SIGQUIT they are ended and waited
// for before the signal acts. So nothing is written after the end.

#ifndef DP_DROPIN_PROCESS_H_
#define DP_DROPIN_PROCESS_H_

#include <signal.h>
#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "dropin/report.h"
#include "lib/base/secret.h"
#include "lib/os/io.h"

namespace dp {

// A descriptor to read `bytes` from: a pipe, or where one cannot hold them all,
// anonymous memory.
absl::StatusOr<Fd> ReadableBytes(absl::string_view bytes);

// Passes `fd` on by execve(2).
void PassOn(int fd);

// A tool to start, and what it gets. Its stdout and stderr come here.
struct ToolCall {
  enum class Input { kNothing, kInherited, kFed };

  std::string tool;
  std::vector<std::string> arguments;
  // Under the numbers that they have here, which `arguments` names.
  std::vector<Fd> passed;
  Input input = Input::kNothing;
};

// One that runs, or has ended.
class Tool {
 public:
  // What it has written to stdout.
  Secret output;
  // How it ended; whole once it has.
  Report report;

  bool succeeded() const { return ended_ && report.exit == 0; }

 private:
  friend class Tools;

  std::string errors_, line_;  // On stderr, and on the descriptor of reports.
  Fd in_, out_, err_, report_;
  absl::string_view fed_;
  std::string name_;
  pid_t pid_ = -1;
  int status_ = 0;
  bool ended_ = false;
};

class Tools {
 public:
  // Tools are in `directory`.
  explicit Tools(std::string directory);
  // Ends those that still run.
  ~Tools();
  Tools(const Tools&) = delete;
  Tools& operator=(const Tools&) = delete;

  const std::string& directory() const { return directory_; }

  // Where it cannot be started the tool has ended, and its report says why. It
  // lives as long as this.
  Tool* Start(ToolCall call);

  // Writes `bytes`, which outlive that, to a tool that is fed, and closes its
  // stdin.
  void Feed(Tool* tool, absl::string_view bytes);

  // Waits until the tool has ended, while all others go on, too.
  void Finish(Tool* tool);
  Tool* Run(ToolCall call) {
    Tool* tool = Start(std::move(call));
    Finish(tool);
    return tool;
  }

  // Kills a tool whose answer is not needed.
  void Stop(Tool* tool);

  // Ends those that still run, and gives back the signals as they were.
  void Release();

 private:
  [[noreturn]] void Become(const ToolCall& call, int in, int out, int err,
                           int report);
  void Pump();
  void Write(Tool* tool);
  void Reap();
  void HearSignal();
  void EndAll();

  std::string directory_;
  std::vector<std::unique_ptr<Tool>> tools_;
  pid_t self_;
  Fd signals_;
  sigset_t mask_;
  struct sigaction pipe_, child_;
  bool released_ = false;
};

}  // namespace dp

#endif  // DP_DROPIN_PROCESS_H_
