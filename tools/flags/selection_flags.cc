// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "tools/flags/selection_flags.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

#include "lib/base/secret.h"
#include "lib/base/status.h"
#include "lib/json/secrets.h"
#include "lib/os/io.h"

namespace dp {

absl::Status CheckSelectionFlags(const SelectionFlags& flags) {
  if (!flags.allow_missing || !flags.only.empty()) return absl::OkStatus();
  return Misused(CannotUse("--allow-missing", "it needs --only"));
}

absl::StatusOr<SelectionRules> RulesOf(const SelectionFlags& flags) {
  SelectionRules rules;
  absl::StatusOr<Filter> filter =
      Filter::Make(flags.only, flags.except, flags.match);
  if (!filter.ok()) {
    return Misused(CannotUse("--match", filter.status().message()));
  }
  rules.filter = *std::move(filter);
  rules.require = flags.require;
  rules.only = flags.only;
  rules.allow_missing = flags.allow_missing;
  rules.prefix = flags.prefix;
  rules.transformer = flags.transformer;
  return rules;
}

absl::StatusOr<std::vector<Document>> ReadDocuments(
    const std::vector<std::string>& files) {
  std::vector<Document> documents;
  for (const std::string& path : files) {
    DP_ASSIGN_OR_RETURN(Secret bytes, ReadFile(path, kMaxDocument));
    documents.push_back({std::string(InputName(path)), std::move(bytes)});
  }
  return documents;
}

absl::StatusOr<std::vector<Source>> ParseDocuments(
    std::vector<Document> documents) {
  std::vector<Source> sources;
  for (Document& document : documents) {
    DP_ASSIGN_OR_RETURN(
        Secrets secrets,
        Secrets::Parse(std::move(document.bytes), document.name));
    sources.push_back({document.name, std::move(secrets)});
  }
  return sources;
}

absl::StatusOr<std::vector<Source>> ReadSources(
    const std::vector<std::string>& files) {
  std::vector<Source> sources;
  for (const std::string& path : files) {
    DP_ASSIGN_OR_RETURN(std::vector<Document> document, ReadDocuments({path}));
    DP_ASSIGN_OR_RETURN(std::vector<Source> source,
                        ParseDocuments(std::move(document)));
    sources.push_back(std::move(source[0]));
  }
  return sources;
}

void CloseSources(const SelectionFlags& flags) {
  for (const std::string& source : flags.files.list) {
    const int fd = GivenDescriptor(source);
    struct stat st;
    if (fd <= STDERR_FILENO || fstat(fd, &st) != 0) continue;
    if (!S_ISFIFO(st.st_mode) && fcntl(fd, F_GET_SEALS) < 0) continue;
    (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
  }
}

}  // namespace dp
