// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The options by which tools take in, filter and rename secrets: rows for tools
// whose options hold `SelectionFlags selection`, as with settings_flags.h.

#ifndef DP_TOOLS_FLAGS_SELECTION_FLAGS_H_
#define DP_TOOLS_FLAGS_SELECTION_FLAGS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/base/secret.h"
#include "lib/cli/option.h"
#include "lib/cli/values.h"
#include "lib/select/names.h"
#include "lib/select/selection.h"

namespace dp {

struct SelectionFlags {
  Paths files;
  std::vector<std::string> only, except, require;
  std::string match, prefix;
  bool allow_missing = false;
  Transformer transformer = Transformer::kNone;
};

template <typename Options>
constexpr Option kSecretsRow = {
    's', "secrets", "FILE...",
    "read secrets from FILE instead of stdin; may be\n"
    "repeated: for one name, the last counts",
    Into<&Options::selection, &SelectionFlags::files>};

template <typename Options>
constexpr Option kOnlyRow = {0, "only", "NAME,...", "take only these secrets",
                             Into<&Options::selection, &SelectionFlags::only>};

template <typename Options>
constexpr Option kAllowMissingRow = {
    0, "allow-missing", nullptr, "ignore names of --only that are missing",
    Into<&Options::selection, &SelectionFlags::allow_missing>};

template <typename Options>
constexpr Option kMatchRow = {
    0, "match", "REGEX", "take names that match as a whole (RE2)",
    Into<&Options::selection, &SelectionFlags::match>};

template <typename Options>
constexpr Option kExceptRow = {
    0, "except", "NAME,...", "take all secrets but these",
    Into<&Options::selection, &SelectionFlags::except>};

template <typename Options>
constexpr Option kRequireRow = {
    0, "require", "NAME,...", "fail unless these secrets are there",
    Into<&Options::selection, &SelectionFlags::require>};

template <typename Options>
constexpr Option kPrefixRow = {
    0, "prefix", "P", "put P before every name",
    Into<&Options::selection, &SelectionFlags::prefix>};

// Else each of six members has a line.
// clang-format off
template <typename Options>
constexpr Option kTransformerRow = {
    0, "name-transformer", "T", "rename: upper-camel, camel, lower-kebab,\n"
    "lower-snake, tf-var, dotnet or dotnet-env",
    Into<&Options::selection, &SelectionFlags::transformer>,
    kTransformers};
// clang-format on

// What to warn of when Selection::is_all_filtered.
constexpr char kAllFiltered[] =
    "--only, --match and --except leave none of the secrets";

// Misused for options that make no sense without another.
absl::Status CheckSelectionFlags(const SelectionFlags& flags);

// Misused for a --match that is not a regular expression.
absl::StatusOr<SelectionRules> RulesOf(const SelectionFlags& flags);
// A document as it came, not looked at yet.
struct Document {
  std::string name;
  Secret bytes;
};
// The bytes of `files`, or an error of io.h; and the secrets in them, or an
// error of secrets.h. Between the two a tool can confine itself (sandbox.h).
absl::StatusOr<std::vector<Document>> ReadDocuments(
    const std::vector<std::string>& files);
absl::StatusOr<std::vector<Source>> ParseDocuments(
    std::vector<Document> documents);
// Both, one file after the other.
absl::StatusOr<std::vector<Source>> ReadSources(
    const std::vector<std::string>& files);

// Before a command starts: it gets none of the descriptors of `flags.files`
// that are a pipe, now at its end, or anonymous memory. A file that the caller
// has open stays open.
void CloseSources(const SelectionFlags& flags);

}  // namespace dp

#endif  // DP_TOOLS_FLAGS_SELECTION_FLAGS_H_
