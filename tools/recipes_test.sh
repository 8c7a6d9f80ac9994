#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# docs/recipes.md: each block is run as it stands on the page. AWS and PyPI are stood in for by
# testdata/internet.py, for the real clients.

# shellcheck source=tools/testing.sh
. tools/testing.sh

PAGE=$ROOT/docs/recipes.md
# What Debian has, and not what somebody put before it.
PATH=$ROOT/tools:/usr/sbin:/usr/bin:/sbin:/bin
unset AWS_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_DEFAULT_REGION AWS_REGION \
  TWINE_USERNAME TWINE_PASSWORD TWINE_REPOSITORY UV_PUBLISH_TOKEN
# aws asks the network of a cloud for its region, where nobody tells it otherwise.
AWS_EC2_METADATA_DISABLED=true
DOPPLER_TOKEN=dp.pt.standin-person
export AWS_EC2_METADATA_DISABLED DOPPLER_TOKEN

# block NAME: the text of that block, which counts as run.
block() {
  echo "$1" >>"$OUT.used"
  python3 -BIS "$ROOT/testdata/blocks.py" "$PAGE" "$1" || fail "no block $1"
}

# at_home: a person's machine, with a passphrase file, in the case's directory.
at_home() {
  HOME=$PWD
  export HOME
  (umask 077 && echo swordfish >passphrase)
}

# start_internet: the stand-in, until the shell that calls this ends; its memory is in $NET.
start_internet() {
  NET=$(mktemp -d "${TEST_TMPDIR:-/tmp}/internet.XXXXXX") || exit 1
  python3 -BIS "$ROOT/testdata/internet.py" "$NET" >"$NET.log" 2>&1 &
  tries=0
  until [ -e "$NET/env" ]; do
    tries=$((tries + 1))
    [ "$tries" -le 200 ] || fail "the stand-in internet does not start: $(cat "$NET.log")"
    sleep 0.05
  done
  set -a
  # shellcheck source=/dev/null
  . "$NET/env"
  set +a
}

# stored NAME: its value in Doppler; noted NAME: its note.
stored() { dp-fetch -p "$1" -c prd | dp-render --plain "$2"; }
noted() { dp-fetch -p "$1" -c prd --details | jq -r ".[\"$2\"].note // .secrets[\"$2\"].note"; }

# no_canary: nothing that was printed, and no file here, holds a value.
no_canary() {
  ! grep -r canary "$OUT" "$ERR" . || fail "a value is where it should not be"
}

# Rotation

OLD_KEY=AKIAIOSFODNN7EXAMPLE

# aws_account: the stand-ins; the access key in Doppler is an active one.
aws_account() {
  at_home
  start_api --seed "$ROOT/testdata/recipes.json"
  start_internet
  dp-fetch -p backend -c prd | jq '{user: "deploy", secret: .AWS_SECRET_ACCESS_KEY, status: "Active", fresh: 0}' \
    >"$NET/keys/$OLD_KEY"
  block rotate-aws >rotate-aws
  chmod +x rotate-aws
  # The pauses are for AWS.
  mkdir bin
  printf '#!/bin/sh\n' >bin/sleep
  chmod +x bin/sleep
  PATH=$PWD/bin:$PATH
}

# key_states: "status" of each access key, the old one first.
key_states() { jq -r .status "$NET/keys/$OLD_KEY" && (cd "$NET/keys" && ls) | grep -vx "$OLD_KEY" |
  while read -r key; do jq -r .status "$NET/keys/$key"; done; }
# the_new_key: its ID.
the_new_key() { (cd "$NET/keys" && ls) | grep -vx "$OLD_KEY"; }

expect_states() { [ "$(key_states | tr '\n' ' ')" = "$1 " ] || fail "keys are $(key_states), not $1"; }

