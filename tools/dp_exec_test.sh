#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0

# shellcheck shell=sh source=tools/testing.sh disable=SC2016

. tools/testing.sh

# Prints the arguments NAME=VALUE as a JSON object.
object() {
  python3 - "$@" <<'END'
import json, os, sys
print(json.dumps(dict(word.split("=", 1) for word in sys.argv[1:])))
END
}

# exec_with JSON ARGUMENT...: runs dp-exec with the document on stdin.
exec_with() {
  document=$1
  shift
  printf '%s' "$document" >"$OUT.json"
  run dp-exec "$@" <"$OUT.json"
}

# refused_with MESSAGE JSON ARGUMENT...: dp-exec ends with 125, and no command has run.
refused_with() {
  message=$1
  printf '%s' "$2" >"$OUT.json"
  shift 2
  refused 125 "$message" dp-exec "$@" -- touch started <"$OUT.json"
}

test_options() {
  hint='dp-exec: hint: dp-exec --help lists the options'
  refused 125 "dp-exec: cannot use \"--clean\": there is no such option
dp-exec: hint: did you mean --clean-env?
$hint" dp-exec --clean -- touch started
  refused 125 "dp-exec: cannot use \"--match\": it is given twice
$hint" dp-exec --match A --match B -- touch started
  refused 125 "dp-exec: cannot use \"--name-transformer\": \"upper\" is not one of upper-camel, camel, lower-kebab, lower-snake, tf-var, dotnet, dotnet-env
$hint" dp-exec --name-transformer upper -- touch started
  refused 125 "dp-exec: cannot use \"COMMAND\": it is missing
dp-exec: hint: usage: dp-exec [OPTION ...] (--command STRING | [--] COMMAND [ARG ...])
$hint" dp-exec
  refused 125 'dp-exec: cannot use "COMMAND": it is missing
dp-exec: hint: put it after the options and --' dp-exec --clean-env
  refused 125 'dp-exec: cannot use "--command": there is a COMMAND as well' \
    dp-exec --command 'touch started' -- touch started
  refused 125 "dp-exec: cannot use \"--command\": the value is empty
$hint" dp-exec --command ''
  refused 125 'dp-exec: cannot use "--mount-format": it needs --mount' \
    dp-exec --mount-format json -- touch started
  refused 125 'dp-exec: cannot use "--explain": "yaml" is not one of table, json' \
    dp-exec --explain=yaml
  refused 125 'dp-exec: cannot use "--match": "(" is not a regular expression: "missing ): ("' \
    dp-exec --match '(' -- touch started
}

# Options of the command are its own, and so is all behind --.
test_arguments() {
  exec_with '{}' printf '<%s>' -s --help '' 'a b' --
  expect_code 0
  expect_out '<-s><--help><><a b><-->'
  exec_with '{}' -- printf '<%s>' -- x
  expect_out '<--><x>'
  POSIXLY_CORRECT=1 exec_with '{"A":"1"}' --only A sh -c 'echo "$A"'
  expect_out 1
}

