// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// Merges any environment with any secrets and looks at the result from outside:
// one entry a name, each with the right value, none lost.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "lib/exec/environment.h"

namespace {

void Require(bool condition) {
  if (!condition) abort();
}

using Map = std::map<std::string, std::string>;

// The values by name, the first of several; entries without "=" go to `other`.
Map Read(char* const* environment, std::vector<std::string>* other) {
  Map map;
  for (; *environment != nullptr; ++environment) {
    const std::string entry = *environment;
    const size_t end = entry.find('=');
    if (end == std::string::npos) {
      other->push_back(entry);
    } else {
      map.emplace(entry.substr(0, end), entry.substr(end + 1));
    }
  }
  return map;
}

size_t Count(char* const* environment) {
  size_t count = 0;
  while (environment[count] != nullptr) ++count;
  return count;
}

}  // namespace

// The input: a byte of flags, then lines; those before the first empty line are
// inherited, the others secrets.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (text.find('\0') != std::string::npos) return 0;
  std::vector<std::string> lines = absl::StrSplit(text, '\n');
  std::vector<char*> inherited;
  Map secrets;
  bool in_secrets = false;
  for (std::string& line : lines) {
    if (line.empty()) {
      in_secrets = true;
    } else if (!in_secrets) {
      inherited.push_back(line.data());
    } else if (const size_t end = line.find('='); end != std::string::npos) {
      secrets.emplace(line.substr(0, end), line.substr(end + 1));
    }
  }
  inherited.push_back(nullptr);
  std::vector<dp::Variable> variables;
  for (const auto& [name, value] : secrets) variables.push_back({name, value});

  dp::MergeRules rules;
  rules.preserve.all = (data[0] & 1) != 0;
  if ((data[0] & 2) != 0) rules.preserve.names = {"A", "B"};
  if ((data[0] & 4) != 0) rules.drop = {"A", "C"};
  const dp::Environment environment(inherited.data(), variables, rules);

  std::vector<std::string> other_before, other_after;
  Map expected = Read(inherited.data(), &other_before);
  for (const absl::string_view name : rules.drop) {
    expected.erase(std::string(name));
    other_before.erase(
        std::remove(other_before.begin(), other_before.end(), name),
        other_before.end());
  }
  for (const auto& [name, value] : secrets) {
    const bool preserved = rules.preserve.all ||
                           ((data[0] & 2) != 0 && (name == "A" || name == "B"));
    if (expected.count(name) == 0 || !preserved) expected[name] = value;
  }
  const Map got = Read(environment.get(), &other_after);
  Require(got == expected);
  Require(other_before == other_after);
  Require(Count(environment.get()) == got.size() + other_after.size());
  return 0;
}
