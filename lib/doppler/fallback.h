// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The Doppler CLI's fallback file and the metadata beside it: where they are,
// and which passphrase the CLI seals with.

#ifndef DP_LIB_DOPPLER_FALLBACK_H_
#define DP_LIB_DOPPLER_FALLBACK_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/base/secret.h"
#include "lib/doppler/settings.h"
#include "lib/source/sources.h"

namespace dp {

struct FallbackFile {
  bool given = false;
  std::string path;  // Empty: the Doppler CLI's own.
};

enum class FallbackKind { kNone, kSecrets, kMetadata, kLegacy };

// Which file of the Doppler CLI is meant.
struct CopyRequest {
  FallbackFile file;
  FallbackKind print = FallbackKind::kNone;
  std::string format, name_transformer;  // Empty: not given.
  std::vector<std::string> only;
};

struct FallbackNames {
  std::string secrets, metadata;  // Of the token and all that is asked with it.
  std::string legacy;             // Empty without both project and config.
};

FallbackNames NamesOf(const Settings& settings, const CopyRequest& request);

// TOKEN:PROJECT:CONFIG, or TOKEN without both of them.
Secret DefaultPassphrase(const Settings& settings);

// What a tool has to know.
struct FallbackNeeds {
  bool secrets = false, metadata = false, legacy = false, passphrase = false;
};

// What of it there is; the rest is empty.
struct Fallback {
  std::string directory;                  // Where metadata and legacy are.
  std::string secrets, metadata, legacy;  // Paths.
};

// Also fills `passphrase` where it is the default one: for --passphrase-from
// token, and with --fallback where neither an option nor DOPPLER_PASSPHRASE
// gives one. The errors of ResolveSettings, but the token is looked for only
// when something needed depends on it; Misused for a PATH that names no file,
// and when the directory of the Doppler CLI is not known.
absl::StatusOr<Fallback> FindFallback(const CopyRequest& request,
                                      SettingsRequest settings,
                                      const FallbackNeeds& needs,
                                      SettingsContext context,
                                      PassphraseRequest* passphrase);

// --print-path: the path and a newline, or nothing when there is none.
absl::StatusOr<std::string> PrintedPath(const CopyRequest& request,
                                        SettingsRequest settings,
                                        const SettingsContext& context);

}  // namespace dp

#endif  // DP_LIB_DOPPLER_FALLBACK_H_
