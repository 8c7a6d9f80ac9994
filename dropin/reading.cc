// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// `doppler secrets`, `secrets get` and `me`.

#include "dropin/reading.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "dropin/commands.h"
#include "dropin/delivery.h"
#include "dropin/details.h"
#include "dropin/print.h"
#include "lib/base/escape.h"
#include "lib/json/json.h"

namespace dp {
namespace {

using Names = absl::Span<const absl::string_view>;

ToolCall FetchingDetails(const Setting& setting, Names names) {
  std::vector<absl::string_view> asked;
  std::copy_if(names.begin(), names.end(), std::back_inserter(asked), IsName);
  Asking asking(setting, "dp-fetch");
  asking.Option("--details");
  if (!asked.empty()) {
    asking.Option("--only", absl::StrJoin(asked, ","))
        .Option("--allow-missing");
  }
  return asking.Online().Done();
}

std::optional<Fault> CheckPresent(const Call& call, Names names,
                                  const Details& details) {
  if (call.Enabled("no-exit-on-missing-secret")) return std::nullopt;
  std::vector<absl::string_view> missing;
  std::set<absl::string_view> told;
  for (const absl::string_view name : names) {
    if (details.objects().count(name) == 0 && told.insert(name).second) {
      missing.push_back(name);
    }
  }
  if (missing.empty()) return std::nullopt;
  return Failure("", absl::StrCat("Could not find requested secret",
                                  missing.size() > 1 ? "s" : "", ": ",
                                  absl::StrJoin(missing, ", ")));
}

// Those of `names` that are there, or all.
template <typename Use>
void ForEach(const Details& details, Names names, Use use) {
  if (names.empty()) {
    for (const auto& [name, members] : details.objects()) use(name, members);
    return;
  }
  for (const absl::string_view name : names) {
    const auto found = details.objects().find(name);
    if (found != details.objects().end()) use(name, found->second);
  }
}

std::vector<absl::string_view> Once(Names names) {
  std::vector<absl::string_view> once;
  std::set<absl::string_view> seen;
  for (const absl::string_view name : names) {
    if (seen.insert(name).second) once.push_back(name);
  }
  return once;
}

void AppendPlain(const Details& details, Names names, absl::string_view field,
                 Secret* to) {
  ForEach(details, names, [&](absl::string_view, const Members& secret) {
    to->Append(secret.Text(field, details.text()));
    to->Append("\n");
  });
  if (to->empty()) to->Append("\n");
}

void AppendJson(const Details& details, Names names, bool raw, Secret* to) {
  std::vector<absl::string_view> sorted = Once(names);
  std::sort(sorted.begin(), sorted.end());
  std::vector<absl::string_view> fields = {"computed", "computedValueType",
                                           "computedVisibility", "note"};
  if (raw) {
    fields.insert(fields.end(), {"raw", "rawValueType", "rawVisibility"});
  }
  absl::string_view between = "{";
  ForEach(details, sorted, [&](absl::string_view name, const Members& secret) {
    to->Append(between);
    AppendGoString(name, to);
    absl::string_view comma = ":{";
    for (const absl::string_view field : fields) {
      to->Append(comma);
      AppendGoString(field, to);
      to->Append(":");
      secret.AppendJson(field, details.text(), to);
      comma = ",";
    }
    to->Append("}");
    between = ",";
  });
  to->Append(between == "{" ? "{}\n" : "}\n");
}

// An object of strings, for a table.
void AppendFlat(const Details& details, Names names, absl::string_view field,
                Secret* to) {
  absl::string_view between = "{";
  ForEach(details, Once(names),
          [&](absl::string_view name, const Members& secret) {
            to->Append(between);
            AppendJsonString(name, to);
            to->Append(":");
            AppendJsonString(secret.IsString(field)
                                 ? secret.Text(field, details.text())
                                 : "[RESTRICTED]",
                             to);
            between = ",";
          });
  to->Append(between == "{" ? "{}" : "}");
}

absl::StatusOr<Details> ReadAnswer(Tool* fetch, absl::string_view root) {
  absl::StatusOr<Details> details = Details::Read(fetch->output.Reveal(), root);
  fetch->output.Clear();
  return details;
}

constexpr absl::string_view kOwnerFields[] = {
    "workplace",  "type", "token_preview", "slug",
    "created_at", "name", "last_seen_at"};

}  // namespace

bool IsName(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_';
  });
}

