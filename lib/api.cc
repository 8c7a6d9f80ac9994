// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/api.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "lib/formats.h"
#include "lib/https.h"
#include "lib/json.h"
#include "lib/secrets.h"
#include "lib/status.h"

namespace dp {
namespace {

constexpr char kVersion[] =
#include "lib/version.inc"
    ;

#if defined(__aarch64__)
constexpr absl::string_view kArch = "arm64";
#else
constexpr absl::string_view kArch = "amd64";
#endif

// The release of the Doppler CLI whose requests ours are.
constexpr absl::string_view kSpokenVersion = "v3.76.1";

// What is asked of an endpoint. The query is sent in the order of its names.
struct Call {
  absl::string_view path;
  std::map<absl::string_view, std::string> query;
  std::string etag;
};

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
      "Accept: application/json",
      "Content-Type: application/json",
      "Connection: close",
  };
  if (!call.etag.empty()) {
    headers.push_back(absl::StrCat("If-None-Match: ", call.etag));
  }
  return headers;
}

// The server's own words, `{"messages":["..."]}`, or nothing.
std::string WordsOf(const Secret& body) {
  std::string words;
  const absl::Status read = ReadJson(
      body.Reveal(), [&words](absl::Span<const std::string> path,
                              bool is_string, absl::string_view value) {
        if (path.size() != 2 || path[0] != "messages" || !is_string) return;
        absl::StrAppend(&words, words.empty() ? "" : "; ", value);
      });
  return read.ok() ? words : "";
}

Attempt Judge(const Answer& answer, const Call& call) {
  if (answer.status == 0) return {NotNow(answer.reason), answer.transient, ""};
  const int status = answer.status;
  if (status == 200 || (status == 304 && !call.etag.empty())) return {};
  std::string reason = absl::StrCat("HTTP ", status);
  if (status >= 300 && status < 400 && status != 304) {
    absl::StrAppend(&reason, ", and redirects are not followed");
  }
  const bool transient = status == 429 || (status >= 500 && status < 600);
  if (transient || status == 408 || status < 400 || status >= 600) {
    return {NotNow(reason), transient, answer.retry_after};
  }
  const std::string words = WordsOf(answer.body);
  if (!words.empty()) absl::StrAppend(&reason, ": ", Quote(words));
  return {Refused(reason), false, ""};
}

std::string HintFor(const Api& api, const absl::Status& why) {
  const Settings& settings = api.settings;
  if (absl::StrContains(why.message(), "an authority that is not trusted")) {
    return "--cacert FILE or SSL_CERT_FILE names the authorities to trust";
  }
  switch (ExitCode(why) == 3 ? api.last_status : 0) {
    case 401:
    case 403:
      return settings.project.empty()
                 ? "the token was revoked, or may not do this"
                 : absl::StrCat("the token was revoked or cannot see project ",
                                Quote(settings.project));
    case 400:
    case 404:
      return settings.project.empty()
                 ? "name the project and the config with -p and -c"
                 : absl::StrCat("see whether the token is for project ",
                                Quote(settings.project), " and config ",
                                Quote(settings.config));
    default:
      return "";
  }
}

absl::Status CannotFetch(const Api& api, const absl::Status& why) {
  const absl::Status error(
      why.code(), Cannot("fetch", api.settings.api_host, why.message()));
  const std::string hint = HintFor(api, why);
  return hint.empty() ? error : WithHint(error, hint);
}

// An answer that came whole, but is not what was asked for. `reason` is a
// reader's, about "it".
absl::Status NotUnderstood(const Api& api, absl::string_view reason) {
  absl::ConsumePrefix(&reason, "it ");
  return WithHint(CannotFetch(api, NotNow(absl::StrCat("the answer ", reason))),
                  "a proxy or the login page of a network may have answered");
}

