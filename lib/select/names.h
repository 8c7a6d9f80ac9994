// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Names of secrets: which of them go on, and what they are called then.

#ifndef DP_LIB_SELECT_NAMES_H_
#define DP_LIB_SELECT_NAMES_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace dp {

// What Doppler's server makes of names for --name-transformer. Done here, it
// needs no network.
// The order is that of kTransformers.
enum class Transformer {
  kNone,
  kUpperCamel,  // API_KEY: ApiKey
  kCamel,       // apiKey
  kLowerKebab,  // api-key
  kLowerSnake,  // api_key
  kTfVar,       // TF_VAR_api_key
  kDotnet,      // A__B_C: A:BC
  kDotnetEnv,   // A__BC
};

// Words (words.h) of --name-transformer.
constexpr char kTransformers[] =
    "upper-camel camel lower-kebab lower-snake tf-var dotnet dotnet-env";

// One of kTransformers; Misused, holding only the reason, for another text.
absl::Status ReadValue(absl::string_view value, Transformer* to);

// Appends what `transformer` makes of `name`: at most seven bytes more.
void AppendTransformed(Transformer transformer, absl::string_view name,
                       std::string* to);

// [A-Za-z_][A-Za-z0-9_]*
bool IsVariableName(absl::string_view name);

// The names as a message shows them: `"A", "B" and 3 more`.
std::string QuoteNames(const std::vector<absl::string_view>& names);

// Passes a name that is one of `only` (when there are any), none of `except`,
// and matches `match` as a whole (when there is one).
class Filter {
 public:
  // Misused for a `match` that is not a regular expression of RE2.
  static absl::StatusOr<Filter> Make(std::vector<std::string> only,
                                     std::vector<std::string> except,
                                     const std::string& match);
  Filter();
  Filter(Filter&& other) noexcept;
  Filter& operator=(Filter&& other) noexcept;
  ~Filter();

  bool Passes(absl::string_view name) const;

 private:
  struct Pattern;

  std::vector<std::string> only_, except_;  // Sorted.
  // Null without --match: making one costs more than all else that a start
  // does.
  std::unique_ptr<Pattern> pattern_;
};

}  // namespace dp

#endif  // DP_LIB_SELECT_NAMES_H_