test_mount_template() {
  printf '{{.A}}-{{tojson .}}' >t
  exec_with '{"B":"2","A":"x"}' --mount out --mount-template t -- cat out
  expect_code 0
  expect_err
  expect_out 'x-{"A":"x","B":"2"}'
  rm out
  exec_with '{"B":"it'"'"'s","A":"x"}' --mount out --mount-for node -- cat out
  expect_out "A='x'
B=\`it's\`"
  printf '{"A":"\\r"}' >in
  refused 125 'dp-exec: cannot render "A": its value holds a carriage return, which node cannot carry
dp-exec: hint: dp-exec can carry it, in the environment of the program' \
    dp-exec -s in --mount out --mount-for node -- touch started
  rm in
  exec_with '{"B":"2","A":"x"}' --only A --mount out --mount-format template --mount-template=t -- cat out
  expect_out 'x-{"A":"x"}'
  rm out
  echo '{"A":"y"}' >in
  run dp-exec -s in --mount out --mount-template /dev/stdin -- sh -c 'cat out; readlink /proc/self/fd/0' <t
  expect_out 'y-{"A":"y"}/dev/null'
  rm out
  refused 125 'dp-exec: cannot use "--mount-template": it needs --mount' \
    dp-exec --mount-template t -- touch started
  refused 125 'dp-exec: cannot use "--mount-for": it needs --mount' dp-exec --mount-for node -- touch started
  refused 125 'dp-exec: cannot use "--mount-for": there is --mount-format as well' \
    dp-exec --mount out --mount-for node --mount-format env -- touch started
  refused 125 'dp-exec: cannot use "--mount-for": envdir reads a folder, not a file' \
    dp-exec --mount out --mount-for envdir -- touch started
  refused 125 'dp-exec: cannot use "--mount-format": template needs --mount-template as well' \
    dp-exec --mount out --mount-format template -- touch started
  refused 125 'dp-exec: cannot use "--mount-template": --mount-format is not template' \
    dp-exec --mount out --mount-format env --mount-template t -- touch started
  refused 125 'dp-exec: cannot use "--mount-template": stdin is where the secrets come from' \
    dp-exec --mount out --mount-template - -- touch started
  refused 125 'dp-exec: cannot read "none": No such file or directory' \
    dp-exec --mount out --mount-template none -- touch started
  printf '{{.A.B}}' >bad
  refused 125 'dp-exec: cannot render "bad": line 1, column 3: can'"'"'t evaluate field B in type string' \
    dp-exec -s in --mount out --mount-template bad -- touch started
}

test_stdin() {
  exec_with '{"A":"1","B":"two words"}' -- sh -c 'echo "$A $B"'
  expect_code 0
  expect_out '1 two words'
  expect_err
  # Nothing is left to read, also not what followed in the same file.
  exec_with '{"A":"1"}' -- sh -c 'cat; readlink /proc/self/fd/0'
  expect_out /dev/null
}

test_bad_input() {
  empty='dp-exec: cannot read "stdin": it is empty
dp-exec: hint: the command that should have written it may have failed'
  refused_with "$empty" ''
  bad='dp-exec: cannot read "stdin": it is not a JSON object of strings: byte'
  refused_with "$bad 1: expected an object" canary
  refused_with "$bad 1: expected an object" '["canary"]'
  for sealed in 4:base64:500000:canary 4:hex:500000:canary; do
    refused_with "$bad 1: expected an object
dp-exec: hint: it is a sealed file: dp-decrypt opens it" "$sealed"
  done
  for row in 'A=canary|it looks like a .env file: JSON is wanted, as dp-fetch writes it by default' \
    'A: canary|it looks like YAML: JSON is wanted, as dp-fetch writes it by default' \
    '-----BEGIN AGE ENCRYPTED FILE-----|it is encrypted by age: age -d opens it' \
    '-----BEGIN PGP MESSAGE-----|it is OpenPGP data: gpg -d opens it' \
    '<html>canary|it is HTML or XML: the input may come from a proxy or a login page'; do
    refused_with "$bad 1: expected an object
dp-exec: hint: ${row#*|}" "${row%%|*}"
  done
  refused_with "$bad 6: expected a string in quotes" '{"A":1}'
  refused_with "$bad 6: expected a string in quotes" '{"A":{"B":"canary"}}'
  refused_with "$bad 13: the text ends inside a string" '{"A":"canary'
  refused_with "$bad 14: expected a comma or the end of the object" '{"A":"canary"'
  refused_with "$bad 15: expected nothing more after the object" '{"A":"canary"}{"A":"canary"}'
  refused_with 'dp-exec: cannot read "stdin": it has two values for "A"' '{"A":"canary","A":"canary"}'
  refused_with "$bad 7: NUL cannot be in a secret" '{"A":"\u0000canary"}'
  refused_with "$bad 7: a surrogate without its pair" '{"A":"\ud800canary"}'
  refused 125 'dp-exec: cannot read "stdin": Bad file descriptor' dp-exec -- touch started <&-
  refused 125 'dp-exec: cannot read "missing": No such file or directory' \
    dp-exec -s missing -- touch started
  refused 125 'dp-exec: cannot read ".": Is a directory' dp-exec -s . -- touch started
}

test_files() {
  object A=1 B=1 >one
  object B=2 C=2 >'two, three'
  run dp-exec -s one -s 'two, three' -- sh -c 'echo $A $B $C'
  expect_code 0
  expect_out '1 2 2'
  run dp-exec -s 'two, three' --secrets=one -- sh -c 'echo $A $B $C'
  expect_out '1 1 2'
  # The command's stdin stays as it was.
  run sh -c 'echo input | dp-exec -s one -- cat'
  expect_out input
  run sh -c 'cat one | dp-exec -s "two, three" -s - -- sh -c "echo \$A \$B \$C; cat"'
  expect_out '1 1 2'
  refused 125 'dp-exec: cannot read "empty": it is empty
dp-exec: hint: the command that should have written it may have failed' \
    sh -c 'true | dp-exec -s one -s - -- touch started 2>&1 | sed s/stdin/empty/ >&2; exit 125'
}

test_descriptors_as_files() {
  object A=1 >one
  run dp-exec -s /dev/fd/7 -- sh -c 'echo $A; readlink /proc/self/fd/7' 7<one
  expect_code 0
  expect_out "1
$PWD/one"
  run dp-exec -s /dev/stdin -- sh -c 'echo $A; readlink /proc/self/fd/0' <one
  expect_out '1
/dev/null'
  run bash -c 'dp-exec -s <(cat one) -- sh -c "echo \$A"'
  expect_out 1
  # A pipe has been read to its end, and is of no use to the command.
  run sh -c 'cat one | dp-exec -s /dev/fd/7 -- sh -c "echo \$A; readlink /proc/self/fd/7 || echo closed" 7<&0 </dev/null'
  expect_code 0
  expect_out '1
closed'
  refused 125 'dp-exec: cannot read "/dev/fd/9": Bad file descriptor' \
    dp-exec -s /dev/fd/9 -- touch started
}

test_from_command() {
  run sh -c 'echo input | dp-exec --from-command "cat; echo {\\\"A\\\":\\\"1\\\"}" -- sh -c "echo \$A; cat"'
  expect_code 0
  expect_out '1
input'
  # The command that gives the secrets has the credentials, the other has not.
  DOPPLER_TOKEN=canary run dp-exec --from-command 'printf "{\"A\":\"%s\"}" "${DOPPLER_TOKEN:+set}"' -- \
    sh -c 'echo $A ${DOPPLER_TOKEN-unset}'
  expect_out 'set unset'
  refused 125 'dp-exec: cannot run "--from-command": it ended with status 4' \
    dp-exec --from-command 'echo {}; exit 4' -- touch started
  refused 125 'dp-exec: cannot read "--from-command": it is empty
dp-exec: hint: the command that should have written it may have failed' \
    dp-exec --from-command true -- touch started
  refused 125 'dp-exec: cannot use "--from-command": there is -s as well' \
    dp-exec --from-command 'echo {}' -s x -- touch started
}

# A killed dp-exec takes CMD along, which may put away what it has.
test_from_command_dies_too() {
  for command in 'echo $$ >pid; exec sleep 300' 'trap "touch away; exit" TERM; echo $$ >pid; while :; do sleep 1; done'; do
    for signal in TERM KILL; do
      dp-exec --from-command "$command" -- touch started &
      wait_for pid
      kill -s "$signal" "$!"
      wait_until_gone "$(cat pid)"
      rm pid
    done
  done
  [ -e away ] || fail "CMD was killed at once"
  [ ! -e started ] || fail "the command has run"
}

test_unset() {
  export A=1 B=2 C=3
  run dp-exec --from-command 'printf "{\"B\":\"%s\"}" "$B from CMD"' --unset A,B,NONE --allow '*' -- \
    sh -c 'echo "${A-unset} $B $C"'
  expect_code 0
  expect_out 'unset 2 from CMD 3'
  run dp-exec --from-command 'echo {}' --unset A --unset B --mount m.json -- sh -c 'echo "${A-unset} ${B-unset} $C"'
  expect_out 'unset unset 3'
}

test_failure_status() {
  # Why CMD failed is its own to say, and nothing else is quiet.
  refused 1 'it was me' \
    dp-exec --failure-status 1 --from-command 'echo it was me >&2; exit 4' -- touch started
  refused 7 'dp-exec: cannot run "--from-command": it was killed by signal 15' \
    dp-exec --failure-status 7 --from-command 'kill $$' -- touch started
  refused 1 'dp-exec: cannot require "A": not in the input' \
    dp-exec --failure-status 1 --require A --from-command 'echo {}' -- touch started
  refused 127 'dp-exec: cannot run "no-such-command": No such file or directory' \
    dp-exec --failure-status 1 --from-command 'echo {}' -- no-such-command
  run dp-exec --failure-status 1 --from-command 'echo {}' -- sh -c 'exit 125'
  expect_code 125
  for status in 0 126 x; do
    refused 125 'dp-exec: cannot use "--failure-status": it is not 1 to 125
dp-exec: hint: dp-exec --help lists the options' \
      dp-exec --failure-status "$status" --from-command 'echo {}' -- touch started
  done
}

test_stdin_fd() {
  echo input >input
  run sh -c 'echo {} | dp-exec --stdin-fd 3 -- cat 3<input'
  expect_code 0
  expect_out input
  # It is still where the caller put it.
  run sh -c 'echo {} | dp-exec --stdin-fd 3 -- readlink /proc/self/fd/3 3<input'
  expect_out "$PWD/input"
  refused 125 'dp-exec: cannot use "--stdin-fd": descriptor 9 is not open' \
    dp-exec --stdin-fd 9 -- touch started
  refused 125 'dp-exec: cannot use "--stdin-fd": descriptor 4294967295 is not open' \
    dp-exec --stdin-fd 4294967295 -- touch started
}

test_filters() {
  document='{"DB_HOST":"1","DB_PASSWORD":"2","API_KEY":"3"}'
  nothing='dp-exec: warning: --only, --match and --except leave none of the secrets'
  names() { exec_with "$document" "$@" --clean-env -- sh -c 'env | sed -n "s/=[0-9]\$//p" | sort'; }
  names --only DB_HOST,API_KEY,ABSENT --allow-missing
  expect_out 'API_KEY
DB_HOST'
  names --only DB_HOST --only API_KEY
  expect_out 'API_KEY
DB_HOST'
  names --except DB_HOST,ABSENT
  expect_out 'API_KEY
DB_PASSWORD'
  names --match 'DB_.*'
  expect_out 'DB_HOST
DB_PASSWORD'
  # The whole name, not a part.
  names --match 'DB_'
  expect_out
  expect_err "$nothing"
  names --match 'DB_.*' --except DB_HOST
  expect_out DB_PASSWORD
  # Before the transformer, which the filters do not see.
  names --only DB_HOST --name-transformer camel
  expect_out dbHost
  refused_with 'dp-exec: cannot require "NO", "NEITHER": not in the input' \
    "$document" --require DB_HOST,NO,NEITHER
  # Required of the input, not of what a filter leaves.
  names --only DB_HOST --require API_KEY
  expect_out DB_HOST
}

# A name that was mistyped, and filters that nothing passes.
test_filters_that_take_nothing() {
  document='{"DB_HOST":"1","DB_PASSWORD":"2","API_KEY":"3"}'
  without='dp-exec: hint: --allow-missing ignores missing names'
  refused_with "dp-exec: cannot take \"DB_PASSWROD\": not in the input
dp-exec: hint: did you mean \"DB_PASSWORD\"?
$without" "$document" --only DB_HOST,DB_PASSWROD
  refused_with "dp-exec: cannot take \"db_hots\", \"api_key\", \"X\": not in the input
dp-exec: hint: did you mean \"DB_HOST\", \"API_KEY\"?
$without" "$document" --only db_hots --only api_key,X
  refused_with "dp-exec: cannot take \"NOTHING_LIKE_IT\": not in the input
$without" "$document" --only NOTHING_LIKE_IT --mount m.json
  # What is there counts, not what the other filters leave.
  exec_with "$document" --only DB_HOST --except DB_HOST -- sh -c 'echo "${DB_HOST-unset}"'
  expect_code 0
  expect_out unset
  nothing='dp-exec: warning: --only, --match and --except leave none of the secrets'
  expect_err "$nothing"
  for filter in '--match PROD_.*' '--only A --allow-missing' '--except DB_HOST,DB_PASSWORD,API_KEY'; do
    # shellcheck disable=SC2086  # Two words.
    exec_with "$document" $filter -- true
    expect_code 0
    expect_err "$nothing"
  done
  # Where nothing came in, no filter held it back.
  exec_with '{}' --match 'PROD_.*' -- true
  expect_err
  refused_with 'dp-exec: cannot use "--allow-missing": it needs --only' "$document" --allow-missing
}

test_transformers() {
  while read -r transformer names; do
    exec_with '{"API_V2__KEY_1":"v","_TEST":"v","S3_BUCKET_1A":"v"}' --clean-env \
      --name-transformer "$transformer" -- env
    [ "$(sed -n 's/=v$//p' "$OUT" | tr '\n' ' ')" = "$names " ] ||
      fail "$transformer: $(cat "$OUT")"
  done <<'END'
upper-camel ApiV2Key1 Test S3Bucket1a
camel apiV2Key1 Test s3Bucket1a
lower-kebab api-v2--key-1 -test s3-bucket-1a
lower-snake api_v2__key_1 _test s3_bucket_1a
tf-var TF_VAR_api_v2__key_1 TF_VAR__test TF_VAR_s3_bucket_1a
dotnet ApiV2:Key1 Test S3Bucket1a
dotnet-env ApiV2__Key1 Test S3Bucket1a
END
  exec_with '{"API_KEY":"v"}' --prefix MY_ --name-transformer lower-snake -- sh -c 'echo $MY_api_key'
  expect_out v
  refused_with 'dp-exec: cannot rename "A__B": "A_B" becomes "aB", too' \
    '{"A_B":"canary","A__B":"canary"}' --name-transformer camel
  # Doppler's rules for names come after renaming: PATH is Path then.
  exec_with '{"PATH":"v"}' --name-transformer upper-camel -- sh -c 'echo "$PATH"; env | grep ^Path='
  expect_out "$PATH
Path=v"
  expect_err
  hint='dp-exec: hint: --except leaves a name out; --allow injects it anyway'
  refused_with "dp-exec: cannot inject \"LD_PRELOAD\": it steers the dynamic loader
$hint" '{"PRELOAD":"canary"}' --prefix LD_
  refused_with "dp-exec: cannot inject \"A=B\": no environment can hold a name with a \"=\"
$hint" '{"B":"canary"}' --prefix A=
  refused_with "dp-exec: cannot inject \"\": no environment can hold an empty name
$hint" '{"__":"canary"}' --name-transformer camel
  # A name that no option of names can give.
  hint="dp-exec: hint: --match '[^=]+' leaves out names that no environment can hold"
  refused_with "dp-exec: cannot inject \"\": no environment can hold an empty name
$hint" '{"":"canary"}'
  refused_with "dp-exec: cannot inject \"A=B\": no environment can hold a name with a \"=\"
$hint" '{"A=B":"canary"}' --allow '*'
  exec_with '{"A=B":"canary","":"canary","C":"v"}' --match '[^=]+' -- printenv C
  expect_out v
}

test_override() {
  A=old B=old exec_with '{"A":"new"}' -- sh -c 'echo $A $B; env | grep -c ^A='
  expect_out 'new old
1'
  A=old B=old exec_with '{"A":"new","B":"new","C":"new"}' --preserve-env -- sh -c 'echo $A $B $C'
  expect_out 'old old new'
  expect_err
  A=old B=old exec_with '{"A":"new","B":"new"}' --preserve-env=true -- sh -c 'echo $A $B'
  expect_out 'old old'
  A=old B=old exec_with '{"A":"new","B":"new"}' --preserve-env=false -- sh -c 'echo $A $B'
  expect_out 'new new'
  A=old B=old exec_with '{"A":"new","B":"new"}' --preserve-env=B,X -- sh -c 'echo $A $B'
  expect_out 'new old'
  A=old exec_with '{"A":"new"}' --preserve-env= -- sh -c 'echo $A'
  expect_out new
  # What follows is the command, as Doppler has it.
  A=old exec_with '{"A":"new"}' --preserve-env sh -c 'echo $A'
  expect_out old
}

# Entries without "=", of no name, and twice the same name, which no shell can make.
test_odd_environment() {
  python3 - "$(command -v dp-exec)" >"$OUT.odd" <<'END'
import ctypes, os, sys
libc = ctypes.CDLL(None)
def strings(words): return (ctypes.c_char_p * (len(words) + 1))(*words, None)
environment = [b"Z=1", b"NOTHING", b"A=first", b"A=second", b"=x", b"S=old", b"S=older", b"M=1"]
read, write = os.pipe()
os.write(write, b'{"S":"new","B":"new"}')
os.close(write)
os.dup2(read, 0)
libc.execve(sys.argv[1].encode(), strings([b"dp-exec", b"--", b"/usr/bin/cat", b"/proc/self/environ"]),
            strings(environment))
END
  [ "$(tr '\0' ' ' <"$OUT.odd")" = 'Z=1 NOTHING A=first =x M=1 S=new B=new ' ] ||
    fail "$(tr '\0' ' ' <"$OUT.odd")"
}

test_clean_env() {
  printf '{"A":"1"}' >"$OUT.json"
  run env -i PATH="$PATH" HOME=/h USER=u LOGNAME=l SHELL=/bin/sh TERM=t LANG=C LC_ALL=C LC_X=1 TZ=UTC \
    TMPDIR=/tmp LANGUAGE=no EDITOR=no LD_LIBRARY_PATH=/no HOMEX=no DOPPLER_TOKEN=no \
    dp-exec --clean-env --allow DOPPLER_TOKEN -- env <"$OUT.json"
  expect_code 0
  expect_out "PATH=$PATH
HOME=/h
USER=u
LOGNAME=l
SHELL=/bin/sh
TERM=t
LANG=C
LC_ALL=C
LC_X=1
TZ=UTC
TMPDIR=/tmp
A=1"
}

test_reserved() {
  for name in PATH HOME PS1; do
    for allow in X "$name" '*'; do
      PS1=caller HOME=/h exec_with "{\"$name\":\"canary\"}" --allow "$allow" -- env
      expect_code 0
      expect_err "dp-exec: warning: not injecting \"$name\": the caller's is kept"
      ! grep -q canary "$OUT" || fail "$name was injected"
      grep -q "^$name=" "$OUT" || fail "$name is gone"
    done
  done
}

test_refused_names() {
  hint='dp-exec: hint: --except leaves a name out; --allow injects it anyway'
  while read -r name reason; do
    refused_with "dp-exec: cannot inject \"$name\": it $reason
$hint" "{\"$name\":\"canary\"}"
    exec_with "{\"$name\":\"canary\"}" --allow "$name" -- env
    expect_code 0
    # The loader has its own to say about what it was given.
    sed -i '/^ERROR: ld.so: /d' "$ERR"
    expect_err
    grep -qxF "$name=canary" "$OUT" || fail "--allow did not inject $name"
    exec_with "{\"$name\":\"canary\"}" --allow '*' -- true
    expect_code 0
    sed -i '/^ERROR: ld.so: /d' "$ERR"
    expect_err "dp-exec: warning: injecting \"$name\": it $reason"
  done <<'END'
LD_PRELOAD steers the dynamic loader
LD_AUDIT steers the dynamic loader
DYLD_INSERT_LIBRARIES steers the dynamic loader
GCONV_PATH steers the dynamic loader
BASH_ENV steers shells
SHELLOPTS steers shells
BASHOPTS steers shells
PS4 steers shells
IFS steers shells
PROMPT_COMMAND steers shells
BASH_FUNC_x%% steers shells
PS2 steers shells
LUA_INIT steers Lua
A-B is not a name for a variable
1A is not a name for a variable
A.B is not a name for a variable
END
  for name in MAKEFLAGS GNUMAKEFLAGS VIMINIT EXINIT LESS LESSOPEN TAR_OPTIONS NPM_CONFIG_NODE_OPTIONS GOFLAGS; do
    refused_with "dp-exec: cannot inject \"$name\": its value alone can run code
$hint" "{\"$name\":\"canary\"}"
  done
  refused_with "dp-exec: cannot inject \"GLIBC_TUNABLES\": it steers the dynamic loader
$hint" '{"GLIBC_TUNABLES":"canary"}'
  refused_with "dp-exec: cannot inject \"F\": its value is a function to old shells
$hint" '{"F":"() { :; }; canary"}'
  refused_with "dp-exec: cannot inject \"LD_PRELOAD\": it steers the dynamic loader; \"BASH_ENV\": it steers shells; \"A B\": it is not a name for a variable
$hint" '{"LD_PRELOAD":"canary","OK":"canary","BASH_ENV":"canary","A B":"canary"}'
  refused_with "dp-exec: cannot inject \"\\x1b[31m\": it is not a name for a variable
$hint" '{"\u001b[31m":"canary"}'
  # A function that the caller exported is the caller's.
  run bash -c 'f() { :; }; export -f f; echo {} | dp-exec -- env | grep -c "^BASH_FUNC_f%%="'
  expect_out 1
}

test_warned_names() {
  while read -r name reason; do
    exec_with "{\"$name\":\"\"}" -- /bin/true
    expect_code 0
    expect_err "dp-exec: warning: injecting \"$name\": it $reason"
    exec_with "{\"$name\":\"\"}" --allow "$name" -- /bin/true
    expect_err
  done <<'END'
NODE_OPTIONS steers Node.js
PYTHONPATH steers Python
PERL5OPT steers Perl
RUBYOPT steers Ruby
JAVA_TOOL_OPTIONS steers Java
GIT_SSH_COMMAND steers Git
ENV steers shells
BROWSER names a program that others start
CC names a program that others start
npm_config_script_shell names a program that others start
MAKEFILES names a start-up file or a search path
GEM_HOME names a start-up file or a search path
XDG_CONFIG_HOME names a start-up file or a search path
KUBECONFIG names a start-up file or a search path
NODE_TLS_REJECT_UNAUTHORIZED moves trust to other servers or authorities
SSL_CERT_DIR moves trust to other servers or authorities
OPENSSL_CONF_INCLUDE steers TLS libraries
HISTFILE names a file that is written
HOSTNAME describes the system
END
}

# Names that shells own: dash stops at an OPTIND that is no number, and UID is not what it sees.
test_names_that_shells_own() {
  document='{"A":"1","OPTIND":"x","COLUMNS":"x","UID":"x","_":"x"}'
  own='"OPTIND", "COLUMNS", "UID", "_"'
  exec_with "$document" -- true
  expect_code 0
  expect_err "dp-exec: warning: injecting $own: shells set such names by themselves, or stop at their values"
  exec_with "$document" --allow '*' -- true
  expect_err "dp-exec: warning: injecting $own: shells set such names by themselves, or stop at their values"
  exec_with "$document" --allow OPTIND,COLUMNS,UID,_ -- true
  expect_err
  exec_with "$document" --mount m.json -- true
  expect_err
  exec_with "$document" --only OPTIND --explain
  expect_code 0
  grep -qx 'OPTIND *stdin *set: shells set it by themselves' "$OUT" || fail "$(cat "$OUT")"
}

test_credentials() {
  export DOPPLER_TOKEN=canary DOPPLER_PASSPHRASE=canary DOPPLER_PROJECT=p
  exec_with '{}' -- env
  expect_code 0
  expect_err
  ! grep -q canary "$OUT" || fail "the command has a credential"
  grep -qx DOPPLER_PROJECT=p "$OUT" || fail "DOPPLER_PROJECT is gone"
  exec_with '{}' --allow DOPPLER_TOKEN -- env
  grep -qx DOPPLER_TOKEN=canary "$OUT" || fail "--allow did not pass it on"
  ! grep -q DOPPLER_PASSPHRASE "$OUT" || fail "the passphrase came along"
  exec_with '{"DOPPLER_TOKEN":"secret"}' -- env
  ! grep -q DOPPLER_TOKEN "$OUT" || fail "the secret was injected"
  expect_err 'dp-exec: warning: not injecting "DOPPLER_TOKEN": it stays out unless allowed by name'
  exec_with '{"DOPPLER_TOKEN":"secret"}' --allow DOPPLER_TOKEN -- env
  expect_err
  grep -qx DOPPLER_TOKEN=secret "$OUT" || fail "--allow did not inject it"
}

test_command_string() {
  SHELL=/bin/bash exec_with '{"A":"1 2"}' --command 'echo "$A" $0 ${BASH_VERSION:+bash}'
  expect_code 0
  expect_out '1 2 /bin/bash bash'
  SHELL=/bin/false exec_with '{"A":"1"}' --command 'echo $A $0'
  expect_out '1 sh'
  (unset SHELL && exec_with '{"A":"1"}' --command 'echo $A $0; exit 7' && expect_code 7 && expect_out '1 sh')
  SHELL=/nowhere/zsh exec_with '{}' --command true
  expect_code 127
  expect_err 'dp-exec: cannot run "/nowhere/zsh": No such file or directory'
}

test_words_that_were_not_quoted() {
  printf '#!/bin/sh\nexit 3\n' >three
  chmod +x three
  refused 125 'dp-exec: cannot run "--from-command": it ended with status 3
dp-exec: hint: CMD is one word; quote it with its arguments, if it has any' dp-exec --from-command ./three file -- true
}

# Who has to type JSON has forgotten a pipe.
test_a_terminal_for_input() {
  run python3 -BIS "$ROOT/testdata/terminal.py" --echo '' '{}\n\x04' -- sh -c 'exec dp-exec -- true </dev/tty'
  expect_code 0
  expect_err 'dp-exec: warning: reading from the terminal: is a pipe missing?'
  run python3 -BIS "$ROOT/testdata/terminal.py" -- sh -c 'echo {} | dp-exec -- true'
  expect_code 0
  expect_err
}

# As the first process of a PID namespace, where the kernel drops what nobody catches.
test_signals_as_process_1() {
  if ! unshare -rpf --mount-proc true 2>/dev/null; then
    echo 'skipped test_signals_as_process_1: it needs namespaces'
    return
  fi
  # SIGINT is ignored where a script starts something in the background.
  for signal in TERM HUP; do
    rm -f ready started
    unshare -rpf --mount-proc dp-exec --from-command 'touch ready; sleep 20; echo "{}"' -- touch started 2>"$ERR" &
    outer=$!
    until [ -e ready ] || ! kill -0 $outer 2>/dev/null; do sleep 0.02; done
    pkill -"$signal" -P $outer dp-exec
    code=0
    wait $outer || code=$?
    [ "$code" -gt 128 ] && [ ! -e started ] || fail "$signal: exit code $code: $(ls)"
  done
  # What the caller ignores stays so, and nothing is held back.
  run sh -c "trap '' HUP; exec unshare -rpf --mount-proc dp-exec --from-command 'echo {}' -- cat /proc/self/status"
  grep -qx 'SigIgn:	[0-9a-f]*[13579bdf]' "$OUT" && grep -qx 'SigBlk:	0*' "$OUT" || fail "$(grep Sig "$OUT")"
}

test_not_found() {
  refused 127 'dp-exec: cannot run "no-such-command": No such file or directory' \
    dp-exec --from-command 'echo {}' -- no-such-command
  refused 127 'dp-exec: cannot run "./no": No such file or directory' \
    dp-exec --from-command 'echo {}' -- ./no
  touch plain
  refused 127 'dp-exec: cannot run "./no --port 80": No such file or directory
dp-exec: hint: this is one word; for a shell line use --command' \
    dp-exec --from-command 'echo {}' -- './no --port 80'
  printf '#!/no/interpreter\n' >script
  chmod +x script
  refused 127 'dp-exec: cannot run "./script": No such file or directory
dp-exec: hint: the file exists, but its interpreter does not' \
    dp-exec --from-command 'echo {}' -- ./script
  refused 126 'dp-exec: cannot run "./plain": Permission denied' \
    dp-exec --from-command 'echo {}' -- ./plain
  refused 126 'dp-exec: cannot run ".": Permission denied' dp-exec --from-command 'echo {}' -- .
  refused 127 'dp-exec: cannot run "": No such file or directory' \
    dp-exec --from-command 'echo {}' -- ''
  printf '\177ELF garbage' >broken
  chmod +x broken
  dp-exec --from-command 'echo {}' -- ./broken >/dev/null 2>&1 && fail "garbage ran"
  # A script without a #! line, by path and by PATH.
  echo 'echo "$A $1"' >script
  chmod +x script
  exec_with '{"A":"a"}' -- ./script b
  expect_code 0
  expect_out 'a b'
  PATH=$PWD:$PATH exec_with '{"A":"a"}' -- script b
  expect_out 'a b'
  # The caller's PATH finds the command.
  mkdir bin
  printf '#!/bin/sh\necho wrong\n' >bin/tool
  chmod +x bin/tool
  exec_with "{\"PATH\":\"$PWD/bin\"}" -- tool
  expect_code 127
}

test_sizes() {
  page=$(getconf PAGESIZE)
  limit=$((32 * page - 1))
  python3 -c "print('{\"A\":\"%s\"}' % ('x' * ($limit - 2)))" >fits
  python3 -c "print('{\"A\":\"%s\"}' % ('x' * ($limit - 1)))" >over
  run dp-exec -s fits -- sh -c 'printf %s "$A" | wc -c'
  expect_code 0
  expect_out $((limit - 2))
  refused 125 "dp-exec: cannot inject \"A\": it is over the limit of $limit bytes for a name, \"=\" and its value
dp-exec: hint: --mount passes secrets as a file, without this limit" dp-exec -s over -- touch started
  run dp-exec -s over --mount x.json -- sh -c 'wc -c <x.json'
  expect_out $((limit - 1 + 8))
  rm x.json
  python3 -c "
import json
print(json.dumps({'N%d' % i: 'x' * (100000 + (i == 7)) for i in range(30)}))" >many
  run sh -c 'ulimit -Ss 8192; exec dp-exec -s many -- touch started'
  expect_code 125
  expect_err 'dp-exec: cannot run "touch": the arguments and the environment are over the limit of 2097152 bytes; the largest secret is "N7"
dp-exec: hint: --mount passes secrets as a file, without this limit'
  [ ! -e started ] || fail "it was started"
  run sh -c 'ulimit -Ss 65536 && exec dp-exec -s many -- sh -c "echo \${#N7}"'
  expect_out 100001
  # Exactly what fits by the kernel's own count runs: a byte more does not.
  python3 - "$(command -v dp-exec)" <<'END' || fail "the boundary is off"
import os, subprocess, sys, resource
resource.setrlimit(resource.RLIMIT_STACK, (1 << 20, resource.getrlimit(resource.RLIMIT_STACK)[1]))
limit = (1 << 20) // 4
def status(size):
    doc = '{"A":"%s","B":"%s","C":"%s"}' % ("x" * 100000, "x" * 100000, "x" * (size - 200000))
    return subprocess.run([sys.argv[1], "--", "/bin/true"], input=doc.encode(), env={},
                          stderr=subprocess.DEVNULL).returncode
fixed = len("/bin/true") * 2 + 2 + len("A=B=C=") + 3 + 4 * 8
assert status(limit - fixed) == 0
assert status(limit - fixed + 1) == 125
END
}

# The bytes that the command has, read from /proc by somebody else.
test_exact_bytes() {
  python3 - "$(command -v dp-exec)" <<'END' || fail "a value has changed"
import json, subprocess, sys
values = {
    "EMPTY": "", "NEWLINE": "a\nb\n", "CR": "a\r\nb", "ESC": "\x1b[31m\x07\x7f", "QUOTES": "'\"`$(x)\\ %s",
    "SPACES": "  a\tb  ", "ALL": "".join(map(chr, range(1, 0x800))), "EQUALS": "=a=b=",
    "LONG": "x" * (131071 - 5),
    "PEM": "-----BEGIN KEY-----\n" + "A" * 64 + "\n-----END KEY-----\n",
    "BORDERS": "\ud7ff\ue000\ufffe\uffff\u2028\ufeff",
}
for plane in range(17):
    values["PLANE_%d" % plane] = chr((plane << 16) + 0x1234) + chr((plane << 16) + 0xfffd)
