// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/doppler/etag.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "lib/base/secret.h"
#include "lib/base/status.h"
#include "lib/os/io.h"
#include "lib/os/output.h"

namespace dp {

bool IsEtag(absl::string_view text) {
  return text.size() <= kMaxEtag &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= ' ' && c <= '~'; });
}

absl::StatusOr<std::string> ReadEtag(const std::string& path) {
  struct stat st;
  if (stat(path.c_str(), &st) != 0 && errno == ENOENT) return "";
  DP_ASSIGN_OR_RETURN(const Secret text, ReadFile(path, kMaxEtag));
  absl::string_view etag = text.Reveal();
  if (absl::ConsumeSuffix(&etag, "\n")) absl::ConsumeSuffix(&etag, "\r");
  if (IsEtag(etag)) return std::string(etag);
  return Refused(Cannot("use", path, "it is not an ETag"));
}

absl::Status WriteEtag(const std::string& path, absl::string_view etag) {
  // The longest fills the file that ReadEtag takes.
  const bool bare = etag.empty() || etag.size() == kMaxEtag;
  const std::string text = absl::StrCat(etag, bare ? "" : "\n");
  const int given = GivenDescriptor(path);
  return given > STDERR_FILENO ? WriteAll(given, text, path)
                               : WriteOutput(path, text);
}

}  // namespace dp
