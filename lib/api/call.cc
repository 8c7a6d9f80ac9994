// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/api/call.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "lib/base/status.h"
#include "lib/base/version.h"

namespace dp {
namespace {

#if defined(__aarch64__)
constexpr absl::string_view kArch = "arm64";
#else
constexpr absl::string_view kArch = "amd64";
#endif

// The release of the Doppler CLI whose requests ours are.
constexpr absl::string_view kSpokenVersion = "v3.76.1";

constexpr size_t kMaxWords = 4096;

constexpr char kInDoubtHint[] =
    "the change may or may not have been made: check before you retry";

// As Go's url.QueryEscape, whose form the API is used to.
std::string EscapeQuery(absl::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const unsigned char byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte) || absl::StrContains("-_.~", c)) {
      escaped += c;
    } else {
      absl::StrAppend(&escaped,
                      c == ' ' ? "+" : absl::StrFormat("%%%02X", byte));
    }
  }
  return escaped;
}

std::string UrlOf(absl::string_view host, const Call& call) {
  absl::ConsumeSuffix(&host, "/");
  const std::string query = absl::StrJoin(
      call.query, "&", [](std::string* to, const auto& parameter) {
        absl::StrAppend(to, parameter.first, "=",
                        EscapeQuery(parameter.second));
      });
  return absl::StrCat(host, call.path, query.empty() ? "" : "?", query);
}

// What of an API host may stand in a message: all but user name and password.
std::string WithoutPassword(absl::string_view host) {
  const size_t scheme = host.find("://");
  const size_t start = scheme == absl::string_view::npos ? 0 : scheme + 3;
  const size_t at = host.rfind('@');
  if (at == absl::string_view::npos || at < start) return std::string(host);
  return absl::StrCat(host.substr(0, start), "...", host.substr(at));
}

// What https.h does not look at: all that could make a URL mean something else
// than it seems to.
absl::Status CheckHost(absl::string_view host) {
  if (!absl::ConsumePrefix(&host, "https://") &&
      !absl::ConsumePrefix(&host, "http://")) {
    return Misused("it must begin with https://");
  }
  // libcurl would take the path for it.
  if (host.empty() || host[0] == '/') return Misused("a host is missing");
  for (const char c : host) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
        absl::StrContains("-._~:/[]", c)) {
      continue;
    }
    if (c == '@') return Misused("a user name or password is not allowed");
    return Misused(
        absl::StrCat("it must not hold ", Quote(absl::string_view(&c, 1))));
  }
  return absl::OkStatus();
}

std::vector<std::string> HeadersOf(const Api& api, const Call& call) {
  std::vector<std::string> headers = {
      absl::StrCat("User-Agent: ", api.program, "/", kVersion),
      "client-sdk: go-cli",
      absl::StrCat("client-version: ", kSpokenVersion),
      "client-os: linux",
      absl::StrCat("client-arch: ", kArch),
      call.is_stream ? "Accept: text/event-stream" : "Accept: application/json",
      "Content-Type: application/json",
      call.is_stream ? "Connection: keep-alive" : "Connection: close",
  };
  if (call.is_stream) headers.push_back("Cache-Control: no-cache");
  if (!call.last_id.empty()) {
    headers.push_back(absl::StrCat("Last-Event-ID: ", call.last_id));
  }
  if (!call.etag.empty()) {
    headers.push_back(absl::StrCat("If-None-Match: ", call.etag));
  }
  return headers;
}

// What must not be shown, and what is shown in its place.
struct Hidden {
  absl::string_view secret, instead;
};

bool IsWordByte(absl::string_view text, size_t at) {
  return at < text.size() &&
         absl::ascii_isalnum(static_cast<unsigned char>(text[at]));
}

// Whether the secret that `text` holds at `at` counts. A value of a few letters
// does only as a word of its own, or nothing would be left to read.
bool IsWhole(absl::string_view text, size_t at, const Hidden& hidden) {
  constexpr size_t kFew = 8;
  const size_t size = hidden.secret.size();
  return size >= kFew ||
         !((at > 0 && IsWordByte(text, at - 1)) || IsWordByte(text, at + size));
}

