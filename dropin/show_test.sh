#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# `doppler --show`: what it prints does the same, and printing it does nothing.

# shellcheck source-path=SCRIPTDIR source=testing.sh disable=SC2016
. "$PWD/dropin/testing.sh"

# shown WORD...: what is printed for the words is in the file `shown`, and nothing was done.
shown() {
  api reset
  snapshot >"$OUT.before"
  run doppler --show "$@"
  expect_code 0
  expect_err
  snapshot >"$OUT.after"
  cmp -s "$OUT.before" "$OUT.after" || fail "$*: something was done"
  [ "$(requests)" -eq 0 ] || fail "$*: something was asked"
  ! grep -q doppler\  "$OUT" || fail "$*: it runs doppler"
  cp "$OUT" shown
}

# same WORD...: the command and what is shown for it print the same, and end alike.
same() {
  shown "$@"
  run doppler "$@"
  # shellcheck disable=SC2154  # Of run.
  want_code=$code
  cp "$OUT" want
  run sh ./shown
  expect_code "$want_code"
  cmp -s want "$OUT" || fail "$*: $(cat shown) prints $(cat "$OUT"), not $(cat want)"
}

test_run() {
  begin
  odd="it's \"x\" \$HOME *"
  same run -- printenv API_KEY
  same run --no-fallback -- printf '<%s>' "$odd" ''
  same run -p backend -c dev --only-secrets API_KEY --command 'echo "$API_KEY ${GREETING-unset}"; exit 7'
  same run --fallback "$odd" --passphrase "$odd" -- printenv API_KEY
  same run --fallback-only --fallback "$odd" --passphrase "$odd" -- printenv API_KEY
  same run --fallback-readonly -- printenv API_KEY
  same run --token dp.st.dev.standin-right --preserve-env=API_KEY -- printenv API_KEY
  same run --name-transformer tf-var -- printenv TF_VAR_api_key
  same run --mount m.env -- cat m.env
  same run -- no-such-command
}

# Where the server does not answer, the copy does.
test_run_from_the_copy() {
  begin
  doppler run -- true || fail "no copy"
  shown run --attempts 1 -- printenv API_KEY
  api behave '{"status":503,"times":0}'
  run sh ./shown
  expect_code 0
  expect_out standin-api-key-dev
  # But not where access was taken away.
  api reset
  api behave '{"status":401}'
  run sh ./shown
  [ "$code" -ne 0 ] || fail "it went on"
  expect_out
}

test_reading() {
  begin
  same secrets get API_KEY --plain
  same secrets get GREETING API_KEY
  same secrets --only-names
  same secrets download --no-file
  same secrets download --no-file --format env
  printf '{{.API_KEY}}' >t
  same secrets substitute t
  same secrets substitute t --use-env override
  shown me
  run sh ./shown
  grep -q '"workplace"' "$OUT" || fail "$(cat "$OUT")"
  shown secrets get API_KEY --json
  run sh ./shown
  grep -q '"computed":"standin-api-key-dev"' "$OUT" || fail "$(cat "$OUT")"
}

# what NAME: its value.
value() { doppler secrets get "$1" --plain --silent; }

test_writing() {
  begin
  shown secrets set NEW "it's
new"
  sh ./shown || fail "set"
  [ "$(value NEW)" = "it's
new" ] || fail "$(value NEW)"
  shown secrets set 'A=1 "x"' B=
  sh ./shown || fail "set pairs"
  [ "$(value A)" = '1 "x"' ] || fail "$(value A)"
  shown secrets set NEW
  echo piped | sh ./shown || fail "set from stdin"
  [ "$(value NEW)" = piped ] || fail "$(value NEW)"
  shown secrets notes set API_KEY "it's a note"
  sh ./shown || fail "note"
  doppler secrets get API_KEY --json | grep -q "it's a note\|it\\\\u0027s a note" || fail "no note"
  shown secrets delete NEW -y
  echo '{"UP":"1"}' >f.json
  api reset
  shown secrets upload f.json
  sh ./shown || fail "upload"
  [ "$(value UP)" = 1 ] || fail "$(value UP)"
  shown secrets delete UP --yes
  doppler secrets set UP=1 --silent
  sh ./shown || fail "delete"
  run doppler secrets get UP --plain
  expect_code 1
}

test_files() {
  begin
  shown secrets download mine --passphrase P
  sh ./shown || fail "download"
  [ "$(dp-decrypt --passphrase-from env:P mine | dp-render --plain API_KEY)" = standin-api-key-dev ] || fail "not sealed"
  shown run clean --all
  doppler run -- true || fail "no copy"
  sh ./shown >list || fail "clean"
  [ -z "$(ls -A home/.doppler/fallback)" ] || fail "not removed"
}

test_what_no_tool_does() {
  begin
  for words in configure 'configure set project=x' 'setup -p x -c y' 'completion bash'; do
    # shellcheck disable=SC2086
    refused 1 "Doppler Error: no tool of dp does what doppler $(echo "$words" | sed 's/ [-a-z]*=x//; s/ -p.*//; s/ bash//') does" \
      doppler --show $words
  done
}

export P=P
start_api
run_tests "$@"
