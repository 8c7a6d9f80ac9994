#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# The tools joined: what works end to end, and that a pipe with a failed step does nothing.

# shellcheck source-path=SCRIPTDIR source=../testing.sh
. "$PWD/tools/testing.sh"

DOPPLER_PASSPHRASE=swordfish
DOPPLER_TOKEN=dp.st.dev.standin-right
HOME=/nonexistent
export DOPPLER_PASSPHRASE DOPPLER_TOKEN HOME

# with_api FUNCTION: calls it while the stand-in API runs, in $api.
with_api() {
  api=$OUT.api
  rm -rf "$api" && mkdir "$api"
  python3 "$ROOT/testdata/api/server.py" --dir "$api" >/dev/null &
  server=$!
  until [ -e "$api/env" ]; do kill -0 "$server" && sleep 0.02 || fail "no server"; done
  set -a
  # shellcheck disable=SC1091
  . "$api/env"
  set +a
  ("$1")
  status=$?
  kill "$server"
  wait "$server"
  return "$status"
}
behave() { python3 "$ROOT/testdata/api/control.py" "$api" behave "$1" || fail "cannot steer the API"; }
seal() { dp-encrypt --rounds 100000 "$@"; }

test_fetch_seal_open_inject() { with_api fetch_seal_open_inject; }
fetch_seal_open_inject() {
  [ "$(dp-fetch | dp-exec -- printenv API_KEY)" = standin-api-key-dev ] || fail "fetch | exec"
  dp-fetch | seal --expires-in 7d -o dev.sealed || fail "fetch | encrypt"
  dp-fetch >want
  [ "$(dp-fetch | seal -o dev.sealed --tee | dp-exec -- printenv API_KEY)" = standin-api-key-dev ] || fail "tee"
  (
    unset DOPPLER_TOKEN DOPPLER_API_HOST
    dp-decrypt dev.sealed | cmp - want || fail "other bytes"
    # With no network at all, where we may have none.
    offline=
    unshare -n true 2>/dev/null && offline="unshare -n"
    [ "$($offline dp-decrypt dev.sealed | $offline dp-exec -- printenv GREETING)" = 'Grüße, 世界 👋' ] ||
      fail "not open offline"
  ) || exit 1
}

test_falls_back_by_exit_code() { with_api falls_back_by_exit_code; }
falls_back_by_exit_code() {
  dp-fetch | seal -o dev.sealed
  fallback='{ dp-fetch --attempts 1 || { [ $? -eq 4 ] && dp-decrypt dev.sealed; }; } | dp-exec -- printenv API_KEY'
  behave '{"status":503,"times":0}'
  [ "$(sh -c "$fallback" 2>/dev/null)" = standin-api-key-dev ] || fail "no fallback for 503"
  python3 "$ROOT/testdata/api/control.py" "$api" reset
  # Revoked is not unreachable: the sealed copy stays shut.
  run env DOPPLER_TOKEN=dp.st.dev.standin-revoked sh -c "$fallback"
  expect_code 125
  expect_out
}

test_a_failed_fetch_never_replaces_a_good_file() { with_api a_failed_fetch_never_replaces_a_good_file; }
a_failed_fetch_never_replaces_a_good_file() {
  printf %s precious >out
  for behaviour in '{"status":401}' '{"status":500}' '{"status":204}' '{"status":302,"redirect":"https://127.0.0.1/"}' \
    '{"body":""}' '{"body":"<html>sign in</html>"}' '{"body":"[]"}' '{"body":"{\"A\":1}"}' \
    '{"headers":{"Content-Length":"100"},"cut":6}' '{"version":"1.0","framing":"none","cut":20,"close":"plain"}' \
    '{"version":"1.0","framing":"none","cut":20}' '{"framing":"chunked","cut":10}' '{"reset":true}' \
    '{"raw":"nonsense"}' '{"body":"{}{}"}'; do
    behave "$behaviour"
    run bash -c 'dp-fetch --attempts 1 | dp-encrypt --rounds 100000 -o out; printf "%s " "${PIPESTATUS[@]}"'
    case $(cat "$OUT") in "3 3 " | "4 3 ") ;; *) fail "$behaviour: exit codes $(cat "$OUT")" ;; esac
    [ "$(ls -A) $(cat out)" = "out precious" ] || fail "$behaviour changed the directory"
    behave "$behaviour"
    run sh -c 'dp-fetch --attempts 1 | dp-exec -- echo started'
    expect_code 125
    expect_out
  done
}

test_a_failed_open_never_starts_the_command() {
  printf '{"A":"1"}' | seal -o good
  sed 's/.....$/AAAA=/' good >bad
  head -c 100 good >piece
  : >empty
  for file in bad piece empty nope; do
    run sh -c "dp-decrypt $file | dp-exec -- echo started"
    expect_code 125
    expect_out
  done
  run sh -c 'dp-decrypt --passphrase wrong good | dp-exec -- echo started'
  expect_code 125
  expect_out
  run sh -c 'dp-decrypt --passphrase wrong good | dp-encrypt -o good'
  expect_code 3
  [ "$(dp-decrypt good)" = '{"A":"1"}' ] || fail "the file changed"
}

test_a_document_cut_at_every_byte_starts_nothing() {
  text='{"A":"x\"\u00e9","BCD":"","E":"\\"}'
  i=0
  while [ "$i" -lt "$(printf %s "$text" | wc -c)" ]; do
    printf %s "$text" | head -c "$i" >piece
    run dp-exec -s piece -- echo started
    expect_code 125
    expect_out
    i=$((i + 1))
  done
}

test_every_tool_survives_closed_descriptors() {
  printf '{"A":"1"}' >in
  for closed in '<&-' '>&-' '2>&-' '<&- >&-' '<&- 2>&-' '>&- 2>&-' '<&- >&- 2>&-'; do
    rm -f out
    sh -c "dp-encrypt --rounds 100000 -o out $closed 3<in" 2>/dev/null
    [ "$(ls)" = in ] || [ "$(dp-decrypt out)" = '{"A":"1"}' ] || fail "encrypt $closed left $(ls)"
    rm -f out
    seal -o sealed <in
    sh -c "dp-decrypt -o out sealed $closed" 2>/dev/null || fail "decrypt $closed"
    cmp in out || fail "decrypt $closed wrote something else"
    sh -c "dp-exec -s in -- sh -c 'echo \"\$A\" >finished' $closed" 2>/dev/null || fail "exec $closed"
    [ "$(cat finished)" = 1 ] || fail "exec $closed"
    sh -c "dp-clean -n . $closed" 2>/dev/null
    rm -f finished sealed out
  done
}

test_help_of_every_tool_fits_the_screen() {
  for tool in dp-fetch dp-encrypt dp-decrypt dp-exec dp-clean dp-render dp-put dp-watch; do
    run "$tool" --help
    expect_code 0
    expect_err
    cp "$OUT" help
    [ "$(wc -l <help)" -le 50 ] || fail "$tool --help is higher than 50 lines"
    [ "$(grep -c '^[A-Z].*:$' help)" -ge 3 ] || fail "$tool --help is not in groups"
    [ "$(wc -L <"$OUT")" -le 80 ] || fail "$tool --help is wider than 80 columns"
    run "$tool" -h
    expect_code 0
    cmp "$OUT" help || fail "$tool -h is not --help"
    run "$tool" --version
    expect_version "$tool"
  done
}

run_tests "$@"
