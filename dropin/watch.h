// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// `doppler run --watch`: dp-watch keeps the command running, and this program
// is what it starts.
//
// At a change dp-watch asks this program first, by --check: it fetches the
// secrets, and only when they have come is the old command ended. The new one
// gets these secrets, so nothing is asked twice. What goes from one start to
// the next are descriptors: the command line, as it may hold a token, and
// memory that no file stands for, with the secrets that have come.

#ifndef DP_DROPIN_WATCH_H_
#define DP_DROPIN_WATCH_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "dropin/asking.h"
#include "dropin/fault.h"
#include "dropin/process.h"
#include "dropin/words.h"
#include "lib/os/io.h"

namespace dp {

// Becomes dp-watch; returns only when that failed.
Fault BecomeWatch(const Setting& setting, Tools& tools);

// A start of this program by dp-watch.
class Again {
 public:
  // From the arguments of a start; nothing for one by somebody else.
  static std::optional<Again> Parse(absl::Span<char* const> arguments);

  // The command line that dp-watch was started for.
  absl::StatusOr<Words> ReadWords() const;

  // Fetches, or becomes the command.
  std::optional<Fault> Run(const Setting& setting, Tools& tools) const;

 private:
  Again() = default;

  std::optional<Fault> Check(const Setting& setting, Tools& tools) const;
  std::optional<Fault> Start(const Setting& setting, Tools& tools) const;

  bool checks_ = false;
  Fd words_, secrets_, spent_;
};

}  // namespace dp

#endif  // DP_DROPIN_WATCH_H_