test_rotates_an_aws_key() {
  aws_account
  echo 2 >"$NET/fresh"  # The first two uses come too early.
  run ./rotate-aws
  expect_code 0
  expect_states "Inactive Active"
  new=$(the_new_key)
  expect_out "123456789012	arn:aws:iam::123456789012:user/deploy	AIDADEPLOY"
  # The old key did nothing after it had made the new one, and went last.
  cat >"$OUT.want" <<END
iam.amazonaws.com CreateAccessKey $OLD_KEY 200
sts.amazonaws.com GetCallerIdentity $new 403
sts.amazonaws.com GetCallerIdentity $new 403
sts.amazonaws.com GetCallerIdentity $new 200
iam.amazonaws.com UpdateAccessKey $new 200
END
  diff "$OUT.want" "$NET/log" || fail "other requests"
  [ "$(stored backend AWS_ACCESS_KEY_ID)" = "$new" ] || fail "not stored"
  [ "$(stored backend AWS_SECRET_ACCESS_KEY)" = "$(jq -r .secret "$NET/keys/$new")" ] || fail "not stored"
  [ "$(noted backend AWS_ACCESS_KEY_ID)" = "rotated on $(date -u +%F), replaces $OLD_KEY" ] || fail "no note"
  [ "$(dp-decrypt --passphrase-from file:passphrase prd.sealed | dp-render --plain AWS_ACCESS_KEY_ID)" = "$new" ] ||
    fail "the copy is old"
  [ "$(ls)" = "$(printf '%s\n' bin passphrase prd.sealed rotate-aws)" ] || fail "left behind: $(ls)"
  ! grep -rF "$(jq -r .secret "$NET/keys/$new")" . "$OUT" "$ERR" || fail "the new key is in the clear"
  no_canary
  # A few days later.
  block rotate-aws-delete >delete
  run sh delete
  expect_code 0
  [ "$(ls "$NET/keys")" = "$new" ] || fail "not deleted"
}

# fails_early WHAT: the script fails, and has disabled nothing.
fails_early() {
  run ./rotate-aws
  [ "$code" -ne 0 ] || fail "$1: no failure"
  ! grep -q UpdateAccessKey "$NET/log" || fail "$1: disabled"
  [ "$(stored backend AWS_ACCESS_KEY_ID)" = $OLD_KEY ] || fail "$1: stored"
  no_canary
}

test_a_failed_rotation_leaves_the_old_aws_key() {
  aws_account
  touch "$NET/log"
  api behave '{"body":"<html>log in first</html>"}'
  fails_early "no answer of Doppler"
  [ ! -s "$NET/log" ] || fail "AWS was asked"
  mv "$NET/keys/$OLD_KEY" "$NET/key"
  fails_early "AWS makes no key"
  [ ! -e new.sealed ] || fail "a key from nowhere"
  mv "$NET/key" "$NET/keys/$OLD_KEY"
  api behave '{"status":403}'
  fails_early "Doppler does not store it"
  expect_states "Active Active"
  # It goes on with the key that it has.
  run ./rotate-aws
  expect_code 0
  expect_states "Inactive Active"
  [ "$(grep -c 'CreateAccessKey.*200' "$NET/log")" = 1 ] || fail "more than one key was made"
}

test_a_new_aws_key_that_never_works_is_taken_back() {
  aws_account
  echo 1000 >"$NET/fresh"
  run ./rotate-aws
  expect_code 1
  new=$(the_new_key)
  tail -n 1 "$ERR" >"$OUT.last"
  echo "rotate-aws: $new does not work, $OLD_KEY is still active: see recipes.md" | cmp -s - "$OUT.last" ||
    fail "$(cat "$ERR")"
  expect_states "Active Active"
  block rotate-aws-back >back
  run sh back
  expect_code 0
  expect_states Active
  [ "$(stored backend AWS_ACCESS_KEY_ID)" = $OLD_KEY ] || fail "not back"
  [ "$(dp-decrypt --passphrase-from file:passphrase prd.sealed | dp-render --plain AWS_ACCESS_KEY_ID)" = $OLD_KEY ] ||
    fail "the copy is not back"
  no_canary
}

