// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/api/api.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "lib/api/https.h"
#include "lib/base/name_set.h"
#include "lib/base/printable.h"
#include "lib/base/status.h"
#include "lib/base/utf8.h"
#include "lib/doppler/formats.h"
#include "lib/json/json.h"
#include "lib/json/secrets.h"

namespace dp {
namespace {

// What of `only` is missing goes to `missing`, and is Refused unless allowed.
absl::Status CheckPresent(Api& api, const std::vector<std::string>& only,
                          bool allow_missing, std::vector<std::string>* missing,
                          absl::FunctionRef<bool(absl::string_view)> has) {
  for (const std::string& name : only) {
    if (!has(name)) missing->push_back(name);
  }
  if (missing->empty() || allow_missing) return absl::OkStatus();
  const auto quote = [](std::string* to, const std::string& name) {
    absl::StrAppend(to, Quote(name));
  };
  api.last_failure.kind = FailureKind::kMissing;
  return Refused(Cannot("fetch", api.settings.api_host,
                        absl::StrCat("there is no secret ",
                                     absl::StrJoin(*missing, ", ", quote))));
}

absl::Status CheckSecrets(Api& api, const DownloadRequest& request,
                          const Secret& body,
                          std::vector<std::string>* missing) {
  if (body.empty()) return NotUnderstood(api, "is empty");
  // Parsing eats its document.
  const absl::StatusOr<Secrets> secrets =
      Secrets::Parse(Secret(body.Reveal()), "");
  if (!secrets.ok()) {
    return NotUnderstood(api, DetailOf(secrets.status(), kReasonDetail));
  }
  // The API has changed the names.
  if (!request.name_transformer.empty() || request.format == "dotnet-json") {
    return absl::OkStatus();
  }
  if (request.only.empty()) return absl::OkStatus();
  std::vector<absl::string_view> names;
  for (const Secrets::Entry entry : *secrets) names.push_back(entry.name);
  const NameSet present(names);
  return CheckPresent(
      api, request.only, request.allow_missing, missing,
      [&](absl::string_view name) { return present.Holds(name); });
}

// The quote that `text` begins with, if any.
absl::string_view YamlQuote(absl::string_view text) {
  const bool quoted =
      absl::StartsWith(text, "\"") || absl::StartsWith(text, "'");
  return text.substr(0, quoted ? 1 : 0);
}

// What a line begins with, if it is a name and what follows a name there.
absl::string_view NameOfLine(absl::string_view line, absl::string_view format) {
  const absl::string_view quote = format == "yaml" ? YamlQuote(line) : "";
  line.remove_prefix(quote.size());
  const absl::string_view end = format != "yaml" ? "="
                                : quote.empty()  ? ":"
                                                 : quote;
  const size_t size = line.find(end);
  return size == absl::string_view::npos ? "" : line.substr(0, size);
}

// The names that lines of `text` begin with.
std::vector<absl::string_view> NamesOfLines(absl::string_view text,
                                            absl::string_view format) {
  std::vector<absl::string_view> names;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    const absl::string_view name = NameOfLine(line, format);
    if (!name.empty()) names.push_back(name);
  }
  return names;
}

// Whether `text` begins as secrets in `format` do, with a name. The page of
// somebody else does not.
bool BeginsWithName(absl::string_view text, absl::string_view format) {
  // Names of .NET have colons.
  constexpr absl::string_view kNameBytes =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-";
  const bool yaml = format == "yaml";
  const absl::string_view quote = yaml ? YamlQuote(text) : "";
  text.remove_prefix(quote.size());
  const size_t size = std::min(text.find_first_not_of(kNameBytes), text.size());
  const absl::string_view name = text.substr(0, size), rest = text.substr(size);
  if (name.empty()) return false;
  if (!yaml) return absl::StartsWith(rest, "=");
  if (!quote.empty()) {
    return absl::StartsWith(rest, quote) &&
           absl::StartsWith(rest.substr(1), ":");
  }
  return name.size() > 1 && name.back() == ':' &&
         (absl::StartsWith(rest, " ") || absl::StartsWith(rest, "\n"));
}

absl::Status CheckRendered(Api& api, const DownloadRequest& request,
                           const Answer& answer,
                           std::vector<std::string>* missing) {
  // Where it ends is all that can be known of such a text.
  if (!answer.has_length) {
    return NotUnderstood(api, "does not say how long it is");
  }
  if (answer.body.empty()) return NotUnderstood(api, "is empty");
  const absl::string_view text =
      absl::StripAsciiWhitespace(answer.body.Reveal());
  // Of secrets that are all missing.
  const bool may_be_none =
      !request.only.empty() && (text.empty() || text == "{}");
  if (!may_be_none && !BeginsWithName(text, request.format)) {
    return NotUnderstood(api, absl::StrCat("is not ", request.format));
  }
  if (!request.name_transformer.empty()) return absl::OkStatus();
  const NameSet present(NamesOfLines(answer.body.Reveal(), request.format));
  return CheckPresent(
      api, request.only, request.allow_missing, missing,
      [&](absl::string_view name) { return present.Holds(name); });
}

bool IsPrintableText(absl::string_view name) {
  while (!name.empty()) {
    const Character first = FirstCharacter(name);
    if (!IsPrintable(first.code)) return false;
    name.remove_prefix(first.size);
  }
  return true;
}

}  // namespace

absl::StatusOr<Reply> Download(Api& api, const DownloadRequest& request) {
  Call call = ConfigCall(api, "/v3/configs/config/secrets/download");
  call.query["format"] = request.format;
  call.query["include_dynamic_secrets"] = request.dynamic ? "true" : "false";
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
  if (answer.status == 304) return WithDetail(Unchanged(), kHttpDetail, "304");
  std::vector<std::string> missing;
  const bool is_json =
      request.format == "json" || request.format == "dotnet-json";
  DP_RETURN_IF_ERROR(is_json ? CheckSecrets(api, request, answer.body, &missing)
                             : CheckRendered(api, request, answer, &missing));
  return Reply{std::move(answer.body), std::move(answer.etag),
               std::move(missing)};
}

absl::StatusOr<Reply> FetchDetails(Api& api,
                                   const std::vector<std::string>& only,
                                   bool allow_missing) {
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
  std::vector<std::string> missing;
  DP_RETURN_IF_ERROR(CheckPresent(api, only, allow_missing, &missing,
                                  [&](absl::string_view name) {
                                    return names.count(std::string(name)) > 0;
                                  }));
  // Every config has those that Doppler adds.
  if (names.empty() && missing.empty()) {
    return NotUnderstood(api, "has no secrets");
  }
  return Reply{std::move(answer.body), "", std::move(missing)};
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
                                      !is_string) {
                                    return;
                                  }
                                  names.emplace_back(value);
                                }));
  if (names.empty()) return NotUnderstood(api, "has no names");
  for (const std::string& name : names) {
    // They are printed one a line, also to terminals.
    if (!IsPrintableText(name)) {
      return NotUnderstood(api, "has a name that is not printable");
    }
  }
  return names;
}

absl::StatusOr<Reply> FetchOwner(Api& api) {
  DP_ASSIGN_OR_RETURN(Answer answer, Do(api, {"/v3/me", {}}));
  bool has_type = false;
  DP_RETURN_IF_ERROR(ReadAnswer(
      api, answer,
      [&](absl::Span<const std::string> path, bool, absl::string_view) {
        if (path.size() == 1 && path[0] == "type") has_type = true;
      }));
  if (!has_type) return NotUnderstood(api, "does not say what the token is");
  return Reply{std::move(answer.body), "", {}};
}

}  // namespace dp
