// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "dropin/report.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "lib/json/json.h"

namespace dp {
namespace {

// What the keys of a report's line are here.
struct Text {
  absl::string_view key;
  std::string Report::*text;
};
constexpr Text kTexts[] = {{"verb", &Report::verb},
                           {"object", &Report::object},
                           {"reason", &Report::reason},
                           {"option", &Report::option},
                           {"server", &Report::server}};

// What went to stderr, for people: the error, and the lines around it.
void ReadLines(absl::string_view tool, absl::string_view errors,
               Report* report) {
  const std::string prefix = absl::StrCat(tool, ": ");
  for (absl::string_view line :
       absl::StrSplit(errors, '\n', absl::SkipEmpty())) {
    absl::string_view text = line;
    if (!report->message.empty() || !absl::ConsumePrefix(&text, prefix) ||
        absl::StartsWith(text, "warning: ") ||
        absl::StartsWith(text, "hint: ")) {
      report->lines.emplace_back(line);
    } else {
      report->message = std::string(text);
    }
  }
}

}  // namespace

void ReadReport(absl::string_view tool, absl::string_view line,
                absl::string_view errors, Report* report) {
  report->tool = std::string(tool);
  ReadLines(tool, errors, report);
  if (report->message.empty() && report->exit != kDone) {
    report->message = report->exit > 128 ? "it was killed" : "it failed";
  }
  if (line.empty()) return;
  // A tool of ours: what is not such a line leaves the exit code alone.
  (void)ReadJson(line, [report](absl::Span<const std::string> path, bool,
                                absl::string_view value) {
    if (path.size() != 1) return;
    for (const auto& [key, text] : kTexts) {
      if (path[0] == key) report->*text = std::string(value);
    }
    if (path[0] == "http") (void)absl::SimpleAtoi(value, &report->http);
  });
}

}  // namespace dp
