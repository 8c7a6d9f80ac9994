#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# The offline tools give up what they do not need before they look at their input: with code of an
# attacker in them (testdata/hostile.cc), neither a socket nor a command nor another file is to be
# had. Where a kernel cannot take these away, the tools go on.

# shellcheck source-path=SCRIPTDIR source=../testing.sh
. "$PWD/tools/testing.sh"

TOOLS="dp-clean dp-decrypt dp-encrypt dp-mask dp-render"
DOPPLER_PASSPHRASE=passphrase
export DOPPLER_PASSPHRASE

# has WORD: this kernel has seccomp, or Landlock.
has() { dp-decrypt --version --verbose | grep -q "^$1: on, "; }

# taken_over CODE COMMAND...: runs it with the attacker in it; the attempts all fail as they should.
taken_over() {
  want=$1
  shift
  echo 'not for others' >"$SECRETS/secret"
  code=0
  env LD_PRELOAD="$ROOT/testdata/hostile.so" DP_HOSTILE=9 DP_SECRET="$SECRETS/secret" \
    DP_ELSEWHERE="$SECRETS/made" "$@" >"$OUT" 2>"$ERR" 9>"$OUT.tried" || code=$?
  expect_code "$want"
  calls=EPERM files=EACCES
  has seccomp || calls=
  has Landlock || files=
  [ "$(wc -l <"$OUT.tried")" -eq 6 ] || fail "$1 tried only: $(cat "$OUT.tried")"
  while read -r what result; do
    case $what in
      read | make) expected=$files ;;
      *) expected=$calls ;;
    esac
    [ -z "$expected" ] || [ "$result" = "$expected" ] || fail "$*: $what: $result"
  done <"$OUT.tried"
  [ -z "$files" ] || [ ! -e "$SECRETS/made" ] || fail "$1 made a file elsewhere"
}

# In an own folder, which no tool is told of.
setup() {
  SECRETS=$(mktemp -d "${TEST_TMPDIR:-/tmp}/secrets.XXXXXX") || exit 1
  trap 'rm -rf "$SECRETS"' EXIT
  mkdir in out
  printf '{"A":"value of A"}' >in/plain
  dp-encrypt --rounds 100000 --expires-in 7d -o in/sealed <in/plain
  printf '4:base64:500000:bad' >in/bad
  printf 'the passphrase\n' >in/passphrase
  chmod 600 in/passphrase
}

# The attacker is there at all: a tool that is not confined can do everything.
test_the_attacker_is_able() {
  setup
  code=0
  echo 'not for others' >"$SECRETS/secret"
  env LD_PRELOAD="$ROOT/testdata/hostile.so" DP_HOSTILE=9 DP_SECRET="$SECRETS/secret" \
    DP_ELSEWHERE="$SECRETS/made" dp-fetch --help >"$OUT" 2>"$ERR" 9>"$OUT.tried" || code=$?
  [ "$(grep -cxE '(socket|fork) done' "$OUT.tried")" -eq 2 ] || fail "$(cat "$OUT.tried")"
}

test_dp_decrypt() {
  setup
  taken_over 0 dp-decrypt in/sealed
  expect_out "$(cat in/plain)"
  taken_over 0 dp-decrypt -o out/plain in/sealed
  cmp in/plain out/plain || fail "another plaintext"
  taken_over 3 dp-decrypt in/bad
  taken_over 0 dp-decrypt --info in/sealed
  taken_over 0 dp-decrypt --info in/sealed in/sealed
  taken_over 3 dp-decrypt --info in/bad in/sealed
}

test_dp_decrypt_with_sources() {
  setup
  unset DOPPLER_PASSPHRASE
  run dp-encrypt --rounds 100000 --passphrase-from file:in/passphrase -o in/other <in/plain
  expect_code 0
  taken_over 0 dp-decrypt --passphrase-from file:in/passphrase in/other
  expect_out "$(cat in/plain)"
  # The command runs as ever, and only then is the rest given up.
  taken_over 0 dp-decrypt --passphrase-from 'cmd:cat in/passphrase' in/other
  expect_out "$(cat in/plain)"
  taken_over 0 dp-encrypt --rounds 100000 --passphrase-from 'cmd:cat in/passphrase' -o out/other <in/plain
}

test_dp_encrypt() {
  setup
  taken_over 0 dp-encrypt --rounds 100000 <in/plain
  taken_over 0 dp-encrypt --rounds 100000 -o out/sealed --tee <in/plain
  taken_over 0 dp-encrypt --rounds 100000 --passphrase-to file:out/new -o out/sealed <in/plain
  taken_over 3 dp-encrypt <in/bad
  run dp-decrypt --passphrase-from file:out/new out/sealed
  expect_out "$(cat in/plain)"
}