std::optional<Fault> PrintTable(const Setting& setting, Tools& tools,
                                const Secret& object,
                                absl::string_view heading) {
  Tool* render = tools.Start(Asking(setting, "dp-render")
                                 .Option("--format", "table")
                                 .Input(ToolCall::Input::kFed)
                                 .Done());
  tools.Feed(render, object.Reveal());
  tools.Finish(render);
  if (!render->succeeded()) {
    return Explained("Unable to render secrets", render->report);
  }
  constexpr absl::string_view kHeading = "VALUE";
  const absl::string_view table = render->output.Reveal();
  const size_t at = table.find(kHeading);
  if (heading == kHeading || at > table.find('\n')) return Print(tools, table);
  Secret text(table.substr(0, at));
  text.Append(heading);
  text.Append(table.substr(at + kHeading.size()));
  return Print(tools, text.Reveal());
}

std::optional<Fault> ShowSecrets(const Setting& setting, Tools& tools,
                                 Names names) {
  const Call& call = setting.call;
  Details details;
  if (names.empty() || std::any_of(names.begin(), names.end(), IsName)) {
    Tool* fetch = tools.Run(FetchingDetails(setting, names));
    if (!fetch->succeeded()) {
      return Explained("Unable to fetch secrets", fetch->report);
    }
    absl::StatusOr<Details> read = ReadAnswer(fetch, "secrets");
    if (!read.ok()) {
      return Failure("Unable to parse API response", read.status().message());
    }
    details = *std::move(read);
  }
  DP_RETURN_IF_FAULT(CheckPresent(call, names, details));
  const absl::string_view field = call.Enabled("raw") ? "raw" : "computed";
  Secret text;
  if (call.Enabled("json")) {
    AppendJson(details, names, call.Enabled("raw"), &text);
    return Print(tools, text.Reveal());
  }
  if (call.Enabled("plain")) {
    AppendPlain(details, names, field, &text);
    return Print(tools, text.Reveal());
  }
  AppendFlat(details, names, field, &text);
  return PrintTable(setting, tools, text, "VALUE");
}

std::optional<Fault> ListSecrets(const Setting& setting, Tools& tools) {
  const Call& call = setting.call;
  DP_RETURN_IF_FAULT(CheckToken(call));
  if (!call.Enabled("only-names")) return ShowSecrets(setting, tools, {});
  Tool* fetch =
      tools.Run(Asking(setting, "dp-fetch").Option("--names").Online().Done());
  if (!fetch->succeeded()) {
    return Explained("Unable to fetch secret names", fetch->report);
  }
  const absl::string_view names = fetch->output.Reveal();
  Secret text;
  if (!call.Enabled("json")) {
    text.Append("NAME\n");
    text.Append(names);
    return Print(tools, text.Reveal());
  }
  absl::string_view between = "{";
  for (const absl::string_view name :
       absl::StrSplit(names, '\n', absl::SkipEmpty())) {
    text.Append(between);
    AppendGoString(name, &text);
    text.Append(":{}");
    between = ",";
  }
  text.Append(between == "{" ? "{}\n" : "}\n");
  return Print(tools, text.Reveal());
}

std::optional<Fault> GetSecrets(const Setting& setting, Tools& tools) {
  DP_RETURN_IF_FAULT(CheckToken(setting.call));
  return ShowSecrets(setting, tools, setting.call.operands);
}

std::optional<Fault> ShowOwner(const Setting& setting, Tools& tools) {
  DP_RETURN_IF_FAULT(CheckToken(setting.call));
  Tool* fetch =
      tools.Run(Asking(setting, "dp-fetch").Option("--whoami").Online().Done());
  if (!fetch->succeeded()) {
    return Explained("Unable to fetch actor", fetch->report);
  }
  const absl::StatusOr<Details> owner = ReadAnswer(fetch, "");
  if (!owner.ok()) {
    return Failure("Unable to parse API response", owner.status().message());
  }
  const Members& members = owner->objects().begin()->second;
  const bool json = setting.call.Enabled("json");
  Secret text;
  absl::string_view between = "{";
  for (const absl::string_view field : kOwnerFields) {
    text.Append(between);
    AppendGoString(field, &text);
    text.Append(":");
    if (json) {
      members.AppendJson(field, owner->text(), &text);
    } else if (field == "workplace") {
      AppendJsonString(members.Inner("workplace", "name", owner->text()),
                       &text);
    } else {
      AppendJsonString(members.Text(field, owner->text()), &text);
    }
    between = ",";
  }
  text.Append(json ? "}\n" : "}");
  return json ? Print(tools, text.Reveal())
              : PrintTable(setting, tools, text, "VALUE");
}

}  // namespace dp