# pypi_account: the stand-ins, and a release to publish.
pypi_account() {
  at_home
  start_api --seed "$ROOT/testdata/recipes.json"
  start_internet
  echo pypi-canary-robin >"$NET/tokens/robin"
  echo pypi-canary-acme >"$NET/tokens/acme"
  mkdir -p dist standin-1.0
  printf 'Metadata-Version: 2.1\nName: standin\nVersion: 1.0\n' >standin-1.0/PKG-INFO
  tar -czf dist/standin-1.0.tar.gz standin-1.0
  rm -r standin-1.0
}

# rotate_pypi TOKEN: a person at a terminal who pastes it.
rotate_pypi() {
  block rotate-pypi >rotate-pypi
  chmod +x rotate-pypi
  run python3 -BIS "$ROOT/testdata/terminal.py" --transcript "$OUT.terminal" 'The new token: ' "$1\\n" -- ./rotate-pypi
  grep -q 'echo on' "$OUT.terminal" || fail "the terminal does not echo any more"
  ! grep -q "$1" "$OUT.terminal" "$OUT" "$ERR" || fail "the token was shown"
}

test_rotates_a_pypi_token() {
  pypi_account
  echo pypi-canary-new >"$NET/tokens/new"
  rotate_pypi pypi-canary-new
  expect_code 0
  [ "$(tail -n 1 "$OUT")" = 'The new token works. Remove the old one: https://pypi.org/manage/account/token/' ] ||
    fail "$(cat "$OUT")"
  [ "$(cat "$NET/log")" = "upload.pypi.org upload new 200" ] || fail "$(cat "$NET/log")"
  cmp dist/standin-1.0.tar.gz "$NET/uploads/standin-1.0.tar.gz" || fail "not published"
  [ "$(stored claude-config PYPI_TOKEN)" = pypi-canary-new ] || fail "not stored"
  [ "$(noted claude-config PYPI_TOKEN)" = "rotated on $(date -u +%F)" ] || fail "no note"
  [ "$(dp-decrypt --passphrase-from file:passphrase pypi.sealed | dp-render --plain PYPI_TOKEN)" = pypi-canary-new ] ||
    fail "the copy is old"
  [ "$(ls)" = "$(printf '%s\n' dist passphrase pypi.sealed rotate-pypi)" ] || fail "left behind: $(ls)"
  no_canary
}

test_a_pypi_token_that_does_not_work_is_taken_back() {
  pypi_account
  rotate_pypi pypi-canary-mistyped
  expect_code 1
  expect_err "rotate-pypi: cannot publish: the old token is back in Doppler"
  [ "$(cat "$NET/log")" = "upload.pypi.org upload - 403" ] || fail "$(cat "$NET/log")"
  [ -z "$(ls "$NET/uploads")" ] || fail "published"
  [ "$(stored claude-config PYPI_TOKEN)" = pypi-canary-robin ] || fail "not back"
  [ "$(dp-decrypt --passphrase-from file:passphrase pypi.sealed | dp-render --plain PYPI_TOKEN)" = pypi-canary-robin ] ||
    fail "the copy is not back"
}

# The page itself

test_scripts_are_clean() {
  python3 -BIS "$ROOT/testdata/blocks.py" "$PAGE" >"$OUT.names"
  while read -r name; do
    python3 -BIS "$ROOT/testdata/blocks.py" "$PAGE" "$name" >text
    grep -q '^#!/bin/sh' text || continue
    sh -n text || fail "$name"
    shellcheck -S warning text || fail "$name"
  done <"$OUT.names"
}

# The last case: the others have to be through.
test_every_block_was_run() {
  python3 -BIS "$ROOT/testdata/blocks.py" "$PAGE" | sort >"$OUT.want" || fail "the page cannot be read"
  sort -u "$OUT.used" | diff "$OUT.want" - || fail "a block that no test runs"
}

run_tests "$@"
