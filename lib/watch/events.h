// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Server-sent events, as the WHATWG's HTML standard has them ("Parsing an event
// stream"), from bytes that come in pieces of any size.
//
// Lines end with LF, CR or CRLF; a byte order mark at the beginning, comments
// and fields without a meaning are passed over; several data lines are one text
// with LF between; an event without data is none, and neither is one whose
// empty line never came. What the bytes are in is for the caller to look at:
// they are UTF-8 where the server is right.

#ifndef DP_LIB_WATCH_EVENTS_H_
#define DP_LIB_WATCH_EVENTS_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace dp {

// The longest line, without its end, and the most data of an event.
constexpr size_t kMaxEventLine = size_t{64} << 10;
constexpr size_t kMaxEventData = size_t{1} << 20;

struct Event {
  std::string type;  // "message" where the stream gives none.
  std::string data;
};

// One stream, from its first byte. A new connection needs a new reader.
class EventReader {
 public:
  // Takes the next bytes of the stream, and calls `use` for each event that
  // they complete. False, for good, once a line or an event is over its limit.
  bool Read(absl::string_view bytes, absl::FunctionRef<void(const Event&)> use);

  // How long the stream last asked to wait before a new connection (`retry:`);
  // a day at most.
  std::optional<absl::Duration> retry() const { return retry_; }
  // The last `id:`, for the header Last-Event-ID of a new connection.
  const std::string& last_id() const { return last_id_; }

 private:
  void EndLine(absl::FunctionRef<void(const Event&)> use);
  void TakeField(absl::string_view name, absl::string_view value);
  void Dispatch(absl::FunctionRef<void(const Event&)> use);

  std::string line_;
  bool is_first_line_ = true;
  bool after_cr_ = false;  // An LF now belongs to it.
  bool good_ = true;
  Event event_;
  std::string id_;  // Counts from the end of its event on.
  std::string last_id_;
  std::optional<absl::Duration> retry_;
};

}  // namespace dp

#endif  // DP_LIB_WATCH_EVENTS_H_
