// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "dropin/find.h"

#include <limits.h>
#include <unistd.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "lib/os/env.h"

namespace dp {
namespace {

bool HasTools(const std::string& directory) {
  return access(absl::StrCat(directory, "dp-exec").c_str(), X_OK) == 0;
}

}  // namespace

std::string OwnPath(const char* name) {
  char path[PATH_MAX];
  const ssize_t size = readlink("/proc/self/exe", path, sizeof(path));
  return size > 0 ? std::string(path, static_cast<size_t>(size)) : name;
}

std::optional<Fault> FindTools(char* const* environment,
                               std::string* directory) {
  const std::string own = OwnPath("");
  *directory = own.substr(0, own.rfind('/') + 1);
  if (!directory->empty() && HasTools(*directory)) return std::nullopt;
  if (absl::EndsWith(*directory, "/libexec/dp/")) {
    absl::StrAppend(directory, "../../bin/");
    if (HasTools(*directory)) return std::nullopt;
  }
  for (const absl::string_view place :
       absl::StrSplit(GetEnv(environment, "PATH"), ':')) {
    *directory = place.empty() ? "./" : absl::StrCat(place, "/");
    if (HasTools(*directory)) return std::nullopt;
  }
  return Fault{
      "",
      "",
      {"doppler: cannot find \"dp-exec\": it is neither beside this program "
       "nor in PATH"},
      1};
}

}  // namespace dp
