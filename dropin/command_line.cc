// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "dropin/command_line.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "dropin/go_values.h"
#include "dropin/usage.h"
#include "lib/base/status.h"

namespace dp {
namespace {

using Word = absl::string_view;

bool HasFlag(const Flag& flag, Command command) {
  return (flag.commands & Bit(command)) != 0;
}

const Flag* FindFlag(Command command, Word name) {
  for (const Flag& flag : Flags()) {
    if (HasFlag(flag, command) && flag.name == name) return &flag;
  }
  return nullptr;
}

const Flag* FindLetter(Command command, char letter) {
  for (const Flag& flag : Flags()) {
    if (HasFlag(flag, command) && flag.letter == letter) return &flag;
  }
  return nullptr;
}

bool NeedsValue(const Flag* flag) {
  return flag == nullptr || (flag->kind != FlagKind::kSwitch &&
                             flag->kind != FlagKind::kOptionalWord);
}

// Whether the next word is the value of the flag that `word` is, as far as one
// can tell while the command is not known yet: cobra takes a flag that it does
// not know for one with a value.
bool TakesNext(Command command, Word word) {
  if (absl::StrContains(word, '=')) return false;
  if (absl::StartsWith(word, "--")) {
    return NeedsValue(FindFlag(command, word.substr(2)));
  }
  return word.size() == 2 && word[0] == '-' &&
         NeedsValue(FindLetter(command, word[1]));
}

// The place of the first word that is neither a flag nor the value of one; the
// size of `words` for none.
size_t FirstOperand(Command command, const std::vector<Word>& words) {
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--") break;
    if (TakesNext(command, words[i])) {
      ++i;
    } else if (!absl::StartsWith(words[i], "-")) {
      return i;
    }
  }
  return words.size();
}

const CommandRow* FindCommand(Command parent, Word word) {
  if (word.empty()) return nullptr;
  for (const CommandRow& row : Commands()) {
    if (row.id != Command::kRoot && row.parent == parent &&
        (row.word == word || row.alias == word)) {
      return &row;
    }
  }
  return nullptr;
}

// Takes the words that are the name of the command out of `words`.
Command TakeCommand(std::vector<Word>* words) {
  Command command = Command::kRoot;
  for (;;) {
    const size_t at = FirstOperand(command, *words);
    if (at == words->size()) return command;
    const CommandRow* row = FindCommand(command, (*words)[at]);
    if (row == nullptr) return command;
    words->erase(words->begin() + static_cast<ptrdiff_t>(at));
    command = row->id;
  }
}

// No more of a wrong flag than a flag can be: the rest may be a value.
Word Shown(Word name) {
  const auto end = std::find_if_not(name.begin(), name.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return absl::ascii_islower(byte) || absl::ascii_isdigit(byte) || c == '-';
  });
  return name.substr(0, static_cast<size_t>(end - name.begin()));
}

std::string NameOf(const Flag& flag) {
  return flag.letter == 0 ? absl::StrCat("--", flag.name)
                          : absl::StrCat("-", std::string(1, flag.letter),
                                         ", --", flag.name);
}

}  // namespace

// Reads the flags of one command.
class FlagParser {
 public:
  FlagParser(const std::vector<Word>& words, Call* call)
      : words_(words), call_(call) {}

  std::optional<Fault> Parse() {
    while (at_ < words_.size()) {
      const Word word = words_[at_++];
      if (word == "--") {
        call_->operands.insert(call_->operands.end(),
                               words_.begin() + static_cast<ptrdiff_t>(at_),
                               words_.end());
        return std::nullopt;
      }
      if (absl::StartsWith(word, "--")) {
        DP_RETURN_IF_FAULT(Long(word.substr(2)));
      } else if (absl::StartsWith(word, "-") && word.size() > 1) {
        DP_RETURN_IF_FAULT(Letters(word.substr(1)));
      } else {
        call_->operands.push_back(word);
      }
    }
    return std::nullopt;
  }

 private:
  std::optional<Fault> Misuse(absl::string_view error) {
    return Misused(call_->command, error);
  }

  std::optional<Fault> Long(Word text) {
    const size_t equals = text.find('=');
    const Word name = text.substr(0, equals);
    const Flag* flag = FindFlag(call_->command, name);
    if (flag == nullptr) return UnknownFlag(call_->command, Shown(name));
    if (equals != Word::npos) return Take(*flag, text.substr(equals + 1));
    if (!NeedsValue(flag)) return Take(*flag, "true");
    if (at_ == words_.size()) {
      return Misuse(absl::StrCat("flag needs an argument: --", name));
    }
    return Take(*flag, words_[at_++]);
  }

  std::optional<Fault> Letters(Word letters) {
    while (!letters.empty()) {
      const std::string letter(letters.substr(0, 1));
      const Flag* flag = FindLetter(call_->command, letters[0]);
      if (flag == nullptr) {
        return Misuse(absl::StrCat("unknown shorthand flag: '", Escape(letter),
                                   "' in -", Shown(letters)));
      }
      if (letters.size() > 2 && letters[1] == '=') {
        return Take(*flag, letters.substr(2));
      }
      if (!NeedsValue(flag)) {
        DP_RETURN_IF_FAULT(Take(*flag, "true"));
        letters.remove_prefix(1);
        continue;
      }
      if (letters.size() > 1) return Take(*flag, letters.substr(1));
      if (at_ == words_.size()) {
        return Misuse(absl::StrCat("flag needs an argument: '", letter,
                                   "' in -", letter));
      }
      return Take(*flag, words_[at_++]);
    }
    return std::nullopt;
  }

