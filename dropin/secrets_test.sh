#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# `doppler secrets` and `doppler me`: reading, downloading, setting, deleting, substituting.

# shellcheck source-path=SCRIPTDIR source=testing.sh disable=SC2016
. "$PWD/dropin/testing.sh"

REVOKED=dp.st.dev.standin-revoked

# Reading

test_get_plain() {
  begin
  gives standin-api-key-dev doppler secrets get API_KEY --plain
  # As in a mise file.
  DOPPLER_TOKEN=dp.pt.standin-right \
    gives standin-api-key-dev doppler secrets get API_KEY --project backend --config dev --plain
  run doppler secrets get GREETING API_KEY GREETING EMPTY MULTILINE SIGNING_KEY --plain
  printf '%s\n' 'Grüße, 世界 👋' standin-api-key-dev 'Grüße, 世界 👋' '' 'first line
second line
' '' | cmp - "$OUT" || fail "$(cat "$OUT")"
  gives 'postgres://app:standin p@ss/word@db.standin.test:5432/app' doppler secrets get DATABASE_URL --plain
  gives 'postgres://app:${DB_PASSWORD}@db.standin.test:5432/app' doppler secrets get DATABASE_URL --plain --raw
  gives "it's \"quoted\" \\ \$HOME \`id\` #" doppler secrets get QUOTES --plain
  [ "$(asked query)" = "[['config', ''], ['include_dynamic_secrets', 'false'], ['project', ''], ['secrets', 'QUOTES']]" ] ||
    fail "asked $(asked query)"
  run doppler secrets --plain
  expect_code 1
}

test_get_json() {
  begin
  gives '{"API_KEY":{"computed":"standin-api-key-dev","computedValueType":{"type":"string"},"computedVisibility":"masked",'\
'"note":"rotated every quarter"},"SIGNING_KEY":{"computed":null,"computedValueType":{"type":"string"},'\
'"computedVisibility":"restricted","note":""}}' doppler secrets get SIGNING_KEY API_KEY --json --plain
  run doppler secrets get DATABASE_URL --raw --json
  expect_out '{"DATABASE_URL":{"computed":"postgres://app:standin p@ss/word@db.standin.test:5432/app",'\
'"computedValueType":{"type":"string"},"computedVisibility":"masked","note":"",'\
'"raw":"postgres://app:${DB_PASSWORD}@db.standin.test:5432/app","rawValueType":{"type":"string"},"rawVisibility":"masked"}}'
  api set backend dev QUOTES '<b> & "c" \d'
  run doppler secrets get QUOTES --json
  grep -qF '"computed":"\u003cb\u003e \u0026 \"c\" \\d"' "$OUT" || fail "$(cat "$OUT")"
  run doppler secrets --json
  [ "$(python3 -c 'import json, sys; print(len(json.load(open(sys.argv[1]))))' "$OUT")" -eq 13 ] || fail "$(cat "$OUT")"
}

test_get_table() {
  begin
  gives 'NAME         VALUE
API_KEY      standin-api-key-dev
SIGNING_KEY  [RESTRICTED]' doppler secrets get API_KEY SIGNING_KEY
  run doppler secrets
  [ "$(wc -l <"$OUT")" -eq 14 ] || fail "$(cat "$OUT")"
  gives 'NAME     VALUE
API_KEY  standin-api-key-dev' doppler secrets get --visibility --type API_KEY
}

test_missing_names() {
  begin
  for flag in --plain --json ''; do
    # shellcheck disable=SC2086
    refused 1 "$([ "$flag" = --json ] && echo '{"error":"Could not find requested secret: NONE"}' ||
      echo 'Doppler Error: Could not find requested secret: NONE')" doppler secrets get API_KEY NONE $flag
  done
  says 'Doppler Error: Could not find requested secrets: NONE, NEITHER' doppler secrets get NONE API_KEY NEITHER --plain
  says 'Doppler Error: Could not find requested secret: a b' doppler secrets get 'a b' --plain
  gives standin-api-key-dev doppler secrets get NONE API_KEY --plain --no-exit-on-missing-secret
  # shellcheck disable=SC2046  # One word a name.
  gives standin-api-key-dev doppler secrets get API_KEY $(seq -f NONE%g 1 1100) --plain --no-exit-on-missing-secret
  run doppler secrets get NONE --plain --no-exit-on-missing-secret
  printf '\n' | cmp - "$OUT" || fail "not an empty line"
  run doppler secrets get
  [ "$(head -n 1 "$ERR")" = 'Error: requires at least 1 arg(s), only received 0' ] || fail "$(cat "$ERR")"
}

