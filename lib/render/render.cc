// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/render/render.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "lib/base/escape.h"
#include "lib/base/status.h"
#include "lib/base/words.h"

namespace dp {
namespace {

// Whether `text` begins with appsettings(\.[a-z0-9_-]+)?\.json, in any case.
bool StartsWithSettings(absl::string_view text) {
  constexpr absl::string_view kStem = "appsettings", kEnd = ".json";
  if (!absl::StartsWithIgnoreCase(text, kStem)) return false;
  text.remove_prefix(kStem.size());
  if (absl::StartsWithIgnoreCase(text, kEnd)) return true;
  if (!absl::ConsumePrefix(&text, ".")) return false;
  const auto end = std::find_if_not(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' ||
           c == '-';
  });
  const size_t size = static_cast<size_t>(end - text.begin());
  return size > 0 && absl::StartsWithIgnoreCase(text.substr(size), kEnd);
}

void AppendQuoted(absl::string_view text, Secret* to) {
  to->Append("\"");
  AppendBackslashed(text, to);
  to->Append("\"");
}

void AppendOneLine(absl::string_view text, Secret* to) {
  AppendReplaced(
      text, [](unsigned char c) { return c == '\n'; },
      [](absl::string_view /*rest*/, Secret* out) {
        out->Append("\\n");
        return size_t{1};
      },
      to);
}

void AppendAsItIs(absl::string_view text, Secret* to) { to->Append(text); }

Secret RenderJson(std::vector<Variable> secrets) {
  SortByName(&secrets);
  Secret text;
  absl::string_view before = "{";
  for (const Variable& secret : secrets) {
    text.Append(before);
    AppendGoString(secret.name, &text);
    text.Append(":");
    AppendGoString(secret.value, &text);
    before = ",";
  }
  text.Append(secrets.empty() ? "{}" : "}");
  return text;
}

// Sorts whole lines, as Doppler does: A1=x comes before A=x.
Secret JoinSorted(const Secret& lines, const std::vector<size_t>& ends) {
  std::vector<absl::string_view> sorted;
  size_t start = 0;
  for (const size_t end : ends) {
    sorted.push_back(lines.Reveal().substr(start, end - start));
    start = end;
  }
  std::sort(sorted.begin(), sorted.end());
  Secret text;
  text.Reserve(lines.size() + sorted.size());
  for (size_t i = 0; i < sorted.size(); ++i) {
    if (i > 0) text.Append("\n");
    text.Append(sorted[i]);
  }
  return text;
}

Secret RenderLines(absl::Span<const Variable> secrets,
                   void (*append)(absl::string_view value, Secret* to)) {
  Secret lines;
  std::vector<size_t> ends;
  for (const Variable& secret : secrets) {
    lines.Append(secret.name);
    lines.Append("=");
    append(secret.value, &lines);
    ends.push_back(lines.size());
  }
  return JoinSorted(lines, ends);
}

}  // namespace

absl::Status ReadValue(absl::string_view value, std::optional<Format>* to) {
  DP_ASSIGN_OR_RETURN(const size_t word, FindWord(value, kFormats));
  *to = static_cast<Format>(word);
  return absl::OkStatus();
}

std::optional<Format> FormatOfFile(absl::string_view path) {
  for (size_t i = 0; i < path.size(); ++i) {
    if (StartsWithSettings(path.substr(i))) return Format::kDotnetJson;
  }
  if (absl::EndsWith(path, ".env")) return Format::kEnv;
  if (absl::EndsWith(path, ".json")) return Format::kJson;
  return std::nullopt;
}

Transformer TransformerFor(Format format, Transformer asked) {
  return format == Format::kDotnetJson && asked == Transformer::kNone
             ? Transformer::kDotnet
             : asked;
}

Secret Render(Format format, absl::Span<const Variable> secrets) {
  switch (format) {
    case Format::kJson:
    case Format::kDotnetJson:
      return RenderJson({secrets.begin(), secrets.end()});
    case Format::kEnv:
      return RenderLines(secrets, AppendQuoted);
    case Format::kEnvNoQuotes:
      return RenderLines(secrets, AppendAsItIs);
    case Format::kDocker:
      return RenderLines(secrets, AppendOneLine);
    case Format::kTemplate:
      break;
  }
  return Secret();
}

}  // namespace dp
