// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/render.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "lib/status.h"
#include "lib/words.h"

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

// What goes in the place of the first `size` bytes of a text; 0: they stay.
struct Escaped {
  absl::string_view instead = "";
  size_t size = 0;
};

template <typename Escape>
void AppendEscaped(absl::string_view text, Escape escape, Secret* to) {
  size_t plain = 0;
  for (size_t i = 0; i < text.size();) {
    const Escaped escaped = escape(text.substr(i));
    if (escaped.size == 0) {
      ++i;
      continue;
    }
    to->Append(text.substr(plain, i - plain));
    to->Append(escaped.instead);
    plain = i += escaped.size;
  }
  to->Append(text.substr(plain));
}

// Go's encoding/json: also what HTML and old JavaScript would take for syntax.
Escaped EscapeJson(absl::string_view text) {
  constexpr absl::string_view kFrom = "\"\\\n\r\t<>&";
  constexpr absl::string_view kTo[] = {"\\\"", "\\\\",    "\\n",     "\\r",
                                       "\\t",  "\\u003c", "\\u003e", "\\u0026"};
  constexpr absl::string_view kControls =
      "\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007"
      "\\u0008\\u0009\\u000a\\u000b\\u000c\\u000d\\u000e\\u000f"
      "\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017"
      "\\u0018\\u0019\\u001a\\u001b\\u001c\\u001d\\u001e\\u001f";
  const size_t i = kFrom.find(text[0]);
  if (i != absl::string_view::npos) return {kTo[i], 1};
  const size_t code = static_cast<unsigned char>(text[0]);
  if (code < 0x20) return {kControls.substr(6 * code, 6), 1};
  if (absl::StartsWith(text, "\xE2\x80\xA8")) return {"\\u2028", 3};
  if (absl::StartsWith(text, "\xE2\x80\xA9")) return {"\\u2029", 3};
  return {};
}

Escaped EscapeQuoted(absl::string_view text) {
  if (text[0] == '\\') return {"\\\\", 1};
  return text[0] == '"' ? Escaped{"\\\"", 1} : Escaped{};
}

Escaped EscapeLineFeed(absl::string_view text) {
  return text[0] == '\n' ? Escaped{"\\n", 1} : Escaped{};
}

Escaped EscapeNothing(absl::string_view /*text*/) { return {}; }

void AppendGoString(absl::string_view text, Secret* to) {
  to->Append("\"");
  AppendEscaped(text, EscapeJson, to);
  to->Append("\"");
}

Secret RenderJson(std::vector<Variable> secrets) {
  std::sort(
      secrets.begin(), secrets.end(),
      [](const Variable& a, const Variable& b) { return a.name < b.name; });
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

template <typename Escape>
Secret RenderLines(absl::Span<const Variable> secrets, absl::string_view quote,
                   Escape escape) {
  Secret lines;
  std::vector<size_t> ends;
  for (const Variable& secret : secrets) {
    lines.Append(secret.name);
    lines.Append("=");
    lines.Append(quote);
    AppendEscaped(secret.value, escape, &lines);
    lines.Append(quote);
    ends.push_back(lines.size());
  }
  return JoinSorted(lines, ends);
}

}  // namespace

absl::Status ReadValue(char* value, std::optional<Format>* to) {
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
      return RenderLines(secrets, "\"", EscapeQuoted);
    case Format::kEnvNoQuotes:
      return RenderLines(secrets, "", EscapeNothing);
    case Format::kDocker:
      return RenderLines(secrets, "", EscapeLineFeed);
    case Format::kTemplate:
      break;
  }
  return Secret();
}

}  // namespace dp
