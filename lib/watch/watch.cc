// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/watch/watch.h"

#include <poll.h>

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "lib/api/api.h"
#include "lib/api/https.h"
#include "lib/api/retry.h"
#include "lib/base/secret.h"
#include "lib/base/status.h"
#include "lib/json/json.h"
#include "lib/watch/events.h"

namespace dp {
namespace {

constexpr absl::Duration kFirstPause = absl::Seconds(1);
constexpr absl::Duration kLongestPause = absl::Minutes(1);
constexpr absl::Duration kShortestPause = absl::Milliseconds(100);
// A server that has not said it is connected by then never does.
constexpr absl::Duration kGreetingTime = absl::Seconds(1);
constexpr int kMaxDebounces = 10;
constexpr size_t kMaxId = 1024;

bool IsEventStream(absl::string_view content_type) {
  const absl::string_view type =
      content_type.substr(0, content_type.find_first_of("; \t"));
  return absl::EqualsIgnoreCase(type, "text/event-stream");
}

// What an event of Doppler's says it is, or nothing where it is none.
std::string KindOf(const Event& event) {
  std::string kind;
  if (event.type != "message") return kind;
  const absl::Status read =
      ReadJson(event.data, [&kind](absl::Span<const std::string> path,
                                   bool is_string, absl::string_view value) {
        if (path.size() == 1 && path[0] == "type" && is_string) {
          kind = std::string(value);
        }
      });
  return read.ok() ? kind : "";
}

class Watcher {
 public:
  Watcher(Api& api, const WatchPlan& plan, const WatchHooks& hooks)
      : api_(api), plan_(plan), hooks_(hooks) {
    // How to try again is decided here.
    api_.policy.attempts = 1;
    api_.policy.deadline = api_.policy.timeout;
  }

  absl::StatusOr<WatchEnd> Run() {
    DP_RETURN_IF_ERROR(Begin());
    while (!end_.has_value()) {
      DP_RETURN_IF_ERROR(plan_.poll.has_value() ? Poll() : Connect());
    }
    return *end_;
  }

 private:
  enum class Found { kSame, kOther, kUnknown };

  absl::Duration Now() const { return api_.clock.elapsed(); }

  // Whether the reader of what is told has gone; then it ends.
  bool HasNoReader() {
    pollfd output = {hooks_.output, 0, 0};
    if (poll(&output, 1, 0) > 0 && (output.revents & POLLERR) != 0) {
      end_ = WatchEnd::kNoReader;
    }
    return end_.has_value();
  }

  // What has become of the secrets since they were last compared. An error is
  // for good.
  absl::StatusOr<Found> Compare() {
    compare_at_ = absl::InfiniteDuration();
    DownloadRequest request;
    request.dynamic = false;  // Each lease would be a change.
    request.etag = etag_;
    absl::StatusOr<Reply> reply = Download(api_, request);
    const int code = ExitCode(reply.status());
    if (code == kExitUnchanged) return Found::kSame;
    if (code == kExitNotNow) {
      const absl::string_view message = reply.status().message();
      reason_ = std::string(message.substr(0, message.find('\n')));
      return Found::kUnknown;
    }
    if (!reply.ok()) return reply.status();
    return Remember(*std::move(reply));
  }

  Found Remember(Reply reply) {
    const bool is_same = reply.etag.empty() || etag_.empty()
                             ? reply.body == body_ && reply.etag == etag_
                             : reply.etag == etag_;
    const bool was_known = std::exchange(is_known_, true);
    etag_ = std::move(reply.etag);
    body_ = etag_.empty() ? std::move(reply.body) : Secret();
    if (!was_known) return is_late_ ? Found::kOther : Found::kSame;
    return is_same ? Found::kSame : Found::kOther;
  }

  absl::Status Begin() {
    const absl::Duration end = Now() + api_.policy.timeout;
    for (absl::Duration pause = kFirstPause / 2;; pause *= 2) {
      DP_RETURN_IF_ERROR(Compare().status());
      if (is_known_ || HasNoReader()) break;
      hooks_.trouble(reason_);
      pause = std::max(pause, RetryAfter());
      is_late_ = Now() + pause >= end;
      if (is_late_) break;
      hooks_.wait(pause);
    }
    return end_.has_value() ? absl::OkStatus() : hooks_.begin();
  }

