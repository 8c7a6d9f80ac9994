// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "dropin/usage.h"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status.h"

namespace dp {
namespace {

// What the CLI has beside the commands of the table.
struct Elsewhere {
  const char* word;
  const char* instead;
};
constexpr Elsewhere kElsewhere[] = {
    {"login",
     "set DOPPLER_TOKEN, or note a token: doppler configure set token"},
    {"logout", "doppler configure unset token forgets one"},
    {"oidc", "set DOPPLER_TOKEN to a token that another program got"},
    {"enclave", "leave the word out: doppler secrets"},
    {"activity", "see Doppler's dashboard"},
    {"changelog", "see the CLI itself"},
    {"configs", "see Doppler's dashboard"},
    {"environments", "see Doppler's dashboard"},
    {"feedback", "see Doppler's dashboard"},
    {"import", "see Doppler's dashboard"},
    {"open", "see Doppler's dashboard"},
    {"projects", "see Doppler's dashboard"},
    {"settings", "see Doppler's dashboard"},
    {"tui", "see Doppler's dashboard"},
    {"update", "packages are updated as all others are"},
};

// The number of letters to add, drop or change between the two.
size_t Distance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t corner = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t change = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
      corner = row[j];
      row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

// Keeps the nearest of the words that it is shown, if it is near at all.
class Nearest {
 public:
  explicit Nearest(absl::string_view typed) : typed_(typed.substr(0, 64)) {}

  void Look(absl::string_view word) {
    const size_t distance = Distance(typed_, word);
    if (distance > typed_.size() / 3 + 1 || distance >= best_) return;
    best_ = distance;
    word_ = word;
  }
  absl::string_view word() const { return word_; }

 private:
  absl::string_view typed_, word_;
  size_t best_ = 4;
};

std::string FlagLine(const Flag& flag) {
  std::string name =
      flag.letter == 0 ? "      "
                       : absl::StrCat("  -", std::string(1, flag.letter), ", ");
  absl::StrAppend(&name, "--", flag.name);
  if (flag.kind == FlagKind::kOptionalWord) {
    absl::StrAppend(&name, "[=", flag.value, "]");
  } else if (flag.kind != FlagKind::kSwitch) {
    absl::StrAppend(&name, " ", flag.value);
  }
  if (name.size() < 32) name.resize(32, ' ');
  return absl::StrCat(name, "  ", flag.help, "\n");
}

// The flags of the command itself, or those of all.
std::string FlagLines(Command command, bool common) {
  std::string lines;
  for (const Flag& flag : Flags()) {
    if (flag.help[0] == '\0' || (flag.commands & Bit(command)) == 0) continue;
    if ((flag.commands == kEvery) == common) {
      absl::StrAppend(&lines, FlagLine(flag));
    }
  }
  return lines;
}

std::string SubcommandLines(Command command) {
  std::string lines;
  for (const CommandRow& row : Commands()) {
    if (row.id == Command::kRoot || row.parent != command) continue;
    std::string word = absl::StrCat("  ", row.word);
    if (word.size() < 14) word.resize(14, ' ');
    absl::StrAppend(&lines, word, row.about, "\n");
  }
  return lines;
}

void AppendSection(absl::string_view title, absl::string_view lines,
                   std::string* to) {
  if (!lines.empty()) absl::StrAppend(to, "\n", title, ":\n", lines);
}

std::string Suggestion(absl::string_view dashes, absl::string_view word) {
  return word.empty()
             ? ""
             : absl::StrCat("\n\nDid you mean this?\n\t", dashes, word, "\n");
}

Fault Wrong(absl::string_view text) {
  return {"", "", {absl::StrCat("Error: ", text)}, 1};
}

}  // namespace

std::string Usage(Command command) {
  const CommandRow& row = RowOf(command);
  std::string text = absl::StrCat("Usage:\n  ", PathOf(command), " [flags]",
                                  row.operands[0] == '\0' ? "" : " ",
                                  row.operands, "\n\n", row.about, ".\n");
  AppendSection("Commands", SubcommandLines(command), &text);
  AppendSection("Flags", FlagLines(command, false), &text);
  AppendSection("Flags of all commands", FlagLines(command, true), &text);
  return absl::StrCat(text, "\nSee doppler(1).");
}

Fault Misused(Command command, absl::string_view error) {
  return Wrong(absl::StrCat(error, "\n", Usage(command)));
}

Fault UnknownFlag(Command command, absl::string_view name) {
  Nearest nearest(name);
  for (const Flag& flag : Flags()) {
    if ((flag.commands & Bit(command)) != 0 && flag.absent == nullptr) {
      nearest.Look(flag.name);
    }
  }
  return Misused(command, absl::StrCat("unknown flag: --", name,
                                       Suggestion("--", nearest.word())));
}

Fault UnknownCommand(Command parent, absl::string_view word) {
  Nearest nearest(word);
  for (const CommandRow& row : Commands()) {
    if (row.id != Command::kRoot && row.parent == parent)
      nearest.Look(row.word);
  }
  if (parent == Command::kRoot) {
    for (const Elsewhere& command : kElsewhere) {
      if (command.word == word) return NotPart(word, command.instead);
    }
  }
  const std::string path = PathOf(parent);
  return Wrong(absl::StrCat("unknown command ", Quote(word), " for \"", path,
                            "\"", Suggestion("", nearest.word()), "\nRun '",
                            path, " --help' for usage."));
}

}  // namespace dp