for ascii in (True, False):
    words = [sys.argv[1], "--clean-env", "--", "cat", "/proc/self/environ"]
    document = json.dumps(values, ensure_ascii=ascii).encode()
    raw = subprocess.run(words, input=document, stdout=subprocess.PIPE, check=True).stdout
    got = dict(entry.split(b"=", 1) for entry in raw.split(b"\0")[:-1])
    for name, value in values.items():
        assert got[name.encode()] == value.encode(), name
END
}

test_exit_status() {
  i=0
  while [ $i -le 255 ]; do
    code=0
    dp-exec --from-command 'echo {}' -- sh -c "exit $i" || code=$?
    [ "$code" -eq $i ] || fail "$code instead of $i"
    i=$((i + 1))
  done
}

test_death_by_signal() {
  python3 - "$(command -v dp-exec)" <<'END' || fail "a signal was lost"
import resource, signal, subprocess, sys
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
harmless = {signal.SIGCHLD, signal.SIGCONT, signal.SIGURG, signal.SIGWINCH}
stops = {signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU}
for number in sorted(signal.valid_signals() - harmless - stops):
    code = "import os, signal; n = %d\nif n not in (9, 19): signal.signal(n, signal.SIG_DFL)\nos.kill(os.getpid(), n)" % number
    status = subprocess.run([sys.argv[1], "--", sys.executable, "-c", code], input=b"{}").returncode
    assert status == -number, (status, number)
END
}

