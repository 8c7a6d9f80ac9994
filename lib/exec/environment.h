// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The environment of a command: what is inherited, and the secrets.

#ifndef DP_LIB_EXEC_ENVIRONMENT_H_
#define DP_LIB_EXEC_ENVIRONMENT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/base/secret.h"
#include "lib/os/env.h"

namespace dp {

// Inherited variables that stay where a secret has their name.
struct Preserve {
  bool all = false;
  std::vector<std::string> names;
};
// As Doppler: "true" is all, "false" is none, else it is a list, also an empty
// one.
Preserve ReadPreserve(absl::string_view text);

struct MergeRules {
  Preserve preserve;
  bool clean = false;  // Inherit what dp-exec(1) lists for --clean-env.
  std::vector<absl::string_view> drop;  // Names that are not inherited.
};

enum class Fate : unsigned char {
  kSet,         // A secret goes in.
  kOverrides,   // A secret goes in, in the place of an inherited variable.
  kKept,        // An inherited variable goes in.
  kOverridden,  // An inherited variable gives way to a secret.
  kPreserved,   // A secret gives way to an inherited variable.
  kDropped,     // An inherited variable stays out.
};

// One entry a name: the inherited in their order, the first of several with one
// name, and those without "=" unless the rules drop them; then secrets in
// theirs.
class Environment {
 public:
  // Names of `secrets` differ. Strings of `inherited` are not copied.
  Environment(char* const* inherited, absl::Span<const Variable> secrets,
              const MergeRules& rules);
  char* const* get() const { return entries_.data(); }

  // One an entry of `inherited`, one a secret.
  absl::Span<const Fate> inherited_fates() const { return inherited_fates_; }
  absl::Span<const Fate> secret_fates() const { return secret_fates_; }

 private:
  void Decide(char* const* inherited, absl::Span<const Variable> secrets,
              const MergeRules& rules);
  void AddSecrets(absl::Span<const Variable> secrets);

  std::vector<Fate> inherited_fates_, secret_fates_;
  Secret bytes_;  // The entries of secrets.
  std::vector<char*> entries_;
};

}  // namespace dp

#endif  // DP_LIB_EXEC_ENVIRONMENT_H_
