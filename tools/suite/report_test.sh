#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# --report-to: in every tool, at every exit status, one line that a program understands.

# shellcheck source-path=SCRIPTDIR source=../testing.sh
. "$PWD/tools/testing.sh"

TOOLS="dp-clean dp-decrypt dp-encrypt dp-exec dp-fetch dp-mask dp-put dp-render dp-watch"
SECRETS='{"API_KEY":"standin"}'

# reported CODE LINE TOOL WORD...: it ends with this code and has written exactly this line, in which
# {"tool":"TOOL","exit":CODE, is left out.
reported() {
  want_code=$1 want="{\"tool\":\"$3\",\"exit\":$1,$2"
  tool=$3
  shift 3
  run "$tool" --report-to fd:3 "$@" 3>"$OUT.report"
  expect_code "$want_code"
  [ "$(cat "$OUT.report")" = "$want" ] || fail "the report is: $(cat "$OUT.report")
  expected: $want"
}

test_success() {
  start_api
  DOPPLER_TOKEN=dp.pt.standin-right DOPPLER_PROJECT=backend DOPPLER_CONFIG=prd DOPPLER_PASSPHRASE=standin
  export DOPPLER_TOKEN DOPPLER_PROJECT DOPPLER_CONFIG DOPPLER_PASSPHRASE
  echo "$SECRETS" >in
  mkdir dir
  reported 0 '"kind":"ok"}' dp-fetch -o out
  reported 0 '"kind":"ok"}' dp-put --note text API_KEY
  reported 0 '"kind":"ok"}' dp-encrypt -o sealed <in
  reported 0 '"kind":"ok"}' dp-decrypt sealed
  expect_out "$SECRETS"
  reported 0 '"kind":"ok"}' dp-render -s in
  reported 0 '"kind":"ok"}' dp-clean dir
  # Of the command: what it does then is its own.
  run dp-exec --report-to fd:3 -s in -- sh -c 'exit 7' 3>report
  expect_code 7
  [ "$(cat report)" = '{"tool":"dp-exec","exit":0,"kind":"ok"}' ] || fail "$(cat report)"
  reported 0 '"kind":"ok"}' dp-exec -s in --explain
  reported 0 '"kind":"ok"}' dp-mask -s in <in
  reported 7 '"kind":"ok"}' dp-mask -s in -- sh -c 'exit 7'
  for tool in $TOOLS; do
    reported 0 '"kind":"ok"}' "$tool" --version
    expect_version "$tool"
  done
}

test_used_wrongly() {
  for tool in $TOOLS; do
    wanted=2
    [ "$tool" != dp-exec ] || wanted=125
    rest="\"kind\":\"misused\",\"verb\":\"use\",\"object\":\"--bogus-one\",\"reason\":\"there is no such option\""
    rest="$rest,\"option\":\"--bogus-one\",\"hint\":\"$tool --help lists the options\"}"
    reported "$wanted" "$rest" "$tool" --bogus-one
    # It may also come later.
    run "$tool" --bogus-one=x --also-bogus --report-to fd:3 3>report
    expect_code "$wanted"
    [ "$(cat report)" = "{\"tool\":\"$tool\",\"exit\":$wanted,$rest" ] || fail "$(cat report)"
  done
}

test_descriptors() {
  for tool in $TOOLS; do
    wanted=2
    [ "$tool" != dp-exec ] || wanted=125
    for pair in 'fd:9=descriptor 9 is not open' 'fd:1=use descriptor 2 or higher' \
      'file:x=it is not fd:N' 'fd:3x=it is not fd:N'; do
      refused "$wanted" "$tool: cannot use \"--report-to\": ${pair#*=}
$tool: hint: $tool --help lists the options" "$tool" --report-to "${pair%%=*}" --version
    done
    run "$tool" --report-to fd:2 --version
    expect_code 0
    expect_err "{\"tool\":\"$tool\",\"exit\":0,\"kind\":\"ok\"}"
    # Not written, and nothing comes of it.
    run "$tool" --report-to fd:3 --version 3>/dev/full
    expect_code 0
    expect_err
    run "$tool" --report-to fd:3 --version 3</dev/null
    expect_code 0
    expect_err
    (
      trap '' PIPE
      "$tool" --report-to fd:3 --version 3>&1 >"$OUT"
      echo $? >code
    ) | true
    expect_version "$tool"
    { "$tool" --report-to fd:3 --bogus 2>"$ERR" 3>&1 >"$OUT" || echo $? >code; } | true
    [ "$(cat code)" -eq "$wanted" ] || fail "$tool ended with $(cat code)"
  done
}

test_failed() {
  start_api
  DOPPLER_TOKEN=dp.pt.standin-right DOPPLER_PROJECT=backend DOPPLER_CONFIG=prd DOPPLER_PASSPHRASE=standin
  export DOPPLER_TOKEN DOPPLER_PROJECT DOPPLER_CONFIG DOPPLER_PASSPHRASE
  echo "$SECRETS" >in
  dp-encrypt -o sealed <in
  rest='"kind":"failed","verb":"write","object":"no/out","reason":"No such file or directory"}'
  reported 1 "$rest" dp-fetch -o no/out
  reported 1 "$rest" dp-encrypt -o no/out <in
  reported 1 "$rest" dp-decrypt -o no/out sealed
  reported 1 "$rest" dp-render -s in -o no/out
  rest='"kind":"failed","verb":"read","object":"none","reason":"No such file or directory"}'
  reported 1 "$rest" dp-put --note-from none API_KEY
  reported 125 "$rest" dp-exec -s none -- true
  reported 7 "$rest" dp-exec --failure-status 7 -s none -- true
  reported 1 "$rest" dp-mask -s none
  reported 125 "$rest" dp-mask -s none -- true
  # It has said more than once what is wrong.
  reported 1 '"kind":"failed"}' dp-clean none
}