test_only_names() {
  begin
  run doppler secrets --only-names
  [ "$(head -n 2 "$OUT")" = "$(printf 'NAME\nAPI_KEY')" ] && [ "$(wc -l <"$OUT")" -eq 14 ] || fail "$(cat "$OUT")"
  run doppler secrets --only-names --json
  [ "$(cut -c 1-36 "$OUT")" = '{"API_KEY":{},"CACHE__TTL_SECONDS":{' ] || fail "$(cat "$OUT")"
}

test_failures_of_reading() {
  begin
  for words in 'get API_KEY --plain' 'get API_KEY --json' 'get API_KEY' '' '--only-names'; do
    what='fetch secrets'
    [ "$words" != --only-names ] || what='fetch secret names'
    # shellcheck disable=SC2086
    run doppler secrets $words --token "$REVOKED"
    expect_code 1
    expect_out
    case $words in
      *--json) expect_err '{"error":"Invalid Auth token"}' ;;
      *) [ "$(head -n 2 "$ERR")" = "Unable to $what
Doppler Error: Invalid Auth token" ] || fail "$words: $(cat "$ERR")" ;;
    esac
  done
  says 'Unable to fetch secrets
Doppler Error: cannot fetch "'"$DOPPLER_API_HOST"'": the response is empty
dp-fetch: hint: the response may come from a proxy or a login page' \
    sh -c 'python3 -BIS "$0" "$1" behave "{\"body\":\"\"}"; exec doppler secrets get API_KEY --plain' \
    "$ROOT/testdata/api/control.py" "$API"
}

