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
#include "lib/base/status.h"
#include "lib/base/utf8.h"
#include "lib/base/words.h"
#include "lib/json/json.h"
#include "lib/select/names.h"
#include "lib/select/policy.h"

namespace dp {
namespace {

using absl::string_view;

bool Holds(string_view text, string_view part) {
  return absl::StrContains(text, part);
}

// The functions named Object...: why a name or a value cannot be written, in
// words that follow "its name" or "its value"; null when it can.

const char* ObjectShellName(string_view name) {
  if (!IsVariableName(name)) return "is none that a variable can have";
  return WhyNotForShells(name);
}

const char* ObjectLineName(string_view name) {
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    const unsigned char byte = static_cast<unsigned char>(c);
    return byte > ' ' && byte != 0x7F && byte != '=';
  });
  // Readers skip comments, and a byte order mark at the beginning.
  if (plain && !name.empty() && name[0] != '#' &&
      !absl::StartsWith(name, "\xEF\xBB\xBF")) {
    return nullptr;
  }
  return "cannot stand before a =";
}

const char* ObjectListName(string_view name) {
  const bool plain = std::none_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) < ' ';
  });
  return plain && !name.empty() ? nullptr : "is not one line";
}

const char* ObjectNothing(string_view /*text*/) { return nullptr; }

// Between apostrophes sh takes every byte as it is; dotenv readers, two
// backslashes as one, and an apostrophe after a backslash as a part of the
// text.
bool FitsApostrophes(string_view value) {
  return !Holds(value, "'") && !Holds(value, "\\\\");
}

const char* ObjectEnvValue(string_view value) {
  // dotenv readers make a line feed of it.
  if (Holds(value, "\r")) return "holds a carriage return";
  // dotenv readers expand it in any quotes.
  const size_t brace = value.find("${");
  if (brace != string_view::npos && Holds(value.substr(brace), "}")) {
    return "holds ${...}";
  }
  // dotenv readers do not see the quote that follows it as the end.
  if (absl::EndsWith(value, "\\")) return "ends in a backslash";
  // In double quotes sh needs a backslash before these, and dotenv readers keep
  // it.
  if (FitsApostrophes(value) || (!Holds(value, "$") && !Holds(value, "`"))) {
    return nullptr;
  }
  return Holds(value, "'") ? "holds an apostrophe together with $ or `"
                           : "holds two backslashes together with $ or `";
}

const char* ObjectLineValue(string_view value) {
  if (Holds(value, "\n")) return "holds a line feed";
  // Readers take it for a part of the line's end.
  return absl::EndsWith(value, "\r") ? "ends in a carriage return" : nullptr;
}

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
  const bool fits = FitsApostrophes(secret.value);
  to->Append(fits ? "'" : "\"");
  if (fits) {
    to->Append(secret.value);
  } else {
    AppendBackslashed(secret.value, to);
  }
  to->Append(fits ? "'\n" : "\"\n");
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
  to->Append("='");
  AppendReplaced(
      secret.value, [](unsigned char c) { return c == '\''; },
      [](string_view /*rest*/, Secret* out) {
        out->Append("'\\''");
        return size_t{1};
      },
      to);
  to->Append("'\n");
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
    if (!Holds(line, "\r")) continue;
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
  const char* (*object_to_name)(string_view name);
  const char* (*object_to_value)(string_view value);
  string_view other;  // A format that can carry what this cannot.
  void (*append)(const Variable& secret, Secret* to);
};

// In the order of ExportFormat.
constexpr Syntax kSyntaxes[] = {
    {"json", ObjectNothing, ObjectNothing, "", AppendJson},
    {"env", ObjectShellName, ObjectEnvValue, "shell", AppendEnv},
    {"env-no-quotes", ObjectLineName, ObjectLineValue, "json", AppendLine},
    {"shell", ObjectShellName, ObjectNothing, "json", AppendShell},
    {"yaml", ObjectNothing, ObjectNothing, "", AppendYaml},
    {"docker", ObjectLineName, ObjectLineValue, "json", AppendLine},
    {"dotnet-json", ObjectNothing, ObjectNothing, "", AppendJson},
    {"names", ObjectListName, ObjectNothing, "json", AppendName},
    {"table", ObjectNothing, ObjectNothing, "", nullptr},
    {"github-mask", ObjectNothing, ObjectNothing, "", AppendMask},
};

const Syntax& SyntaxOf(ExportFormat format) {
  return kSyntaxes[static_cast<size_t>(format)];
}

absl::Status Check(ExportFormat format, const Variable& secret) {
  // docker(1) reads lines into 64 KiB.
  constexpr size_t kMaxDockerLine = 65535;
  const Syntax& syntax = SyntaxOf(format);
  if (const char* why = syntax.object_to_name(secret.name)) {
    return WithHint(
        Refused(Cannot("render", secret.name,
                       absl::StrCat("its name ", why, " (", syntax.name, ")"))),
        "--except leaves it out; --format json can carry it");
  }
  const char* why = syntax.object_to_value(secret.value);
  if (why == nullptr && format == ExportFormat::kDocker &&
      secret.name.size() + 1 + secret.value.size() > kMaxDockerLine) {
    why = "is over the limit of 64 KiB a line";
  }
  if (why == nullptr) return absl::OkStatus();
  return WithHint(Refused(Cannot("render", secret.name,
                                 absl::StrCat("its value ", why, ", which ",
                                              syntax.name, " cannot carry"))),
                  absl::StrCat("--format ", syntax.other, " can carry it"));
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

absl::Status ReadValue(char* value, std::optional<ExportFormat>* to) {
  DP_ASSIGN_OR_RETURN(const size_t word, FindWord(value, kExportFormats));
  *to = static_cast<ExportFormat>(word);
  return absl::OkStatus();
}

absl::StatusOr<Secret> Export(ExportFormat format,
                              absl::Span<const Variable> secrets) {
  std::vector<Variable> sorted(secrets.begin(), secrets.end());
  SortByName(&sorted);
  for (const Variable& secret : sorted) {
    DP_RETURN_IF_ERROR(Check(format, secret));
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
