// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The words of the remedies that libraries name, with the tools' options: the
// one place to look when an option is renamed.

#ifndef DP_TOOLS_FLAGS_ADVICE_H_
#define DP_TOOLS_FLAGS_ADVICE_H_

#include "absl/status/status.h"

namespace dp {

// `status` with its remedy as a hint; the same where it has none.
absl::Status WithAdvice(const absl::Status& status);

// `run` with that, for Main (cli.h).
template <typename Options, absl::Status (*run)(Options&)>
absl::Status Advised(Options& options) {
  return WithAdvice(run(options));
}

}  // namespace dp

#endif  // DP_TOOLS_FLAGS_ADVICE_H_
