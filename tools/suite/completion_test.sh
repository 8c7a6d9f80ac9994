#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# The completions, in real shells on a terminal. What is typed, tabs included, becomes a command
# line; the tools of that name are stand-ins that write down their arguments.

# shellcheck source-path=SCRIPTDIR source=../testing.sh
. "$PWD/tools/testing.sh"

# Where the shells look, and what the cases complete with. Names that would be code, if a shell ever
# took them as such, are in the configuration file too.
prepare() {
  mkdir bin home home/.doppler zsh fish fish/completions directory
  for tool in dp-fetch dp-encrypt dp-decrypt dp-exec dp-clean dp-render dp-put dp-watch dp-mask; do
    "$ROOT/tools/$tool" --completion bash >"bash.$tool" &&
      "$ROOT/tools/$tool" --completion zsh >"zsh/_$tool" &&
      "$ROOT/tools/$tool" --completion fish >"fish/completions/$tool.fish" || fail "$tool --completion"
    printf '#!/bin/sh\nprintf "<%%s>" "$@" >>"$RESULT"\n' >"bin/$tool"
  done
  printf '#!/bin/sh\n' >bin/zq-command
  chmod +x bin/*
  touch "output file" directions
  cat >home/.doppler/.doppler.yaml <<'END'
scoped:
    /:
        token: dp.st.standin
        enclave.project: backend
        enclave.config: prd
    /a:
        enclave.project: $(touch pwned)
        enclave.config: "stg_2"
    /b:
        enclave.project: back`touch pwned`
END
  mkdir other
  printf 'scoped:\n    /:\n        enclave.project: elsewhere\n' >other/.doppler.yaml
  RESULT=$PWD/result HOME=$PWD/home PATH=$PWD/bin:$PATH TERM=dumb
  export RESULT HOME PATH TERM
  unset FISH_VERSION ZDOTDIR
}

# in_bash LINE, in_zsh LINE, in_fish LINE: types it when the prompt is there, and ends the shell.
in_bash() {
  cat bash.dp-* >home/rc
  echo "PS1='ready> '; unset HISTFILE; bind 'set bell-style none'; bind 'set enable-bracketed-paste off'" >>home/rc
  on_terminal "$1" bash --noprofile --rcfile home/rc -i
}
in_zsh() {
  cat >home/.zshrc <<'END'
fpath=($PWD/zsh $fpath)
autoload -Uz compinit
compinit -u -d $HOME/zcompdump
PS1='ready> '
unsetopt beep prompt_sp
END
  on_terminal "$1" zsh -o no_global_rcs -i
}
in_fish() {
  printf 'function fish_prompt; echo -n "ready> "; end\nset -g fish_greeting\n' >fish/config.fish
  mkdir -p home/.config
  [ -e home/.config/fish ] || ln -s "$PWD/fish" home/.config/fish
  on_terminal "$1" fish --private -i
}
on_terminal() {
  line=$1
  shift
  # shellcheck disable=SC2016  # The shell inside expands it.
  python3 "$ROOT/testdata/terminal.py" --transcript transcript 'ready> ' "$line"'\n' 'ready> ' 'exit\n' \
    -- sh -c 'exec "$@" </dev/tty >/dev/tty 2>&1' sh "$@" || fail "$1 did not end well: $(cat transcript)"
}

# completes SHELL TYPED ARGUMENTS: what the command gets, each in <>.
completes() {
  rm -f result
  "in_$1" "$2"
  [ "$(cat result 2>/dev/null)" = "$3" ] ||
    fail "$1: $2 gave $(cat result 2>&1), not $3; the terminal: $(cat transcript)"
}

# The cases that all three have in common.
completes_alike() {
  completes "$1" 'dp-fetch --project back\t' '<--project><backend>'
  completes "$1" 'dp-fetch -c st\t' '<-c><stg_2>'
  completes "$1" 'dp-fetch --config-dir other -p el\t' '<--config-dir><other><-p><elsewhere>'
  completes "$1" 'dp-fetch --format ya\t' '<--format><yaml>'
  completes "$1" 'dp-fetch --token-from t\t' '<--token-from><tty>'
  completes "$1" 'dp-encrypt -o outp\t' '<-o><output file>'
  completes "$1" 'dp-decrypt --check outp\t' '<--check><output file>'
  completes "$1" 'dp-exec --clean-e\t-- zq-c\t' '<--clean-env><--><zq-command>'
  completes "$1" 'dp-render --name-transformer tf\t' '<--name-transformer><tf-var>'
  completes "$1" 'dp-put --visibility mas\t' '<--visibility><masked>'
  completes "$1" 'dp-put --completion z\t' '<--completion><zsh>'
  completes "$1" 'dp-fetch --project \t\t\025dp-fetch --names' '<--names>'
  [ ! -e pwned ] || fail "$1 ran a name"
}

test_bash() {
  prepare
  completes_alike bash
  completes bash 'dp-clean --dry\tdirect\t' '<--dry-run><directory/>'
  completes bash 'dp-fetch --proj\tback\t' '<--project><backend>'
  completes bash 'dp-encrypt --output=outp\t' '<--output=output file>'
  completes bash 'dp-encrypt --tee=ea\t' '<--tee=early>'
  completes bash 'dp-fetch --token-from fi\toutp\t' '<--token-from><file:output file>'
  completes bash 'dp-fetch --project=back\t' '<--project=backend>'
  completes bash 'dp-exec --only A zq-c\tdirecto\t' '<--only><A><zq-command><directory/>'
}

test_zsh() {
  prepare
  completes_alike zsh
  # Of a directory at the end of a line, zsh takes the slash away again.
  completes zsh 'dp-clean --dry\tdirect\t' '<--dry-run><directory>'
  completes zsh 'dp-fetch --proj\tback\t' '<--project=backend>'
  completes zsh 'dp-encrypt --output=outp\t' '<--output=output file>'
  completes zsh 'dp-encrypt --tee=ea\t' '<--tee=early>'
  completes zsh 'dp-fetch --token-from fi\toutp\t' '<--token-from><file:output file>'
  completes zsh 'dp-fetch --project=back\t' '<--project=backend>'
  completes zsh 'dp-exec --only A zq-c\tdirecto\t' '<--only><A><zq-command><directory>'
}

test_fish() {
  prepare
  completes_alike fish
  completes fish 'dp-clean --dry\tdirect\t' '<--dry-run><directory/>'
  completes fish 'dp-fetch --proj\tback\t' '<--project><backend>'
  completes fish 'dp-encrypt --output=outp\t' '<--output=output file>'
  completes fish 'dp-fetch --project=back\t' '<--project=backend>'
}

test_scripts_are_of_one_tool_and_sound() {
  prepare
  for tool in bin/dp-*; do
    tool=${tool#bin/}
    run bash -n "bash.$tool"
    expect_code 0
    expect_err
    run shellcheck -s bash -S warning "bash.$tool"
    expect_code 0
    run zsh -n "zsh/_$tool"
    expect_code 0
    expect_err
    run fish -n "fish/completions/$tool.fish"
    expect_code 0
    expect_err
    ! grep -hE 'FUNCTION|TOOL|A_NAME|OPERAND|SPECS|ROWS' "bash.$tool" "zsh/_$tool" "fish/completions/$tool.fish" ||
      fail "$tool: a place was not filled"
  done
}

test_words_are_values_that_the_tools_take() {
  HOME=$PWD
  export HOME
  printf '{"A":"1"}' >in
  touch template
  for format in json env env-no-quotes shell yaml docker dotnet-json names table github-mask; do
    dp-render --completion bash | grep -q "words='.*\b$format\b" || fail "--format $format is not completed"
  done
  words=$(dp-render --completion bash | sed -n "s/^ *--format .*words='\(.*\)'.*/\1/p")
  for word in $words; do dp-render --format "$word" <in >/dev/null || fail "--format $word"; done
  words=$(dp-exec --completion bash | sed -n "s/^ *--name-transformer .*words='\(.*\)'.*/\1/p")
  [ -n "$words" ] || fail "no words"
  for word in $words; do dp-exec --name-transformer "$word" -- true <in || fail "--name-transformer $word"; done
  words=$(dp-exec --completion bash | sed -n "s/^ *--mount-format .*words='\(.*\)'.*/\1/p")
  [ -n "$words" ] || fail "no words"
  for word in $words; do
    set --
    [ "$word" != template ] || set -- --mount-template template
    dp-exec --mount m.json --mount-format "$word" "$@" -- true <in || fail "--mount-format $word"
  done
  words=$(dp-encrypt --completion bash | sed -n "s/^ *--format .*words='\(.*\)'.*/\1/p")
  [ -n "$words" ] || fail "no words"
  for word in $words; do
    dp-encrypt --print-path --token t --project p --config c --format "$word" >/dev/null || fail "--format $word"
  done
}

test_only_these_shells() {
  for tool in dp-fetch dp-exec; do
    code=2
    [ "$tool" != dp-exec ] || code=125
    refused "$code" "$tool: cannot use \"--completion\": \"tcsh\" is not one of bash, zsh, fish" "$tool" --completion tcsh
    refused "$code" "$tool: cannot use \"--completion\": a value is missing
$tool: hint: $tool --help lists the options" "$tool" --completion
  done
}

run_tests "$@"
