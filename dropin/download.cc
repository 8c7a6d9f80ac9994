// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// `doppler secrets download` and `doppler secrets substitute`.

#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "dropin/commands.h"
#include "dropin/delivery.h"
#include "dropin/print.h"
#include "lib/os/env.h"
#include "lib/os/io.h"

namespace dp {
namespace {

// The name of a file that is not told, or nothing for a format that there is
// none of.
absl::string_view DefaultName(absl::string_view format) {
  if (format == "json") return "doppler.json";
  if (format == "dotnet-json") return "appsettings.json";
  if (format == "yaml") return "secrets.yaml";
  if (format == "env" || format == "docker" || format == "env-no-quotes") {
    return "doppler.env";
  }
  return "";
}

// To the tools "-" is standard output.
std::string FileName(absl::string_view name, char* const* environment) {
  return name == "-" ? "./-" : ExpandHome(name, environment);
}

std::string Absolute(const Setting& setting, const std::string& path) {
  if (absl::StartsWith(path, "/")) return path;
  absl::string_view relative = path;
  absl::ConsumePrefix(&relative, "./");
  return absl::StrCat(setting.working_directory, "/", relative);
}

// The last line, which is told with --silent, too, but then need not arrive.
std::optional<Fault> Tell(Tools& tools, const Call& call,
                          absl::string_view line) {
  std::optional<Fault> fault = Print(tools, line);
  return call.Enabled("silent") ? std::nullopt : fault;
}

ToolCall Sealing(const Setting& setting, absl::string_view format,
                 const std::string& name) {
  const Call& call = setting.call;
  Asking asking(setting, "dp-encrypt");
  asking.Option("--output", name).Input(ToolCall::Input::kFed);
  if (format != "json") asking.Option("--raw");
  if (call.Given("passphrase")) {
    asking.Credential("--passphrase", call.Value("passphrase"));
  } else if (call.Enabled("no-read-env") ||
             GetEnv(setting.environment, "DOPPLER_PASSPHRASE").empty()) {
    asking.Option("--passphrase-from", "token").Settings();
  }
  return asking.Done();
}

}  // namespace

std::optional<Fault> DownloadSecrets(const Setting& setting, Tools& tools) {
  const Call& call = setting.call;
  DeliveryRequest request;
  if (call.Filled("format")) request.format = call.Text("format");
  request.passphrase_flag = "fallback-passphrase";
  request.no_passphrase = "invalid fallback file passphrase";
  if (DefaultName(request.format).empty()) {
    return Failure("",
                   "invalid format. Valid formats are json, dotnet-json, env, "
                   "yaml, docker, env-no-quotes");
  }
  DP_RETURN_IF_FAULT(CheckDelivery(setting, request));
  Secret document;
  if (call.Enabled("no-file")) {
    DP_RETURN_IF_FAULT(Deliver(setting, request, tools, &document));
    document.Append("\n");
    return Print(tools, document.Reveal());
  }
  if (!call.operands.empty() && call.operands[0].empty()) {
    return Failure("Unable to parse download file path", "Invalid file path");
  }
  if (call.Given("passphrase") && !call.Filled("passphrase")) {
    return Failure("", "invalid passphrase");
  }
  const std::string name =
      call.operands.empty() ? std::string(DefaultName(request.format))
                            : FileName(call.operands[0], setting.environment);
  // It starts while the secrets are asked for.
  Tool* seal = tools.Start(Sealing(setting, request.format, name));
  DP_RETURN_IF_FAULT(Deliver(setting, request, tools, &document));
  tools.Feed(seal, document.Reveal());
  tools.Finish(seal);
  if (!seal->succeeded()) {
    return Explained("Unable to write the secrets file", seal->report);
  }
  TellRest(seal->report);
  const std::string told =
      call.operands.empty() ? name : Absolute(setting, name);
  return Tell(tools, call, absl::StrCat("Downloaded secrets to ", told, "\n"));
}

std::optional<Fault> SubstituteSecrets(const Setting& setting, Tools& tools) {
  const Call& call = setting.call;
  DP_RETURN_IF_FAULT(CheckToken(call));
  const absl::string_view use =
      call.Filled("use-env") ? call.Value("use-env") : "false";
  if (use != "false" && use != "true" && use != "override" && use != "only") {
    return Failure("",
                   "invalid use-env option. Valid options are false, true, "
                   "override, only");
  }
  Asking asking(setting, "dp-render");
  if (IsStdin(call.operands[0])) {
    // The template is standard input, which the tool has for the secrets.
    const absl::StatusOr<Secret> text = ReadFile("-", size_t{16} << 20);
    if (!text.ok())
      return Failure("Unable to read template file", text.status().message());
    absl::StatusOr<Fd> fd = ReadableBytes(text->Reveal());
    if (!fd.ok()) return Failure("", fd.status().message());
    asking.File("--template", *std::move(fd));
  } else {
    asking.Option("--template",
                  ExpandHome(call.operands[0], setting.environment));
  }
  asking.Option("--use-env", use).Input(ToolCall::Input::kFed);
  const std::string output =
      FileName(call.Value("output"), setting.environment);
  if (!output.empty()) asking.Option("--output", output);
  Tool* render = tools.Start(asking.Done());
  Secret document;
  if (use != "only") {
    Tool* fetch = tools.Run(Fetching(setting, "json").Done());
    if (!fetch->succeeded()) {
      return Explained("Unable to fetch secrets", fetch->report);
    }
    document = std::move(fetch->output);
    TellRest(fetch->report);
  }
  tools.Feed(render, document.Reveal());
  tools.Finish(render);
  if (!render->succeeded()) {
    return Explained("Unable to render secrets", render->report);
  }
  TellRest(render->report);
  if (output.empty()) return Print(tools, render->output.Reveal());
  return Tell(
      tools, call,
      absl::StrCat("Rendered data saved to ", Absolute(setting, output), "\n"));
}

}  // namespace dp
