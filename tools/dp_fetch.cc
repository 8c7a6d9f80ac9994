// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// dp-fetch: gets secrets from the Doppler API.
//
// Asks for the secrets of one config, tries again where that may help, and
// writes the answer, byte for byte, only when it is whole and understood. On
// failure nothing is written but FILE of --status-to, and the exit code tells
// whether the server refused (3) or could not be reached (4).

#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "lib/api/api.h"
#include "lib/base/secret.h"
#include "lib/base/status.h"
#include "lib/cli/cli.h"
#include "lib/cli/rules.h"
#include "lib/cli/values.h"
#include "lib/doppler/etag.h"
#include "lib/doppler/formats.h"
#include "lib/os/output.h"
#include "tools/flags/advice.h"
#include "tools/flags/format_flags.h"
#include "tools/flags/online.h"
#include "tools/flags/output_flags.h"
#include "tools/flags/settings_flags.h"

namespace dp {
namespace {

struct Options {
  SettingsRequest settings;
  OnlineFlags online;
  DownloadRequest download;
  std::string format;
  bool names = false, details = false, whoami = false;
  std::string etag_compare, etag_save, status_to, output;
  std::vector<std::string> operands;
};

constexpr Option kOptions[] = {
    Heading("Which secrets"),
    kProjectRow<Options>,
    kConfigRow<Options>,
    {0, "only", "NAME,...", "fetch only these; fail if one is missing",
     Into<&Options::download, &DownloadRequest::only>},
    {0, "allow-missing", nullptr, "with --only: warn about missing ones",
     Into<&Options::download, &DownloadRequest::allow_missing>},
    {0, "name-transformer", "T",
     "have the API rename: camel, upper-camel,\n"
     "lower-snake, lower-kebab, tf-var, dotnet, dotnet-env",
     Into<&Options::download, &DownloadRequest::name_transformer>,
     kApiTransformers},
    {0, "dynamic-ttl", "D", "let dynamic secrets live for D",
     Into<&Options::download, &DownloadRequest::dynamic_ttl>},
    Heading("Output"),
    {0, "format", "F",
     "have the API render: json (default), dotnet-json,\n"
     "env, env-no-quotes, docker or yaml",
     Into<&Options::format>, kApiFormats},
    {0, "names", nullptr, "print the names, one per line",
     Into<&Options::names>},
    {0, "details", nullptr, "print values, notes and types as JSON",
     Into<&Options::details>},
    {0, "whoami", nullptr, "print who the token belongs to, as JSON",
     Into<&Options::whoami>},
    {0, "etag-compare", "FILE", "exit 6 if the secrets still have FILE's ETag",
     Into<&Options::etag_compare>},
    {0, "etag-save", "FILE", "write the ETag to FILE",
     Into<&Options::etag_save>},
    {0, "status-to", "FILE", "write the last HTTP status (0: none) to FILE",
     Into<&Options::status_to>},
    kOutputRow<Options>,
    Heading("Access"),
    kTokenFromRow<Options>,
    kTokenRow<Options>,
    kApiHostRow<Options>,
    kConfigDirRow<Options>,
    kScopeRow<Options>,
    kNoReadEnvRow<Options>,
    Heading("Network"),
    kCacertRow<Options>,
    kTimeoutRow<Options>,
    kDeadlineRow<Options>,
    kAttemptsRow<Options>,
};

constexpr Program kProgram = {
    "dp-fetch",
    "[-p PROJECT] [-c CONFIG] [--token-from SOURCE] [-o FILE]",
    "Fetches the secrets of a config from Doppler and writes them as JSON.",
    kOptions,
    "Exit status: 0 done, 1 failed, 2 usage error, 3 the server refused,\n"
    "4 retryable: no network or no valid response, 6 unchanged.\n\n"
    "  dp-fetch -p backend -c prd | dp-exec -- ./server",
};

// Each would replace what another had written.
absl::Status CheckFiles(const Options& options) {
  const std::string& save = options.etag_save;
  const std::string& status = options.status_to;
  constexpr char kReason[] = "another option writes the same file";
  return CheckRules({
      {!save.empty() && (save == options.output || save == status),
       "--etag-save", kReason},
      {!status.empty() && status == options.output, "--status-to", kReason},
  });
}

absl::Status CheckOptions(const Options& options) {
  if (!options.operands.empty()) {
    return WithHint(TooManyOperands(1),
                    "a command goes after dp-exec: dp-fetch | dp-exec -- "
                    "COMMAND");
  }
  if (options.download.allow_missing && options.download.only.empty()) {
    return Misused(CannotUse("--allow-missing", "it needs --only"));
  }
  DP_RETURN_IF_ERROR(CheckFiles(options));
  const char* mode = options.names     ? "--names"
                     : options.details ? "--details"
                     : options.whoami  ? "--whoami"
                                       : nullptr;
  if (mode == nullptr) {
    return CheckFormat(options.download.format,
                       options.download.name_transformer);
  }
  const DownloadRequest& download = options.download;
  const std::string reason = absl::StrCat("it does not go with ", mode);
  return CheckRules({
      {options.details && options.names, "--details", reason},
      {options.whoami && (options.names || options.details), "--whoami",
       reason},
      {!options.format.empty(), "--format", reason},
      {!download.name_transformer.empty(), "--name-transformer", reason},
      {download.dynamic_ttl.has_value(), "--dynamic-ttl", reason},
      {!options.etag_compare.empty(), "--etag-compare", reason},
      {!options.etag_save.empty(), "--etag-save", reason},
      {!download.only.empty() && !options.details, "--only", reason},
  });
}

absl::StatusOr<Reply> Fetch(Api& api, const Options& options) {
  if (options.whoami) return FetchOwner(api);
  if (options.details) {
    return FetchDetails(api, options.download.only,
                        options.download.allow_missing);
  }
  if (!options.names) return Download(api, options.download);
  DP_ASSIGN_OR_RETURN(const std::vector<std::string> names, FetchNames(api));
  Reply reply;
  for (const std::string& name : names) {
    reply.body.Append(name);
    reply.body.Append("\n");
  }
  return reply;
}

absl::Status FetchAndWrite(Api& api, const Options& options) {
  const absl::StatusOr<Reply> reply = Fetch(api, options);
  if (!options.status_to.empty()) {
    const absl::Status written =
        WriteOutput(options.status_to, absl::StrCat(api.last_status, "\n"));
    if (reply.ok()) DP_RETURN_IF_ERROR(written);
  }
  if (!reply.ok()) return reply.status();
  for (const std::string& name : reply->missing) {
    Warn(absl::StrCat("there is no secret ", Quote(name)));
  }
  DP_RETURN_IF_ERROR(WriteOutput(options.output, reply->body.Reveal()));
  if (options.etag_save.empty()) return absl::OkStatus();
  // While stdout is open: who reads it must not find an older tag after its
  // end.
  return WriteEtag(options.etag_save, reply->etag);
}

absl::Status Run(Options& options) {
  if (!options.format.empty()) options.download.format = options.format;
  DP_RETURN_IF_ERROR(CheckOptions(options));
  if (!options.etag_compare.empty()) {
    DP_ASSIGN_OR_RETURN(options.download.etag, ReadEtag(options.etag_compare));
  }
  return WithApi(kProgram.name, std::move(options.settings), options.online,
                 environ,
                 [&](Api& api) { return FetchAndWrite(api, options); });
}

}  // namespace
}  // namespace dp

int main(int argc, char** argv) {
  return dp::Main(dp::kProgram, argc, argv, dp::Advised<dp::Options, dp::Run>);
}
