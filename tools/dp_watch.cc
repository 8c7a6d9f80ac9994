// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// dp-watch: tells when the secrets of a config change in Doppler.
//
// Writes one line for each change, at once, and goes on until something ends
// it. lib/watch sees to it that no change is lost; here is what is told to
// whom.

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lib/api/call.h"
#include "lib/base/status.h"
#include "lib/base/times.h"
#include "lib/cli/cli.h"
#include "lib/cli/rules.h"
#include "lib/cli/values.h"
#include "lib/os/io.h"
#include "lib/watch/watch.h"
#include "tools/flags/online.h"
#include "tools/flags/settings_flags.h"

namespace dp {
namespace {

struct Options {
  SettingsRequest settings;
  OnlineFlags online;
  bool once = false;
  std::optional<absl::Duration> debounce, poll;
  std::vector<std::string> operands;
};

constexpr Option kOptions[] = {
    Heading("Which secrets"),
    kProjectRow<Options>,
    kConfigRow<Options>,
    Heading("Changes"),
    {0, "once", nullptr, "end with 0 after the first change",
     Into<&Options::once>},
    {0, "debounce", "D", "take changes within D of each other for one (1s)",
     Into<&Options::debounce>},
    {0, "poll", "D", "ask every D instead of listening to the stream",
     Into<&Options::poll>},
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
    "[-p PROJECT] [-c CONFIG] [--once] [--poll D]",
    "Writes a line whenever the secrets of a config change in Doppler.",
    kOptions,
    "Exit status: 0 done, 1 failed, 2 used wrongly, 3 the server refused. "
    "While\n"
    "the server cannot be reached it goes on trying.\n\n"
    "  dp-watch -p backend -c prd | while read -r line; do ./renew; done",
};

absl::Status CheckOptions(const Options& options) {
  if (!options.operands.empty()) return TooManyOperands(1);
  return CheckRules({
      {options.poll.value_or(absl::Seconds(1)) == absl::ZeroDuration(),
       "--poll", "it must be longer than nothing"},
      {options.poll.has_value() && options.debounce.has_value(), "--debounce",
       "it does not go with --poll"},
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

// As a filter does: by the signal, where that has not been turned off.
absl::Status EndForNoReader() {
  (void)raise(SIGPIPE);
  return Failed(Cannot("write", "stdout", EPIPE));
}

absl::Status WatchAndWrite(Api& api, const Options& options) {
  WatchPlan plan;
  plan.debounce = options.debounce.value_or(plan.debounce);
  plan.poll = options.poll;
  Troubles troubles(api.clock);
  const auto begin = [] { return absl::OkStatus(); };
  const auto changed = [&]() -> absl::StatusOr<bool> {
    DP_RETURN_IF_ERROR(WriteAll(
        STDOUT_FILENO,
        absl::StrCat("changed ", FormatUtc(api.clock.now()), "\n"), "stdout"));
    return !options.once;
  };
  const auto trouble = [&](absl::string_view why) { troubles.Tell(why); };
  const auto wait = [](absl::Duration d) { WaitFor(d, STDOUT_FILENO); };
  DP_ASSIGN_OR_RETURN(
      const WatchEnd end,
      Watch(api, plan, {begin, changed, trouble, wait, STDOUT_FILENO}));
  if (end == WatchEnd::kNoReader) return EndForNoReader();
  if (end == WatchEnd::kStopped) {
    Warn("the server asks not to come back (HTTP 204)");
  }
  return absl::OkStatus();
}

absl::Status Run(Options& options) {
  DP_RETURN_IF_ERROR(CheckOptions(options));
  return WithApi(kProgram.name, std::move(options.settings), options.online,
                 environ,
                 [&](Api& api) { return WatchAndWrite(api, options); });
}

}  // namespace
}  // namespace dp

int main(int argc, char** argv) {
  return dp::Main(dp::kProgram, argc, argv, dp::Run);
}
