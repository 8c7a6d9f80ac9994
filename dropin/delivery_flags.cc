// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// The flags about copies, before anything is asked.

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "dropin/delivery.h"

namespace dp {
namespace {

constexpr char kNotFetched[] = "Unable to download secrets";

std::string Transformers(Command command) {
  return absl::StrCat(
      "upper-camel, camel, lower-kebab, lower-snake, tf-var, ",
      command == Command::kRun ? "dotnet-env" : "dotnet, dotnet-env");
}

bool IsPathOfFile(absl::string_view path) {
  return !path.empty() && path != "/" && path != "//" && path != "." &&
         path != ".." && !absl::EndsWith(path, "/.") &&
         !absl::EndsWith(path, "/..");
}

}  // namespace

bool OnlyFromCopy(const Call& call) {
  return call.Enabled("fallback-only") || call.Enabled("offline");
}

std::optional<Fault> CheckToken(const Call& call, absl::string_view headline) {
  if (!call.Given("token")) return std::nullopt;
  const absl::string_view token = call.Value("token");
  if (absl::StripAsciiWhitespace(token).empty()) {
    return Failure("", "you must provide a token");
  }
  const bool good = std::all_of(token.begin(), token.end(), [](char c) {
    return absl::ascii_isgraph(static_cast<unsigned char>(c));
  });
  if (good) return std::nullopt;
  return Failure(headline,
                 "cannot use \"--token\": the token is not printable text "
                 "without spaces");
}

std::optional<Fault> CheckDelivery(const Setting& setting,
                                   const DeliveryRequest& request) {
  const Call& call = setting.call;
  DP_RETURN_IF_FAULT(CheckToken(call, kNotFetched));
  if (call.Given("only-secrets") && call.only_secrets().empty()) {
    return Failure("", "you must specify secrets when using --only-secrets");
  }
  const std::string transformers = Transformers(call.command);
  const std::vector<std::string> words = absl::StrSplit(transformers, ", ");
  if (call.Filled("name-transformer") &&
      std::find(words.begin(), words.end(), call.Value("name-transformer")) ==
          words.end()) {
    return Failure("", absl::StrCat("invalid name transformer. Valid "
                                    "transformers are ",
                                    transformers));
  }
  if (call.Given(request.passphrase_flag) &&
      !call.Filled(request.passphrase_flag)) {
    return Failure("", request.no_passphrase);
  }
  const char* only = call.Enabled("offline") ? "offline" : "fallback-only";
  if (call.Enabled("no-fallback") && OnlyFromCopy(call)) {
    return Failure("", absl::StrCat("Conflict: unable to specify --no-fallback "
                                    "with --",
                                    only));
  }
  if (OnlyFromCopy(call) &&
      (call.Given("format") || call.Given("mount-format"))) {
    Warning(absl::StrCat("--format is ignored when --", only, " is provided"));
  }
  if (call.Given("fallback") && !IsPathOfFile(call.Value("fallback"))) {
    return Failure("Unable to parse --fallback flag", "Invalid file path");
  }
  return std::nullopt;
}

}  // namespace dp