test_same_pid() {
  run sh -c 'echo $$; exec dp-exec --from-command "echo {}" -- sh -c "echo \$\$; ps -o ppid= -p \$\$"'
  expect_code 0
  [ "$(sed -n 1p "$OUT")" = "$(sed -n 2p "$OUT")" ] || fail "$(cat "$OUT")"
}

# What the command has from the kernel is what the caller had.
test_state() {
  cat >state.py <<'END'
import os, resource, signal
for line in open("/proc/self/status"):
    if line.startswith(("SigB", "SigI", "SigC", "Shd", "Umask", "Groups", "Cap", "NoNewPrivs", "Seccomp")): print(line, end="")
print(open("/proc/self/limits").read(), os.getcwd(), os.getpgrp(), os.getsid(0), os.getpriority(0, 0))
print(sorted(int(fd) for fd in os.listdir("/proc/self/fd")))
END
  cat >caller.py <<'END'
import os, signal, resource, sys
os.umask(0o027)
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
signal.signal(signal.SIGPIPE, signal.SIG_IGN)
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
signal.pthread_sigmask(signal.SIG_SETMASK, {signal.SIGUSR1, signal.SIGTERM})
resource.setrlimit(resource.RLIMIT_CORE, (4096, 4096))
os.nice(1)
os.dup2(os.open("/dev/null", os.O_RDWR), 0)
for fd in 7, 199, 200, 201: os.dup2(0, fd)
os.execvp(sys.argv[1], sys.argv[1:])
END
  object A=1 >a.json
  # Of a build with AddressSanitizer, which would set the limit on core files.
  export ASAN_OPTIONS=disable_coredump=0
  python3 caller.py python3 state.py | sed 's/ [0-9]* \([0-9]*\) 1$/ \1/' >direct
  for how in '-s a.json' '--from-command "cat a.json"'; do
    eval "python3 caller.py dp-exec $how -- python3 state.py" | sed 's/ [0-9]* \([0-9]*\) 1$/ \1/' >through
    cmp -s direct through || fail "$(diff direct through)"
  done
  run dp-exec -s a.json -- sh -c 'test -r /proc/self/environ && grep -c . /proc/self/stat'
  expect_out 1
}

