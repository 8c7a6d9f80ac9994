// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "lib/render/export.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "lib/base/escape.h"
#include "lib/base/printable.h"
#include "lib/base/remedy.h"
#include "lib/base/status.h"
#include "lib/base/utf8.h"
#include "lib/base/words.h"
#include "lib/json/json.h"
#include "lib/render/name_rules.h"
#include "lib/render/readers.h"
#include "lib/render/ways.h"

namespace dp {
namespace {

using absl::string_view;

// Why a name or a value cannot be written, in words that follow "its name" or
// "its value"; null when it can.

const char* WhyNotListName(string_view name) {
  const bool plain = std::none_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) < ' ';
  });
  return plain && !name.empty() ? nullptr : "is not one line";
}

const char* WhyNotEnvName(string_view name) {
  const char* why = WhyNotShellName(name);
  return why == nullptr ? WhyNotScriptName(name) : why;
}

// The readers that env is for, and the ways that are exact for all of them:
// escapes mean the same to no two of these.
constexpr string_view kEnvReaders[] = {"sh", "dotenv", "node", "python-dotenv",
                                       "compose"};
constexpr Way kEnvWays[] = {
    {kSingle | kCr | kBraces | kBackslashLast | kBackslashPair, "'", "'"},
    {kDouble | kBackslash | kDollar | kBacktick | kCr, "\"", "\""},
};
constexpr Way kLineWays[] = {{kLf | kCrLast, "", ""}};
constexpr Replacement kShellQuote[] = {{"'", "'\\''"}};
constexpr Way kShellWays[] = {{0, "'", "'", kShellQuote}};
constexpr Way kAnyWays[] = {{0, "", ""}};

