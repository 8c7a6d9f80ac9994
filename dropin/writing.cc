// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// `doppler secrets set`, `upload`, `delete` and `notes set`. What is an
// argument here goes on to dp-put by descriptors.

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "dropin/commands.h"
#include "dropin/delivery.h"
#include "dropin/details.h"
#include "dropin/input.h"
#include "dropin/print.h"
#include "dropin/reading.h"
#include "dropin/uploaded.h"
#include "lib/base/escape.h"
#include "lib/base/status.h"
#include "lib/base/utf8.h"
#include "lib/json/json.h"
#include "lib/json/secrets.h"

namespace dp {
namespace {

constexpr char kNotSet[] = "Unable to set secrets";
constexpr char kNoNote[] = "Unable to set secret note";

Asking Putting(const Setting& setting) {
  const Call& call = setting.call;
  Asking asking(setting, "dp-put");
  for (const char* flag : {"visibility", "type"}) {
    if (call.command == Command::kSet && call.Filled(flag)) {
      asking.Option(absl::StrCat("--", flag), call.Value(flag));
    }
  }
  return asking;
}

// Runs dp-put on `input`.
std::optional<Fault> Put(Tools& tools, ToolCall call, absl::string_view input,
                         absl::string_view headline) {
  call.input = ToolCall::Input::kFed;
  Tool* put = tools.Start(std::move(call));
  tools.Feed(put, input);
  tools.Finish(put);
  if (!put->succeeded()) return Explained(headline, put->report);
  TellRest(put->report);
  return std::nullopt;
}

// Sets one secret; exactly `value` when the caller typed it.
std::optional<Fault> SetOne(const Setting& setting, Tools& tools,
                            absl::string_view name, absl::string_view value,
                            bool exactly) {
  Asking asking = Putting(setting);
  if (exactly) asking.Option("--keep-newline").Option("--allow-empty");
  return Put(tools, asking.Online().Operands({&name, 1}), value, kNotSet);
}

// For `set NAME --visibility V`: the value stays what it is.
std::optional<Fault> KeepValue(const Setting& setting, Tools& tools,
                               absl::string_view name) {
  Tool* fetch = tools.Run(Asking(setting, "dp-fetch")
                              .Option("--details")
                              .Option("--only", name)
                              .Online()
                              .Done());
  if (!fetch->succeeded()) return Explained(kNotSet, fetch->report);
  const absl::StatusOr<Details> details =
      Details::Read(fetch->output.Reveal(), "secrets");
  if (!details.ok()) return Failure(kNotSet, details.status().message());
  const auto found = details->objects().find(name);
  if (found == details->objects().end() || !found->second.IsString("raw")) {
    return Failure(kNotSet, "the value that is there cannot be read");
  }
  return SetOne(setting, tools, name,
                found->second.Text("raw", details->text()), true);
}

std::optional<Fault> SetFromInput(const Setting& setting, Tools& tools) {
  const Call& call = setting.call;
  const absl::string_view name = call.operands[0];
  if (!HasInput() && (call.Filled("visibility") || call.Filled("type"))) {
    return KeepValue(setting, tools, name);
  }
  const bool asks = isatty(STDIN_FILENO) != 0;
  if (asks && call.Enabled("no-interactive")) {
    return Failure("",
                   "Secret value must be provided when using --no-interactive");
  }
  absl::StatusOr<Secret> value = Secret();
  if (asks || HasInput()) value = asks ? AskForLines() : ReadInputLines();
  if (!value.ok()) return Failure(kNotSet, value.status().message());
  Asking asking = Putting(setting);
  if (!value->empty()) asking.Option("--keep-newline");
  return Put(tools, asking.Online().Operands({&name, 1}), value->Reveal(),
             kNotSet);
}

// NAME=VALUE each, in one request.
std::optional<Fault> SetEach(const Setting& setting, Tools& tools,
                             std::vector<absl::string_view>* names) {
  Secret document;
  std::string wrong;
  absl::string_view between = "{";
  size_t number = 0;
  for (const absl::string_view word : setting.call.operands) {
    ++number;
    const size_t equals = word.find('=');
    // It may be a part of a value that was not quoted.
    if (equals == absl::string_view::npos) {
      return Failure(kNotSet,
                     absl::StrCat("argument ", number,
                                  " has no value, and to change a secret "
                                  "without one is not part of this drop-in"));
    }
    const absl::string_view name = word.substr(0, equals);
    if (!IsName(name)) {
      return Failure(kNotSet, absl::StrCat("argument ", number,
                                           " does not begin with a name"));
    }
    names->push_back(name);
    const absl::string_view value = word.substr(equals + 1);
    if (!IsUtf8(value)) {
      absl::StrAppend(&wrong, " ", name);
      continue;
    }
    document.Append(between);
    AppendJsonString(name, &document);
    document.Append(":");
    AppendJsonString(value, &document);
    between = ",";
  }
  if (!wrong.empty()) {
    return Failure(kNotSet, absl::StrCat("cannot set the value of", wrong,
                                         ": it is not UTF-8"));
  }
  document.Append("}");
  Asking asking = Putting(setting);
  return Put(tools, asking.Option("--json").Online().Done(), document.Reveal(),
             kNotSet);
}

absl::StatusOr<Fd> OpenTerminal() {
  Fd terminal(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  if (terminal.get() < 0) return Failed(Cannot("open", "/dev/tty", errno));
  return terminal;
}

// The answer of a person, where there is one.
absl::StatusOr<bool> Confirm(absl::string_view question) {
  DP_ASSIGN_OR_RETURN(const Fd terminal, OpenTerminal());
  DP_RETURN_IF_ERROR(WriteAll(terminal.get(), question, "terminal"));
  char answer[64] = "";
  const ssize_t size = read(terminal.get(), answer, sizeof(answer) - 1);
  const absl::string_view word = absl::StripAsciiWhitespace(
      absl::string_view(answer, size > 0 ? static_cast<size_t>(size) : 0));
  return absl::EqualsIgnoreCase(word, "y") ||
         absl::EqualsIgnoreCase(word, "yes");
}

// The note that was typed, or comes by standard input.
std::optional<Fault> ReadNote(const Call& call, Secret* note) {
  if (call.operands.size() > 1) {
    note->Append(call.operands[1]);
    return std::nullopt;
  }
  if (!HasInput()) return Failure("", "you must provide a note");
  absl::StatusOr<Secret> lines = ReadInputLines();
  if (!lines.ok()) return Failure(kNoNote, lines.status().message());
  *note = *std::move(lines);
  return std::nullopt;
}

// What was sent, which dp-put has seen in the answer: a note needs no config,
// to ask for it does.
std::optional<Fault> ShowNote(const Setting& setting, Tools& tools,
                              absl::string_view name, const Secret& note) {
  Secret text;
  if (setting.call.Enabled("json")) {
    text.Append("{\"name\":");
    AppendGoString(name, &text);
    text.Append(",\"note\":");
    AppendGoString(note.Reveal(), &text);
    text.Append("}\n");
    return Print(tools, text.Reveal());
  }
  text.Append("{");
  AppendJsonString(name, &text);
  text.Append(":");
  AppendJsonString(note.Reveal(), &text);
  text.Append("}");
  return PrintTable(setting, tools, text, "NOTE");
}

}  // namespace

std::optional<Fault> SetSecrets(const Setting& setting, Tools& tools) {
  const Call& call = setting.call;
  DP_RETURN_IF_FAULT(CheckToken(call));
  const std::vector<absl::string_view>& words = call.operands;
  std::vector<absl::string_view> names;
  if (words.size() > 2 || absl::StrContains(words[0], '=')) {
    DP_RETURN_IF_FAULT(SetEach(setting, tools, &names));
  } else {
    names.push_back(words[0]);
    DP_RETURN_IF_FAULT(words.size() == 1
                           ? SetFromInput(setting, tools)
                           : SetOne(setting, tools, words[0], words[1], true));
  }
  if (call.Enabled("silent")) return std::nullopt;
  return ShowSecrets(setting, tools, names);
}

std::optional<Fault> UploadSecrets(const Setting& setting, Tools& tools) {
  const Call& call = setting.call;
  DP_RETURN_IF_FAULT(CheckToken(call));
  constexpr char kNotUploaded[] = "Unable to upload secrets";
  const std::string path = ExpandHome(call.operands[0], setting.environment);
  if (access(path.c_str(), F_OK) != 0) {
    return Failure("", "Upload file does not exist");
  }
  absl::StatusOr<Secret> text = ReadFile(path, kMaxDocument);
  if (!text.ok()) {
    return Failure("Unable to read upload file", text.status().message());
  }
  const absl::StatusOr<Secret> document = AsObject(*std::move(text), path);
  if (!document.ok()) return Failure(kNotUploaded, document.status().message());
  DP_RETURN_IF_FAULT(
      Put(tools, Asking(setting, "dp-put").Option("--json").Online().Done(),
          document->Reveal(), kNotUploaded));
  if (call.Enabled("silent")) return std::nullopt;
  return ShowSecrets(setting, tools, {});
}

std::optional<Fault> DeleteSecrets(const Setting& setting, Tools& tools) {
  const Call& call = setting.call;
  DP_RETURN_IF_FAULT(CheckToken(call));
  if (!call.Enabled("yes")) {
    const absl::StatusOr<bool> confirmed = Confirm("Delete secret(s)? [y/N] ");
    if (!confirmed.ok()) {
      return Failure("", confirmed.status().message(),
                     {"doppler: hint: -y deletes without a question"});
    }
    if (!*confirmed) return std::nullopt;
  }
  Asking asking(setting, "dp-put");
  asking.Option("--delete").Option("--yes").Online();
  DP_RETURN_IF_FAULT(Put(tools, asking.Operands(call.operands), "", kNotSet));
  if (call.Enabled("silent")) return std::nullopt;
  return ShowSecrets(setting, tools, {});
}

std::optional<Fault> SetNote(const Setting& setting, Tools& tools) {
  const Call& call = setting.call;
  DP_RETURN_IF_FAULT(CheckToken(call));
  const absl::string_view name = call.operands[0];
  if (!IsName(name)) {
    return Failure(kNoNote, absl::StrCat(Quote(name), " is not a name"));
  }
  Secret note;
  DP_RETURN_IF_FAULT(ReadNote(call, &note));
  if (call.Given("config")) {
    Say("Flag --config has been deprecated, notes belong to the project");
  }
  absl::StatusOr<Fd> fd = ReadableBytes(note.Reveal());
  if (!fd.ok()) return Failure(kNoNote, fd.status().message());
  Asking asking(setting, "dp-put");
  asking.File("--note-from", *std::move(fd))
      .Option("--keep-newline")
      .Option("--allow-empty")
      .Online();
  DP_RETURN_IF_FAULT(Put(tools, asking.Operands({&name, 1}), "", kNoNote));
  if (call.Enabled("silent")) return std::nullopt;
  return ShowNote(setting, tools, name, note);
}

}  // namespace dp