test_closed_descriptors() {
  object A=1 >a.json
  run sh -c 'dp-exec -s a.json -- python3 -c "
import os, sys
def closed(fd):
    try: os.fstat(fd)
    except OSError: return True
os._exit(sum(1 << fd for fd in (0, 1, 2) if closed(fd)))" <&- >&- 2>&-'
  # Python itself does not open them, so that it sees what dp-exec left.
  expect_code 7
  run dp-exec -s a.json -- python3 -c 'import os; os.closerange(0, 1024); os._exit(5)'
  expect_code 5
}

test_ignored_sigchld() {
  run sh -c 'trap "" CHLD; exec dp-exec --from-command "echo {\\\"A\\\":\\\"1\\\"}" -- sh -c "echo \$A"'
  expect_code 0
  expect_out 1
}

test_terminal() {
  cat >terminal.py <<'END'
import fcntl, os, pty, select, signal, struct, sys, termios, time
leader, follower = pty.openpty()
fcntl.ioctl(leader, termios.TIOCSWINSZ, struct.pack("HHHH", 33, 99, 0, 0))
pid = os.fork()
if pid == 0:
    os.setsid()
    # What runs the tests may ignore them.
    for number in signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU, signal.SIGINT, signal.SIGQUIT:
        signal.signal(number, signal.SIG_DFL)
    fcntl.ioctl(follower, termios.TIOCSCTTY, 0)
    for fd in 0, 1, 2: os.dup2(follower, fd)
    os.closerange(3, 100)
    os.execvpe("bash", ["bash", "--norc", "--noediting", "-i"], dict(os.environ, PS1="ready> ", TERM="xterm"))
os.close(follower)
seen = b""
def expect(text):
    global seen
    end = time.time() + 20
    while text not in seen:
        if not select.select([leader], [], [], max(0, end - time.time()))[0]: sys.exit("no %r in %r" % (text, seen))
        seen += os.read(leader, 4096)
    seen = seen.split(text, 1)[1]
def send(text): os.write(leader, text)
expect(b"ready> ")
send(b"dp-exec -s a.json -- sh -c 'stty size; test -t 0 -a -t 1 -a -t 2 && echo tty=$A; printf \"\\033[3%sm\" 1; ps -o pgid= -p $$'\n")
expect(b"33 99\r\n"); expect(b"tty=1\r\n"); expect(b"\x1b[31m"); expect(b"ready> ")
# One process, not a shell and its child: dash's vfork(2) and ^Z can lock each other up.
send(b"dp-exec -s a.json -- sh -c 'echo up; exec sleep 60'\n")
expect(b"\nup\r\n"); send(b"\x03"); expect(b"ready> ")
send(b"echo code=$?\n"); expect(b"\ncode=130\r\n"); expect(b"ready> ")
send(b"dp-exec -s a.json -- sh -c 'echo up; exec sleep 1'\n")
expect(b"\nup\r\n"); send(b"\x1a"); expect(b"Stopped"); expect(b"ready> ")
send(b"fg; echo code=$?\n"); expect(b"\ncode=0\r\n"); expect(b"ready> ")
send(b"cat a.json | dp-exec --stdin-fd 3 -- sh -c 'read line; echo got=$line$A' 3<&0\n")
send(b"exit\n"); time.sleep(0.2); os.close(leader); os.waitpid(pid, 0)
END
  object A=1 >a.json
  timeout 60 python3 terminal.py || fail "the terminal does not behave"
}

