// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

#include "dropin/completion.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "dropin/print.h"

namespace dp {
namespace {

// The names in the configuration file that stand after `enclave.$1:`. To sed a
// quote is \x22, so that it can stand between quotes of any shell.
constexpr char kNames[] =
    R"(sed -n "s/^ *enclave\.$1: *\\x22\\{0,1\\}\\([A-Za-z0-9._-]\\{1,\\}\\)\\x22\\{0,1\\} *\$/\\1/p" \
    "${DOPPLER_CONFIG_DIR:-$HOME/.doppler}/.doppler.yaml" 2>/dev/null | sort -u)";

// Both bash and zsh: $1 is the command so far, with spaces before its words;
// what can follow goes to stdout, one word a line.
constexpr char kWords[] = R"sh(_doppler_names() {
  NAMES
}

_doppler_words() {
  case $1 in
TABLE  esac
}

# _doppler_path WORD...: the command that the words before the last one name.
_doppler_path() {
  local path='' word
  while [ $# -gt 1 ]; do
    word=$1
    shift
    case " $(_doppler_words "$path" | tr '\n' ' ') " in
      *" $word "*) case $word in -*) ;; *) path="$path $word" ;; esac ;;
    esac
  done
  printf '%s\n' "$path"
}

# _doppler_answer PREVIOUS WORD...: what can stand in the place of the last word.
_doppler_answer() {
  local previous=$1
  shift
  case $previous in
    -p | --project) _doppler_names project ;;
    -c | --config) _doppler_names config ;;
    *) _doppler_words "$(_doppler_path "$@")" ;;
  esac
}
)sh";

constexpr char kBash[] =
    R"sh(# bash completes doppler with this, which `doppler completion bash` printed.

WORDS
_doppler() {
  local word=${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=($(compgen -W "$(_doppler_answer "${COMP_WORDS[COMP_CWORD - 1]}" \
    "${COMP_WORDS[@]:1:COMP_CWORD}")" -- "$word"))
}
complete -o default -F _doppler doppler
)sh";

constexpr char kZsh[] = R"sh(#compdef doppler
# zsh completes doppler with this, which `doppler completion zsh` printed.

WORDS
_doppler() {
  local -a answers
  answers=(${(f)"$(_doppler_answer "${words[CURRENT - 1]}" "${(@)words[2,CURRENT]}")"})
  compadd -- $answers || _files
}
if [ "$funcstack[1]" = _doppler ]; then _doppler; else compdef _doppler doppler; fi
)sh";

constexpr char kFish[] =
    R"sh(# fish completes doppler with this, which `doppler completion fish` printed.

function __doppler_names
  set -l dir $HOME/.doppler
  set -q DOPPLER_CONFIG_DIR; and set dir $DOPPLER_CONFIG_DIR
  string replace -rf '^ *enclave\.'$argv[1]': *"?([A-Za-z0-9._-]+)"? *$' '$1' \
    < $dir/.doppler.yaml 2>/dev/null | sort -u
end

function __doppler_path
  set -l path
  for word in (commandline -opc)[2..-1]
    string match -q -- '-*' $word; or set -a path $word
  end
  echo "$path"
end

function __doppler_is
  test (__doppler_path) = "$argv"
end

function __doppler_begins
  string match -q -- "$argv*" (__doppler_path)
end

TABLE)sh";

std::string WordsBelow(Command command) {
  std::string words;
  for (const CommandRow& row : Commands()) {
    if (row.id != Command::kRoot && row.parent == command) {
      absl::StrAppend(&words, " ", row.word);
    }
  }
  if (command == Command::kCompletion)
    absl::StrAppend(&words, " bash zsh fish");
  return words;
}

bool IsShown(const Flag& flag, Command command) {
  return flag.absent == nullptr && (flag.commands & Bit(command)) != 0;
}

// The words of a command as the shell functions pass them on: " secrets get".
std::string Below(Command command) {
  return PathOf(command).substr(sizeof("doppler") - 1);
}

std::string Table() {
  std::string table;
  for (const CommandRow& row : Commands()) {
    absl::StrAppend(&table, "    '", Below(row.id), "') printf '%s\\n'",
                    WordsBelow(row.id));
    for (const Flag& flag : Flags()) {
      if (IsShown(flag, row.id)) absl::StrAppend(&table, " --", flag.name);
    }
    absl::StrAppend(&table, " ;;\n");
  }
  return table;
}

std::string FishTable() {
  std::string table;
  for (const CommandRow& row : Commands()) {
    const std::string below = Below(row.id);
    const std::string words = WordsBelow(row.id);
    const std::string is =
        absl::StrCat("complete -c doppler -n '__doppler_is", below, "'");
    if (!words.empty()) {
      absl::StrAppend(&table, is, " -f -a '", words.substr(1), "'\n");
    }
    if (row.id == Command::kRoot) continue;
    for (const Flag& flag : Flags()) {
      if (!IsShown(flag, row.id) || flag.commands == kEvery) continue;
      const absl::string_view name = flag.name;
      absl::StrAppend(&table, "complete -c doppler -n '__doppler_begins", below,
                      "' -l ", name,
                      flag.kind == FlagKind::kSwitch ? "" : " -r");
      if (name == "project" || name == "config") {
        absl::StrAppend(&table, " -f -a '(__doppler_names ", name, ")'");
      }
      absl::StrAppend(&table, "\n");
    }
  }
  for (const Flag& flag : Flags()) {
    if (flag.commands != kEvery || flag.absent != nullptr) continue;
    absl::StrAppend(&table, "complete -c doppler -l ", flag.name,
                    flag.kind == FlagKind::kSwitch ? "" : " -r", "\n");
  }
  return table;
}

}  // namespace

std::optional<Fault> Complete(const Call& call) {
  const absl::string_view shell = call.operands[0];
  if (shell == "fish") {
    return Print(absl::StrReplaceAll(kFish, {{"TABLE", FishTable()}}));
  }
  if (shell != "bash" && shell != "zsh") {
    return Failure("", absl::StrCat("there is no completion for this shell: "
                                    "bash, zsh and fish have one"));
  }
  const std::string words =
      absl::StrReplaceAll(kWords, {{"NAMES", kNames}, {"TABLE", Table()}});
  return Print(absl::StrReplaceAll(shell == "bash" ? kBash : kZsh,
                                   {{"WORDS\n", words}}));
}

}  // namespace dp
