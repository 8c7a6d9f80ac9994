// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// One HTTPS request and its answer, over libcurl, which only this library
// knows.
//
// TLS 1.2 or later with the certificate checked; http to loopback addresses
// alone. No redirect is followed, nothing is asked of netrc, cookie or key log
// files, HTTP is 1.1 and connections are used once. Proxies are those of the
// usual variables (https_proxy, HTTPS_PROXY, all_proxy, no_proxy, ...), which
// libcurl reads from environ(7), but never for loopback.

#ifndef DP_LIB_API_HTTPS_H_
#define DP_LIB_API_HTTPS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lib/base/secret.h"

namespace dp {

// The largest answer taken in; a larger one ends the transfer.
constexpr size_t kMaxAnswer = size_t{16} << 20;

struct Request {
  std::string url;
  absl::string_view token;  // For Authorization: Bearer; none if empty.
  std::vector<std::string> headers;  // "Name: value", without line ends.
  const Secret* body = nullptr;      // With one the request is a POST.
  std::string ca_file;  // The authorities to trust instead of the system's.
  // For everything, from the name to the last byte.
  absl::Duration timeout;
};

struct Answer {
  // 0: no whole answer came, and `reason` says why in words of ours, such as
  // "connection refused" or "timed out".
  int status = 0;
  std::string reason;
  bool transient = false;  // Why may be gone when it is tried again.
  bool untrusted = false;  // The certificate is from an unknown authority.
  bool sent = false;       // The server may have acted on the request.

  Secret body;
  bool has_length = false;  // By Content-Length or chunks, so it is whole.
  std::string etag;         // Empty when it is none for etag.h.
  std::string retry_after;
  std::string content_type;
};

// Who listens to a stream, an answer that goes on. None of it may send requests
// but `rest`.
struct Listener {
  // The head of an answer of 200 has come. False ends it there.
  absl::FunctionRef<bool(const Answer& head)> open;
  // The next bytes of its body. False ends it.
  absl::FunctionRef<bool(absl::string_view bytes)> take;
  // Called whenever all that came has been taken. What it returns is how long
  // it need not be called when nothing comes; nothing ends the stream.
  absl::FunctionRef<std::optional<absl::Duration>()> rest;
  // `rest` is called when the reader of this descriptor has gone. -1: none.
  int output = -1;
};

// Whether an HTTP status may be another the next time: 408, 425 (RFC 8470), 429
// and 5xx.
bool IsTransient(int status);

// Whether an HTTP status is a definitive refusal: a 4xx that is not transient.
bool IsRefusal(int status);

// Sends `request`. `elapsed` is a clock that is never set back, beside that of
// libcurl. SIGINT and SIGTERM do as always meanwhile. An error holds only the
// reason: Misused for a URL that is not allowed or a token that no header can
// carry, and then nothing was sent; Failed when memory runs out.
absl::StatusOr<Answer> Send(const Request& request,
                            absl::FunctionRef<absl::Duration()> elapsed);

// Sends `request` and hands an answer of 200 to `listener`, until the server or
// the listener ends it. `timeout` is for all before. A server that is gone is
// noticed within 90 seconds, by TCP keepalive, and nothing else wakes this
// process up. The answer is as above, but for one of 200: it has no body, and
// its `reason` is why it ended, or empty.
absl::StatusOr<Answer> Listen(const Request& request, const Listener& listener,
                              absl::FunctionRef<absl::Duration()> elapsed);

}  // namespace dp

#endif  // DP_LIB_API_HTTPS_H_
