// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/changes.h"

#include <algorithm>
#include <set>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "lib/https.h"
#include "lib/json.h"
#include "lib/secret.h"
#include "lib/status.h"
#include "lib/words.h"

namespace dp {
namespace {

constexpr char kTypes[] =
    "string json json5 boolean integer decimal email url uuidv4 cuid2 ulid "
    "datetime8601 date8601 yaml";

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

// Sends `call`, a change of secrets, and calls `see` with each name that the
// config has then.
absl::Status ChangeSecrets(Api& api, const Call& call,
                           absl::FunctionRef<void(const std::string&)> see) {
  DP_ASSIGN_OR_RETURN(const Answer answer, Do(api, call));
  bool has_secrets = false;
  DP_RETURN_IF_ERROR(ReadAnswer(
      api, answer,
      [&](absl::Span<const std::string> path, bool, absl::string_view) {
        if (path.size() < 3 || path[0] != "secrets") return;
        has_secrets = true;
        see(path[1]);
      },
      call));
  return has_secrets ? absl::OkStatus()
                     : NotUnderstood(api, "has no secrets", call);
}

}  // namespace

absl::Status CheckKind(const SecretKind& kind) {
  if (!kind.visibility.empty()) {
    DP_RETURN_IF_ERROR(
        CheckWord("--visibility", kind.visibility, kVisibilities));
  }
  if (kind.type.empty()) return absl::OkStatus();
  return CheckWord("--type", kind.type, kTypes);
}

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
  std::set<std::string> missing;
  for (const Change& change : changes) {
    missing.emplace(change.name);
    call.values.push_back(change.value);
  }
  DP_RETURN_IF_ERROR(ChangeSecrets(
      api, call, [&](const std::string& name) { missing.erase(name); }));
  if (missing.empty()) return absl::OkStatus();
  return NotUnderstood(
      api, absl::StrCat("does not have ", Quote(*missing.begin())), call);
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
  DP_RETURN_IF_ERROR(ReadAnswer(
      api, answer,
      [&](absl::Span<const std::string> path, bool, absl::string_view value) {
        if (path.size() == 1 && path[0] == "note") {
          is_there = value == note.value;
        }
      },
      call));
  return is_there ? absl::OkStatus()
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
  std::string left;
  DP_RETURN_IF_ERROR(ChangeSecrets(api, call, [&](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) != names.end()) left = name;
  }));
  if (left.empty()) return absl::OkStatus();
  return NotUnderstood(api, absl::StrCat("still has ", Quote(left)), call);
}

}  // namespace dp