// The answer to `call`: 200, or 304 when it has an ETag.
absl::StatusOr<Answer> Do(Api& api, const Call& call) {
  absl::Status host = CheckHost(api.settings.api_host);
  if (!host.ok()) return CannotFetch(api, host);
  Request request;
  request.url = UrlOf(api.settings.api_host, call);
  request.token = api.settings.token.Reveal();
  request.headers = HeadersOf(api, call);
  request.ca_file = api.ca_file;
  Answer answer;
  const auto attempt = [&](absl::Duration limit) -> Attempt {
    request.timeout = limit;
    absl::StatusOr<Answer> sent = Send(request);
    if (!sent.ok()) return {sent.status(), false, ""};
    answer = *std::move(sent);
    if (answer.status != 0) api.last_status = answer.status;
    return Judge(answer, call);
  };
  const absl::Status done = Retry(api.policy, api.clock, attempt);
  if (!done.ok()) return CannotFetch(api, done);
  return answer;
}

// The query that every endpoint of a config takes, be they empty or not.
Call ConfigCall(const Api& api, absl::string_view path) {
  return {path,
          {{"project", api.settings.project}, {"config", api.settings.config}},
          ""};
}

absl::Status CheckPresent(const Api& api, const std::vector<std::string>& only,
                          absl::FunctionRef<bool(absl::string_view)> has) {
  std::vector<std::string> missing;
  for (const std::string& name : only) {
    if (!has(name)) missing.push_back(Quote(name));
  }
  if (missing.empty()) return absl::OkStatus();
  return Refused(Cannot(
      "fetch", api.settings.api_host,
      absl::StrCat("there is no secret ", absl::StrJoin(missing, ", "))));
}

absl::Status CheckSecrets(const Api& api, const DownloadRequest& request,
                          const Secret& body) {
  if (body.empty()) return NotUnderstood(api, "is empty");
  // Parsing eats its document.
  const absl::StatusOr<Secrets> secrets =
      Secrets::Parse(Secret(body.Reveal()), "");
  if (!secrets.ok()) {
    absl::string_view reason = secrets.status().message();
    reason.remove_prefix(Cannot("read", "", "").size());
    return NotUnderstood(api, reason);
  }
  if (!request.name_transformer.empty()) return absl::OkStatus();
  return CheckPresent(api, request.only, [&](absl::string_view name) {
    for (const Secrets::Entry entry : *secrets) {
      if (entry.name == name) return true;
    }
    return false;
  });
}

// Whether a line of `text` begins with `name` and what follows a name there.
bool HasLine(absl::string_view text, absl::string_view name,
             absl::string_view format) {
  const auto begins = [&](absl::string_view line) {
    if (format != "yaml") {
      return absl::ConsumePrefix(&line, name) && absl::StartsWith(line, "=");
    }
    if (absl::ConsumePrefix(&line, "\"")) return absl::StartsWith(line, name);
    return absl::ConsumePrefix(&line, name) && absl::StartsWith(line, ":");
  };
  for (size_t at = 0;; ++at) {
    if (begins(text.substr(at))) return true;
    at = text.find('\n', at);
    if (at == absl::string_view::npos) return false;
  }
}

absl::Status CheckRendered(const Api& api, const DownloadRequest& request,
                           const Answer& answer) {
  if (request.format == "dotnet-json") {
    const absl::Status read =
        ReadJson(answer.body.Reveal(),
                 [](absl::Span<const std::string>, bool, absl::string_view) {});
    return read.ok() ? read : NotUnderstood(api, read.message());
  }
  // Where it ends is all that can be known of such a text.
  if (!answer.has_length) {
    return NotUnderstood(api, "does not say how long it is");
  }
  if (answer.body.empty()) return NotUnderstood(api, "is empty");
  if (!request.name_transformer.empty()) return absl::OkStatus();
  return CheckPresent(api, request.only, [&](absl::string_view name) {
    return HasLine(answer.body.Reveal(), name, request.format);
  });
}

// Reads the whole of `answer` as one JSON object.
absl::Status ReadAnswer(const Api& api, const Answer& answer,
                        JsonVisitor visit) {
  if (answer.body.empty()) return NotUnderstood(api, "is empty");
  const absl::Status read = ReadJson(answer.body.Reveal(), visit);
  return read.ok() ? read : NotUnderstood(api, read.message());
}

}  // namespace

