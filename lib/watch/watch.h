// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Notices that the secrets of a config change, and loses no change.
//
// The API's stream of events tells at once. What happened while there was no
// stream is found by comparing the ETag of the secrets (the secrets themselves,
// where the server gives none) before the first and after each connection. A
// stream that ends or fails is opened anew for ever: after a second, then after
// twice as long each time, a minute at most, and up to half as much again at
// random; what the server asked for with `retry:` takes the place of the
// second, and a Retry-After is waited for.

#ifndef DP_LIB_WATCH_WATCH_H_
#define DP_LIB_WATCH_WATCH_H_

#include <optional>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lib/api/call.h"

namespace dp {

struct WatchPlan {
  // Changes that follow each other within it are one; at most ten times as long
  // goes by before they are told.
  absl::Duration debounce = absl::Seconds(1);
  // Ask so often, and use no stream.
  std::optional<absl::Duration> poll;
  // A stream that says nothing for so long is dead.
  absl::Duration silence = absl::Seconds(75);
};

enum class WatchEnd {
  kEnough,    // `changed` said so.
  kNoReader,  // Nobody reads `output` any more.
  kStopped,   // The server answered 204: do not come back.
};

struct WatchHooks {
  // The watch has begun: what changes from now on is told. Called once, when
  // the ETag is known, or after `timeout` without a response; the first answer
  // then counts as a change, since nobody knows what was before.
  absl::FunctionRef<absl::Status()> begin;
  // There was a change. False when no other is wanted.
  absl::FunctionRef<absl::StatusOr<bool>()> changed;
  // It does not work at the moment, and will be tried again; `message` is the
  // first line of an error.
  absl::FunctionRef<void(absl::string_view message)> trouble;
  // Waits so long, or until nobody reads `output` any more.
  absl::FunctionRef<void(absl::Duration)> wait;
  int output;  // What the changes are written to.
};

// Watches the config that `api` is set to until something ends it. Errors are
// those of call.h that no other attempt would mend, and those of the hooks;
// `policy` counts only with its timeout.
absl::StatusOr<WatchEnd> Watch(Api& api, const WatchPlan& plan,
                               const WatchHooks& hooks);

}  // namespace dp

#endif  // DP_LIB_WATCH_WATCH_H_
