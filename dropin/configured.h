// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The configuration file of a command line, and what applies.

#ifndef DP_DROPIN_CONFIGURED_H_
#define DP_DROPIN_CONFIGURED_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "dropin/asking.h"
#include "dropin/configuration.h"
#include "dropin/fault.h"

namespace dp {

struct Configured {
  ConfigurationFile file;
  std::string scope;  // Absolute.
};

std::optional<Fault> ReadConfigured(const Setting& setting, Configured* to);
std::optional<Fault> Save(const Configured& configured);

// An option, and where it is from: a scope, a flag or a variable. Its value is
// of the configuration, the command line or the environment.
struct OptionRow {
  std::string name;
  absl::string_view value;
  std::string scope;
};

// What applies of a flag, of a variable and of the file, in this order.
OptionRow Applying(const Setting& setting, const Configured& configured,
                   absl::string_view option);

// By name: a table, or an object with --json. A token is not shown whole in a
// table.
std::optional<Fault> PrintOptions(const Call& call,
                                  const std::vector<OptionRow>& rows);
// By scope, with --json.
std::optional<Fault> PrintScopes(const Call& call,
                                 const std::vector<OptionRow>& rows);

// Whether it fits into a line of the file.
bool IsOneLine(absl::string_view text);

}  // namespace dp

#endif  // DP_DROPIN_CONFIGURED_H_
