// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The Doppler CLI's configuration file, CONFIG-DIR/.doppler.yaml, read and
// written in the CLI's own shape.

#ifndef DP_DROPIN_CONFIGURATION_H_
#define DP_DROPIN_CONFIGURATION_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/base/secret.h"

namespace dp {

// The options of a scope, in the order in which the CLI writes them.
absl::Span<const absl::string_view> ScopedOptions();
// The name in the file for what people type: project is enclave.project. Empty
// for an option that there is none of.
absl::string_view OptionName(absl::string_view typed);

// The flags of `configure flags`.
absl::Span<const absl::string_view> ConfigureFlags();

class Configuration {
 public:
  using Options = std::map<std::string, Secret>;
  struct Found {
    absl::string_view value;  // Of this configuration.
    std::string scope;
  };

  // Reads the text of the file. Scopes are absolute: `home` is ~, and relative
  // ones begin at `working_directory`. Failed, with `name`, for what is no
  // such file.
  static absl::StatusOr<Configuration> Parse(
      absl::string_view text, absl::string_view name, char* const* environment,
      absl::string_view working_directory);

  // The text of the file.
  Secret Format() const;

  // What applies in `directory`, from the scope with the longest path.
  std::optional<Found> Find(absl::string_view directory,
                            absl::string_view option) const;

  std::map<std::string, Options>& scopes() { return scopes_; }
  std::map<std::string, std::string>& flags() { return flags_; }

 private:
  std::map<std::string, Options> scopes_;
  std::map<std::string, std::string> version_check_, flags_;
  std::string analytics_disabled_, intro_seen_ = "0";
};

// A file that was read, and its path; an absent one is empty.
struct ConfigurationFile {
  std::string directory, path;
  Configuration configuration;
};
absl::StatusOr<ConfigurationFile> ReadConfiguration(
    const std::string& directory, char* const* environment,
    absl::string_view working_directory);
// Replaces the file as a whole; `random` names the temporary one.
absl::Status WriteConfiguration(const ConfigurationFile& file, uint64_t random);

}  // namespace dp

#endif  // DP_DROPIN_CONFIGURATION_H_
