// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What Doppler's API has to say: its endpoints that are read.
//
// An answer is handed on only when it is whole and understood; errors are those
// of call.h. A new endpoint is a function in api.cc that fills a Call and reads
// the Reply.

#ifndef DP_LIB_API_API_H_
#define DP_LIB_API_API_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "lib/api/call.h"
#include "lib/base/secret.h"

namespace dp {

struct Reply {
  Secret body;                       // As the server sent it.
  std::string etag;                  // Empty: none.
  std::vector<std::string> missing;  // What was asked for and is not there.
};

struct DownloadRequest {
  std::string format = "json";    // One of kApiFormats (formats.h).
  std::vector<std::string> only;  // Empty: all.
  bool allow_missing = false;     // Of `only`.
  std::string name_transformer;   // One of kApiTransformers; empty: none.
  bool dynamic = true;  // Have dynamic secrets issued, anew each time.
  std::optional<absl::Duration> dynamic_ttl;  // Of the leases; whole seconds.
  std::string etag;                           // Unchanged when it is still so.
};

// The secrets in `format`; json is one object of strings (lib/json/secrets).
// Refused when one of `only` is missing that may not be, which is not looked
// for in dotnet-json or under a name transformer. Unchanged, without a message,
// for a 304.
absl::StatusOr<Reply> Download(Api& api, const DownloadRequest& request);

// The secrets with raw and computed values, notes, visibility and types, as one
// JSON object. Refused when one of `only` (empty: all) is missing and may not
// be.
absl::StatusOr<Reply> FetchDetails(Api& api,
                                   const std::vector<std::string>& only,
                                   bool allow_missing = false);

// The names of the secrets, in the order of the server.
absl::StatusOr<std::vector<std::string>> FetchNames(Api& api);

// Whom the token belongs to, as one JSON object.
absl::StatusOr<Reply> FetchOwner(Api& api);

}  // namespace dp

#endif  // DP_LIB_API_API_H_
