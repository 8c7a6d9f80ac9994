// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Any text as JSON: the same verdict and the same value as nlohmann-json, but
// where Go differs from it; and what AppendJson writes reads back as the same.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "lib/base/utf8.h"
#include "lib/template/json.h"
#include "lib/template/memory.h"
#include "lib/template/value.h"
#include "nlohmann/json.hpp"

namespace dp {
namespace {

using nlohmann::json;

bool AreSame(const Value& value, const json& other) {
  switch (value.kind()) {
    case Value::Kind::kNull:
      return other.is_null();
    case Value::Kind::kBool:
      return other.is_boolean() && other.get<bool>() == (value.integer() != 0);
    case Value::Kind::kFloat:
      return other.is_number() && other.get<double>() == value.real();
    case Value::Kind::kString:
      return other.is_string() &&
             other.get_ref<const std::string&>() == std::string(value.text());
    case Value::Kind::kList: {
      if (!other.is_array() || other.size() != value.size()) return false;
      for (size_t i = 0; i < value.size(); ++i) {
        if (!AreSame(value.items()[i], other[i])) return false;
      }
      return true;
    }
    case Value::Kind::kMap: {
      if (!other.is_object() || other.size() != value.size()) return false;
      for (const Value::Member& member : value.members()) {
        const auto found = other.find(std::string(member.name));
        if (found == other.end() || !AreSame(member.value, *found)) {
          return false;
        }
      }
      return true;
    }
    default:
      return false;
  }
}

// nlohmann-json skips a byte order mark, and ends at a NUL. What it refuses
// beyond that, broken characters, Go repairs.
bool IsTakenOnlyByOther(absl::string_view text) {
  return absl::StrContains(text, absl::string_view("\0", 1)) ||
         absl::StartsWith(text, "\xEF");
}

// Characters that are whole, so that both must agree.
bool IsWhole(absl::string_view text) {
  for (absl::string_view rest = text; !rest.empty();) {
    const Character character = FirstCharacter(rest);
    if (character.broken()) return false;
    rest.remove_prefix(character.size);
  }
  return !absl::StrContains(text, "\\uD") && !absl::StrContains(text, "\\ud");
}

void Check(absl::string_view text) {
  Arena arena;
  const absl::StatusOr<Value> value = ParseJson(text, arena);
  if (value.ok()) {
    Sink written;
    AppendJson(*value, written);
    const absl::StatusOr<Value> again = ParseJson(written.text(), arena);
    if (!again.ok()) abort();
    Sink rewritten;
    AppendJson(*again, rewritten);
    if (written.text() != rewritten.text()) abort();
    const json other = json::parse(std::string(written.text()), nullptr, false);
    if (other.is_discarded() || !AreSame(*value, other)) abort();
  }
  if (IsTakenOnlyByOther(text)) return;
  const json other = json::parse(text.begin(), text.end(), nullptr, false);
  if (other.is_discarded()) {
    if (value.ok() && IsWhole(text)) abort();
  } else if (value.ok()) {
    if (!AreSame(*value, other)) abort();
  } else if (!absl::StrContains(value.status().message(), "nested too deep")) {
    abort();
  }
}

}  // namespace
}  // namespace dp

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  dp::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