test_refused() {
  start_api
  DOPPLER_TOKEN=dp.pt.nobody DOPPLER_PROJECT=backend DOPPLER_CONFIG=prd DOPPLER_PASSPHRASE=standin
  export DOPPLER_TOKEN DOPPLER_PROJECT DOPPLER_CONFIG DOPPLER_PASSPHRASE
  rest="\"object\":\"$DOPPLER_API_HOST\",\"reason\":\"HTTP 401: \\\"Invalid Auth token\\\"\""
  rest="$rest,\"hint\":\"the token is mistyped, revoked or expired\"}"
  start='"kind":"refused","http":401,"server":"Invalid Auth token","verb":'
  reported 3 "$start\"fetch\",$rest" dp-fetch
  echo value >value
  reported 3 "$start\"change\",$rest" dp-put NAME <value
  echo '{"A":1}' >broken
  for tool in dp-encrypt dp-render dp-exec; do
    wanted=3
    [ "$tool" != dp-exec ] || wanted=125
    set -- "$tool" --report-to fd:3
    [ "$tool" != dp-exec ] || set -- "$@" true
    run "$@" <broken 3>report
    expect_code "$wanted"
    grep -q "^{\"tool\":\"$tool\",\"exit\":$wanted,\"kind\":\"refused\",\"verb\":\"read\",\"object\":\"stdin\",\"reason\":\"[^\"]*\"}\$" report ||
      fail "$(cat report)"
  done
  echo "$SECRETS" | dp-encrypt -o sealed
  DOPPLER_PASSPHRASE=other reported 3 \
    '"kind":"refused","verb":"open","object":"sealed","reason":"wrong passphrase or damaged file"}' \
    dp-decrypt sealed
}

test_not_now() {
  start_api
  DOPPLER_TOKEN=dp.pt.standin-right DOPPLER_PROJECT=backend DOPPLER_CONFIG=prd
  export DOPPLER_TOKEN DOPPLER_PROJECT DOPPLER_CONFIG
  api behave '{"status":503,"times":0}'
  rest="\"object\":\"$DOPPLER_API_HOST\",\"reason\":\"HTTP 503 (1 attempt)\"}"
  echo value >value
  reported 4 "\"kind\":\"not-now\",\"http\":503,\"verb\":\"fetch\",$rest" dp-fetch --attempts 1
  reported 4 "\"kind\":\"not-now\",\"http\":503,\"verb\":\"change\",$rest" dp-put --attempts 1 NAME <value
  # None came.
  run dp-fetch --report-to fd:3 --attempts 1 --api-host http://127.0.0.1:1 3>report
  expect_code 4
  grep -q '"kind":"not-now","verb":"fetch","object":"http://127.0.0.1:1","reason":"' report || fail "$(cat report)"
}

test_expired_and_unchanged() {
  start_api
  DOPPLER_TOKEN=dp.pt.standin-right DOPPLER_PROJECT=backend DOPPLER_CONFIG=prd DOPPLER_PASSPHRASE=standin
  export DOPPLER_TOKEN DOPPLER_PROJECT DOPPLER_CONFIG DOPPLER_PASSPHRASE
  dp-fetch --etag-save etag -o out
  reported 6 '"kind":"unchanged","http":304}' dp-fetch --etag-compare etag
  reported 6 '"kind":"unchanged"}' dp-encrypt --if-any </dev/null
  if unsanitized faketime; then
    echo "$SECRETS" | faketime -f -8d dp-encrypt --expires-in 7d -o sealed
    run dp-decrypt --report-to fd:3 sealed 3>report
    expect_code 5
    grep -q '^{"tool":"dp-decrypt","exit":5,"kind":"expired","verb":"open","object":"sealed","reason":"' report ||
      fail "$(cat report)"
  fi
}

test_commands_that_do_not_start() {
  echo "$SECRETS" >in
  mkdir dir
  for pair in '126=dir=cannot-run' '127=none=no-command'; do
    rest=${pair#*=}
    run dp-exec --report-to fd:3 -s in -- "./${rest%=*}" 3>report
    expect_code "${pair%%=*}"
    # Written before; the last one counts.
    [ "$(sed -n 1p report)" = '{"tool":"dp-exec","exit":0,"kind":"ok"}' ] || fail "$(cat report)"
    sed -n 2p report | grep -q "^{\"tool\":\"dp-exec\",\"exit\":${pair%%=*},\"kind\":\"${rest#*=}\",\"verb\":\"run\",\"object\":\"./${rest%=*}\"," ||
      fail "$(cat report)"
    [ "$(wc -l <report)" -eq 2 ] || fail "$(cat report)"
  done
}

test_commands_do_not_get_the_descriptor() {
  echo "$SECRETS" >in
  # shellcheck disable=SC2016  # For the shell that is started.
  run dp-exec --report-to fd:3 -s in -- sh -c '[ ! -e /proc/self/fd/3 ]' 3>report
  expect_code 0
  run dp-exec --report-to fd:3 --from-command '[ ! -e /proc/self/fd/3 ] && cat in' -- true 3>report
  expect_code 0
}

run_tests "$@"