# namespaces COMMAND...: in a PID namespace of its own, as PID 1; says so when that is not allowed here.
namespaces() {
  if unshare -pf --mount-proc true 2>/dev/null; then
    run unshare -pf --mount-proc "$@"
  elif unshare -Urpf --mount-proc true 2>/dev/null; then
    run unshare -Urpf --mount-proc "$@"
  else
    echo "  skipped: no PID namespaces here" >&2
    exit 0
  fi
}

test_first_process() {
  object A=1 >a.json
  cat >first.sh <<'END'
trap 'echo term; exit 9' TERM
echo "$$ $A"
kill -TERM 1
sleep 5
END
  namespaces dp-exec --from-command 'cat a.json' -- sh first.sh
  expect_code 9
  expect_out '1 1
term'
  namespaces dp-exec -s a.json --mount secrets.json -- sh -c 'cat secrets.json; readlink secrets.json'
  expect_code 0
  expect_out '{"A":"1"}/proc/1/fd/200'
}

test_mount() {
  object A=1 B='x"y' >a.json
  cat >reader.py <<'END'
import os, subprocess
path = os.environ["DOPPLER_CLI_SECRETS_PATH"]
assert path == os.path.join(os.getcwd(), "x.json"), path
assert "A" not in os.environ
expected = b'{"A":"1","B":"x\\"y"}'
for _ in range(3): assert open(path, "rb").read() == expected
with open(path, "rb") as f:
    assert os.fstat(f.fileno()).st_size == len(expected)
    assert os.fstat(f.fileno()).st_mode & 0o777 == 0o400
    f.seek(5); assert f.read(1) == expected[5:6]
    f.seek(0); assert f.read() == expected
# A child that has none of our descriptors.
assert subprocess.run(["cat", path], close_fds=True, capture_output=True).stdout == expected
for mode in "wb", "ab", "r+b":
    try:
        with open(path, mode, buffering=0) as f: f.write(b"x")
    except PermissionError: continue
    raise AssertionError("it can be written")
assert sorted(int(fd) for fd in os.listdir("/proc/self/fd"))[:-1] == [0, 1, 2, 3] or \
    sorted(int(fd) for fd in os.listdir("/proc/self/fd")) == [0, 1, 2, 3, 200]
END
  A=1 run env -u A dp-exec -s a.json --mount x.json -- python3 reader.py
  expect_code 0
  expect_err
  [ -L x.json ] || fail "the link is gone"
  [ ! -e x.json ] || fail "it leads somewhere: $(readlink x.json)"
  # The next run takes the stale link, also when its PID is another's now.
  run dp-exec -s a.json --mount x.json -- cat x.json
  expect_out '{"A":"1","B":"x\"y"}'
  for target in "/proc/$$/fd/200" "/proc/$$/fd/201" /proc/999999999/fd/200; do
    ln -sfn "$target" x.json
    run dp-exec -s a.json --only A --mount ./x.json -- sh -c 'cat x.json; echo " $DOPPLER_CLI_SECRETS_PATH"'
    expect_code 0
    expect_out "{\"A\":\"1\"} $PWD/x.json"
  done
  rm x.json
}