test_fallback_files() {
  setup
  mkdir home
  HOME=$PWD/home
  export HOME
  # Neither ~/.doppler nor what is in it is there yet.
  taken_over 0 dp-encrypt --rounds 100000 --fallback --token dp.st.x <in/plain
  taken_over 0 dp-decrypt --fallback --token dp.st.x
  expect_out "$(cat in/plain)"
  echo '"etag"' >in/etag
  taken_over 0 dp-encrypt --rounds 100000 --fallback --etag-from in/etag --token dp.st.x <in/plain
  taken_over 0 dp-decrypt --print-etag --token dp.st.x
  expect_out '"etag"'
  taken_over 0 dp-decrypt --print-etag --check --token dp.st.x
  expect_out '"etag"'
}

test_dp_render() {
  setup
  taken_over 0 dp-render <in/plain
  taken_over 0 dp-render -s in/plain --format env -o out/env
  taken_over 0 dp-render -s in/plain --for envdir -o out/folder
  printf 'a template: {{ .A }}' >in/template
  taken_over 0 dp-render --template in/template <in/plain
  expect_out 'a template: value of A'
  taken_over 3 dp-render <in/bad
}

test_dp_clean() {
  setup
  taken_over 0 dp-clean -n --all in
  expect_out in/sealed
  taken_over 0 dp-clean -v --all in
  [ ! -e in/sealed ] || fail "it is still there"
}

test_dp_mask_as_a_filter() {
  setup
  echo 'this is value of A' >in/text
  taken_over 0 dp-mask -s in/plain <in/text
  expect_out 'this is ***'
  taken_over 0 dp-mask --from-command 'cat in/plain' <in/text
  expect_out 'this is ***'
  # A command is not confined.
  run dp-mask -s in/plain -- sh -c 'cat in/text; true | cat'
  expect_code 0
  expect_out 'this is ***'
}

test_a_kernel_without_either() {
  setup
  for tool in $TOOLS; do
    run strace -qq -o /dev/null -e inject=seccomp,landlock_create_ruleset:error=ENOSYS "$tool" --version --verbose
    expect_code 0
    [ "$(sed 1d "$OUT")" = "seccomp: off, this kernel has none
Landlock: off, this kernel has none" ] || fail "$(cat "$OUT")"
  done
  run strace -qq -o /dev/null -e inject=seccomp,landlock_create_ruleset:error=ENOSYS dp-decrypt in/sealed
  expect_code 0
  expect_out "$(cat in/plain)"
  # One of the two is enough to be told of.
  run strace -qq -o /dev/null -e inject=landlock_create_ruleset:error=EOPNOTSUPP dp-clean --version --verbose
  expect_code 0
  tail -n 1 "$OUT" | grep -qx 'Landlock: off, this kernel has none' || fail "$(cat "$OUT")"
}

test_version_verbose() {
  for tool in $TOOLS; do
    run "$tool" --version --verbose
    expect_code 0
    expect_err
    [ "$(wc -l <"$OUT")" -eq 3 ] || fail "$tool says: $(cat "$OUT")"
    sed -n 2p "$OUT" | grep -qE '^seccomp: (on|off), ' || fail "$tool says: $(cat "$OUT")"
    sed -n 3p "$OUT" | grep -qE '^Landlock: (on, ABI [1-9]|off), ' || fail "$tool says: $(cat "$OUT")"
  done
  for tool in dp-exec dp-fetch dp-put dp-watch; do
    run "$tool" --version --verbose
    expect_code 0
    [ "$(sed 1d "$OUT")" = "seccomp: not used
Landlock: not used" ] || fail "$tool says: $(cat "$OUT")"
  done
  # In no other order.
  refused 2 "dp-render: cannot use \"--verbose\": there is no such option
dp-render: hint: dp-render --help lists the options" dp-render --verbose --version
}

# What a tool still has to open for its messages it has opened by then: a time zone, and what faketime
# needs.
test_times_in_messages() {
  setup
  run env TZ=Asia/Tokyo faketime -f '+30d' dp-decrypt in/sealed
  expect_code 5
  grep -q 'it expired .* +0900 ' "$ERR" || fail "$(cat "$ERR")"
  run faketime -f '+2d' dp-decrypt in/sealed
  expect_code 0
  expect_out "$(cat in/plain)"
}

if [ -n "${DP_SANITIZER-}" ]; then
  echo "skipped: a sanitizer has to be the first library"
  exit 0
fi
run_tests "$@"
