// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/doppler/paths.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "lib/os/env.h"
#include "lib/os/io.h"

namespace dp {

std::optional<std::string> CleanPath(absl::string_view path,
                                     const char* const* environment,
                                     absl::string_view working_directory) {
  if (path.empty()) return std::nullopt;
  std::string whole(path);
  if (absl::ConsumePrefix(&path, "~")) {
    const absl::string_view user = path.substr(0, path.find('/'));
    if (!user.empty() && user != GetEnv(environment, "USER")) {
      return std::nullopt;
    }
    const absl::string_view home = GetEnv(environment, "HOME");
    if (home.empty()) return std::nullopt;
    whole = absl::StrCat(home, path.substr(user.size()));
  }
  if (!absl::StartsWith(whole, "/")) {
    if (working_directory.empty()) return std::nullopt;
    whole = absl::StrCat(working_directory, "/", whole);
  }
  std::vector<absl::string_view> parts;
  for (const absl::string_view part : absl::StrSplit(whole, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (!parts.empty()) {
      parts.pop_back();
    }
  }
  return absl::StrCat("/", absl::StrJoin(parts, "/"));
}

std::string WorkingDirectory() {
  char* directory = get_current_dir_name();
  std::string copy = directory == nullptr ? "" : directory;
  free(directory);
  return copy;
}

std::string ConfigDir(absl::string_view option, bool no_read_env,
                      const char* const* environment) {
  if (!option.empty()) return std::string(option);
  const absl::string_view directory =
      no_read_env ? "" : GetEnv(environment, "DOPPLER_CONFIG_DIR");
  if (!directory.empty()) return std::string(directory);
  const absl::string_view home = GetEnv(environment, "HOME");
  return home.empty() ? "" : absl::StrCat(home, "/.doppler");
}

std::string FallbackDir(absl::string_view config_dir) {
  if (config_dir.empty()) return "";
  const char* slash = absl::EndsWith(config_dir, "/") ? "" : "/";
  return absl::StrCat(config_dir, slash, "fallback");
}

bool IsSameFile(const std::string& input, const std::string& output) {
  struct stat in, out;
  const bool found = IsStdin(input) ? fstat(STDIN_FILENO, &in) == 0
                                    : stat(input.c_str(), &in) == 0;
  return found && S_ISREG(in.st_mode) && stat(output.c_str(), &out) == 0 &&
         in.st_dev == out.st_dev && in.st_ino == out.st_ino;
}

}  // namespace dp