test_mount_held() {
  object A=1 >a.json
  mkfifo ready
  dp-exec -s a.json --mount x.json -- sh -c 'echo >ready; exec sleep 60' &
  read -r _ <ready
  refused 125 'dp-exec: cannot mount "x.json": a running command holds it' \
    dp-exec -s a.json --mount x.json -- touch started
  run cat x.json
  expect_out '{"A":"1"}'
  kill $!
  wait $! || true
  refused_link='dp-exec: cannot mount'
  for target in a.json /proc/self/exe /proc/1/fd/3 "/proc/$$/root" nowhere; do
    ln -s "$target" other
    refused 125 "$refused_link \"other\": File exists" dp-exec -s a.json --mount other --mount-format json -- touch started
    rm other
  done
  refused 125 "$refused_link \"a.json\": File exists" dp-exec -s a.json --mount a.json -- touch started
  refused 125 "$refused_link \"ready\": File exists" dp-exec -s a.json --mount ready --mount-format env -- touch started
  refused 125 "$refused_link \"no/x.json\": No such file or directory" \
    dp-exec -s a.json --mount no/x.json -- touch started
  rm x.json
  run dp-exec -s a.json --mount x.json -- no-such-command
  expect_code 127
  [ ! -L x.json ] || fail "the link stayed"
  # shellcheck disable=SC3045  # dash and bash have it.
  ulimit -n 100
  refused 125 "$refused_link \"x.json\": descriptor 200 is over the limit on open files" \
    dp-exec -s a.json --mount x.json -- touch started
}

