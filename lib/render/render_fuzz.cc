// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What is written for a reader against a model of how that reader reads: the
// value comes back, or it was refused with words. Readers without a model here
// are asked for a text that ends where it should; ci/readers asks the real
// ones.
//
// The first byte says which reader, the rest is the value.

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "lib/base/encoding.h"
#include "lib/base/secret.h"
#include "lib/base/utf8.h"
#include "lib/json/json.h"
#include "lib/render/readers.h"
#include "lib/render/texts.h"

namespace {

using absl::string_view;
// The value that a reader finds in a text of one secret, A.
using Model = std::optional<std::string> (*)(string_view text);

// The rest of `text` behind `before`, without its newline.
std::optional<string_view> Behind(string_view before, string_view text) {
  if (!absl::ConsumePrefix(&text, before)) return std::nullopt;
  if (!absl::ConsumeSuffix(&text, "\n")) return std::nullopt;
  return text;
}

// Pieces of a shell's kind: '...', "..." with the `escapes` (pairs of what is
// behind a backslash and what it means), and \'.
std::optional<std::string> ReadPieces(string_view text, string_view escapes) {
  std::string value;
  while (!text.empty()) {
    const char quote = text[0];
    text.remove_prefix(1);
    if (quote == '\\') {
      if (!absl::ConsumePrefix(&text, "'")) return std::nullopt;
      value += '\'';
      continue;
    }
    if (quote != '\'' && quote != '"') return std::nullopt;
    for (;;) {
      if (text.empty()) return std::nullopt;
      const char c = text[0];
      text.remove_prefix(1);
      if (c == quote) break;
      // It would be expanded.
      if (quote == '"' && c == '$') return std::nullopt;
      if (quote == '\'' || c != '\\') {
        value += c;
        continue;
      }
      if (text.empty()) return std::nullopt;
      size_t at = 0;
      while (at < escapes.size() && escapes[at] != text[0]) at += 2;
      if (at >= escapes.size()) return std::nullopt;
      value += escapes[at + 1];
      text.remove_prefix(1);
    }
  }
  return value;
}

std::optional<std::string> ReadShell(string_view text) {
  const auto rest = Behind("export A=", text);
  return rest.has_value() ? ReadPieces(*rest, "") : std::nullopt;
}

// One pair of quotes.
std::optional<std::string> ReadQuoted(string_view text, string_view escapes) {
  const auto rest = Behind("A=", text);
  if (!rest.has_value() || rest->size() < 2) return std::nullopt;
  const size_t inner =
      rest->substr(0, rest->size() - 1).find((*rest)[0], /*pos=*/1);
  // Escaped quotes alone stand inside of double ones.
  if ((*rest)[0] == '\'' && inner != string_view::npos) return std::nullopt;
  return ReadPieces(*rest, escapes);
}
std::optional<std::string> ReadCompose(string_view text) {
  return ReadQuoted(text, "\\\\\"\"$$n\nr\r");
}
std::optional<std::string> ReadJust(string_view text) {
  return ReadQuoted(text, "\\\\\"\"$$");
}
std::optional<std::string> ReadSystemd(string_view text) {
  return ReadQuoted(text, "\\\\\"\"$$``");
}
std::optional<std::string> ReadSymfony(string_view text) {
  const auto rest = Behind("A=", text);
  return rest.has_value() ? ReadPieces(*rest, "r\r") : std::nullopt;
}

std::optional<std::string> ReadNode(string_view text) {
  auto rest = Behind("A=", text);
  if (!rest.has_value() || absl::StrContains(*rest, "\r")) return std::nullopt;
  const string_view all = absl::StripAsciiWhitespace(*rest);
  const char first = all.empty() ? ' ' : all[0];
  if (first == '\'' || first == '"' || first == '`') {
    const size_t end = all.find(first, 1);
    if (end + 1 != all.size()) return std::nullopt;
    const string_view inner = all.substr(1, end - 1);
    return first == '"' ? absl::StrReplaceAll(inner, {{"\\n", "\n"}})
                        : std::string(inner);
  }
  if (absl::StrContains(all, "\n")) return std::nullopt;
  return std::string(absl::StripAsciiWhitespace(all.substr(0, all.find('#'))));
}

std::optional<std::string> ReadLine(string_view text) {
  const auto rest = Behind("A=", text);
  if (!rest.has_value() || absl::StrContains(*rest, "\n")) return std::nullopt;
  return std::string(absl::StripSuffix(*rest, "\r"));
}

std::optional<std::string> ReadHeredoc(string_view text) {
  if (absl::StartsWith(text, "A=")) return ReadLine(text);
  const std::vector<string_view> lines = absl::StrSplit(text, '\n');
  string_view end = lines[0];
  if (!absl::ConsumePrefix(&end, "A<<")) return std::nullopt;
  std::string value;
  for (size_t i = 1; i < lines.size(); ++i) {
    if (lines[i] == end) {
      // That is all.
      if (i + 2 != lines.size() || !lines[i + 1].empty()) return std::nullopt;
      return value;
    }
    if (i > 1) value += '\n';
    value.append(lines[i].data(), lines[i].size());
  }
  return std::nullopt;
}

std::optional<std::string> ReadManifest(string_view text) {
  const size_t at = text.find("\ndata:\n  \"A\": \"");
  if (at == string_view::npos) return std::nullopt;
  const auto base64 = Behind("\ndata:\n  \"A\": \"", text.substr(at));
  if (!base64.has_value() || !absl::EndsWith(*base64, "\"")) {
    return std::nullopt;
  }
  const string_view encoded = base64->substr(0, base64->size() - 1);
  const auto size = dp::DecodedSize(dp::Encoding::kBase64, encoded);
  if (!size.has_value()) return std::nullopt;
  std::string value(*size, '\0');
  if (!dp::Decode(dp::Encoding::kBase64, encoded, &value[0])) {
    return std::nullopt;
  }
  return value;
}

std::optional<std::string> ReadObject(string_view text) {
  std::optional<std::string> value;
  const absl::Status status =
      dp::ReadJson(text, [&value](absl::Span<const std::string> path,
                                  bool is_string, string_view found) {
        if (path.size() == 1 && path[0] == "A" && is_string) {
          value = std::string(found);
        }
      });
  return status.ok() ? value : std::nullopt;
}

struct Modelled {
  string_view reader;
  Model model;
};
constexpr Modelled kModels[] = {
    {"sh", ReadShell},
    {"compose", ReadCompose},
    {"phpdotenv", ReadCompose},
    {"just", ReadJust},
    {"systemd", ReadSystemd},
    {"symfony", ReadSymfony},
    {"node", ReadNode},
    {"deno", ReadNode},
    {"docker", ReadLine},
    {"podman", ReadLine},
    {"kubectl", ReadLine},
    {"github-env", ReadHeredoc},
    {"terraform", ReadObject},
    {"dotnet", ReadObject},
    {"kubernetes", ReadManifest},
};

Model ModelOf(string_view reader) {
  for (const Modelled& row : kModels) {
    if (row.reader == reader) return row.model;
  }
  return nullptr;
}

void Check(string_view name, string_view value) {
  const dp::Reader& reader = dp::FindReader(name);
  const dp::Variable secret = {"A", value};
  const absl::Status reads = dp::CheckReads(reader, secret);
  if (!reads.ok()) {
    if (!absl::StrContains(reads.message(),
                           "cannot render \"A\": its value ") ||
        absl::StrContains(reads.message(), "its value ,")) {
      std::abort();
    }
    return;
  }
  const absl::StatusOr<dp::Secret> text =
      dp::WriteFor(reader, {secret}, dp::kManifestName);
  if (reader.layout == dp::Layout::kFolder) return;
  if (!text.ok() || !absl::EndsWith(text->Reveal(), "\n")) std::abort();
  const Model model = ModelOf(name);
  if (model != nullptr && model(text->Reveal()) != std::string(value)) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const string_view value(reinterpret_cast<const char*>(data) + 1, size - 1);
  // Such do not come out of JSON that is read here.
  if (!dp::IsUtf8(value) || absl::StrContains(value, string_view("\0", 1))) {
    return 0;
  }
  const std::vector<string_view> readers = absl::StrSplit(dp::kReaders, ' ');
  Check(readers[data[0] % readers.size()], value);
  return 0;
}
