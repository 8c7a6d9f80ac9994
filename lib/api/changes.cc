// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/api/changes.h"

#include <map>
#include <set>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "lib/api/https.h"
#include "lib/base/secret.h"
#include "lib/base/status.h"
#include "lib/json/json.h"

namespace dp {
namespace {

// Appends `"name":"value",`.
void AppendMember(absl::string_view name, absl::string_view value, Secret* to) {
  AppendJsonString(name, to);
  to->Append(":");
  AppendJsonString(value, to);
  to->Append(",");
}

void AppendChange(const Change& change, const SecretKind& kind, Secret* to) {
  to->Append("{");
  AppendMember("name", change.name, to);
  if (!kind.visibility.empty()) {
    AppendMember("visibility", kind.visibility, to);
  }
  if (!kind.type.empty()) {
    to->Append("\"valueType\":{\"type\":");
    AppendJsonString(kind.type, to);
    to->Append("},");
  }
  AppendMember("value", change.value, to);
  to->Append("\"originalName\":null}");
}

// Takes what an answer says of the secret `path[1]`, as JsonVisitor does.
using SecretVisitor =
    absl::FunctionRef<void(absl::Span<const std::string> path, bool is_string,
                           absl::string_view value)>;

// Sends `call`, a change of secrets, and calls `see` with all that the answer
// says of the secrets that the config has then.
absl::Status ChangeSecrets(Api& api, const Call& call, SecretVisitor see) {
  DP_ASSIGN_OR_RETURN(const Answer answer, Do(api, call));
  bool has_secrets = false;
  DP_RETURN_IF_ERROR(ReadAnswer(
      api, answer,
      [&](absl::Span<const std::string> path, bool is_string,
          absl::string_view value) {
        if (path.size() < 2 || path[0] != "secrets") return;
        has_secrets = true;
        see(path, is_string, value);
      },
      call));
  return has_secrets ? absl::OkStatus()
                     : NotUnderstood(api, "has no secrets", call);
}

// What an answer shows of a secret that was to be set.
struct Shown {
  absl::string_view wanted;
  bool is_there = false;
  bool is_wanted = false;
  // Nobody sees the value of a restricted one, not even who has set it.
  bool is_null = false;
  bool is_restricted = false;
};

// `path` as below the name: "raw", or "rawVisibility", which is a string or an
// object with a "type".
void Note(absl::Span<const std::string> path, bool is_string,
          absl::string_view value, Shown* shown) {
  if (path.empty()) return;
  shown->is_there = true;
  if (path[0] == "raw" && path.size() == 1) {
    shown->is_wanted = is_string && value == shown->wanted;
    shown->is_null = !is_string && value == "null";
  }
  if (path[0] == "rawVisibility" && is_string && value == "restricted") {
    shown->is_restricted = true;
  }
}

// Every one of them with its new value, or NotNow.
absl::Status CheckShown(Api& api, const Call& call,
                        const std::map<absl::string_view, Shown>& all) {
  for (const auto& [name, shown] : all) {
    if (!shown.is_there) {
      return NotUnderstood(api, absl::StrCat("does not have ", Quote(name)),
                           call);
    }
    if (shown.is_wanted || (shown.is_null && shown.is_restricted)) continue;
    return NotDone(api, absl::StrCat("shows another value of ", Quote(name)),
                   call);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status PutSecrets(Api& api, absl::Span<const Change> changes,
                        const SecretKind& kind) {
  Secret body("{\"change_requests\":");
  absl::string_view before = "[";
  for (const Change& change : changes) {
    body.Append(before);
    AppendChange(change, kind, &body);
    before = ",";
  }
  body.Append("]}");
  Call call = ConfigCall(api, "/v3/configs/config/secrets");
  call.body = &body;
  // Setting a value that is there already changes nothing, so it is tried again
  // even where the first request may have arrived.
  call.repeatable = true;
  std::map<absl::string_view, Shown> all;
  for (const Change& change : changes) {
    all[change.name].wanted = change.value;
    call.values.push_back(change.value);
  }
  DP_RETURN_IF_ERROR(
      ChangeSecrets(api, call,
                    [&](absl::Span<const std::string> path, bool is_string,
                        absl::string_view value) {
                      const auto found = all.find(path[1]);
                      if (found == all.end()) return;
                      Note(path.subspan(2), is_string, value, &found->second);
                    }));
  return CheckShown(api, call, all);
}

absl::Status PutNote(Api& api, const Change& note, bool of_config) {
  Secret body("{");
  AppendMember("secret", note.name, &body);
  body.Append("\"note\":");
  AppendJsonString(note.value, &body);
  body.Append("}");
  Call call = ConfigCall(api, "/v3/configs/config/secrets/note");
  if (!of_config) {
    call.path = "/v3/projects/project/note";
    call.query.erase("config");
  }
  call.body = &body;
  call.values = {note.value};
  // As with values: the same note twice is the same note.
  call.repeatable = true;
  DP_ASSIGN_OR_RETURN(const Answer answer, Do(api, call));
  bool is_there = false;
  bool is_other = false;
  DP_RETURN_IF_ERROR(ReadAnswer(
      api, answer,
      [&](absl::Span<const std::string> path, bool is_string,
          absl::string_view value) {
        if (path.size() != 1) return;
        if (path[0] == "note") is_there = is_string && value == note.value;
        if (path[0] == "secret") is_other = value != note.name;
      },
      call));
  return is_there && !is_other
             ? absl::OkStatus()
             : NotUnderstood(api, "does not have the note", call);
}

absl::Status DeleteSecrets(Api& api, absl::Span<const std::string> names) {
  Secret body("{\"secrets\":");
  absl::string_view before = "{";
  for (const std::string& name : names) {
    body.Append(before);
    AppendJsonString(name, &body);
    body.Append(":null");
    before = ",";
  }
  body.Append("}}");
  Call call = ConfigCall(api, "/v3/configs/config/secrets");
  call.body = &body;
  call.repeatable = false;
  const std::set<absl::string_view> wanted(names.begin(), names.end());
  std::string left;
  DP_RETURN_IF_ERROR(ChangeSecrets(
      api, call,
      [&](absl::Span<const std::string> path, bool, absl::string_view) {
        if (wanted.count(path[1]) > 0) left = path[1];
      }));
  if (left.empty()) return absl::OkStatus();
  return NotDone(api, absl::StrCat("still has ", Quote(left)), call);
}

}  // namespace dp
