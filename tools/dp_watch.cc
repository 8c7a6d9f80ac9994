// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// dp-watch: tells when the secrets of a config change in Doppler.
//
// Writes one line for each change, at once, and goes on until something ends
// it; or keeps a command running, and starts it anew at each change. lib/watch
// sees to it that no change is lost, lib/process to the command; here is what
// is told to whom.

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lib/api/call.h"
#include "lib/base/secret.h"
#include "lib/base/status.h"
#include "lib/base/times.h"
#include "lib/base/words.h"
#include "lib/cli/cli.h"
#include "lib/cli/rules.h"
#include "lib/cli/values.h"
#include "lib/os/io.h"
#include "lib/process/supervisor.h"
#include "lib/watch/watch.h"
#include "tools/flags/advice.h"
#include "tools/flags/online.h"
#include "tools/flags/settings_flags.h"

namespace dp {
namespace {

struct Options {
  SettingsRequest settings;
  OnlineFlags online;
  bool once = false;
  std::optional<absl::Duration> debounce, poll, grace;
  std::string check, signal;
  ExitCodes codes;
  std::vector<std::string> operands;
};

// What can ask a command to end, and the numbers of it.
constexpr char kSignals[] = "TERM INT HUP QUIT USR1 USR2 KILL";
constexpr int kSignalNumbers[] = {SIGTERM, SIGINT,  SIGHUP, SIGQUIT,
                                  SIGUSR1, SIGUSR2, SIGKILL};

constexpr Option kOptions[] = {
    Heading("Which secrets"),
    kProjectRow<Options>,
    kConfigRow<Options>,
    Heading("Changes"),
    {0, "once", nullptr, "exit with 0 after the first change",
     Into<&Options::once>},
    {0, "debounce", "D", "treat changes within D of each other as one (1s)",
     Into<&Options::debounce>},
    {0, "poll", "D", "poll every D instead of listening to the stream",
     Into<&Options::poll>},
    Heading("With COMMAND"),
    {0, "check", "CMD",
     "restart it only if sh -c CMD exits with 0; on 6\n"
     "nothing is new, on 4 CMD is run again later",
     Into<&Options::check>},
    {0, "grace", "D", "give it D to end before SIGKILL (10s)",
     Into<&Options::grace>},
    {0, "signal", "NAME", "the signal that asks it to end (TERM)",
     Into<&Options::signal>, kSignals},
    Heading("Access"),
    kTokenFromRow<Options>,
    kTokenRow<Options>,
    kApiHostRow<Options>,
    kConfigDirRow<Options>,
    kScopeRow<Options>,
    kNoReadEnvRow<Options>,
    Heading("Network"),
    kCacertRow<Options>,
    kTimeoutRow<Options>,
};

constexpr Program kProgram = {
    "dp-watch",
    "[-p PROJECT] [-c CONFIG] [--poll D] [-- COMMAND [ARG ...]]",
    "Writes a line whenever the secrets of a config change in Doppler, or\n"
    "restarts COMMAND.",
    kOptions,
    "Exit status: 0 done, 1 failed, 2 usage error, 3 the server refused. "
    "That\n"
    "of COMMAND when it ends by itself, 126 or 127 when it cannot be run.\n\n"
    "  dp-watch -p backend -c prd | while read -r line; do ./renew; done\n"
    "  dp-watch -- dp-exec --from-command dp-fetch -- ./server",
    /*own_failure=*/0,
    /*runs_command=*/true,
    /*operand=*/"",
    /*command_optional=*/true,
};

absl::Status CheckOptions(const Options& options) {
  const bool runs = !options.operands.empty();
  constexpr char kNeedsCommand[] = "it needs a COMMAND";
  if (!options.signal.empty()) {
    DP_RETURN_IF_ERROR(CheckWord("--signal", options.signal, kSignals));
  }
  return CheckRules({
      {options.poll.value_or(absl::Seconds(1)) == absl::ZeroDuration(),
       "--poll", "it must be more than 0"},
      {options.poll.has_value() && options.debounce.has_value(), "--debounce",
       "it does not go with --poll"},
      {runs && options.once, "--once", "it does not go with a COMMAND"},
      {!runs && !options.check.empty(), "--check", kNeedsCommand},
      {!runs && options.grace.has_value(), "--grace", kNeedsCommand},
      {!runs && !options.signal.empty(), "--signal", kNeedsCommand},
  });
}

// For so long, or until nobody reads `output` any more.
void WaitFor(absl::Duration duration, int output) {
  pollfd waited = {output, 0, 0};
  const absl::Duration limit = std::min(duration, absl::Hours(24));
  (void)poll(&waited, 1,
             static_cast<int>(absl::ToInt64Milliseconds(
                 absl::Ceil(limit, absl::Milliseconds(1)))));
}

// Says what does not work to people who look on, once a minute at most.
class Troubles {
 public:
  explicit Troubles(const Clock& clock) : clock_(clock) {}