  absl::Duration RetryAfter() const {
    return ParseRetryAfter(api_.last_retry_after, api_.clock.now())
        .value_or(absl::ZeroDuration());
  }

  // A change was noticed, and is told a little later.
  void Notice() {
    if (tell_at_ == absl::InfiniteDuration()) noticed_at_ = Now();
    tell_at_ = std::min(Now() + plan_.debounce,
                        noticed_at_ + kMaxDebounces * plan_.debounce);
  }

  // Compared first: who is told looks at the secrets after this, so that what
  // changes in between can be told once too often, and never goes unnoticed.
  absl::Status Tell() {
    tell_at_ = absl::InfiniteDuration();
    DP_RETURN_IF_ERROR(Compare().status());
    DP_ASSIGN_OR_RETURN(const bool more, hooks_.changed());
    if (!more) end_ = WatchEnd::kEnough;
    return absl::OkStatus();
  }

  // Does what is due. True when it did something, which takes time.
  absl::StatusOr<bool> DoDue() {
    if (Now() >= compare_at_) {
      DP_ASSIGN_OR_RETURN(const Found found, Compare());
      if (found == Found::kOther) Notice();
      if (found == Found::kUnknown) {
        compare_at_ = Now() + std::max(kLongestPause / 4, RetryAfter());
      }
      return true;
    }
    if (Now() < tell_at_) return false;
    DP_RETURN_IF_ERROR(Tell());
    return true;
  }

  // Waits, and tells what was noticed, which may take longer.
  absl::Status Wait(absl::Duration pause) {
    const absl::Duration end = Now() + pause;
    while (!HasNoReader()) {
      DP_ASSIGN_OR_RETURN(const bool did, DoDue());
      if (did) continue;
      const bool is_over = Now() >= end;
      if (is_over && tell_at_ == absl::InfiniteDuration()) break;
      hooks_.wait(
          std::min(is_over ? tell_at_ : end, std::min(compare_at_, tell_at_)) -
          Now());
    }
    return absl::OkStatus();
  }

  absl::Status Poll() {
    DP_RETURN_IF_ERROR(Wait(*plan_.poll));
    if (end_.has_value()) return absl::OkStatus();
    DP_ASSIGN_OR_RETURN(const Found found, Compare());
    if (found == Found::kOther) return Tell();
    if (found == Found::kSame) return absl::OkStatus();
    hooks_.trouble(reason_);
    return Wait(RetryAfter());
  }

  // One connection, from its request to the pause after it.
  absl::Status Connect() {
    EventReader reader;
    fault_ = nullptr;
    heard_at_ = Now();
    absl::Status error;
    const auto open = [&](const Answer& head) { return Open(head); };
    const auto take = [&](absl::string_view bytes) {
      heard_at_ = Now();
      if (reader.Read(bytes, [&](const Event& event) { Use(event); })) {
        return true;
      }
      fault_ = "the stream has an event that is too long";
      return false;
    };
    const auto rest = [&]() -> std::optional<absl::Duration> {
      absl::StatusOr<absl::Duration> wait = Rest();
      if (!wait.ok()) error = wait.status();
      if (!wait.ok() || end_.has_value() || fault_ != nullptr) {
        return std::nullopt;
      }
      return *wait;
    };
    Call call = ConfigCall(api_, "/v3/configs/config/secrets/watch");
    call.is_stream = true;
    call.last_id = last_id_;
    const absl::StatusOr<Answer> answer =
        Follow(api_, call, {open, take, rest, hooks_.output});
    DP_RETURN_IF_ERROR(error);
    if (!answer.ok()) return answer.status();
    if (end_.has_value()) return absl::OkStatus();
    if (answer->status == 204) {
      end_ = WatchEnd::kStopped;
      return absl::OkStatus();
    }
    if (reader.retry().has_value()) first_pause_ = *reader.retry();
    KeepId(reader.last_id());
    return AfterConnection(*answer);
  }