// What ends the text, what YAML calls not printable, or a line break, and byte
// order marks.
bool IsYamlEscaped(char32_t code) {
  return code < ' ' || code == '"' || code == '\\' ||
         (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029 ||
         code == 0xFEFF || code == 0xFFFE || code == 0xFFFF;
}

void AppendYamlText(string_view text, Secret* to) {
  to->Append("\"");
  AppendReplaced(
      text,
      [](unsigned char c) {
        return c < ' ' || c == '"' || c == '\\' || c == 0x7F || c == 0xC2 ||
               c == 0xE2 || c == 0xEF;
      },
      [](string_view rest, Secret* out) -> size_t {
        const Character character = FirstCharacter(rest);
        if (!IsYamlEscaped(character.code)) return 0;
        out->Append(EscapeOf(character.code).view());
        return character.size;
      },
      to);
  to->Append("\"");
}

void AppendJson(const Variable& secret, Secret* to) {
  AppendJsonString(secret.name, to);
  to->Append(":");
  AppendJsonString(secret.value, to);
}

void AppendYaml(const Variable& secret, Secret* to) {
  // A key that is longer must be announced.
  constexpr size_t kMaxSimpleKey = 128;
  const bool simple = secret.name.size() <= kMaxSimpleKey;
  to->Append(simple ? "" : "? ");
  AppendYamlText(secret.name, to);
  to->Append(simple ? ": " : "\n: ");
  AppendYamlText(secret.value, to);
  to->Append("\n");
}

void AppendEnv(const Variable& secret, Secret* to) {
  to->Append(secret.name);
  to->Append("=");
  AppendBy(*FindWay(kEnvWays, TraitsOf(secret.value)), secret.value, to);
  to->Append("\n");
}

void AppendLine(const Variable& secret, Secret* to) {
  to->Append(secret.name);
  to->Append("=");
  to->Append(secret.value);
  to->Append("\n");
}

void AppendShell(const Variable& secret, Secret* to) {
  to->Append("export ");
  to->Append(secret.name);
  to->Append("=");
  AppendBy(kShellWays[0], secret.value, to);
  to->Append("\n");
}

void AppendName(const Variable& secret, Secret* to) {
  to->Append(secret.name);
  to->Append("\n");
}

void AppendMaskLine(string_view line, Secret* to) {
  // GitHub's runner refuses to hide what is blank.
  if (line.find_first_not_of(" \t\v\f\r") == string_view::npos) return;
  to->Append("::add-mask::");
  AppendReplaced(
      line, [](unsigned char c) { return c == '%' || c == '\r'; },
      [](string_view rest, Secret* out) {
        out->Append(rest[0] == '%' ? "%25" : "%0D");
        return size_t{1};
      },
      to);
  to->Append("\n");
}

void AppendMask(const Variable& secret, Secret* to) {
  for (const string_view line : absl::StrSplit(secret.value, '\n')) {
    AppendMaskLine(line, to);
    if (!absl::StrContains(line, "\r")) continue;
    // Programs that print the value may end lines with a line feed alone.
    for (const string_view part : absl::StrSplit(line, '\r')) {
      AppendMaskLine(part, to);
    }
  }
}

// As people can read it; a backslash is doubled, so that nothing is mistaken
// for an escape.
void AppendShown(string_view text, Secret* to) {
  AppendReplaced(
      text, [](unsigned char c) { return c < ' ' || c == '\\' || c >= 0x7F; },
      [](string_view rest, Secret* out) -> size_t {
        const Character first = FirstCharacter(rest);
        out->Append(first.code == '\\' || !IsPrintable(first.code)
                        ? EscapeOf(first.code).view()
                        : rest.substr(0, first.size));
        return first.size;
      },
      to);
}

Secret ExportTable(const std::vector<Variable>& secrets) {
  constexpr string_view kHead = "NAME";
  Secret text, shown;
  const auto show = [&shown](string_view name) {
    shown.Resize(0);
    AppendShown(name, &shown);
    return CountCharacters(shown.Reveal());
  };
  size_t width = kHead.size();
  for (const Variable& secret : secrets) {
    width = std::max(width, show(secret.name));
  }
  const std::string spaces(width + 2, ' ');
  text.Append(kHead);
  text.Append(string_view(spaces).substr(kHead.size()));
  text.Append("VALUE\n");
  for (const Variable& secret : secrets) {
    const size_t size = show(secret.name);
    text.Append(shown.Reveal());
    text.Append(string_view(spaces).substr(size));
    AppendShown(secret.value, &text);
    text.Append("\n");
  }
  return text;
}

struct Syntax {
  string_view name;
  const char* (*why_not_name)(string_view name);
  absl::Span<const Way> ways;
  size_t max_size;  // Of NAME=VALUE; 0: none.
  void (*append)(const Variable& secret, Secret* to);
};

// In the order of ExportFormat.
constexpr Syntax kSyntaxes[] = {
    {"json", WhyNotAnyName, kAnyWays, 0, AppendJson},
    {"env", WhyNotEnvName, kEnvWays, 0, AppendEnv},
    {"env-no-quotes", WhyNotLineName, kLineWays, kMaxLine, AppendLine},
    {"shell", WhyNotShellName, kShellWays, 0, AppendShell},
    {"yaml", WhyNotAnyName, kAnyWays, 0, AppendYaml},
    {"docker", WhyNotLineName, kLineWays, kMaxLine, AppendLine},
    {"dotnet-json", WhyNotAnyName, kAnyWays, 0, AppendJson},
    {"names", WhyNotListName, kAnyWays, 0, AppendName},
    {"table", WhyNotAnyName, kAnyWays, 0, nullptr},
    {"github-mask", WhyNotAnyName, kAnyWays, 0, AppendMask},
};

const Syntax& SyntaxOf(ExportFormat format) {
  return kSyntaxes[static_cast<size_t>(format)];
}

// Those of the readers of env that can carry `secret`.
std::string ReadersFor(const Variable& secret) {
  std::string readers;
  for (const string_view name : kEnvReaders) {
    if (CheckReads(FindReader(name), secret).ok()) {
      absl::StrAppend(&readers, readers.empty() ? "" : ", ", name);
    }
  }
  return readers;
}

absl::Status Check(ExportFormat format, const Variable& secret) {
  const Syntax& syntax = SyntaxOf(format);
  if (const char* why = syntax.why_not_name(secret.name)) {
    return WithRemedy(
        Refused(Cannot("render", secret.name,
                       absl::StrCat("its name ", why, " (", syntax.name, ")"))),
        Remedy::kExceptOrJson);
  }
  const std::string why = WhyNotValue(syntax.ways, syntax.max_size, secret);
  if (why.empty()) return absl::OkStatus();
  const std::string readers =
      format == ExportFormat::kEnv ? ReadersFor(secret) : "";
  return WithRemedy(Refused(Cannot("render", secret.name,
                                   absl::StrCat("its value ", why, ", which ",
                                                syntax.name, " cannot carry"))),
                    readers.empty() ? Remedy::kFormatJson : Remedy::kForReaders,
                    readers);
}

Secret ExportJson(const std::vector<Variable>& secrets) {
  Secret text;
  string_view before = "{";
  for (const Variable& secret : secrets) {
    text.Append(before);
    AppendJson(secret, &text);
    before = ",";
  }
  text.Append(secrets.empty() ? "{}\n" : "}\n");
  return text;
}

}  // namespace

absl::Status ReadValue(string_view value, std::optional<ExportFormat>* to) {
  DP_ASSIGN_OR_RETURN(const size_t word, FindWord(value, kExportFormats));
  *to = static_cast<ExportFormat>(word);
  return absl::OkStatus();
}

std::vector<string_view> TooLargeForProcesses(
    absl::Span<const Variable> secrets) {
  std::vector<string_view> names;
  for (const Variable& secret : secrets) {
    if (secret.name.size() + 1 + secret.value.size() > kMaxString) {
      names.push_back(secret.name);
    }
  }
  return names;
}

absl::StatusOr<Secret> Export(ExportFormat format,
                              absl::Span<const Variable> secrets) {
  std::vector<Variable> sorted(secrets.begin(), secrets.end());
  SortByName(&sorted);
  for (const Variable& secret : sorted) {
    DP_RETURN_IF_ERROR(Check(format, secret));
  }
  if (format == ExportFormat::kDotnetJson) {
    DP_RETURN_IF_ERROR(CheckDotnetNames(sorted, "dotnet-json"));
  }
  if (format == ExportFormat::kTable) return ExportTable(sorted);
  if (format == ExportFormat::kJson || format == ExportFormat::kDotnetJson) {
    return ExportJson(sorted);
  }
  Secret text;
  for (const Variable& secret : sorted) SyntaxOf(format).append(secret, &text);
  if (format == ExportFormat::kYaml && sorted.empty()) text.Append("{}\n");
  return text;
}

}  // namespace dp