absl::Status CheckDownload(const DownloadRequest& request) {
  return CheckFormat(request.format, request.name_transformer);
}

absl::StatusOr<Reply> Download(Api& api, const DownloadRequest& request) {
  Call call = ConfigCall(api, "/v3/configs/config/secrets/download");
  call.query["format"] = request.format;
  call.query["include_dynamic_secrets"] = "true";
  if (!request.only.empty()) {
    call.query["secrets"] = absl::StrJoin(request.only, ",");
  }
  if (!request.name_transformer.empty()) {
    call.query["name_transformer"] = request.name_transformer;
  }
  if (request.dynamic_ttl.value_or(absl::ZeroDuration()) >
      absl::ZeroDuration()) {
    call.query["dynamic_secrets_ttl_sec"] =
        absl::StrCat(absl::ToInt64Seconds(*request.dynamic_ttl));
  }
  call.etag = request.etag;
  DP_ASSIGN_OR_RETURN(Answer answer, Do(api, call));
  if (answer.status == 304) return Unchanged("");
  DP_RETURN_IF_ERROR(request.format == "json"
                         ? CheckSecrets(api, request, answer.body)
                         : CheckRendered(api, request, answer));
  return Reply{std::move(answer.body), std::move(answer.etag)};
}

absl::StatusOr<Reply> FetchDetails(Api& api,
                                   const std::vector<std::string>& only) {
  Call call = ConfigCall(api, "/v3/configs/config/secrets");
  call.query["include_dynamic_secrets"] = "false";
  if (!only.empty()) call.query["secrets"] = absl::StrJoin(only, ",");
  DP_ASSIGN_OR_RETURN(Answer answer, Do(api, call));
  std::set<std::string> names;
  DP_RETURN_IF_ERROR(ReadAnswer(
      api, answer,
      [&](absl::Span<const std::string> path, bool, absl::string_view) {
        if (path.size() > 2 && path[0] == "secrets") names.insert(path[1]);
      }));
  DP_RETURN_IF_ERROR(CheckPresent(api, only, [&](absl::string_view name) {
    return names.count(std::string(name)) > 0;
  }));
  // Every config has those that Doppler adds.
  if (names.empty()) return NotUnderstood(api, "has no secrets");
  return Reply{std::move(answer.body), ""};
}

absl::StatusOr<std::vector<std::string>> FetchNames(Api& api) {
  Call call = ConfigCall(api, "/v3/configs/config/secrets/names");
  call.query["include_dynamic_secrets"] = "false";
  DP_ASSIGN_OR_RETURN(const Answer answer, Do(api, call));
  std::vector<std::string> names;
  DP_RETURN_IF_ERROR(ReadAnswer(api, answer,
                                [&](absl::Span<const std::string> path,
                                    bool is_string, absl::string_view value) {
                                  if (path.size() != 2 || path[0] != "names" ||
                                      !is_string)
                                    return;
                                  names.emplace_back(value);
                                }));
  if (names.empty()) return NotUnderstood(api, "has no names");
  for (const std::string& name : names) {
    // They are printed one a line.
    if (std::any_of(name.begin(), name.end(), [](char c) {
          return absl::ascii_iscntrl(static_cast<unsigned char>(c));
        })) {
      return NotUnderstood(api, "has a name that is not one line");
    }
  }
  return names;
}

absl::StatusOr<Reply> FetchOwner(Api& api) {
  DP_ASSIGN_OR_RETURN(Answer answer, Do(api, {"/v3/me", {}, ""}));
  bool has_type = false;
  DP_RETURN_IF_ERROR(ReadAnswer(
      api, answer,
      [&](absl::Span<const std::string> path, bool, absl::string_view) {
        if (path.size() == 1 && path[0] == "type") has_type = true;
      }));
  if (!has_type) return NotUnderstood(api, "does not say what the token is");
  return Reply{std::move(answer.body), ""};
}

}  // namespace dp
