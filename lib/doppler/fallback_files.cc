// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/doppler/fallback_files.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lib/base/remedy.h"
#include "lib/base/secret.h"
#include "lib/base/status.h"
#include "lib/doppler/metadata.h"
#include "lib/os/io.h"
#include "lib/os/output.h"
#include "lib/sealed/digest.h"
#include "lib/sealed/sealed.h"

namespace dp {
namespace {

bool IsMissing(const std::string& path) {
  struct stat st;
  return stat(path.c_str(), &st) != 0 && errno == ENOENT;
}

bool InDirectory(const Fallback& fallback) {
  return !fallback.directory.empty() &&
         absl::StartsWith(fallback.secrets,
                          absl::StrCat(fallback.directory, "/"));
}

// Writes a file of the Doppler CLI's directory, and makes the directory and the
// one it is in, as the CLI does. After a failure those that were made are gone.
absl::Status WriteInDirectory(const std::string& directory,
                              const std::string& path, Pieces pieces) {
  std::vector<std::string> made;
  absl::Status status;
  for (const std::string& each :
       {directory.substr(0, directory.rfind('/')), directory}) {
    // Empty: the root.
    if (!status.ok() || each.empty() || !IsMissing(each)) continue;
    const absl::StatusOr<bool> new_one = MakeDirectory(each);
    status = new_one.status();
    if (new_one.ok() && *new_one) made.push_back(each);
  }
  if (status.ok()) status = WriteOutput(path, pieces);
  if (status.ok()) return status;
  for (; !made.empty(); made.pop_back()) rmdir(made.back().c_str());
  return status;
}

}  // namespace

absl::StatusOr<std::string> PathToRead(const Fallback& fallback) {
  if (!IsMissing(fallback.secrets)) return fallback.secrets;
  if (!fallback.legacy.empty() && !IsMissing(fallback.legacy)) {
    return fallback.legacy;
  }
  const absl::Status error = Failed(Cannot("read", fallback.secrets, ENOENT));
  // A path that was named.
  if (!InDirectory(fallback)) {
    return WithRemedy(error, Remedy::kMakeCopyAt, fallback.secrets);
  }
  return WithRemedy(error, Remedy::kMakeCopy);
}

absl::Status WriteSealed(const Fallback& fallback, Pieces sealed) {
  const std::string& directory = fallback.directory;
  if (!InDirectory(fallback)) {
    return WriteOutput(fallback.secrets, sealed);
  }
  return WriteInDirectory(directory, fallback.secrets, sealed);
}

absl::Status WriteMetadata(const Fallback& fallback, Pieces sealed,
                           absl::string_view etag) {
  const std::string& path = fallback.metadata;
  if (!etag.empty()) {
    const std::string text =
        FormatMetadata({std::string(etag), Sha256(sealed)});
    return WriteInDirectory(fallback.directory, path,
                            [&](PieceTaker take) { return take(text); });
  }
  if (unlink(path.c_str()) == 0 || errno == ENOENT || errno == ENOTDIR) {
    return absl::OkStatus();
  }
  return Failed(Cannot("remove", path, errno));
}

std::string EtagOf(const Fallback& fallback, Pieces sealed) {
  const absl::StatusOr<Secret> text = ReadFile(fallback.metadata, kMaxMetadata);
  if (!text.ok()) return "";
  Metadata metadata = ParseMetadata(text->Reveal());
  return metadata.hash == Sha256(sealed) ? metadata.etag : "";
}

std::string EtagInHand(const Fallback& fallback) {
  const absl::StatusOr<Secret> sealed = ReadFile(fallback.secrets, kMaxSealed);
  if (!sealed.ok()) return "";
  return EtagOf(fallback,
                [&](PieceTaker take) { return take(sealed->Reveal()); });
}

}  // namespace dp
