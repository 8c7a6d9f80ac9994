// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "tools/flags/advice.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "lib/base/remedy.h"
#include "lib/base/status.h"

namespace dp {
namespace {

// Where the words depend on nothing.
absl::string_view Words(Remedy remedy) {
  switch (remedy) {
    case Remedy::kAllowMissing:
      return "--allow-missing ignores missing names";
    case Remedy::kCheckClock:
      return "check the clock; --allow-expired opens the file anyway";
    case Remedy::kCommandLine:
      return "this is one word; for a shell line use --command";
    case Remedy::kConfigDir:
      return "--config-dir names the directory of the Doppler CLI";
    case Remedy::kDockerRun:
      return "dp-exec -- docker run -e NAME can carry it";
    case Remedy::kExceptOne:
      return "--except leaves one of them out";
    case Remedy::kExceptOrAllow:
      return "--except leaves a name out; --allow injects it anyway";
    case Remedy::kExceptOrJson:
      return "--except leaves it out; --format json can carry it";
    case Remedy::kExceptOrRename:
      return "--except leaves it out; --name-transformer and --prefix rename "
             "it";
    case Remedy::kExec:
      return "dp-exec can carry it, in the environment of the program";
    case Remedy::kFetchAgain:
      return "fetch and seal again; --allow-expired opens the file anyway";
    case Remedy::kFetchOrRaiseAge:
      return "fetch and seal again, or raise --max-age";
    case Remedy::kForKubernetes:
      return "--for kubernetes can carry it";
    case Remedy::kFormatJson:
      return "--format json can carry it";
    case Remedy::kGivePassphrase:
      return "give --passphrase-from SOURCE, or set DOPPLER_PASSPHRASE";
    case Remedy::kGiveToken:
      return "set DOPPLER_TOKEN, or use --token-from SOURCE";
    case Remedy::kLowerRounds:
      return "lower --min-rounds, and seal it again: dp-decrypt OLD | "
             "dp-encrypt -o NEW";
    case Remedy::kMakeCopy:
      return "dp-fetch | dp-encrypt --fallback makes it, with the same token, "
             "project and config";
    case Remedy::kMatchNamed:
      return "--match '[^=]+' leaves out names that no environment can hold";
    case Remedy::kMount:
      return "--mount passes secrets as a file, without this limit";
    case Remedy::kRaiseRounds:
      return "--max-rounds raises the limit; each million rounds takes about "
             "0.1 s";
    case Remedy::kSeveralManifests:
      return "--only and --except make several Secrets of them";
    case Remedy::kStamp:
      return "dp-encrypt without --plain-salt writes one";
    case Remedy::kNone:
    case Remedy::kForReaders:
    case Remedy::kMakeCopyAt:
      return "";
  }
  return "";
}

std::string HintOf(const Advice& advice) {
  switch (advice.remedy) {
    case Remedy::kForReaders:
      return absl::StrCat("--for ", advice.about, " can carry it");
    case Remedy::kMakeCopyAt:
      return absl::StrCat("dp-fetch | dp-encrypt --fallback=",
                          Quote(advice.about), " makes it");
    default:
      return std::string(Words(advice.remedy));
  }
}

}  // namespace

absl::Status WithAdvice(const absl::Status& status) {
  const std::string hint = HintOf(AdviceOf(status));
  return hint.empty() ? status : WithHint(status, hint);
}

}  // namespace dp