# Commands whose descriptors nobody may look at, as they are not dumpable.
test_mount_held_unseen() {
  object A=1 >a.json
  cp "$(command -v dp-exec)" ./dp-exec
  as_user='' undumpable='import ctypes, time
ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
open("up", "w").write("up")
time.sleep(300)'
  if [ "$(id -u)" -eq 0 ]; then
    as_user='setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set -all'
    chown 65534 . a.json
  fi
  $as_user ./dp-exec -s a.json --mount x.json -- python3 -c "$undumpable" &
  wait_for up
  held=$(readlink x.json)
  held=${held#/proc/}
  held=${held%%/*}
  refused 125 "dp-exec: cannot mount \"x.json\": process $held, which may hold it, cannot be inspected
dp-exec: hint: if its command has ended, remove the link" \
    $as_user ./dp-exec -s a.json --mount x.json -- touch started
  kill "$held"
  wait_until_gone "$held"
  wait
  run $as_user ./dp-exec -s a.json --mount x.json -- cat x.json
  expect_code 0
  expect_out '{"A":"1"}'
}

# Of many at once on a stale link one gets it, and the others start nothing.
test_mount_races() {
  object A=1 >a.json
  for round in 1 2 3 4 5 6 7 8 9 10; do
    ln -s /proc/999999999/fd/200 x.json
    for n in 1 2 3 4 5 6 7 8; do
      (
        code=0
        dp-exec -s a.json --mount x.json -- sh -c 'echo $$ >started."$0"; exec sleep 300' "$n" 2>lost."$n" || code=$?
        echo "$code" >code."$n"
      ) &
    done
    tries=0
    until [ "$(cat code.* 2>/dev/null | wc -l)" -eq 7 ] && [ "$(cat started.* 2>/dev/null | wc -l)" -eq 1 ]; do
      tries=$((tries + 1))
      [ "$tries" -le 600 ] || fail "round $round: $(ls) $(cat lost.*)"
      sleep 0.05
    done
    [ "$(sort -u code.*)" = 125 ] || fail "other codes: $(cat code.*)"
    [ "$(cat x.json)" = '{"A":"1"}' ] || fail "the link does not lead to the file"
    kill "$(cat started.*)"
    wait
    rm -f x.json code.* lost.* started.*
    [ "$(ls -A)" = a.json ] || fail "left over: $(ls -A)"
  done
}

# A /proc that shows no process of others, and none that is not dumpable.
test_mount_hidden() {
  [ "$(id -u)" -eq 0 ] && unshare -m mount -t proc -o hidepid=2 none /proc 2>/dev/null || {
    echo "skipped test_mount_hidden: needs root"
    return
  }
  object A=1 >a.json
  cp "$(command -v dp-exec)" ./dp-exec
  ln -s "/proc/$$/fd/200" x.json
  chown 65534 .
  refused 125 "dp-exec: cannot mount \"x.json\": process $$, which may hold it, cannot be inspected
dp-exec: hint: if its command has ended, remove the link" \
    unshare -m sh -c 'mount -t proc -o hidepid=2 none /proc &&
      exec setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set -all "$@"' - \
    ./dp-exec -s a.json --mount x.json -- touch started
}

test_mount_formats() {
  object A1='a"b' A='c\d' B_C__D='<e>' >a.json
  mounted() {
    rm -f "$2"
    run dp-exec -s a.json --mount "$2" ${1:+--mount-format "$1"} -- sh -c 'cat "$DOPPLER_CLI_SECRETS_PATH"'
    expect_code 0
  }
  json='{"A":"c\\d","A1":"a\"b","B_C__D":"\u003ce\u003e"}'
  dotnet='{"A":"c\\d","A1":"a\"b","BC:D":"\u003ce\u003e"}'
  quoted='A1="a\"b"
A="c\\d"
B_C__D="<e>"'
  plain='A1=a"b
A=c\d
B_C__D=<e>'
  mounted json x && expect_out "$json" && expect_err
  mounted dotnet-json x && expect_out "$dotnet"
  mounted env x && expect_out "$quoted"
  mounted env-no-quotes x && expect_out "$plain"
  mounted docker x && expect_out "$plain"
  mounted '' x.json && expect_out "$json" && expect_err
  mounted '' x.env && expect_out "$quoted"
  mounted '' appsettings.json && expect_out "$dotnet"
  mounted '' AppSettings.Prod-1.json && expect_out "$dotnet"
  mounted '' x.yaml && expect_out "$json"
  expect_err 'dp-exec: warning: mounting "x.yaml" as JSON: its name does not imply a format'
  # No names are refused where none becomes a variable; filters and names work the same.
  object LD_PRELOAD=1 A-B=2 PATH=3 >a.json
  mounted json x && expect_out '{"A-B":"2","LD_PRELOAD":"1","PATH":"3"}' && expect_err
  rm -f x
  run dp-exec -s a.json --mount x --mount-format env --except PATH --name-transformer lower-kebab -- cat x
  expect_out 'a-b="2"
ld-preload="1"'
  rm -f x
  run dp-exec -s a.json --mount x --mount-format env --preserve-env -- true
  expect_err 'dp-exec: warning: --preserve-env has no effect with --mount'
}

test_explain() {
  object A=1 B=1 C=1 PATH=/x NODE_OPTIONS=x >one
  object C=2 X_Y=canary >two
  run env -i PATH="$PATH" A=old B=old DOPPLER_TOKEN=x Q=1 \
    dp-exec -s one -s two --except X_Y --preserve-env=B --explain -- touch started
  expect_code 0
  expect_err
  expect_out "NAME           FROM         ACTION
A              one          overrides
B              one          dropped: the caller's is kept
C              one          dropped: a later source overrides it
PATH           one          dropped: the caller's is kept
NODE_OPTIONS   one          set: it steers Node.js
C              two          set
X_Y            two          dropped: a filter excludes it
PATH           environment  kept
B              environment  kept
DOPPLER_TOKEN  environment  dropped
Q              environment  kept"
  [ ! -e started ] || fail "it ran"
  object LD_PRELOAD=canary API_KEY=canary >three
  run env -i "$(command -v dp-exec)" -s three --explain=json
  expect_code 125
  expect_out '[
{"name":"LD_PRELOAD","from":"three","action":"refused","why":"it steers the dynamic loader"},
{"name":"API_KEY","from":"three","action":"set"}
]'
  expect_err 'dp-exec: cannot inject "LD_PRELOAD": it steers the dynamic loader
dp-exec: hint: --except leaves a name out; --allow injects it anyway'
  run env -i "$(command -v dp-exec)" -s three --name-transformer camel --explain=json
  expect_code 0
  expect_out '[
{"name":"ldPreload","from":"three","action":"set","renamed_from":"LD_PRELOAD"},
{"name":"apiKey","from":"three","action":"set","renamed_from":"API_KEY"}
]'
  run env -i "$(command -v dp-exec)" -s three --mount x.json --explain
  expect_out "NAME        FROM   ACTION
LD_PRELOAD  three  mounted
API_KEY     three  mounted"
  [ ! -L x.json ] || fail "it mounted"
  code=0
  dp-exec -s three --except LD_PRELOAD --explain >/dev/full 2>"$ERR" || code=$?
  expect_code 125
  expect_err 'dp-exec: cannot write "stdout": No space left on device'
}

# Whatever fails before execve, the command does not start.
test_faults() {
  # Sanitized it is not static, and the first calls are the loader's.
  [ -z "${DP_SANITIZER-}" ] || {
    echo "skipped $name: sanitizers bring a loader"
    return
  }
  object A=canary >a.json
  while read -r call error; do
    refused 125 "dp-exec: cannot $error" strace -qq -o "$OUT.strace" -e "inject=$call" \
      dp-exec -s a.json --mount x.json -- touch started
  done <<'END'
prctl:error=EPERM use "PR_SET_DUMPABLE": Operation not permitted
memfd_create:error=ENOSYS mount "x.json": Function not implemented
fchmod:error=EPERM mount "x.json": Operation not permitted
write:error=ENOSPC:when=1 write "x.json": No space left on device
readlink:error=EACCES mount "x.json": Permission denied
symlink:error=EROFS mount "x.json": Read-only file system
read:error=EIO:when=1 read "a.json": Input/output error
END
  refused 125 'dp-exec: cannot go on: out of memory' strace -qq -o "$OUT.strace" \
    -e inject=mmap:error=ENOMEM:when=1 dp-exec -s a.json -- touch started
}

# recipe NAME: the example of that name in the manual, with the places of a system here.
recipe() {
  sed -n "/^\.\\\\\" recipe: $1\$/,/^\.Ed/p" "$ROOT/docs/dp-exec.1" | sed -e '/^\./d' -e 's/\\e$/\\/' \
    -e "s,/usr/bin/server,$PWD/server,; s,/etc/app/,$PWD/,g; s,/app/,$PWD/,g; s,%d/,$PWD/,"
}

# Each recipe of the manual is run, as its own reader would run it.
test_recipes() {
  export DOPPLER_PASSPHRASE=canary
  echo "$DOPPLER_PASSPHRASE" >key
  chmod 600 key
  object DB_HOST=h DB_PASSWORD=p | dp-encrypt -o prd.sealed || fail "cannot seal"
  mkdir bin
  PATH=$PWD/bin:$PATH
  printf '#!/bin/sh\necho "$DB_HOST $DB_PASSWORD ${DOPPLER_PASSPHRASE-unset} $$"\n' >server
  printf '#!/bin/sh\necho "$DB_HOST $DB_PASSWORD"; cat\n' >import
  printf '#!/bin/sh\necho "$1 ${TF_VAR_db_host} ${TF_VAR_db_password}"\n' >bin/terraform
  cp server bin/backup
  chmod +x server import bin/*
  served() {
    expect_code 0
    grep -qx 'h p unset [0-9]*' "$OUT" || fail "$(cat "$OUT")"
  }

  run sh -c "$(recipe sh)" && served
  for shell in sh bash; do
    run "$shell" -c "$(recipe $shell-stdin)" <key
    expect_code 0
    expect_out 'h p
canary'
  done
  object DB_HOST=other DB_PASSWORD=p | dp-encrypt -o all.sealed || fail "cannot seal"
  run bash -c "$(recipe bash-two)" && served
  { recipe make && echo build:; } >Makefile
  run make -s run && served
  recipe docker >Dockerfile
  cat >start.py <<'END'
import json, os
words = []
for line in open("Dockerfile"): words += json.loads(line.split(" ", 1)[1])
os.execvp(words[0], words)
END
  (namespaces python3 start.py && expect_code 0 && expect_out 'h p unset 1') || fail "docker"
  unset DOPPLER_PASSPHRASE
  run sh -c "$(recipe systemd | sed -n '/^ExecStart=/,$p' | sed s/^ExecStart=//)" && served
  # Where the tools are in none of the places that cron searches by itself.
  path=$(recipe cron | sed -n "s|^PATH=/usr/local/bin|$PWD/bin:$(dirname "$(command -v dp-exec)")|p")
  run env -i PATH="${path:-/usr/bin:/bin}" sh -c "$(recipe cron | sed 1d | cut -d ' ' -f 6-)" && served
  export DOPPLER_PASSPHRASE=canary
  run sh -c "$(recipe rename)"
  expect_out 'plan h p'
  printf '#!/bin/sh\ncat "$DOPPLER_CLI_SECRETS_PATH"\n' >server
  run sh -c "$(recipe mount)"
  expect_out '{"DbHost":"h","DbPassword":"p"}'
  run sh -c "$(recipe explain)"
  expect_code 0
  grep -q '^DB_HOST  *stdin  *set$' "$OUT" || fail "$(cat "$OUT")"
}

run_tests "$@"