test_me() {
  begin
  gives '{"workplace":{"name":"Stand-in Works","slug":"standin-works"},"type":"service_token",'\
'"token_preview":"dp.st...-right","slug":"standin-st-dev","created_at":"2026-01-02T03:04:05.678Z","name":"backend dev",'\
'"last_seen_at":"2026-02-03T04:05:06.789Z"}' doppler me --json
  run doppler whoami
  grep -q '^workplace  *Stand-in Works$' "$OUT" || fail "$(cat "$OUT")"
  run doppler me --token "$REVOKED"
  expect_code 1
  [ "$(head -n 2 "$ERR")" = 'Unable to fetch actor
Doppler Error: Invalid Auth token' ] || fail "$(cat "$ERR")"
}

test_output_that_cannot_be_written() {
  begin
  for words in 'secrets get API_KEY --plain' 'secrets get API_KEY --json' secrets 'secrets --only-names' me \
    'secrets download --no-file' 'secrets download --no-file --no-fallback' --version --help; do
    code=0
    # shellcheck disable=SC2086
    doppler $words >/dev/full 2>"$ERR" || code=$?
    expect_code 1
    [ -s "$ERR" ] || fail "$words: no message"
  done
}

# Without a stream that is needed the end is 1, without one that is not all is well.
test_closed_streams() {
  begin
  for words in 'set Q=1 --silent' 'set Q 2 --silent' 'notes set Q x --silent' 'delete Q -y --silent' 'download mine --silent'; do
    for close in '>&-' '<&-' '2>&-' '<&- >&-' '<&- >&- 2>&-'; do
      [ "$words" != 'delete Q -y --silent' ] || doppler secrets set Q=1 --silent
      run sh -c "doppler secrets $words $close"
      [ "$code" -eq 0 ] && [ ! -s "$ERR" ] || fail "$words $close: $code, $(cat "$ERR")"
    done
    [ "$words" != 'delete Q -y --silent' ] || doppler secrets set Q=1 --silent
  done
  for words in me 'me --json' 'secrets get API_KEY --plain' secrets 'secrets --only-names' 'secrets download --no-file' \
    'secrets download --no-file --no-fallback' 'secrets notes set API_KEY x' --version --help; do
    code=0
    # shellcheck disable=SC2086
    doppler $words >&- 2>"$ERR" || code=$?
    expect_code 1
    grep -q 'cannot write .*Bad file descriptor' "$ERR" || fail "$words: $(cat "$ERR")"
  done
}

# As a filter, it ends silently where nobody reads on, and says nothing of the copy, which is there.
test_nobody_reads_on() {
  begin
  doppler secrets set "NEW=$(head -c 120000 /dev/zero | tr '\0' x)" --silent
  for words in 'download --no-file --fallback copy' 'download --no-file --no-fallback' \
    'download --no-file --fallback-only --fallback copy'; do
    # shellcheck disable=SC2086
    { doppler secrets $words 2>"$ERR" || echo $? >status; } | head -c 5 >/dev/null
    [ "$(cat status)" -eq 141 ] || fail "$words: $(cat status)"
    expect_err "$([ "${words#*only}" = "$words" ] || echo 'Reading secrets from fallback file')"
    [ "$words" != 'download --no-file --fallback copy' ] || [ -s copy ] || fail "no copy"
    rm status
  done
  doppler secrets 2>"$ERR" | head -n 1 >/dev/null
  expect_err
}

# Downloading

test_download_to_stdout() {
  begin
  for format in json dotnet-json env yaml docker env-no-quotes; do
    run doppler secrets download --no-file --format $format
    expect_code 0
    expect_err
    { dp-fetch --format $format && echo; } | cmp - "$OUT" || fail "$format"
    cp "$OUT" "$format"
  done
  # Each has a copy of its own.
  api behave '{"status":503,"times":0}'
  for format in json dotnet-json env yaml docker env-no-quotes; do
    run doppler secrets download --no-file --format $format --attempts 1
    expect_code 0
    cmp "$format" "$OUT" || fail "$format from the copy"
    run doppler secrets download --no-file --format $format --fallback-only
    cmp "$format" "$OUT" || fail "$format from the copy alone"
  done
  says 'Doppler Error: invalid format. Valid formats are json, dotnet-json, env, yaml, docker, env-no-quotes' \
    doppler secrets download --no-file --format toml
}

test_download_renamed() {
  begin
  run doppler secrets download --no-file --name-transformer dotnet --format json
  grep -q '"Cache:TtlSeconds":"300"' "$OUT" || fail "$(cat "$OUT")"
  says 'Doppler Error: invalid name transformer. Valid transformers are upper-camel, camel, lower-kebab, lower-snake, tf-var, dotnet, dotnet-env' \
    doppler secrets download --no-file --name-transformer camel,
}

test_download_to_a_file() {
  begin
  default=$(peer passphrase "$RIGHT" '' '')
  for row in json:doppler.json dotnet-json:appsettings.json env:doppler.env yaml:secrets.yaml; do
    format=${row%%:*} file=${row#*:}
    gives "Downloaded secrets to $file" doppler secrets download --format "$format"
    dp-fetch --format "$format" >want
    peer open "$default" "$file" | cmp - want || fail "$format"
  done
  gives "Downloaded secrets to $PWD/mine" doppler secrets download mine --passphrase P --fallback-passphrase F --fallback copy
  peer open P mine >/dev/null || fail "not --passphrase"
  peer open F copy >/dev/null || fail "not --fallback-passphrase"
  DOPPLER_PASSPHRASE=E gives "Downloaded secrets to $PWD/both" doppler secrets download both --fallback other
  peer open E both >/dev/null && peer open E other >/dev/null || fail "not DOPPLER_PASSPHRASE"
  # What was downloaded is a copy to run from.
  said='Reading secrets from fallback file' \
    gives standin-api-key-dev doppler run --fallback-only --fallback mine --passphrase P -- printenv API_KEY
}

test_a_failed_download_changes_nothing() {
  begin
  doppler secrets download mine --no-fallback >/dev/null
  says 'Doppler Error: invalid fallback file passphrase' doppler secrets download mine --fallback-passphrase ''
  says 'Doppler Error: invalid passphrase' doppler secrets download mine --passphrase ''
  says 'Doppler Error: Conflict: unable to specify --no-fallback with --offline' \
    doppler secrets download mine --no-fallback --offline
  for behaviour in '{"status":401}' '{"status":503}' '{"body":"<html>"}'; do
    api behave "$behaviour"
    snapshot >"$OUT.before"
    run doppler secrets download mine --no-fallback --attempts 1
    expect_code 1
    expect_out
    [ "$(head -n 1 "$ERR")" = 'Unable to download secrets' ] || fail "$(cat "$ERR")"
    snapshot >"$OUT.after"
    cmp "$OUT.before" "$OUT.after" || fail "$behaviour changed something"
  done
  run doppler secrets download no/where --no-fallback
  expect_code 1
  [ "$(head -n 1 "$ERR")" = 'Unable to write the secrets file' ] || fail "$(cat "$ERR")"
}

# Writing

start_api
run_tests "$@"
