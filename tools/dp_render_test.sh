#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0

# shellcheck shell=sh source=tools/testing.sh disable=SC2016

. tools/testing.sh

HELP_HINT='dp-render: hint: dp-render --help lists the options'

# render JSON ARGUMENT...: runs dp-render with the document on stdin.
render() {
  printf '%s' "$1" >"$OUT.json"
  shift
  run dp-render "$@" <"$OUT.json"
}

# renders TEXT JSON ARGUMENT...: succeeds, and prints exactly this (last newlines aside).
renders() {
  want=$1
  shift
  render "$@"
  expect_code 0
  expect_err
  expect_out "$want"
}

# cannot CODE MESSAGE JSON ARGUMENT...
cannot() {
  cannot_code=$1 cannot_text=$2
  printf '%s' "$3" >"$OUT.json"
  shift 3
  refused "$cannot_code" "$cannot_text" dp-render "$@" <"$OUT.json"
}

# no_value NAME REASON FORMAT OTHER VALUE: FORMAT cannot carry the value, written as JSON.
no_value() {
  cannot 3 "dp-render: cannot render \"$1\": its value $2, which $3 cannot carry
dp-render: hint: --format $4 can carry it" "{\"A\":\"1\",\"$1\":$5}" --format "$3"
}

# no_env_value NAME REASON READERS VALUE
no_env_value() {
  cannot 3 "dp-render: cannot render \"$1\": its value $2, which env cannot carry
dp-render: hint: --for $3 can carry it" "{\"A\":\"1\",\"$1\":$4}" --format env
}

test_options() {
  refused 2 "dp-render: cannot use \"--format\": \"xml\" is not one of json, env, env-no-quotes, shell, yaml, docker, dotnet-json, names, table, github-mask
$HELP_HINT" dp-render --format xml
  refused 2 "dp-render: cannot use \"--format\": it is given twice
$HELP_HINT" dp-render --format env --format json
  refused 2 "dp-render: cannot use \"--use-env\": \"yes\" is not one of false, true, override, only
$HELP_HINT" dp-render --template t --use-env=yes
  refused 2 'dp-render: cannot use "--plain": it does not go with --format' \
    dp-render --plain --format json
  refused 2 'dp-render: cannot use "--template": it does not go with --format' \
    dp-render --template t --format json
  refused 2 'dp-render: cannot use "--template": it does not go with --plain' \
    dp-render --template t --plain
  refused 2 'dp-render: cannot use "--for": it does not go with --format' dp-render --for node --format env
  refused 2 'dp-render: cannot use "--for": it does not go with --plain' dp-render --for node --plain
  refused 2 'dp-render: cannot use "--for": it does not go with --template' dp-render --for node --template t
  refused 2 'dp-render: cannot use "--for": it makes a folder, which -o names' dp-render --for envdir
  refused 2 'dp-render: cannot use "--metadata-name": it needs --for kubernetes' dp-render --metadata-name a
  refused 2 'dp-render: cannot use "--metadata-name": Kubernetes does not accept this name' \
    dp-render --for kubernetes --metadata-name A_B
  refused 2 'dp-render: cannot use "--no-newline": it needs --plain' dp-render --no-newline A
  refused 2 'dp-render: cannot use "--no-newline": it is for one NAME' \
    dp-render --plain --no-newline A B
  refused 2 'dp-render: cannot use "--use-env": it needs --template' dp-render --use-env=true
  refused 2 'dp-render: cannot use "-s": --use-env=only reads no secrets' \
    dp-render --template t --use-env=only -s x
  refused 2 'dp-render: cannot use "NAME": --use-env=only reads no secrets' \
    dp-render --template t --use-env=only A
  refused 2 'dp-render: cannot use "--only": there are NAMEs as well' dp-render --only A B
  refused 2 'dp-render: cannot use "--template": stdin is where the secrets come from' \
    dp-render --template -
  refused 2 'dp-render: cannot use "--match": "(" is not a regular expression: "missing ): ("' \
    dp-render --match '('
}

test_bad_input() {
  cannot 3 'dp-render: cannot read "stdin": it is empty
dp-render: hint: the command that should have written it may have failed' ''
  for bad in canary '["canary"]'; do
    cannot 3 'dp-render: cannot read "stdin": it is not a JSON object of strings: byte 1: expected an object' "$bad"
  done
  cannot 3 'dp-render: cannot read "stdin": it is not a JSON object of strings: byte 13: the text ends inside a string' \
    '{"A":"canary' -o out
  cannot 3 'dp-render: cannot read "stdin": it has two values for "A"' '{"A":"canary","A":"canary"}'
  refused 1 'dp-render: cannot read "missing": No such file or directory' dp-render -s missing
  refused 1 'dp-render: cannot read ".": Is a directory' dp-render -s .
  refused 1 'dp-render: cannot read "stdin": Bad file descriptor' dp-render <&-
}

test_bad_output() {
  echo '{"A":"canary"}' >in
  refused 1 'dp-render: cannot write "stdout": No space left on device' \
    sh -c 'dp-render <in >/dev/full'
  refused 1 'dp-render: cannot write "stdout": Bad file descriptor' sh -c 'dp-render <in >&-'
  mkdir directory
  ln -s in link
  refused 1 'dp-render: cannot write "directory": it is a directory' dp-render -s in -o directory
  refused 1 'dp-render: cannot write "link": it is a symbolic link' dp-render -s in -o link
}

test_formats() {
  both='{"B":"two words","A":"x"}'
  renders '{"A":"x","B":"two words"}' "$both"
  renders '{"A":"x","B":"two words"}' "$both" --format json
  renders "A='x'
B='two words'" "$both" --format env
  renders 'A=x
B=two words' "$both" --format env-no-quotes
  renders 'A=x
B=two words' "$both" --format docker
  renders "export A='x'
export B='two words'" "$both" --format shell
  renders '"A": "x"
"B": "two words"' "$both" --format yaml
  renders 'A
B' "$both" --format names
  renders 'NAME  VALUE
A     x
B     two words' "$both" --format table
  renders '::add-mask::x
::add-mask::two words' "$both" --format github-mask
  renders '{"ApiKey":"1","Db:Host":"2"}' '{"API_KEY":"1","DB__HOST":"2"}' --format dotnet-json
  renders '{"apiKey":"1"}' '{"API_KEY":"1"}' --format dotnet-json --name-transformer camel
  for format in env env-no-quotes docker shell names github-mask; do
    render '{}' --format $format
    expect_code 0
    expect_text "$format" "$OUT" ''
  done
  renders '{}' '{}'
  renders '{}' '{}' --format yaml
}

test_plain() {
  both='{"B":"two\n","A":"x","C":""}'
  render "$both" --plain
  [ "$(od -An -c "$OUT" | tr -d ' ')" = 'x\ntwo\n\n\n' ] || fail "stdout is: $(od -c "$OUT")"
  renders 'two

x
x' "$both" --plain B A A
  run sh -c "printf '%s' '$both' | dp-render --plain --no-newline B | od -An -c | tr -d ' '"
  expect_out 'two\n'
  run sh -c "printf '%s' '$both' | dp-render --plain --no-newline --only C | wc -c"
  expect_out 0
  cannot 3 'dp-render: cannot use "--no-newline": there are 3 secrets, not one' "$both" --plain --no-newline
}

test_names() {
  three='{"C":"3","B":"2","A":"1"}'
  renders '{"A":"1","C":"3"}' "$three" C A
  cannot 3 'dp-render: cannot require "X", "Y": not in the input' "$three" A X Y
  cannot 3 'dp-render: cannot require "X": not in the input' "$three" --require X
  cannot 3 'dp-render: cannot render "B": a filter excludes it' "$three" --except B A B
  cannot 3 'dp-render: cannot take "NAMF": not in the input
dp-render: hint: did you mean "NAME"?
dp-render: hint: --allow-missing ignores missing names' '{"NAME":"1"}' --only NAMF
  renders '{"NAME":"1"}' '{"NAME":"1"}' --only NAME,NAMF --allow-missing
  cannot 2 'dp-render: cannot use "--allow-missing": it needs --only' "$three" --allow-missing
  put() { printf '%s' "$three" | dp-render --match 'X.*'; }
  run put
  expect_code 0
  expect_out '{}'
  expect_err 'dp-render: warning: --only, --match and --except leave none of the secrets'
  renders '{"A":"1"}' "$three" --only A,B --except B
  renders '{"B":"2","C":"3"}' "$three" --match '[BC]'
  renders '{"P_b":"2"}' "$three" --only B --prefix P_ --name-transformer lower-snake
  renders '{"b":"2"}' "$three" --name-transformer lower-snake B
  cannot 3 'dp-render: cannot rename "A__B": "A_B" becomes "AB", too' '{"A_B":"","A__B":""}' \
    --name-transformer upper-camel
}

test_files() {
  echo '{"A":"1","B":"1"}' >one
  echo '{"B":"2","C":"2"}' >two
  run dp-render -s one --secrets two
  expect_out '{"A":"1","B":"2","C":"2"}'
  run dp-render -s two -s - <one
  expect_out '{"A":"1","B":"1","C":"2"}'
  run dp-render -s /dev/fd/7 7<two
  expect_out '{"B":"2","C":"2"}'
  (umask 0; run dp-render -s one -o out; expect_code 0; expect_out; expect_err)
  [ "$(stat -c %a out)" = 600 ] || fail "mode $(stat -c %a out)"
  [ "$(cat out)" = '{"A":"1","B":"1"}' ] || fail "out: $(cat out)"
  # Input and output may be the same file.
  run dp-render -s one -o one A
  [ "$(cat one)" = '{"A":"1"}' ] || fail "one: $(cat one)"
}

test_what_formats_cannot_carry() {
  no_value PEM 'holds a line feed' docker json '"a\nb"'
  no_value PEM 'holds a line feed' env-no-quotes json '"a\nb"'
  no_value CR 'ends in a carriage return' docker json '"a\r"'
  no_value CR 'ends in a carriage return' env-no-quotes json '"a\r"'
  no_env_value CR 'holds a carriage return' 'sh, dotenv, python-dotenv, compose' '"a\r\nb"'
  no_env_value BRACE 'holds a $ and ${...}' 'sh, dotenv, node, python-dotenv, compose' '"a ${X} b"'
  no_env_value QUOTE 'holds an apostrophe and a $' 'sh, dotenv, node, python-dotenv, compose' '"it'"'"'s $5"'
  no_env_value TICK 'holds an apostrophe and a backtick' 'sh, dotenv, node, python-dotenv, compose' '"it'"'"'s `id`"'
  no_env_value JSON 'holds an apostrophe and a double quote' 'sh, dotenv, node, python-dotenv, compose' '"\"it'"'"'s\""'
  no_env_value BACK 'holds a backslash and two backslashes in a row' 'sh, dotenv, node, python-dotenv, compose' '"\\\\srv\\share"'
  no_env_value BACK 'holds a backslash and ends in a backslash' 'sh, dotenv, node, python-dotenv, compose' '"a\\"'
  no_env_value ALL 'holds an apostrophe and a double quote' 'sh, python-dotenv, compose' '"'"'"'#`\n\""'
  python3 -c 'import json; print(json.dumps({"L": "x" * 65533}))' >in
  run dp-render -s in --format docker
  expect_code 0
  python3 -c 'import json; print(json.dumps({"L": "x" * 65534}))' >in
  refused 3 'dp-render: cannot render "L": its value is over the limit of 65535 bytes with its name, which docker cannot carry
dp-render: hint: --format json can carry it' dp-render -s in --format docker
}

# no_name REASON FORMAT NAME
no_name() {
  cannot 3 "dp-render: cannot render \"$3\": its name $1 ($2)
dp-render: hint: --except leaves it out; --format json can carry it" "{\"$3\":\"canary\"}" \
    --format "$2" -o out
}

test_names_that_formats_cannot_carry() {
  for format in shell env; do
    for name in 1A A-B 'A B' '' 'A;id' '$(id)' 'A=B' 'Ä'; do
      no_name 'is none that a variable can have' $format "$name"
    done
    # bash evaluates these, and with them commands.
    for name in HISTCMD OPTIND RANDOM SRANDOM UID PPID BASHOPTS _ COLUMNS TMOUT KSHUID HISTSIZE \
      POSIXLY_CORRECT BASH_ARGV0 COMP_WORDBREAKS KSH_VERSION PWD MAILCHECK; do
      no_name "is a shell's own" $format "$name"
    done
    for name in PATH PS1 ENV MAILPATH CDPATH HISTFILE HISTFILESIZE EXECIGNORE GLOBIGNORE; do no_name 'steers shells' $format "$name"; done
    for name in LD_PRELOAD BASH_ENV PROMPT_COMMAND IFS PS4 MAKEFLAGS; do
      no_name 'steers what is run later' $format "$name"
    done
  done
  for format in docker env-no-quotes; do
    for name in '' 'A=B' '#A' 'A B'; do no_name 'cannot stand before a =' $format "$name"; done
    # White space that docker takes off.
    for name in '\u00a0' '\u0085' '\u1680' '\u2003' '\u2028' '\u202f' '\u205f' '\u3000'; do
      printf '{"%sA":"canary"}' "$name" >in
      run dp-render --format "$format" -s in
      expect_code 3
      expect_out
      grep -q 'its name cannot stand before a =' "$ERR" || fail "$(cat "$ERR")"
    done
    # What only looks like it stays.
    run sh -c 'printf "{\"\\u200bA\":\"x\"}" | dp-render --format "$1"' - "$format"
    expect_code 0
  done
  cannot 3 'dp-render: cannot render "A\nB": its name is not one line (names)
dp-render: hint: --except leaves it out; --format json can carry it' '{"A\nB":""}' --format names
}

test_for() {
  odd='{"B":"it'"'"'s $5","A":""}'
  renders "export A=''
export B='it'\\''s \$5'" "$odd" --for sh
  renders "A=''
B=\`it's \$5\`" "$odd" --for node
  renders "A=''
B=\"it's \\\$5\"" "$odd" --for compose
  renders 'A=
B=it'"'"'s $5' "$odd" --for docker
  renders '{"ApiKey":"1","Db:Host":"2"}' '{"API_KEY":"1","DB__HOST":"2"}' --for dotnet
  renders 'apiVersion: v1
kind: Secret
metadata:
  name: "db"
type: Opaque
data:
  "A": "eA=="' '{"A":"x"}' --for kubernetes --metadata-name db
  cannot 3 'dp-render: cannot render "A": its value holds a carriage return, which node cannot carry
dp-render: hint: dp-exec can carry it, in the environment of the program' '{"A":"\r"}' --for node -o out
  cannot 3 'dp-render: cannot render "AB": its name is that of "Ab" for dotnet, which ignores case
dp-render: hint: --except leaves one of them out' '{"AB":"1","A_B":"2"}' --for dotnet -o out
}

test_for_envdir() {
  printf '{"A":"two\\nlines","B":""}' >in
  (umask 0; run dp-render -s in --for envdir -o folder; expect_code 0; expect_out; expect_err)
  [ "$(stat -c %a folder folder/A folder/B | tr '\n' ' ')" = '700 600 600 ' ] || fail "modes: $(stat -c %a folder folder/*)"
  [ "$(od -An -c folder/A folder/B | tr -d ' ')" = 'two\0lines\n\n' ] || fail "files: $(od -c folder/A)"
  [ "$(ls -A | tr '\n' ' ')" = 'folder in ' ] || fail "left: $(ls -A)"
  refused 1 'dp-render: cannot write "folder": File exists' dp-render -s in --for envdir -o folder
  refused 1 'dp-render: cannot write "in": File exists' dp-render -s in --for envdir -o in
  refused 1 'dp-render: cannot write "none/x": No such file or directory' dp-render -s in --for envdir -o none/x
  cannot 3 'dp-render: cannot render "B": its value ends in a blank, which envdir cannot carry
dp-render: hint: dp-exec can carry it, in the environment of the program' '{"A":"","B":"x "}' --for envdir -o new
}

test_masks() {
  renders '::add-mask::50%25 off
::add-mask::a%0D
::add-mask::a
::add-mask::b%0Dc
::add-mask::b
::add-mask::c
::add-mask::::set-output' '{"A":"50% off","B":"","C":"a\r\n\n  \nb\rc\n","D":"::set-output"}' \
    --format github-mask
}

test_table_shows_no_controls() {
  renders 'NAME       VALUE
A          a\nb\t\u001b[31m\\
LONG_NAME  ü “q" \u202e \u0085
N\n        ' \
    '{"A":"a\nb\t\u001b[31m\\","LONG_NAME":"ü “q\" \u202e \u0085","N\n":""}' --format table
}

test_templates() {
  printf '{{.A}} {{.MISSING}} {{range $k, $v := .}}{{$k}};{{end}}' >t
  renders 'x <no value> A;B;' '{"B":"2","A":"x"}' --template t
  renders 'x <no value> A;' '{"B":"2","A":"x"}' --template t A
  run sh -c 'echo "{\"A\":\"1\"}" >in; dp-render -s in --template /dev/stdin <t'
  expect_out '1 <no value> A;'
  printf '{{.A}}{{.HIDDEN_B}}' >e
  run env A=env HIDDEN_B=b dp-render -s in --template e --use-env=false
  expect_out '1<no value>'
  run env A=env HIDDEN_B=b dp-render -s in --template e --use-env=true
  expect_out '1b'
  run env A=env HIDDEN_B=b dp-render -s in --template e --use-env=override
  expect_out 'envb'
  run env A=env HIDDEN_B=b dp-render --template e --use-env=only <&-
  expect_out 'envb'
  run dp-render -s in --template t -o out
  expect_code 0
  [ "$(stat -c %a out)$(cat out)" = '6001 <no value> A;' ] || fail "out: $(cat out)"
  printf 'x {{.A.B}}' >bad
  refused 3 'dp-render: cannot render "bad": line 1, column 5: can'"'"'t evaluate field B in type string' \
    dp-render -s in --template bad -o out
  printf '{{if}}' >bad
  refused 3 'dp-render: cannot render "bad": line 1, column 5: missing value for if' \
    dp-render -s in --template bad
  refused 1 'dp-render: cannot read "none": No such file or directory' dp-render -s in --template none
  head -c 1048577 /dev/zero >big
  refused 3 'dp-render: cannot read "big": it is over the limit of 1048576 bytes' dp-render -s in --template big
}

# Every format through its readers.
test_round_trip() {
  run python3 "$ROOT/tools/dp_render_readers.py" "$ROOT/testdata/readers"
  expect_code 0
  expect_err
  grep '^--for' "$OUT"
}

# What no process can be given is written, and named.
test_values_over_the_limit_of_processes() {
  python3 -c 'import json
print(json.dumps({"BIG": "x" * 131067, "TOO": "y" * 200000}))' >in
  for how in '--format env' '--format shell' '--for sh'; do
    # shellcheck disable=SC2086  # Words.
    run dp-render $how -s in -o out
    expect_code 0
    expect_err 'dp-render: warning: no process can be given "TOO": a shell that exports it can run no command'
    rm out
  done
  python3 -c 'import json
print(json.dumps({"EDGE": "x" * (131072 - 6), "OVER": "x" * (131072 - 5)}))' >in
  run dp-render --format shell -s in -o out
  expect_err 'dp-render: warning: no process can be given "OVER": a shell that exports it can run no command'
  run dp-render --format shell --only EDGE -s in -o out
  expect_err
  sh -c 'eval "$(cat out)"; /bin/true' || fail "a value of the largest size is too large"
  run dp-render --format shell --only OVER -s in -o out
  ! sh -c 'eval "$(cat out)"; /bin/true' 2>/dev/null || fail "it is not too large"
  run dp-render --format json -s in -o out
  expect_err
  # A reader that starts programs with it refuses it.
  for reader in compose systemd direnv just supervisor envdir github-env; do
    rm -rf out
    refused 3 "dp-render: cannot render \"OVER\": its value is over the limit of 131071 bytes with its name, which $reader cannot carry
dp-render: hint: dp-exec can carry it, in the environment of the program" dp-render --for $reader -s in -o out
  done
}

# Whatever the names are: nothing runs, and what is taken reads back.
test_eval_runs_nothing() {
  python3 - >names <<'END'
import string
print("\n".join(["$(touch pwned)", "`touch pwned`", "A;touch pwned", "A\n;touch pwned".encode("unicode_escape").decode(),
                 "-p", "-n", "--", "A[$(touch pwned)]", "A+", "A=`touch pwned`", "~", "*", "export", "if", "!", "{"]))
END
  for shell in dash bash; do
    compgen='compgen -v'
    for name in $(bash -c "$compgen") BASH_ALIASES BASH_CMDS COMP_WORDBREAKS FUNCNAME GROUPS HISTCMD \
      LINENO MAILCHECK OPTERR OPTIND OPTARG RANDOM REPLY SECONDS SRANDOM TMOUT; do
      printf '{"%s":"a[$(touch pwned)]"}' "$name" >in
      text=$(dp-render -s in --format shell 2>/dev/null) || continue
      "$shell" -c 'eval "$1"; /usr/bin/env -0' - "$text" 2>/dev/null | tr '\0' '\n' |
        grep -Fqx "$name=a[\$(touch pwned)]" || fail "$shell does not read $name"
    done
    while read -r name; do
      printf '{"%s":"x"}' "$name" >in
      text=$(dp-render -s in --format shell 2>/dev/null) || continue
      "$shell" -c 'eval "$1"' - "$text"
    done <names
    [ ! -e pwned ] || fail "$shell ran a command"
  done
}

run_tests "$@"
