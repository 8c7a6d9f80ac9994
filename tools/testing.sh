# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# What the end-to-end tests share. A test is a POSIX shell script that sources this file, defines
# functions whose names begin with test_, and ends with `run_tests "$@"`. Each function runs in a
# new empty directory. run_tests prints one line a case, "ok NAME (N ms)" or "not ok NAME", and says
# what an assertion expected and got. One case alone: bazel run //tools:dp_x_test -- test_name.

# shellcheck shell=sh

set -u

ROOT=$PWD
export ROOT
unset DOPPLER_TOKEN DOPPLER_PASSPHRASE DOPPLER_PROJECT DOPPLER_CONFIG DOPPLER_API_HOST \
  DOPPLER_CONFIG_DIR ENCLAVE_PROJECT ENCLAVE_CONFIG SSL_CERT_FILE http_proxy https_proxy all_proxy \
  no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY
# LeakSanitizer does not work under strace; the unit tests look for leaks.
ASAN_OPTIONS=detect_leaks=0
export ASAN_OPTIONS
TZ=UTC LC_ALL=C
export TZ LC_ALL
# A script in the place of python3, such as pyenv's, takes longer than most of what is tested.
python_bin=$(python3 -IS -c 'import os, sys; print(os.path.dirname(sys.executable))')
case :$PATH: in
  *":$python_bin:"*) ;;
  *) PATH=$python_bin:$PATH ;;
esac
PATH=$ROOT/tools:$ROOT/dropin:$PATH
export PATH

# fail TEXT: ends the case.
fail() {
  printf '  %s\n' "$*" >&2
  exit 1
}

# run COMMAND...: runs it; its exit code, stdout and stderr are in $code and the files $OUT and $ERR,
# which lie outside of the case's directory.
run() {
  code=0
  "$@" >"$OUT" 2>"$ERR" || code=$?
}

# expect_code N: the last run's.
expect_code() {
  [ "$code" -eq "$1" ] || fail "exit code $code, not $1; stderr: $(cat "$ERR")"
}

# expect_out TEXT, expect_err TEXT: exactly this, a last newline aside; no argument: nothing at all.
# shellcheck disable=SC2120  # The tests pass it.
expect_out() { expect_text stdout "$OUT" "${1-}"; }
expect_err() { expect_text stderr "$ERR" "${1-}"; }
expect_text() {
  [ "$(cat "$2")" = "$3" ] || fail "$1 is: $(cat "$2")
  expected: $3"
  [ -n "$3" ] || [ ! -s "$2" ] || fail "$1 is not empty"
}

# said PATH: in a message, which cuts what is long.
said() {
  short=$(printf %s "$1" | cut -c1-200)
  [ "$short" = "$1" ] || short=$short...
  printf '"%s"' "$short"
}

# expect_version TOOL: the output is its name, the version and the commit.
expect_version() {
  pattern="$1 $(sed 's/\./\\./g' "$ROOT/VERSION") (commit \([0-9a-f]\{12\}\(-dirty\)\{0,1\}\|unknown\))"
  [ "$(wc -l <"$OUT")" -eq 1 ] && grep -qx "$pattern" "$OUT" || fail "not a version: $(cat "$OUT")"
}

# snapshot: names, kinds, modes, inodes, sizes, times and contents of the case's directory.
snapshot() {
  find . -printf '%p %y %m %i %s %T@ %l\n' -type f -exec sha256sum {} + | sort
}

# refused CODE MESSAGE COMMAND...: the command ends with this code, prints nothing on stdout and
# exactly the message on stderr, and leaves the directory as it was.
refused() {
  want_code=$1 want_err=$2
  shift 2
  snapshot >"$OUT.before"
  run "$@"
  expect_code "$want_code"
  expect_out
  expect_err "$want_err"
  snapshot >"$OUT.after"
  cmp -s "$OUT.before" "$OUT.after" || fail "the directory changed: $(diff "$OUT.before" "$OUT.after")"
}

# until_true COMMAND...: it succeeds by and by. The files that $LOGS names are shown where it does not.
until_true() {
  tries=0
  until "$@"; do
    tries=$((tries + 1))
    # shellcheck disable=SC2086  # One word a file.
    [ "$tries" -le 600 ] || fail "this does not become true: $* $([ -z "${LOGS-}" ] || cat $LOGS 2>&1)"
    sleep 0.05
  done
}
# wait_for FILE: until there is something in it. wait_until_gone PID: until it has ended.
wait_for() { until_true test -s "$1"; }
wait_until_gone() { until_true is_gone "$1"; }
# is_gone PID: or dead, and nobody has asked how it ended.
is_gone() { ! kill -0 "$1" 2>/dev/null || grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null; }
# has_lines N FILE: so many at least. streams N: so many clients listen to the API's stream.
has_lines() { [ -e "$2" ] && [ "$(wc -l <"$2")" -ge "$1" ]; }
streams() { [ "$(api streams)" = "$1" ]; }