  bool Open(const Answer& head) {
    heard_at_ = Now();
    if (!IsEventStream(head.content_type)) {
      fault_ = "the response is not an event stream";
      return false;
    }
    compare_at_ = Now() + kGreetingTime;
    return true;
  }

  void Use(const Event& event) {
    const std::string kind = KindOf(event);
    const bool is_change = kind == "secrets.update";
    const bool is_ping = kind == "ping";
    if (is_change) Notice();
    // What is not understood may be about a change, too.
    if (!is_change && !is_ping) compare_at_ = Now();
    if (is_change || is_ping || kind == "connected") num_failures_ = 0;
  }

  // How long nothing has to be done while nothing comes.
  absl::StatusOr<absl::Duration> Rest() {
    if (HasNoReader()) return absl::ZeroDuration();
    DP_ASSIGN_OR_RETURN(const bool did, DoDue());
    // Much may have come meanwhile.
    if (did) return absl::ZeroDuration();
    const absl::Duration silent_at = heard_at_ + plan_.silence;
    if (Now() >= silent_at) fault_ = "the stream sent nothing for too long";
    return std::min({compare_at_, tell_at_, silent_at}) - Now();
  }

  // What a header can carry; no event of Doppler's has one.
  void KeepId(const std::string& id) {
    const bool is_plain = std::all_of(id.begin(), id.end(), [](char c) {
      return absl::ascii_isprint(static_cast<unsigned char>(c));
    });
    last_id_ = is_plain && id.size() <= kMaxId ? id : "";
  }

  absl::Status AfterConnection(const Answer& answer) {
    std::string why =
        answer.reason.empty() ? "the stream ended" : answer.reason;
    if (fault_ != nullptr) {
      why = fault_;
    } else if (answer.status != 0 && answer.status != 200) {
      why = absl::StrCat("HTTP ", answer.status);
    }
    reason_ = Cannot("watch", api_.settings.api_host, why).Text();
    // Servers end streams now and then; one that cannot be opened is another
    // matter.
    if (num_failures_ > 0 || answer.status != 200) hooks_.trouble(reason_);
    const absl::Duration pause = NextPause();
    // A stream that ended before it was due, or a server that answers with
    // something else: the secrets can be had all the same.
    const bool answers = answer.status != 0 && answer.status != 429 &&
                         (answer.status != 200 || fault_ != nullptr);
    const bool is_due = compare_at_ != absl::InfiniteDuration();
    compare_at_ = answers || is_due ? Now() : absl::InfiniteDuration();
    return Wait(pause);
  }

  absl::Duration NextPause() {
    absl::Duration pause = std::max(first_pause_, kShortestPause);
    const absl::Duration longest = std::max(pause, kLongestPause);
    for (int i = 0; i < num_failures_ && pause < longest; ++i) pause *= 2;
    pause = std::min(pause, longest);
    ++num_failures_;
    pause += pause * (api_.clock.random() / 2);
    return std::max(pause, RetryAfter());
  }

  Api& api_;
  const WatchPlan& plan_;
  const WatchHooks& hooks_;

  // What the secrets were when they were last compared.
  bool is_known_ = false;
  bool is_late_ = false;
  std::string etag_;
  Secret body_;  // Where there is no ETag.

  absl::Duration compare_at_ = absl::InfiniteDuration();
  absl::Duration tell_at_ = absl::InfiniteDuration();
  absl::Duration noticed_at_;
  absl::Duration heard_at_;

  absl::Duration first_pause_ = kFirstPause;
  int num_failures_ = 0;  // Connections since the last event.
  std::string last_id_;
  std::string reason_;           // Why it does not work at the moment.
  const char* fault_ = nullptr;  // Why this connection is given up.
  std::optional<WatchEnd> end_;
};

}  // namespace

absl::StatusOr<WatchEnd> Watch(Api& api, const WatchPlan& plan,
                               const WatchHooks& hooks) {
  return Watcher(api, plan, hooks).Run();
}

}  // namespace dp
