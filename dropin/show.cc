// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "dropin/show.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "dropin/delivery.h"
#include "dropin/go_values.h"
#include "dropin/print.h"
#include "dropin/run.h"
#include "dropin/usage.h"
#include "lib/base/escape.h"
#include "lib/os/env.h"
#include "lib/os/io.h"

namespace dp {

std::string Quoted(absl::string_view word) {
  const bool plain =
      !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
        return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
               absl::string_view("-_./,:=@%+").find(c) !=
                   absl::string_view::npos;
      });
  if (plain) return std::string(word);
  return absl::StrCat("'", absl::StrReplaceAll(word, {{"'", "'\\''"}}), "'");
}

namespace {

std::string Line(const ToolCall& call) {
  std::string line = call.tool;
  for (const std::string& word : call.arguments) {
    absl::StrAppend(&line, " ", Quoted(word));
  }
  return line;
}

class Shown {
 public:
  explicit Shown(const Setting& setting)
      : setting_(setting), call_(setting.call) {}

  std::optional<Fault> Run() {
    DP_RETURN_IF_FAULT(CheckRun(setting_));
    std::string line = "dp-exec";
    for (const std::string& word : InjectionArguments(setting_)) {
      absl::StrAppend(&line, " ", Quoted(word));
    }
    absl::StrAppend(&line, " --from-command ",
                    Quoted(Delivery("json", "passphrase")));
    for (const std::string& word : CommandWords(call_)) {
      absl::StrAppend(&line, " ", Quoted(word));
    }
    if (call_.Given("watch") && !OnlyFromCopy(call_)) {
      Asking watch(setting_, "dp-watch", true);
      // The old command stays where nothing can be fetched.
      watch.Option("--check", absl::StrCat(FetchLine(""), " >/dev/null"));
      line = absl::StrCat(Line(watch.Watching().Done()), " -- ", line);
    }
    return Print(absl::StrCat(line, "\n"));
  }

  std::optional<Fault> Download() {
    const std::string format =
        call_.Filled("format") ? call_.Text("format") : "json";
    std::string line = Delivery(format, "fallback-passphrase");
    if (call_.Enabled("no-file")) {
      return Print(absl::StrCat("{ ", line, " && echo; }\n"));
    }
    const std::string name = call_.operands.empty()
                                 ? "doppler.json"
                                 : std::string(call_.operands[0]);
    Asking asking(setting_, "dp-encrypt", true);
    asking.Option("--if-any").Option("--output", name);
    if (format != "json") asking.Option("--raw");
    if (call_.Given("passphrase")) {
      asking.Credential("--passphrase", call_.Value("passphrase"));
    } else if (GetEnv(setting_.environment, "DOPPLER_PASSPHRASE").empty()) {
      asking.Option("--passphrase-from", "token").Settings();
    }
    return Print(absl::StrCat("{ ", line, "; } | ", Line(asking.Done()), "\n"));
  }

  std::optional<Fault> Clean() {
    Asking asking(setting_, "dp-clean", true);
    asking.Option(call_.Enabled("dry-run") ? "-n" : "-v");
    if (call_.Enabled("all")) asking.Option("--all");
    if (call_.Given("max-age") && !call_.Enabled("all")) {
      asking.Option("--max-age",
                    absl::FormatDuration(ParseGoDuration(call_.Value("max-age"))
                                             .value_or(absl::ZeroDuration())));
    }
    const std::string directory = CopyDirectory(setting_);
    const absl::string_view operand = directory;
    return Print(absl::StrCat(Line(asking.Operands({&operand, 1})), "\n"));
  }

  // Secrets by their names: values alone, a table, or all that is known.
  std::optional<Fault> Get() {
    if (call_.Enabled("only-names")) {
      return Print(
          absl::StrCat("{ echo NAME && ", FetchLine("--names"), "; }\n"));
    }
    if (call_.Enabled("raw") || call_.Enabled("json")) {
      return Fetched("--details");
    }
    std::string line =
        absl::StrCat(FetchLine(""), " | dp-render ",
                     call_.Enabled("plain") ? "--plain" : "--format table");
    if (!call_.operands.empty()) {
      absl::StrAppend(&line, " --");
      for (const absl::string_view name : call_.operands) {
        absl::StrAppend(&line, " ", Quoted(name));
      }
    }
    return Print(absl::StrCat(line, "\n"));
  }

  std::optional<Fault> Fetched(absl::string_view option) {
    return Print(absl::StrCat(FetchLine(option), "\n"));
  }

  std::optional<Fault> Set() {
    const std::vector<absl::string_view>& words = call_.operands;
    Asking asking(setting_, "dp-put", true);
    for (const char* flag : {"visibility", "type"}) {
      if (call_.Filled(flag)) {
        asking.Option(absl::StrCat("--", flag), call_.Value(flag));
      }
    }
    const bool pairs = words.size() > 2 || absl::StrContains(words[0], '=');
    if (pairs) return SetPairs(&asking);
    if (words.size() == 1) {
      return Print(
          absl::StrCat(Line(asking.Online().Operands({&words[0], 1})), "\n"));
    }
    asking.Option("--keep-newline").Option("--allow-empty").Online();
    return Print(absl::StrCat("printf %s ", Quoted(words[1]), " | ",
                              Line(asking.Operands({&words[0], 1})), "\n"));
  }

