// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/exec/environment.h"

#include <string.h>

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "lib/base/name_set.h"
#include "lib/base/name_table.h"

namespace dp {
namespace {

size_t Count(const char* const* environment) {
  size_t count = 0;
  while (environment[count] != nullptr) ++count;
  return count;
}

// All of an entry that has no "=".
absl::string_view NameOf(const char* entry) {
  return {entry, strcspn(entry, "=")};
}

bool IsKeptClean(absl::string_view name) {
  constexpr absl::string_view kKept[] = {"PATH",    "HOME",  "USER",
                                         "LOGNAME", "SHELL", "TERM",
                                         "LANG",    "TZ",    "TMPDIR"};
  return absl::StartsWith(name, "LC_") ||
         std::find(std::begin(kKept), std::end(kKept), name) != std::end(kKept);
}

bool IsInherited(absl::string_view name, bool clean, const NameSet& drop) {
  return (!clean || IsKeptClean(name)) && !drop.Holds(name);
}

char* Append(absl::string_view bytes, char* to) {
  return std::copy(bytes.begin(), bytes.end(), to);
}

}  // namespace

Preserve ReadPreserve(absl::string_view text) {
  if (text == "true") return {true, {}};
  if (text == "false") return {};
  return {false, absl::StrSplit(text, ',')};
}

Environment::Environment(char* const* inherited,
                         absl::Span<const Variable> secrets,
                         const MergeRules& rules)
    : inherited_fates_(Count(inherited), Fate::kKept),
      secret_fates_(secrets.size(), Fate::kSet) {
  Decide(inherited, secrets, rules);
  entries_.reserve(inherited_fates_.size() + secrets.size() + 1);
  for (size_t i = 0; i < inherited_fates_.size(); ++i) {
    if (inherited_fates_[i] == Fate::kKept) entries_.push_back(inherited[i]);
  }
  AddSecrets(secrets);
  entries_.push_back(nullptr);
}

void Environment::Decide(char* const* inherited,
                         absl::Span<const Variable> secrets,
                         const MergeRules& rules) {
  const NameSet drop(rules.drop);
  const NameSet preserve(rules.preserve.names);
  // Secrets first, then what is inherited.
  NameTable table(secrets.size() + inherited_fates_.size(),
                  [=](uint32_t position) {
                    return position < secrets.size()
                               ? secrets[position].name
                               : NameOf(inherited[position - secrets.size()]);
                  });
  for (uint32_t i = 0; i < secrets.size(); ++i) table.Insert(i);
  for (size_t i = 0; i < inherited_fates_.size(); ++i) {
    const absl::string_view name = NameOf(inherited[i]);
    Fate& fate = inherited_fates_[i];
    if (!IsInherited(name, rules.clean, drop)) {
      fate = Fate::kDropped;
      continue;
    }
    // Without "=" it is no variable, and no secret's rival.
    if (strchr(inherited[i], '=') == nullptr) continue;
    const uint32_t other =
        table.Insert(static_cast<uint32_t>(secrets.size() + i));
    if (other == table.kNone) continue;
    if (other >= secrets.size() || secret_fates_[other] == Fate::kPreserved) {
      fate = Fate::kDropped;
      continue;
    }
    const bool preserved = rules.preserve.all || preserve.Holds(name);
    fate = preserved ? Fate::kKept : Fate::kOverridden;
    secret_fates_[other] = preserved ? Fate::kPreserved : Fate::kOverrides;
  }
}

void Environment::AddSecrets(absl::Span<const Variable> secrets) {
  size_t size = 0;
  for (const Variable& secret : secrets) {
    size += secret.name.size() + secret.value.size() + 2;
  }
  bytes_.Resize(size);
  char* to = bytes_.RevealMutable().data();
  for (size_t i = 0; i < secrets.size(); ++i) {
    if (secret_fates_[i] == Fate::kPreserved) continue;
    entries_.push_back(to);
    to = Append(secrets[i].name, to);
    *to++ = '=';
    to = Append(secrets[i].value, to);
    *to++ = '\0';
  }
}

}  // namespace dp