  std::optional<Fault> Invalid(const Flag& flag, Word value, Word why) {
    return Misuse(absl::StrCat("invalid argument \"", Escape(value),
                               "\" for \"", NameOf(flag), "\" flag: ", why));
  }

  // Checks the value, and notes it: the last of several counts, lists grow.
  std::optional<Fault> Take(const Flag& flag, Word value) {
    const std::string parsing =
        absl::StrCat("parsing \"", Escape(value), "\": invalid syntax");
    if (flag.kind == FlagKind::kSwitch && !ParseGoBool(value).has_value()) {
      return Invalid(flag, value, "strconv.ParseBool: " + parsing);
    }
    if (flag.kind == FlagKind::kNumber && !ParseGoInt(value).has_value()) {
      return Invalid(flag, value, "strconv.ParseInt: " + parsing);
    }
    if (flag.kind == FlagKind::kDuration &&
        !ParseGoDuration(value).has_value()) {
      return Invalid(
          flag, value,
          absl::StrCat("time: invalid duration \"", Escape(value), "\""));
    }
    if (flag.kind == FlagKind::kList) {
      std::optional<std::vector<std::string>> list = ParseCsv(value);
      if (!list.has_value()) return Invalid(flag, value, "it is not CSV");
      call_->only_secrets_.insert(call_->only_secrets_.end(), list->begin(),
                                  list->end());
    }
    if (flag.kind == FlagKind::kCredential) {
      call_->credentials_.push_back(value);
    }
    call_->values_[static_cast<size_t>(&flag - Flags().data())] = value;
    return std::nullopt;
  }

  const std::vector<Word>& words_;
  Call* call_;
  size_t at_ = 0;
};

namespace {

// A flag that the CLI has, and this drop-in has not. Turned off it is harmless.
std::optional<Fault> CheckAbsent(const Call& call) {
  for (const Flag& flag : Flags()) {
    if (flag.absent == nullptr || !HasFlag(flag, call.command) ||
        !call.Given(flag.name)) {
      continue;
    }
    if (flag.kind != FlagKind::kSwitch || call.Enabled(flag.name)) {
      return NotPart(absl::StrCat("--", flag.name), flag.absent);
    }
  }
  return std::nullopt;
}

std::optional<Fault> CheckCount(const Call& call) {
  const CommandRow& row = RowOf(call.command);
  const int count = static_cast<int>(call.operands.size());
  if (row.at_most == 0 && count > 0) {
    return UnknownCommand(call.command, call.operands[0]);
  }
  if (row.at_least == row.at_most && count != row.at_least) {
    return Misused(call.command, absl::StrCat("accepts ", row.at_least,
                                              " arg(s), received ", count));
  }
  if (count < row.at_least) {
    Fault fault =
        Misused(call.command, absl::StrCat("requires at least ", row.at_least,
                                           " arg(s), only received ", count));
    if (call.command == Command::kSet) {
      fault.lines.push_back(
          "doppler: hint: doppler secrets set NAME takes the value from "
          "standard input");
    }
    return fault;
  }
  if (count > row.at_most) {
    return Misused(call.command, absl::StrCat("accepts at most ", row.at_most,
                                              " arg(s), received ", count));
  }
  return std::nullopt;
}

// The row that `call` means by this name.
size_t IndexOf(Command command, Word name) {
  const Flag* flag = FindFlag(command, name);
  return flag == nullptr ? Flags().size()
                         : static_cast<size_t>(flag - Flags().data());
}

}  // namespace

bool Call::Given(absl::string_view flag) const {
  const size_t index = IndexOf(command, flag);
  return index < values_.size() && values_[index].has_value();
}

bool Call::Enabled(absl::string_view flag) const {
  return Given(flag) && ParseGoBool(Value(flag)).value_or(false);
}

absl::string_view Call::Value(absl::string_view flag) const {
  const size_t index = IndexOf(command, flag);
  return index < values_.size() ? values_[index].value_or("") : "";
}

void Call::Set(absl::string_view flag, absl::string_view value) {
  const size_t index = IndexOf(command, flag);
  if (index < values_.size()) values_[index] = value;
}

std::optional<Fault> Parse(absl::Span<const Word> words, Call* call) {
  std::vector<Word> rest(words.begin(), words.end());
  call->command = TakeCommand(&rest);
  if (call->command == Command::kRoot) {
    const size_t at = FirstOperand(Command::kRoot, rest);
    if (at < rest.size() && rest[at] == "help") {
      rest.erase(rest.begin() + static_cast<ptrdiff_t>(at));
      call->command = TakeCommand(&rest);
      call->Set("help", "true");
      return std::nullopt;
    }
    if (at < rest.size()) return UnknownCommand(call->command, rest[at]);
  }
  DP_RETURN_IF_FAULT(FlagParser(rest, call).Parse());
  if (call->Enabled("help")) return std::nullopt;
  DP_RETURN_IF_FAULT(CheckAbsent(*call));
  return CheckCount(*call);
}

}  // namespace dp
