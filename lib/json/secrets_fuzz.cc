// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Secrets against nlohmann-json: the same verdict and the same strings, where
// the two agree on what JSON is. Ours also refuses duplicate names and NUL;
// theirs takes a byte order mark, and NUL for the end.

#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>

#include "lib/base/secret.h"
#include "lib/json/secrets.h"
#include "nlohmann/json.hpp"

namespace {

// The object of strings that `text` is, by nlohmann-json; false when it is
// none, or one that only ours refuses.
bool Expect(const std::string& text,
            std::map<std::string, std::string>* pairs) {
  if (text.compare(0, 3, "\xef\xbb\xbf") == 0) return false;
  if (text.find('\0') != std::string::npos) return false;
  bool fits = true;
  size_t num_names = 0;
  const auto look = [&](int depth, nlohmann::json::parse_event_t event,
                        nlohmann::json& value) {
    if (event != nlohmann::json::parse_event_t::key || depth != 1) return true;
    ++num_names;
    fits = fits &&
           value.get_ref<const std::string&>().find('\0') == std::string::npos;
    return true;
  };
  const nlohmann::json json =
      nlohmann::json::parse(text, look, /*allow_exceptions=*/false);
  if (!json.is_object() || json.size() != num_names || !fits) return false;
  for (const auto& item : json.items()) {
    if (!item.value().is_string()) return false;
    const auto& value = item.value().get_ref<const std::string&>();
    if (value.find('\0') != std::string::npos) return false;
    (*pairs)[item.key()] = value;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  std::map<std::string, std::string> want, got;
  const bool good = Expect(text, &want);
  const auto secrets = dp::Secrets::Parse(dp::Secret(text), "x");
  if (secrets.ok() != good) std::abort();
  if (dp::Secrets::Check(text, "x") != secrets.status()) std::abort();
  if (!good) return 0;
  for (const dp::Secrets::Entry entry : *secrets) {
    got.emplace(std::string(entry.name), std::string(entry.value));
  }
  if (got != want) std::abort();
  return 0;
}
