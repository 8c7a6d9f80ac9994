// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/render/texts.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "lib/base/encoding.h"
#include "lib/base/escape.h"
#include "lib/base/remedy.h"
#include "lib/base/status.h"
#include "lib/base/utf8.h"
#include "lib/json/json.h"
#include "lib/render/name_rules.h"

namespace dp {
namespace {

using absl::string_view;

void AppendValue(const Reader& reader, string_view value, Secret* to) {
  AppendBy(*FindWay(reader.ways, TraitsOf(value)), value, to);
}

Secret WriteLines(const Reader& reader, const std::vector<Variable>& secrets,
                  string_view before) {
  Secret text;
  for (const Variable& secret : secrets) {
    text.Append(before);
    text.Append(secret.name);
    text.Append("=");
    AppendValue(reader, secret.value, &text);
    text.Append("\n");
  }
  return text;
}

Secret WriteOneLine(const Reader& reader,
                    const std::vector<Variable>& secrets) {
  Secret text("environment=");
  string_view before;
  for (const Variable& secret : secrets) {
    text.Append(before);
    text.Append(secret.name);
    text.Append("=");
    AppendValue(reader, secret.value, &text);
    before = ",";
  }
  text.Append("\n");
  return text;
}

// A line that is in no value.
std::string Delimiter(const std::vector<Variable>& secrets) {
  for (size_t number = 0;; ++number) {
    std::string delimiter = absl::StrCat("END_", number);
    const bool is_free = std::none_of(
        secrets.begin(), secrets.end(), [&delimiter](const Variable& secret) {
          return secret.value.find(delimiter) != string_view::npos;
        });
    if (is_free) return delimiter;
  }
}

Secret WriteHeredocs(const std::vector<Variable>& secrets) {
  const std::string delimiter = Delimiter(secrets);
  Secret text;
  for (const Variable& secret : secrets) {
    const bool is_line =
        secret.value.find_first_of("\n\r") == string_view::npos;
    text.Append(secret.name);
    text.Append(is_line ? "=" : absl::StrCat("<<", delimiter, "\n"));
    text.Append(secret.value);
    text.Append(is_line ? "\n" : absl::StrCat("\n", delimiter, "\n"));
  }
  return text;
}

void AppendBase64(string_view value, Secret* to) {
  const size_t at = to->size();
  to->Resize(at + EncodedSize(Encoding::kBase64, value.size()));
  Encode(Encoding::kBase64, value, to->RevealMutable().data() + at);
}

absl::StatusOr<Secret> WriteManifest(const std::vector<Variable>& secrets,
                                     string_view name) {
  constexpr size_t kMaxSecret = size_t{1} << 20;
  size_t size = 0;
  Secret text("apiVersion: v1\nkind: Secret\nmetadata:\n  name: \"");
  text.Append(name);
  text.Append(secrets.empty() ? "\"\ntype: Opaque\ndata: {}\n"
                              : "\"\ntype: Opaque\ndata:\n");
  for (const Variable& secret : secrets) {
    size += secret.value.size();
    if (size > kMaxSecret) {
      return WithRemedy(
          Refused(Cannot(
              "render", secret.name,
              absl::StrCat("the values are over the limit of ", kMaxSecret,
                           " bytes, which kubernetes cannot carry"))),
          Remedy::kSeveralManifests);
    }
    text.Append("  \"");
    text.Append(secret.name);
    text.Append("\": \"");
    AppendBase64(secret.value, &text);
    text.Append("\"\n");
  }
  return text;
}

Secret WriteJson(const std::vector<Variable>& secrets) {
  Secret text;
  string_view before = "{";
  for (const Variable& secret : secrets) {
    text.Append(before);
    AppendJsonString(secret.name, &text);
    text.Append(":");
    AppendJsonString(secret.value, &text);
    before = ",";
  }
  text.Append(secrets.empty() ? "{}\n" : "}\n");
  return text;
}

// Properties are in Latin-1, with \uXXXX for one unit of UTF-16.
void AppendUnit(char32_t unit, Secret* to) {
  to->Append(absl::StrCat(
      "\\u", absl::Hex(static_cast<uint32_t>(unit), absl::kZeroPad4)));
}

size_t AppendPropertyEscape(string_view rest, Secret* to) {
  const Character first = FirstCharacter(rest);
  const char32_t code = first.code;
  if (code == '\n') {
    to->Append("\\n");
  } else if (code == '\r') {
    to->Append("\\r");
  } else if (code >= ' ' && code < 0x7F) {
    to->Append("\\");
    to->Append(rest.substr(0, 1));
  } else if (code < 0x10000) {
    AppendUnit(code, to);
  } else {
    AppendUnit(0xD800 + ((code - 0x10000) >> 10), to);
    AppendUnit(0xDC00 + (code & 0x3FF), to);
  }
  return first.size;
}

void AppendProperty(string_view text, bool is_name, Secret* to) {
  // What would be skipped as the blank before a value.
  if (!is_name && !text.empty() && text[0] == ' ') to->Append("\\");
  AppendReplaced(
      text,
      [is_name](unsigned char c) {
        if (c < ' ' || c >= 0x7F || c == '\\') return true;
        return is_name && string_view(" =:#!").find(static_cast<char>(c)) !=
                              string_view::npos;
      },
      AppendPropertyEscape, to);
}

Secret WriteProperties(const std::vector<Variable>& secrets) {
  Secret text;
  for (const Variable& secret : secrets) {
    AppendProperty(secret.name, /*is_name=*/true, &text);
    text.Append("=");
    AppendProperty(secret.value, /*is_name=*/false, &text);
    text.Append("\n");
  }
  return text;
}

}  // namespace

bool IsManifestName(string_view name) {
  constexpr size_t kMaxName = 253;
  if (name.empty() || name.size() > kMaxName) return false;
  const auto is_word = [](char c) {
    const unsigned char byte = static_cast<unsigned char>(c);
    return absl::ascii_islower(byte) || absl::ascii_isdigit(byte);
  };
  for (const string_view label : absl::StrSplit(name, '.')) {
    if (label.empty() || !is_word(label.front()) || !is_word(label.back()) ||
        !std::all_of(label.begin(), label.end(),
                     [&is_word](char c) { return is_word(c) || c == '-'; })) {
      return false;
    }
  }
  return true;
}

absl::StatusOr<Secret> WriteFor(const Reader& reader,
                                absl::Span<const Variable> secrets,
                                string_view manifest_name) {
  std::vector<Variable> sorted(secrets.begin(), secrets.end());
  SortByName(&sorted);
  for (const Variable& secret : sorted) {
    DP_RETURN_IF_ERROR(CheckReads(reader, secret));
  }
  switch (reader.layout) {
    case Layout::kExports:
      return WriteLines(reader, sorted, "export ");
    case Layout::kLines:
      return WriteLines(reader, sorted, "");
    case Layout::kOneLine:
      return WriteOneLine(reader, sorted);
    case Layout::kHeredocs:
      return WriteHeredocs(sorted);
    case Layout::kManifest:
      return WriteManifest(sorted, manifest_name);
    case Layout::kDotnetJson:
      DP_RETURN_IF_ERROR(CheckDotnetNames(sorted, reader.name));
      return WriteJson(sorted);
    case Layout::kJson:
      return WriteJson(sorted);
    case Layout::kProperties:
      return WriteProperties(sorted);
    case Layout::kFolder:
      break;
  }
  return Secret();
}

}  // namespace dp
