#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# `doppler run` and the copy that it keeps: what is written, believed, used and removed when.

# shellcheck source-path=SCRIPTDIR source=testing.sh disable=SC2016
. "$PWD/dropin/testing.sh"

PERSONAL=dp.pt.standin-right

# begin [PROJECT CONFIG]: a home of its own, a server that behaves, and the paths of the files.
begin() {
  fresh_home
  if [ $# -gt 0 ]; then
    DOPPLER_TOKEN=$PERSONAL DOPPLER_PROJECT=$1 DOPPLER_CONFIG=$2
    export DOPPLER_PROJECT DOPPLER_CONFIG
  fi
  paths "${1-}" "${2-}" json '' ''
  passphrase=$(peer passphrase "$DOPPLER_TOKEN" "${1-}" "${2-}")
}
# paths PROJECT CONFIG FORMAT TRANSFORMER ONLY: in $secrets, $metadata and $legacy.
paths() {
  names=$(peer names "$DOPPLER_TOKEN" "$@")
  dir=$PWD/home/.doppler/fallback
  secrets=$dir/$(echo "$names" | sed -n 1p)
  metadata=$dir/$(echo "$names" | sed -n 2p)
  legacy=$dir/$(echo "$names" | sed -n 3p)
}
# if_none_match: of the last request.
if_none_match() {
  api log | tail -n 1 | python3 -c 'import json, sys
print(dict((n.lower(), v) for n, v in json.loads(sys.stdin.read())["headers"]).get("if-none-match", ""))'
}
down() { api behave '{"status":503,"times":0}'; }
OUTAGE='Unable to fetch secrets from the Doppler API'

test_keeps_what_the_cli_opens() {
  begin
  gives standin-api-key-dev doppler run -- printenv API_KEY
  [ "$(ls -A "$dir")" = "$(printf '%s\n' "$(basename "$metadata")" "$(basename "$secrets")")" ] || fail "$(ls -A "$dir")"
  dp-fetch >want
  peer open "$passphrase" "$secrets" | cmp - want || fail "the peer opens something else"
  etag=$(peer etag "$metadata" "$secrets")
  [ -n "$etag" ] || fail "no ETag"
  gives standin-api-key-dev doppler run -- printenv API_KEY
  [ "$(if_none_match)" = "$etag" ] || fail "asked with $(if_none_match), not $etag"
}

test_project_and_config_are_in_the_names() {
  begin backend dev
  gives standin-api-key-dev doppler run -- printenv API_KEY
  [ -e "$secrets" ] && [ -e "$metadata" ] || fail "other names: $(ls -A "$dir")"
  peer open "$passphrase" "$secrets" >/dev/null || fail "another passphrase"
  paths backend dev json '' API_KEY
  gives standin-api-key-dev doppler run --only-secrets API_KEY -- printenv API_KEY
  [ -e "$secrets" ] || fail "no copy of its own for --only-secrets"
}

test_takes_a_copy_of_the_cli() {
  begin backend dev
  mkdir -p "$dir"
  printf '{"API_KEY":"of the CLI"}' | peer seal "$passphrase" "$secrets"
  down
  said="$OUTAGE
Doppler Error: cannot fetch \"$DOPPLER_API_HOST\": HTTP 503 (1 attempt)
Reading secrets from fallback file"
  gives 'of the CLI' doppler run --attempts 1 -- printenv API_KEY
  said='Reading secrets from fallback file'
  gives 'of the CLI' doppler run --fallback-only -- printenv API_KEY
  gives 'of the CLI' doppler run --offline -- printenv API_KEY
  # The file of an old CLI, while only that is there.
  mv "$secrets" "$legacy"
  gives 'of the CLI' doppler run --offline -- printenv API_KEY
}

# A 304 is believed for the copy that it is about, and for one that opens.
test_the_cache() {
  begin
  doppler run -- true
  etag=$(peer etag "$metadata" "$secrets")
  snapshot >"$OUT.before"
  gives standin-api-key-dev doppler run -- printenv API_KEY
  snapshot >"$OUT.after"
  cmp -s "$OUT.before" "$OUT.after" || fail "a 304 wrote something"
  # Changed on the server: fetched, and kept anew.
  api set backend dev API_KEY changed
  gives changed doppler run -- printenv API_KEY
  [ "$(if_none_match)" = "$etag" ] || fail "asked with $(if_none_match)"
  [ "$(peer etag "$metadata" "$secrets")" != "$etag" ] || fail "the old ETag"
  # Another passphrase: the CLI fails here.
  gives changed doppler run --passphrase another -- printenv API_KEY
  said='Reading secrets from fallback file'
  gives changed doppler run --passphrase another --offline -- printenv API_KEY
  said=
  # Another file in its place: not believed.
  printf '{"API_KEY":"other"}' | peer seal "$passphrase" "$secrets"
  gives changed doppler run -- printenv API_KEY
  [ -z "$(if_none_match)" ] || fail "asked with $(if_none_match)"
}

test_no_cache() {
  begin
  gives standin-api-key-dev doppler run --no-cache -- printenv API_KEY
  [ -e "$secrets" ] && [ ! -e "$metadata" ] || fail "$(ls -A "$dir")"
  doppler run -- true
  gives standin-api-key-dev doppler run --no-cache -- printenv API_KEY
  [ -z "$(if_none_match)" ] || fail "asked with $(if_none_match)"
}

test_readonly() {
  begin
  gives standin-api-key-dev doppler run --fallback-readonly -- printenv API_KEY
  [ ! -e home/.doppler ] || fail "something was written"
  doppler run -- true
  snapshot >"$OUT.before"
  gives standin-api-key-dev doppler run --fallback-readonly -- printenv API_KEY
  [ -n "$(if_none_match)" ] || fail "the cache is not used"
  api set backend dev API_KEY changed
  gives changed doppler run --fallback-readonly -- printenv API_KEY
  snapshot >"$OUT.after"
  cmp -s "$OUT.before" "$OUT.after" || fail "something was written"
}

test_no_fallback() {
  begin
  for flag in --fallback=f --fallback-readonly --no-exit-on-write-failure --passphrase=p; do
    said="Warning: ${flag%%=*} has no effect when the fallback file is disabled" \
      gives standin-api-key-dev doppler run --no-fallback "$flag" -- printenv API_KEY
  done
  [ ! -e home/.doppler ] && [ ! -e f ] || fail "something was written"
  doppler run -- true
  down
  refused 1 "Unable to download secrets
Doppler Error: cannot fetch \"$DOPPLER_API_HOST\": HTTP 503 (1 attempt)" \
    doppler run --no-fallback --attempts 1 -- touch started
  api reset
  # Nor is anything removed.
  api behave '{"status":401}'
  run doppler run --no-fallback -- touch started
  expect_code 1
  [ -e "$secrets" ] || fail "the copy is gone"
}

test_a_file_of_ones_own() {
  begin
  gives standin-api-key-dev doppler run --fallback ./my.json --passphrase P -- printenv API_KEY
  peer open P my.json >/dev/null || fail "the peer does not open it"
  [ ! -e home/.doppler ] || fail "something was made in HOME"
  # Where the directory is there, the CLI notes the ETag in it, and so do we.
  mkdir -p "$dir"
  doppler run --fallback my.json --passphrase P -- true
  [ "$(peer etag "$metadata" my.json)" != '' ] || fail "no ETag for it"
  gives standin-api-key-dev doppler run --fallback my.json --passphrase P -- printenv API_KEY
  [ -n "$(if_none_match)" ] || fail "the ETag is not used"
  down
  said="$OUTAGE
Doppler Error: cannot fetch \"$DOPPLER_API_HOST\": HTTP 503 (1 attempt)
Reading secrets from fallback file"
  gives standin-api-key-dev doppler run --attempts 1 --fallback my.json --passphrase P -- printenv API_KEY
}

test_passphrases() {
  begin
  doppler run -- true
  said='Reading secrets from fallback file'
  DOPPLER_PASSPHRASE=variable doppler run --fallback v -- true
  peer open variable v >/dev/null || fail "not DOPPLER_PASSPHRASE"
  DOPPLER_PASSPHRASE=variable doppler run --fallback f --passphrase flag -- true
  peer open flag f >/dev/null || fail "not --passphrase"
  DOPPLER_PASSPHRASE=variable doppler run --no-read-env --token "$RIGHT" --api-host "$DOPPLER_API_HOST" --fallback n -- true
  peer open "$passphrase" n >/dev/null || fail "DOPPLER_PASSPHRASE with --no-read-env"
  refused 1 "Reading secrets from fallback file
Unable to decrypt fallback file
Doppler Error: cipher: message authentication failed
dp-decrypt: cannot open $(said "$PWD/f"): wrong passphrase or damaged file" \
    doppler run --offline --fallback f --passphrase wrong -- touch started
}

# 401, 403 and 404 remove the copy: access was taken away. All else that fails falls back.
test_which_failure_removes_the_copy() {
  begin backend dev
  mkdir -p "$dir"
  for status in 401 403 404; do
    for more in '' --fallback-readonly; do
      # shellcheck disable=SC2086
      doppler run -- true || fail "no copy"
      echo x >"$legacy"
      api behave "{\"status\":$status}"
      # shellcheck disable=SC2086
      run doppler run $more -- touch started
      expect_code 1
      [ "$(head -n 1 "$ERR")" = 'Unable to download secrets' ] || fail "$(cat "$ERR")"
      [ -z "$(ls -A "$dir")" ] && [ ! -e started ] || fail "$status left $(ls -A "$dir")"
    done
  done
  doppler run -- true
  api behave '{"status":401}'
  run doppler run --no-cache -- touch started
  [ "$(ls -A "$dir")" = "$(basename "$metadata")" ] || fail "--no-cache removed the metadata"
  doppler run --fallback mine -- true
  api behave '{"status":403}'
  run doppler run --fallback mine -- touch started
  [ ! -e mine ] || fail "the file of --fallback is there"
}

test_a_newline_belongs_to_the_name() {
  begin
  echo theirs >foreign
  doppler run --fallback 'foreign
' -- true || fail "no copy"
  for status in 401 403 404; do
    api behave "{\"status\":$status}"
    run doppler run --fallback 'foreign
' -- touch started
    expect_code 1
    [ "$(cat foreign)" = theirs ] || fail "another file was removed"
    [ ! -e 'foreign
' ] || fail "the copy is there"
  done
}

test_which_failure_falls_back() {
  begin
  doppler run -- true
  for behaviour in '{"status":400}' '{"status":409}' '{"status":422}' '{"status":429}' '{"status":500}' '{"status":503}' \
    '{"reset":true}' '{"handshake":"close"}' '{"body":"<html>sign in</html>"}' '{"body":""}' '{"body":"{\"A\":1}"}' \
    '{"status":302,"redirect":"https://127.0.0.1/"}' '{"headers":{"Content-Length":"100"},"cut":6}' \
    '{"status":400,"body":"{\"messages\":[\"see HTTP 401\"]}","headers":{"Content-Type":"application/json"}}'; do
    api behave "$behaviour"
    snapshot >"$OUT.before"
    run doppler run --no-cache --attempts 1 -- printenv API_KEY
    expect_code 0
    expect_out standin-api-key-dev
    [ "$(head -n 1 "$ERR")" = "$OUTAGE" ] || fail "$behaviour: $(cat "$ERR")"
    [ "$(tail -n 1 "$ERR")" = 'Reading secrets from fallback file' ] || fail "$behaviour: $(cat "$ERR")"
    snapshot >"$OUT.after"
    cmp -s "$OUT.before" "$OUT.after" || fail "$behaviour changed a file"
  done
  # A 503 before it does not make a 401 another.
  api behave '[{"status":503},{"status":401}]'
  run doppler run --attempts 2 -- touch started
  expect_code 1
  [ ! -e "$secrets" ] || fail "the copy is there"
}

# Neither a full disk for temporary files nor none at all takes the copy away, or keeps it.
test_no_room_for_temporary_files() {
  mkdir tmp
  [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=4k none tmp 2>/dev/null || {
    echo "skipped test_no_room_for_temporary_files: no right to mount a tmpfs"
    return
  }
  trap 'umount tmp' EXIT
  begin
  doppler run -- true || fail "no copy"
  head -c 4096 /dev/zero >tmp/full
  for TMPDIR in "$PWD/tmp" "$PWD/none"; do
    export TMPDIR
    gives standin-api-key-dev doppler run -- printenv API_KEY
    down
    said="$OUTAGE
Doppler Error: cannot fetch \"$DOPPLER_API_HOST\": HTTP 503 (1 attempt)
Reading secrets from fallback file" gives standin-api-key-dev doppler run --attempts 1 -- printenv API_KEY
    api reset
    run doppler run --fallback no/f -- touch started
    expect_code 1
    expect_err "Unable to write to fallback file
Doppler Error: $(printf '{}' | dp-encrypt -o "$PWD/no/f" --passphrase x 2>&1 | sed 's/^dp-encrypt: //')
doppler: hint: mkdir -p \"no/\" makes its directory"
    api behave '{"status":401}'
    run doppler run -- touch started
    expect_code 1
    [ "$(head -n 1 "$ERR")" = 'Unable to download secrets' ] || fail "$(cat "$ERR")"
    [ ! -e "$secrets" ] || fail "the copy is there"
    api reset
    gives standin-api-key-dev doppler run -- printenv API_KEY
    [ -e "$secrets" ] || fail "no copy was kept"
  done
  [ "$(ls -A tmp)" = full ] && [ ! -e started ] || fail "left $(ls -A tmp)"
}

test_no_copy_to_fall_back_to() {
  begin
  down
  refused 1 "$OUTAGE
Doppler Error: cannot fetch \"$DOPPLER_API_HOST\": HTTP 503 (1 attempt)
Reading secrets from fallback file
Doppler Error: The fallback file does not exist
dp-decrypt: cannot read $(said "$PWD/none"): No such file or directory
dp-decrypt: hint: dp-fetch | dp-encrypt --fallback=$(said "$PWD/none") makes it" \
    doppler run --attempts 1 --fallback none -- touch started
  refused 1 'Reading secrets from fallback file
{"error":"The fallback file does not exist"}' doppler run --offline --json --fallback none -- touch started
  mkdir directory
  refused 1 'Reading secrets from fallback file
Unable to read fallback file
Doppler Error: cannot read '"$(said "$PWD/directory")"': Is a directory' doppler run --offline --fallback directory -- touch started
}

test_a_copy_that_cannot_be_written() {
  begin
  mkdir full
  for row in 'full/none/f:mkdir -p "full/none/" makes its directory' /dev/full: \
    'full:--fallback takes the path of a file: "full/doppler.json"'; do
    target=${row%%:*} hint=${row#*:}
    [ -z "$hint" ] || hint="
doppler: hint: $hint"
    refused 1 "Unable to write to fallback file
Doppler Error: $(printf '{}' | dp-encrypt -o "$(realpath -m "$target")" --passphrase x 2>&1 | sed 's/^dp-encrypt: //')$hint" \
      doppler run --fallback "$target" -- touch started
    run doppler run --fallback "$target" --no-exit-on-write-failure -- printenv API_KEY
    expect_code 0
    expect_out standin-api-key-dev
    [ "$(head -n 1 "$ERR")" = 'Unable to write to fallback file' ] || fail "$(cat "$ERR")"
  done
  # Nor does a failed fetch start anything then.
  api behave '{"status":401}'
  run doppler run --fallback f --no-exit-on-write-failure -- touch started
  expect_code 1
  [ ! -e started ] || fail "started"
}

# Only what speeds up the next run is lost.
test_metadata_that_cannot_be_written() {
  begin
  mkdir -p "$metadata"
  run doppler run -- printenv API_KEY
  expect_code 0
  expect_out standin-api-key-dev
  [ -e "$secrets" ] || fail "no copy"
}

# What a path is called does not make it metadata.
test_a_copy_that_cannot_be_written() {
  begin
  for path in none/.metadata-y/f.json none/.metadata-ab.d/f.json none/f.json; do
    run doppler secrets download --no-file --fallback "$PWD/$path"
    expect_code 1
    expect_out
    [ "$(head -n 1 "$ERR")" = 'Unable to write to fallback file' ] || fail "$(cat "$ERR")"
  done
}

start_api
run_tests "$@"
