// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// One request to Doppler's API, and whether its answer can be used.
//
// Errors are `cannot fetch "API-HOST": ...`, or `cannot change`, with, where
// trying again may help, why every attempt failed: Misused for a host that
// nothing was sent to, Refused when the server said 4xx, NotNow for all other
// answers and none, Failed when memory runs out.

#ifndef DP_LIB_API_CALL_H_
#define DP_LIB_API_CALL_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lib/api/failure.h"
#include "lib/api/https.h"
#include "lib/api/retry.h"
#include "lib/base/secret.h"
#include "lib/doppler/settings.h"
#include "lib/json/json.h"

namespace dp {

struct Api {
  const char* program;  // For the User-Agent.
  Settings settings;
  std::string ca_file;  // Empty: the authorities of the system.
  RetryPolicy policy;
  Clock clock;
  int last_status = 0;  // The last HTTP status that came, 0 without any.
  std::string last_retry_after = "";  // Of that answer.
  Failure last_failure = {};          // Of the last call.
};

// What is asked of an endpoint. The query is sent in the order of its names.
struct Call {
  absl::string_view path = "";
  std::map<absl::string_view, std::string> query = {};
  std::string etag = "";
  const Secret* body = nullptr;  // With one it is a POST.
  // What of the body must not be shown, though the server repeats it.
  std::vector<absl::string_view> values = {};
  bool repeatable = true;    // Idempotent: safe to send again.
  bool is_stream = false;    // For Follow.
  std::string last_id = "";  // The last event that came of a stream.
};

// The query that every endpoint of a config takes, be they empty or not.
Call ConfigCall(const Api& api, absl::string_view path);

// The answer to `call`: 200, or 304 when it has an ETag. What is not repeatable
// is not tried again once it may have arrived, and the error says so.
absl::StatusOr<Answer> Do(Api& api, const Call& call);

// Hands the stream that answers `call` to `listener`: one attempt. An answer of
// status 200 is how a stream ended, any other (0 for none) that there was none.
// An error is what no other attempt would mend: Misused as above, Refused for
// 401, 403 and 404, and Failed.
absl::StatusOr<Answer> Follow(Api& api, const Call& call,
                              const Listener& listener);

// Reads the whole of `answer` as one JSON object, or is NotUnderstood; NotDone
// where its "success" is anything but true.
absl::Status ReadAnswer(Api& api, const Answer& answer, JsonVisitor visit,
                        const Call& call = {});

// An answer that came whole, but is not what was asked for. `reason` is a
// reader's, about "it". What `call` was to change may have been changed, and
// the error says so.
absl::Status NotUnderstood(Api& api, absl::string_view reason,
                           const Call& call = {});

// The same, of an answer that is surely the API's.
absl::Status NotDone(Api& api, absl::string_view reason, const Call& call = {});

}  // namespace dp

#endif  // DP_LIB_API_CALL_H_
