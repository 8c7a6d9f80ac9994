#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# The copy of `doppler run` in special cases, and `doppler run clean`.

# shellcheck source-path=SCRIPTDIR source=testing.sh disable=SC2016
. "$PWD/dropin/testing.sh"

# begin: a home of its own, a server that behaves, and the paths of the files.
begin() {
  fresh_home
  dir=$PWD/home/.doppler/fallback
  metadata=$dir/$(peer names "$DOPPLER_TOKEN" '' '' json '' '' | sed -n 2p)
}

# Whatever the format, a page of somebody else never takes the copy's place.
test_a_login_page() {
  begin
  for format in json env yaml docker env-no-quotes dotnet-json; do
    api reset
    run doppler secrets download --no-file --format $format
    expect_code 0
    cp "$OUT" good
    api behave '{"body":"<html>\nlog in=here</html>","headers":{"Content-Type":"text/html"},"times":0}'
    run doppler secrets download --no-file --format $format
    expect_code 0
    cmp -s "$OUT" good || fail "$format: $(cat "$OUT")"
    grep -q '^Reading secrets from fallback file$' "$ERR" || fail "$format: $(cat "$ERR")"
  done
}

# What a project is called does not make it a status.
test_a_no_with_a_project_called_so() {
  begin
  doppler run --fallback copy --passphrase x -- true || fail "no copy"
  api behave '{"status":403,"body":"no","times":0}'
  run doppler run -p 'HTTP 500' --fallback copy --passphrase x -- echo started
  expect_code 1
  expect_out
}

# A copy of all secrets gives no more than was asked for.
test_only_secrets_of_a_copy_with_more() {
  begin
  doppler run --fallback copy --passphrase x -- true || fail "no copy"
  said='Reading secrets from fallback file' gives API_KEY doppler run --fallback copy --passphrase x --offline \
    --only-secrets API_KEY -- sh -c 'env | grep -oE "^(API_KEY|DATABASE_URL|DB_PASSWORD|DOPPLER_CONFIG)"'
}

test_warnings_of_offline() {
  begin
  doppler run -- true
  for flag in fallback-only offline; do
    said="Warning: --format is ignored when --$flag is provided
Reading secrets from fallback file" gives standin-api-key-dev doppler run --$flag --format json -- printenv API_KEY
  done
}

test_nothing_in_home_without_need() {
  begin
  gives standin-api-key-dev doppler run --no-fallback -- printenv API_KEY
  gives standin-api-key-dev doppler secrets get API_KEY --plain
  run doppler run --offline -- true
  run doppler run clean
  expect_out 'Nothing to clean'
  [ -z "$(ls -A home)" ] || fail "made $(ls -A home)"
}

test_run_clean() {
  begin
  doppler run -- true
  run doppler run clean
  expect_code 0
  printf 'Deleted 0 fallback files\n\n' | cmp - "$OUT" || fail "$(cat "$OUT")"
  run doppler run clean --dry-run --all
  printf 'Would have deleted 2 fallback files\n\n' | cmp - "$OUT" || fail "$(cat "$OUT")"
  rm "$metadata"
  echo 'not ours' >"$dir/note.txt"
  run doppler run clean --max-age 24h --dry-run
  printf 'Would have deleted 0 fallback files\n\n' | cmp - "$OUT" || fail "$(cat "$OUT")"
  run doppler run clean --max-age 0s
  printf 'Deleted 1 fallback file\n\n' | cmp - "$OUT" || fail "$(cat "$OUT")"
  expect_err
  [ "$(ls -A "$dir")" = note.txt ] || fail "left $(ls -A "$dir")"
  run doppler run clean --max-age 1x
  expect_code 1
  expect_out
  run doppler --config-dir nowhere run clean
  expect_out 'Nothing to clean'
  mkdir -p ./-d/fallback
  run doppler run clean --config-dir -d
  expect_code 0
  expect_err
  printf 'Deleted 0 fallback files\n\n' | cmp - "$OUT" || fail "$(cat "$OUT")"
}

start_api
run_tests "$@"