// `text` without any of them, the longest first. Each is looked for once, as
// there may be many.
std::string Without(const std::vector<Hidden>& all, absl::string_view text) {
  std::vector<const Hidden*> longest(text.size(), nullptr);
  for (const Hidden& hidden : all) {
    if (hidden.secret.empty()) continue;
    for (size_t at = text.find(hidden.secret); at != absl::string_view::npos;
         at = text.find(hidden.secret, at + 1)) {
      const bool longer = longest[at] == nullptr ||
                          longest[at]->secret.size() < hidden.secret.size();
      if (longer && IsWhole(text, at, hidden)) longest[at] = &hidden;
    }
  }
  std::string rest;
  for (size_t at = 0; at < text.size();) {
    const Hidden* found = longest[at];
    rest += found == nullptr ? std::string(1, text[at])
                             : std::string(found->instead);
    at += found == nullptr ? 1 : found->secret.size();
  }
  return rest;
}

// The server's own words, `{"messages":["..."]}`, or nothing: as they came,
// also where they repeat the token.
Secret WordsOf(const Secret& body) {
  Secret words;
  const absl::Status read = ReadJson(
      body.Reveal(), [&words](absl::Span<const std::string> path,
                              bool is_string, absl::string_view value) {
        if (path.size() != 2 || path[0] != "messages" || !is_string) return;
        if (!words.empty()) words.Append("; ");
        words.Append(value);
      });
  if (!read.ok()) return Secret();
  // A message shows no more than the beginning.
  words.Resize(std::min(words.size(), kMaxWords));
  return words;
}

// The same, without the token and the values that were sent.
std::string ShownWordsOf(const Secret& body, absl::string_view token,
                         const Call& call) {
  std::vector<Hidden> hidden = {{token, "[token]"}};
  for (absl::string_view value : call.values) {
    absl::ConsumeSuffix(&value, "\n");
    hidden.push_back({value, "[value]"});
  }
  return Without(hidden, WordsOf(body).Reveal());
}

// The one place that looks into the server's words.
Complaint ComplaintOf(absl::string_view words) {
  if (words.empty()) return Complaint::kNone;
  if (absl::StrContains(words, "requested secret")) return Complaint::kSecret;
  if (absl::StrContains(words, "specify a project")) {
    return Complaint::kNoProject;
  }
  if (absl::StrContains(words, "specify a config")) return Complaint::kNoConfig;
  return absl::StrContains(words, "project") ||
                 absl::StrContains(words, "config")
             ? Complaint::kPlace
             : Complaint::kOther;
}

FailureKind KindOf(const Answer& answer) {
  if (answer.untrusted) return FailureKind::kUntrusted;
  if (answer.status == 0) return FailureKind::kNoAnswer;
  return IsRefusal(answer.status) ? FailureKind::kRefused
                                  : FailureKind::kStatus;
}

bool IsGood(const Answer& answer, const Call& call) {
  return answer.status == 200 || (answer.status == 304 && !call.etag.empty());
}

Attempt Judge(const Answer& answer, const Call& call, absl::string_view token) {
  if (answer.status == 0) return {NotNow(answer.reason), answer.transient, ""};
  const int status = answer.status;
  if (IsGood(answer, call)) return {};
  std::string reason = absl::StrCat("HTTP ", status);
  if (status >= 300 && status < 400 && status != 304) {
    absl::StrAppend(&reason, ", and redirects are not followed");
  }
  if (!IsRefusal(status)) {
    return {NotNow(reason), IsTransient(status), answer.retry_after};
  }
  const std::string words = ShownWordsOf(answer.body, token, call);
  if (!words.empty()) absl::StrAppend(&reason, ": ", Quote(words));
  absl::Status refused = Refused(reason);
  if (!words.empty()) {
    refused = WithDetail(std::move(refused), kServerDetail, words);
  }
  return {std::move(refused), false, ""};
}

// Notes what kind of failure it is, and says so.
absl::Status CannotDo(Api& api, const Call& call, FailureKind kind,
                      const absl::Status& why) {
  api.last_failure.kind = kind;
  absl::Status error =
      Error(why.code(),
            Cannot(call.body == nullptr ? "fetch" : "change",
                   WithoutPassword(api.settings.api_host), why.message()));
  if (api.last_status != 0) {
    error = WithDetail(std::move(error), kHttpDetail,
                       absl::StrCat(api.last_status));
  }
  const std::string server = DetailOf(why, kServerDetail);
  return server.empty() ? error
                        : WithDetail(std::move(error), kServerDetail, server);
}

Request RequestOf(const Api& api, const Call& call) {
  Request request;
  request.url = UrlOf(api.settings.api_host, call);
  request.token = api.settings.token.Reveal();
  request.headers = HeadersOf(api, call);
  request.ca_file = api.ca_file;
  request.body = call.body;
  return request;
}

