// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What Doppler's API stores: secrets and notes.
//
// Success means that the server's answer shows the change. Errors are those of
// call.h.

#ifndef DP_LIB_API_CHANGES_H_
#define DP_LIB_API_CHANGES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/api/call.h"

namespace dp {

struct Change {
  absl::string_view name, value;
};

// Words (words.h): what the API has.
constexpr char kVisibilities[] = "masked unmasked restricted";
constexpr char kValueTypes[] =
    "string json json5 boolean integer decimal email url uuidv4 cuid2 ulid "
    "datetime8601 date8601 yaml";

struct SecretKind {
  std::string visibility, type;  // Of the words above; empty: as it is.
};

// Sets the secrets in one request: all of them, or none. Names and values are
// UTF-8.
absl::Status PutSecrets(Api& api, absl::Span<const Change> changes,
                        const SecretKind& kind);

// Sets the note of a secret, in all configs of its project. `of_config`: asks
// the endpoint of the config, which older tokens may want.
absl::Status PutNote(Api& api, const Change& note, bool of_config);

// Removes the secrets. That is not tried again once the server may have done
// it: another client may have set them anew meanwhile.
absl::Status DeleteSecrets(Api& api, absl::Span<const std::string> names);

}  // namespace dp

#endif  // DP_LIB_API_CHANGES_H_