  std::optional<Fault> Upload() {
    Asking asking(setting_, "dp-put", true);
    return Print(absl::StrCat(Line(asking.Option("--json").Online().Done()),
                              " <", Quoted(call_.operands[0]), "\n"));
  }

  std::optional<Fault> Delete() {
    Asking asking(setting_, "dp-put", true);
    asking.Option("--delete");
    if (call_.Enabled("yes")) asking.Option("--yes");
    return Print(
        absl::StrCat(Line(asking.Online().Operands(call_.operands)), "\n"));
  }

  std::optional<Fault> Note() {
    Asking asking(setting_, "dp-put", true);
    const absl::string_view name = call_.operands[0];
    if (call_.operands.size() > 1) {
      asking.Option("--note", call_.operands[1]);
      return Print(
          absl::StrCat(Line(asking.Online().Operands({&name, 1})), "\n"));
    }
    asking.Option("--note-from", "/dev/fd/3");
    return Print(
        absl::StrCat(Line(asking.Online().Operands({&name, 1})), " 3<&0\n"));
  }

  std::optional<Fault> Substitute() {
    Asking asking(setting_, "dp-render", true);
    const absl::string_view use =
        call_.Filled("use-env") ? call_.Value("use-env") : "false";
    asking.Option("--use-env", use);
    const bool from_stdin = IsStdin(call_.operands[0]);
    asking.Option("--template",
                  from_stdin ? "/dev/fd/3" : std::string(call_.operands[0]));
    if (call_.Filled("output"))
      asking.Option("--output", call_.Value("output"));
    std::string line = Line(asking.Done());
    if (use != "only") line = absl::StrCat(FetchLine(""), " | ", line);
    if (from_stdin) line = absl::StrCat("{ ", line, "; } 3<&0");
    return Print(absl::StrCat(line, "\n"));
  }

 private:
  std::string FetchLine(absl::string_view option) {
    Asking asking(setting_, "dp-fetch", true);
    if (!option.empty()) asking.Option(option);
    const bool only = !call_.operands.empty() && call_.command == Command::kGet;
    if (only) asking.Option("--only", absl::StrJoin(call_.operands, ","));
    if (call_.Enabled("no-exit-on-missing-secret")) {
      asking.Option("--allow-missing");
    }
    return Line(asking.Online().Done());
  }

  // The secrets, and a copy kept: an answer is kept and passed on; where there
  // is none for the moment, the copy is opened.
  std::string Delivery(absl::string_view format, absl::string_view passphrase) {
    Asking open(setting_, "dp-decrypt", true);
    const std::string opened = Line(open.Copy(format, passphrase).Done());
    if (OnlyFromCopy(call_)) return opened;
    Asking fetch = Fetching(setting_, format, true);
    if (call_.Given("no-exit-on-missing-only-secrets") &&
        !call_.only_secrets().empty()) {
      fetch.Option("--allow-missing");
    }
    const std::string fetched = Line(fetch.Done());
    if (call_.Enabled("no-fallback")) return fetched;
    if (call_.Enabled("fallback-readonly") ||
        call_.Filled("name-transformer")) {
      return absl::StrCat(fetched, " || { [ $? -eq 4 ] && ", opened, "; }");
    }
    Asking keep(setting_, "dp-encrypt", true);
    keep.Option("--if-any")
        .Option(call_.Enabled("no-exit-on-write-failure") ? "--tee=early"
                                                          : "--tee");
    if (format != "json") keep.Option("--raw");
    return absl::StrCat("{ code=$({ { ", fetched, "; echo $? >&3; } | ",
                        Line(keep.Copy(format, passphrase).Done()),
                        " >&4; } 3>&1) || { [ \"$code\" = 4 ] && ", opened,
                        "; }; } 4>&1");
  }

  std::optional<Fault> SetPairs(Asking* asking) {
    Secret document;
    absl::string_view between = "{";
    for (const absl::string_view word : call_.operands) {
      const size_t equals = word.find('=');
      document.Append(between);
      AppendGoString(word.substr(0, equals), &document);
      document.Append(":");
      AppendGoString(equals == word.npos ? "" : word.substr(equals + 1),
                     &document);
      between = ",";
    }
    document.Append("}");
    return Print(absl::StrCat("printf %s ", Quoted(document.Reveal()), " | ",
                              Line(asking->Option("--json").Online().Done()),
                              "\n"));
  }

  const Setting& setting_;
  const Call& call_;
};

}  // namespace

std::optional<Fault> ShowPipeline(const Setting& setting) {
  Shown shown(setting);
  switch (setting.call.command) {
    case Command::kRun:
      return shown.Run();
    case Command::kRunClean:
      return shown.Clean();
    case Command::kSecrets:
    case Command::kGet:
      return shown.Get();
    case Command::kDownload:
      return shown.Download();
    case Command::kSet:
      return shown.Set();
    case Command::kUpload:
      return shown.Upload();
    case Command::kDelete:
      return shown.Delete();
    case Command::kSubstitute:
      return shown.Substitute();
    case Command::kNotesSet:
      return shown.Note();
    case Command::kMe:
      return shown.Fetched("--whoami");
    default:
      return Failure("", absl::StrCat("no tool of dp does what ",
                                      PathOf(setting.call.command), " does"));
  }
}

}  // namespace dp