  void Tell(absl::string_view message) {
    const absl::Duration now = clock_.elapsed();
    if (isatty(STDERR_FILENO) == 0 || now < next_) return;
    Note(absl::StrCat(message, "; trying again"));
    next_ = now + absl::Minutes(1);
  }

 private:
  const Clock& clock_;
  absl::Duration next_ = -absl::InfiniteDuration();
};

// Watches for whoever reads `output`: `first` is written when it begins, and
// what `line` makes at each change.
absl::StatusOr<WatchEnd> WatchFor(int output, Api& api, const Options& options,
                                  absl::string_view first,
                                  absl::FunctionRef<std::string()> line) {
  WatchPlan plan;
  plan.debounce = options.debounce.value_or(plan.debounce);
  plan.poll = options.poll;
  Troubles troubles(api.clock);
  const auto begin = [&] {
    return first.empty() ? absl::OkStatus() : WriteAll(output, first, "stdout");
  };
  const auto changed = [&]() -> absl::StatusOr<bool> {
    DP_RETURN_IF_ERROR(WriteAll(output, line(), "stdout"));
    return !options.once;
  };
  const auto trouble = [&](absl::string_view why) { troubles.Tell(why); };
  const auto wait = [&](absl::Duration d) { WaitFor(d, output); };
  DP_ASSIGN_OR_RETURN(
      const WatchEnd end,
      Watch(api, plan, {begin, changed, trouble, wait, output}));
  if (end == WatchEnd::kStopped) {
    Warn("the server asked not to reconnect (HTTP 204)");
  }
  return end;
}

// As a filter ends: by the signal, where that has not been turned off.
absl::Status EndForNoReader() {
  (void)raise(SIGPIPE);
  return Failed(Cannot("write", "stdout", EPIPE));
}

absl::Status WatchAndWrite(Api& api, const Options& options) {
  const auto line = [&] {
    return absl::StrCat("changed ", FormatUtc(api.clock.now()), "\n");
  };
  DP_ASSIGN_OR_RETURN(const WatchEnd end,
                      WatchFor(STDOUT_FILENO, api, options, "", line));
  return end == WatchEnd::kNoReader ? EndForNoReader() : absl::OkStatus();
}

// A status of the watcher's kind. Its message has been written.
absl::Status WithoutWords(int code) {
  switch (code) {
    case kExitOk:
      return absl::OkStatus();
    case kExitMisused:
      return Misused("");
    case kExitRefused:
      return Refused("");
    default:
      return AlreadySaid();
  }
}

absl::Status WatchAndRun(Api& api, Options& options, char** environment) {
  SupervisorPlan plan = {options.operands, environment, options.check};
  plan.grace = options.grace.value_or(plan.grace);
  if (!options.signal.empty()) {
    DP_ASSIGN_OR_RETURN(const size_t which, FindWord(options.signal, kSignals));
    plan.signal = kSignalNumbers[which];
  }
  const auto watch = [&](int output) {
    const auto byte = [] { return std::string(1, kChange); };
    const absl::Status status =
        WatchFor(output, api, options, std::string(1, kBegin), byte).status();
    if (!status.ok()) Note(WithApiHint(api, status).message());
    return ExitCode(status);
  };
  const auto say = [](absl::string_view message) { Note(message); };
  DP_ASSIGN_OR_RETURN(const SupervisorEnd end,
                      Supervise(plan, {api.clock.elapsed, watch, say}));
  if (end.is_of_watcher) return WithoutWords(end.code);
  options.codes.success = end.code;
  return absl::OkStatus();
}

// An environment of the same entries, for the command: the token is overwritten
// in the one that it is read from, and the command needs it, too.
class EnvironmentCopy {
 public:
  explicit EnvironmentCopy(char* const* environment) {
    for (char* const* entry = environment; *entry != nullptr; ++entry) {
      bytes_.Append(absl::string_view(*entry, strlen(*entry) + 1));
    }
    char* at = const_cast<char*>(bytes_.Reveal().data());
    for (; *environment != nullptr; ++environment) {
      entries_.push_back(at);
      at += strlen(at) + 1;
    }
    entries_.push_back(nullptr);
  }

  char** get() { return entries_.data(); }

 private:
  Secret bytes_;
  std::vector<char*> entries_;
};

absl::Status Run(Options& options) {
  DP_RETURN_IF_ERROR(CheckOptions(options));
  if (options.operands.empty()) {
    return WithApi(kProgram.name, std::move(options.settings), options.online,
                   environ,
                   [&](Api& api) { return WatchAndWrite(api, options); });
  }
  EnvironmentCopy copy(environ);
  return WithApi(
      kProgram.name, std::move(options.settings), options.online, environ,
      [&](Api& api) { return WatchAndRun(api, options, copy.get()); });
}

}  // namespace
}  // namespace dp

int main(int argc, char** argv) {
  dp::Options options;
  return dp::MainWith(
      dp::kProgram, argc, argv, &options, &options.operands,
      [&] { return dp::WithAdvice(dp::Run(options)); }, options.codes);
}
