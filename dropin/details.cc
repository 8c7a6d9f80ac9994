// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "dropin/details.h"

#include "lib/base/escape.h"
#include "lib/base/status.h"
#include "lib/json/json.h"

namespace dp {

void Members::AppendValue(const Value& value, const Secret& text, Secret* to) {
  const absl::string_view bytes = text.Reveal().substr(value.begin, value.size);
  if (value.is_string) {
    AppendGoString(bytes, to);
  } else {
    to->Append(bytes);
  }
}

void Members::AppendJson(absl::string_view name, const Secret& text,
                         Secret* to) const {
  if (const auto found = values_.find(name); found != values_.end()) {
    AppendValue(found->second, text, to);
    return;
  }
  const auto object = objects_.find(name);
  if (object == objects_.end()) {
    to->Append("null");
    return;
  }
  absl::string_view between = "{";
  for (const auto& [member, value] : object->second) {
    to->Append(between);
    AppendGoString(member, to);
    to->Append(":");
    AppendValue(value, text, to);
    between = ",";
  }
  to->Append("}");
}

bool Members::IsString(absl::string_view name) const {
  const auto found = values_.find(name);
  return found != values_.end() && found->second.is_string;
}

absl::string_view Members::Text(absl::string_view name,
                                const Secret& text) const {
  const auto found = values_.find(name);
  if (found == values_.end()) return "";
  const absl::string_view bytes =
      text.Reveal().substr(found->second.begin, found->second.size);
  return !found->second.is_string && bytes == "null" ? "" : bytes;
}

absl::string_view Members::Inner(absl::string_view name,
                                 absl::string_view inner,
                                 const Secret& text) const {
  const auto object = objects_.find(name);
  if (object == objects_.end()) return "";
  const auto found = object->second.find(inner);
  if (found == object->second.end()) return "";
  return text.Reveal().substr(found->second.begin, found->second.size);
}

absl::StatusOr<Details> Details::Read(absl::string_view document,
                                      absl::string_view root) {
  Details details;
  const size_t depth = root.empty() ? 0 : 2;
  // No value is longer than its text.
  details.text_.Reserve(document.size() + 1);
  const auto visit = [&](absl::Span<const std::string> path, bool is_string,
                         absl::string_view value) {
    if (path.size() <= depth || (depth > 0 && path[0] != root)) return;
    const Members::Value at = {is_string, details.text_.size(), value.size()};
    details.text_.Append(value);
    Members& members = details.objects_[depth == 0 ? "" : path[1]];
    const absl::Span<const std::string> rest = path.subspan(depth);
    if (rest.size() == 1) members.values_[rest[0]] = at;
    if (rest.size() == 2) members.objects_[rest[0]][rest[1]] = at;
  };
  DP_RETURN_IF_ERROR(ReadJson(document, visit));
  return details;
}

}  // namespace dp