# hold COMMAND...: starts it in the background, as $pid, each of its processes holding a FIFO open.
# shellcheck disable=SC2034  # The tests read it.
hold() {
  mkfifo held
  exec 8<>held 7<held
  env --default-signal=INT,TERM,HUP "$@" >/dev/null 2>&1 9>held 8>&- 7<&- &
  pid=$!
  exec 8>&-
}
# all_gone SECONDS WHAT: the last process that holds it ends within these seconds.
all_gone() {
  timeout "$1" cat <&7 >/dev/null || fail "$2: something is alive"
  exec 7<&-
  rm held
}

# start_api [OPTION...]: a stand-in API (testdata/api) of its own, which the tools find by their
# environment, until the shell that calls this ends. api COMMAND...: steers the last one started.
start_api() {
  API=$(mktemp -d "${TEST_TMPDIR:-/tmp}/api.XXXXXX") || exit 1
  python3 "$ROOT/testdata/api/server.py" --dir "$API" --with-parent "$@" >"$API.log" 2>&1 &
  tries=0
  until [ -e "$API/env" ]; do
    tries=$((tries + 1))
    [ "$tries" -le 200 ] || fail "the stand-in API does not start: $(cat "$API.log")"
    sleep 0.05
  done
  set -a
  # shellcheck source=/dev/null
  . "$API/env"
  set +a
}
api() { python3 -BIS "$ROOT/testdata/api/control.py" "$API" "$@"; }

# block NAME: the text of that block of $PAGE (see testdata/blocks.py), which counts as run.
block() {
  echo "$1" >>"$OUT.used"
  python3 -BIS "$ROOT/testdata/blocks.py" "$PAGE" "$1" || fail "there is no block $1 in $PAGE"
}
# every_block_was_run: for the last case of a test.
every_block_was_run() {
  python3 -BIS "$ROOT/testdata/blocks.py" "$PAGE" >"$OUT.blocks" || fail "$PAGE cannot be read"
  sort -o "$OUT.blocks" "$OUT.blocks"
  sort -u "$OUT.used" | diff "$OUT.blocks" - || fail "a block that no test runs"
}

# unsanitized WHAT: true but in a build with AddressSanitizer, which WHAT does not go together with.
unsanitized() {
  [ "${DP_SANITIZER-}" != address ] && return
  # shellcheck disable=SC2154  # Of run_tests.
  echo "skipped $name: $1 and AddressSanitizer do not go together"
  return 1
}

# looks_inside: true where strace(1) and /proc show the memory of a tool, which has made itself
# unreadable for all but root.
looks_inside() {
  [ "$(id -u)" -ne 0 ] || return 0
  # shellcheck disable=SC2154  # Of run_tests.
  echo "skipped $name: only root can look into a tool"
  return 1
}

# run_tests [NAME...]: all functions named test_*, or the named ones; where Bazel shards the test,
# those of this shard.
run_tests() {
  base=$(mktemp -d "${TEST_TMPDIR:-/tmp}/dp.XXXXXX") || exit 1
  OUT=$base/stdout ERR=$base/stderr
  failures=0 number=0
  [ -z "${TEST_SHARD_STATUS_FILE-}" ] || : >"$TEST_SHARD_STATUS_FILE"
  # shellcheck disable=SC2046  # One word a name.
  [ $# -gt 0 ] || set -- $(sed -n 's/^\(test_[a-z0-9_]*\)() *[{(].*/\1/p' "$0")
  for name in "$@"; do
    number=$((number + 1))
    [ $((number % ${TEST_TOTAL_SHARDS:-1})) -eq "${TEST_SHARD_INDEX:-0}" ] || continue
    mkdir "$base/case"
    started=$(date +%s%3N)
    if (cd "$base/case" && "$name"); then
      echo "ok $name ($(($(date +%s%3N) - started)) ms)"
    else
      echo "not ok $name"
      failures=$((failures + 1))
    fi
    chmod -R u+rwx "$base/case"
    rm -rf "$base/case"
  done
  rm -rf "$base"
  [ "$failures" -eq 0 ]
}
