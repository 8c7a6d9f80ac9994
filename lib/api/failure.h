// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What went wrong with the API, for those who decide by it: messages are for
// people.

#ifndef DP_LIB_API_FAILURE_H_
#define DP_LIB_API_FAILURE_H_

namespace dp {

enum class FailureKind {
  kNone,
  kHost,           // The API host cannot be used; nothing was sent.
  kUntrusted,      // The certificate is from an authority that is not trusted.
  kNoAnswer,       // None came, or not the whole of it.
  kRefused,        // HTTP 4xx that is not retryable.
  kStatus,         // Another HTTP status that is no success.
  kNotUnderstood,  // The answer is not what was asked for.
  kNotDone,        // The answer says that it failed.
  kMissing,        // Secrets that were asked for are not there.
};

// What the server's words for a refusal are about. It has no codes.
enum class Complaint {
  kNone,  // There are no words.
  kOther,
  kSecret,     // A secret that was asked for.
  kNoProject,  // The project has to be named.
  kNoConfig,   // The config has to be named.
  kPlace,      // The project or the config.
};

struct Failure {
  FailureKind kind = FailureKind::kNone;
  Complaint complaint = Complaint::kNone;
  bool changes = false;    // The request was to change something.
  bool of_config = false;  // The request was about a config.
};

}  // namespace dp

#endif  // DP_LIB_API_FAILURE_H_