void Note(const Answer& answer, const Call& call, Api* api) {
  if (answer.status != 0) api->last_status = answer.status;
  api->last_retry_after = answer.retry_after;
  api->last_failure = {
      IsGood(answer, call) ? FailureKind::kNone : KindOf(answer),
      ComplaintOf(WordsOf(answer.body).Reveal()), call.body != nullptr,
      call.query.count("config") > 0};
}

}  // namespace

absl::Status NotUnderstood(Api& api, absl::string_view reason,
                           const Call& call) {
  absl::ConsumePrefix(&reason, "it ");
  const absl::Status error =
      CannotDo(api, call, FailureKind::kNotUnderstood,
               NotNow(absl::StrCat("the response ", reason)));
  return WithHint(call.body == nullptr ? error : WithHint(error, kInDoubtHint),
                  "the response may come from a proxy or a login page");
}

absl::Status NotDone(Api& api, absl::string_view reason, const Call& call) {
  const absl::Status error =
      CannotDo(api, call, FailureKind::kNotDone,
               NotNow(absl::StrCat("the response ", reason)));
  return call.body == nullptr ? error : WithHint(error, kInDoubtHint);
}

absl::StatusOr<Answer> Follow(Api& api, const Call& call,
                              const Listener& listener) {
  const absl::Status host = CheckHost(api.settings.api_host);
  if (!host.ok()) return CannotDo(api, call, FailureKind::kHost, host);
  Request request = RequestOf(api, call);
  request.timeout = api.policy.timeout;
  absl::StatusOr<Answer> answer = Listen(request, listener, api.clock.elapsed);
  if (!answer.ok()) {
    return CannotDo(api, call, FailureKind::kNoAnswer, answer.status());
  }
  Note(*answer, call, &api);
  if (answer->status != 401 && answer->status != 403 && answer->status != 404) {
    return answer;
  }
  return CannotDo(api, call, FailureKind::kRefused,
                  Judge(*answer, call, request.token).status);
}

absl::StatusOr<Answer> Do(Api& api, const Call& call) {
  absl::Status host = CheckHost(api.settings.api_host);
  if (!host.ok()) return CannotDo(api, call, FailureKind::kHost, host);
  Request request = RequestOf(api, call);
  Answer answer;
  bool in_doubt = false;
  const auto attempt = [&](absl::Duration limit) -> Attempt {
    request.timeout = limit;
    absl::StatusOr<Answer> sent = Send(request, api.clock.elapsed);
    if (!sent.ok()) return {sent.status(), false, ""};
    answer = *std::move(sent);
    Note(answer, call, &api);
    Attempt judged = Judge(answer, call, request.token);
    in_doubt = !call.repeatable && answer.sent &&
               ExitCode(judged.status) == kExitNotNow;
    if (in_doubt) judged.transient = false;
    return judged;
  };
  api.last_failure = {};
  const absl::Status done = Retry(api.policy, api.clock, attempt);
  if (done.ok()) return answer;
  const FailureKind kind = api.last_failure.kind == FailureKind::kNone
                               ? FailureKind::kNoAnswer
                               : api.last_failure.kind;
  const absl::Status error = CannotDo(api, call, kind, done);
  return in_doubt ? WithHint(error, kInDoubtHint) : error;
}

Call ConfigCall(const Api& api, absl::string_view path) {
  return {path,
          {{"project", api.settings.project}, {"config", api.settings.config}}};
}

absl::Status ReadAnswer(Api& api, const Answer& answer, JsonVisitor visit,
                        const Call& call) {
  if (answer.body.empty()) return NotUnderstood(api, "is empty", call);
  bool success = true;
  const absl::Status read = ReadJson(
      answer.body.Reveal(), [&](absl::Span<const std::string> path,
                                bool is_string, absl::string_view value) {
        if (!path.empty() && path[0] == "success") {
          success = path.size() == 1 && !is_string && value == "true";
        }
        visit(path, is_string, value);
      });
  if (!read.ok()) return NotUnderstood(api, read.message(), call);
  if (success) return absl::OkStatus();
  const std::string words =
      ShownWordsOf(answer.body, api.settings.token.Reveal(), call);
  return NotDone(api,
                 absl::StrCat("says that it failed", words.empty() ? "" : ": ",
                              words.empty() ? "" : Quote(words)),
                 call);
}

}  // namespace dp
