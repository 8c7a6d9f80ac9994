// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// doppler: the command lines of the Doppler CLI, run on the dp tools.

#include <unistd.h>

#include <algorithm>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "dropin/asking.h"
#include "dropin/command_line.h"
#include "dropin/commands.h"
#include "dropin/completion.h"
#include "dropin/fault.h"
#include "dropin/find.h"
#include "dropin/print.h"
#include "dropin/process.h"
#include "dropin/show.h"
#include "dropin/usage.h"
#include "dropin/watch.h"
#include "dropin/words.h"
#include "lib/base/status.h"
#include "lib/base/version.h"
#include "lib/cli/cli.h"
#include "lib/doppler/paths.h"
#include "lib/os/hardening.h"
#include "lib/os/io.h"

namespace dp {
namespace {

std::optional<Fault> Dispatch(const Setting& setting, Tools& tools) {
  switch (setting.call.command) {
    case Command::kRun:
      return RunCommand(setting, tools);
    case Command::kRunClean:
      return CleanCopies(setting, tools);
    case Command::kSecrets:
      return ListSecrets(setting, tools);
    case Command::kDownload:
      return DownloadSecrets(setting, tools);
    case Command::kGet:
      return GetSecrets(setting, tools);
    case Command::kSet:
      return SetSecrets(setting, tools);
    case Command::kUpload:
      return UploadSecrets(setting, tools);
    case Command::kDelete:
      return DeleteSecrets(setting, tools);
    case Command::kSubstitute:
      return SubstituteSecrets(setting, tools);
    case Command::kNotesSet:
      return SetNote(setting, tools);
    case Command::kMe:
      return ShowOwner(setting, tools);
    default:
      return Misused(setting.call.command, "requires a sub-command: set");
  }
}

bool IsBelowConfigure(Command command) {
  const Command parent = RowOf(command).parent;
  return command == Command::kConfigure || parent == Command::kConfigure ||
         parent == Command::kConfigureFlags;
}

// Values, tokens and passphrases are nobody else's to see.
void WipeArguments(const Call& call, Words* words) {
  for (const absl::string_view value : call.credentials()) words->Wipe(value);
  if (call.command != Command::kSet && call.command != Command::kConfigureSet) {
    return;
  }
  for (size_t i = 0; i < call.operands.size(); ++i) {
    const absl::string_view word = call.operands[i];
    const size_t equals = word.find('=');
    if (equals != absl::string_view::npos) {
      words->Wipe(word.substr(equals + 1));
    } else if (i > 0) {
      words->Wipe(word);
    }
  }
}

std::optional<Fault> RunWithTools(const Setting& setting,
                                  const std::optional<Again>& again) {
  std::string directory;
  DP_RETURN_IF_FAULT(FindTools(setting.environment, &directory));
  Tools tools(std::move(directory));
  std::optional<Fault> fault =
      again.has_value() ? again->Run(setting, tools) : Dispatch(setting, tools);
  tools.Release();
  return fault;
}

std::optional<Fault> Run(const Setting& setting,
                         const std::optional<Again>& again) {
  const Call& call = setting.call;
  if (call.Enabled("help") ||
      (call.command == Command::kRoot && !call.Enabled("version"))) {
    return Print(absl::StrCat(Usage(call.command), "\n"));
  }
  if (call.Enabled("version")) {
    return Print(absl::StrCat("v3.76.1 (as dp ", kVersion, " does it)\n"));
  }
  if (call.Enabled("show")) return ShowPipeline(setting);
  if (call.command == Command::kSetup) return Setup(setting);
  if (call.command == Command::kCompletion) return Complete(call);
  if (IsBelowConfigure(call.command)) return Configure(setting);
  return RunWithTools(setting, again);
}

int RunDoppler(int argc, char** argv) {
  const absl::Status safe = HardenProcess();
  if (!safe.ok()) {
    Say(absl::StrCat("doppler: ", safe.message()));
    return 1;
  }
  const auto arguments =
      absl::MakeConstSpan(argv + 1, static_cast<size_t>(std::max(argc - 1, 0)));
  const std::optional<Again> again = Again::Parse(arguments);
  absl::StatusOr<Words> words =
      again.has_value() ? again->ReadWords() : Words(arguments);
  if (!words.ok()) {
    Say(absl::StrCat("doppler: ", words.status().message()));
    return 1;
  }
  Call call;
  std::optional<Fault> fault = Parse(words->views(), &call);
  if (!fault.has_value()) {
    WipeArguments(call, &*words);
    fault = Run({*words, call, environ, WorkingDirectory(), OwnPath(argv[0])},
                again);
  }
  if (!fault.has_value()) {
    const absl::Status closed = CloseStdout();
    if (closed.ok()) return 0;
    fault = Failure("", closed.message());
  }
  (void)WriteAll(STDERR_FILENO, Format(*fault, call.Enabled("json")), "stderr");
  return fault->code;
}

}  // namespace
}  // namespace dp

int main(int argc, char** argv) { return dp::RunDoppler(argc, argv); }
