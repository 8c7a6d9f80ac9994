#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0

# shellcheck source=tools/testing.sh
. tools/testing.sh

RIGHT=dp.st.dev.standin-right
PERSONAL=dp.pt.standin-right
HOME=/nonexistent
DOPPLER_TOKEN=$RIGHT
export HOME DOPPLER_TOKEN

PROXY_HINT='dp-fetch: hint: the response may come from a proxy or a login page'
CA_HINT='dp-fetch: hint: --cacert FILE or SSL_CERT_FILE names the authorities to trust'
TOKEN_HINT='dp-fetch: hint: set DOPPLER_TOKEN, or use --token-from SOURCE'
HELP_HINT='dp-fetch: hint: dp-fetch --help lists the options'
DEV='{"API_KEY":"standin-api-key-dev","CACHE__TTL_SECONDS":"300",'

# asked FIELD: that field of the last request, as JSON.
asked() { api log | tail -n 1 | python3 -c 'import json, sys
print(json.dumps(json.load(sys.stdin)[sys.argv[1]]))' "$1"; }

# requests N: so many have reached the server since the last behave.
requests() {
  seen=$(api count | cut -d' ' -f2)
  [ "$seen" -eq "$1" ] || fail "$seen requests, not $1"
}

# behave JSON: from now on, and counting begins anew.
behave() {
  # As api reset and api behave, at the price of one start of Python.
  python3 -BIS -c '
import sys
sys.path.insert(0, sys.argv[1])
from control import ask
for words in ["reset"], ["behave", sys.argv[3]]:
    answer = ask(sys.argv[2], words)
    if "error" in answer:
        sys.exit(answer["error"])' "$ROOT/testdata/api" "$API" "$1" || fail "cannot behave like $1"
}

# fails CODE REASON [HINT] JSON OPTION...: the server behaves like JSON; dp-fetch fails so.
cannot() { printf 'dp-fetch: cannot fetch "%s": %s' "$DOPPLER_API_HOST" "$1"; }
no_secret() {
  cannot "there is no secret $1
dp-fetch: hint: --names lists the secrets that exist; --allow-missing ignores missing ones"
}
fails() {
  fails_code=$1 fails_text=$(cannot "$2")
  behave "$3"
  shift 3
  refused "$fails_code" "$fails_text" dp-fetch "$@"
}
# fails_by CODE TEXT OTHER BEHAVIOUR [ARG...]: the same, where a newer libcurl sees the fault before us
# and it is called OTHER.
fails_by() {
  fails_code=$1 fails_text=$(cannot "$2") fails_other=$(cannot "$3") fails_behaviour=$4
  shift 4
  behave "$fails_behaviour"
  run dp-fetch "$@"
  [ "$(cat "$ERR")" != "$fails_other" ] || fails_text=$fails_other
  behave "$fails_behaviour"
  refused "$fails_code" "$fails_text" dp-fetch "$@"
}
not_understood() {
  behave "$2"
  refused 4 "$(cannot "the response $1")
$PROXY_HINT" dp-fetch
  requests 1
}

# What is asked

test_json_as_sent() {
  api reset
  run dp-fetch
  expect_code 0
  expect_err
  run sh -c "dp-fetch | head -c ${#DEV}"
  expect_out "$DEV"
  run sh -c 'dp-fetch | tail -c 1'
  expect_out '}'
}

test_request_is_the_cli_s() {
  api reset
  run dp-fetch
  run asked method
  expect_out '"GET"'
  run asked path
  expect_out '"/v3/configs/config/secrets/download"'
  run asked query
  expect_out '[["config", ""], ["format", "json"], ["include_dynamic_secrets", "true"], ["project", ""]]'
  run asked headers
  # libcurl puts its own where it likes.
  jq -r '.[] | join(": ")' "$OUT" | LC_ALL=C sort >headers
  host=${DOPPLER_API_HOST#https://}
  # As Go calls them, which the Doppler CLI is written in.
  case $(uname -m) in
    aarch64) arch=arm64 ;;
    *) arch=amd64 ;;
  esac
  diff headers - <<END || fail "other headers"
Accept: application/json
Authorization: Bearer $RIGHT
Connection: close
Content-Type: application/json
Host: $host
User-Agent: dp-fetch/$(cat "$ROOT/VERSION")
client-arch: $arch
client-os: linux
client-sdk: go-cli
client-version: v3.76.1
END
}

test_all_parameters() {
  api reset
  run dp-fetch -p 'back end' --config 'd&v' --only API_KEY,B --name-transformer lower-snake \
    --dynamic-ttl 90500ms --format env
  run asked query
  expect_out '[["config", "d&v"], ["dynamic_secrets_ttl_sec", "90"], ["format", "env"],'\
' ["include_dynamic_secrets", "true"], ["name_transformer", "lower-snake"], ["project", "back end"], ["secrets", "API_KEY,B"]]'
  run dp-fetch --dynamic-ttl 500ms
  run asked query
  expect_out '[["config", ""], ["dynamic_secrets_ttl_sec", "0"], ["format", "json"],'\
' ["include_dynamic_secrets", "true"], ["project", ""]]'
}

test_only_and_transformer() {
  api reset
  run dp-fetch --only API_KEY
  expect_out '{"API_KEY":"standin-api-key-dev"}'
  run dp-fetch --only API_KEY --name-transformer camel
  expect_out '{"apiKey":"standin-api-key-dev"}'
  refused 3 "$(no_secret '"A", "B"')" dp-fetch --only A,API_KEY,B
}

test_allow_missing() {
  api reset
  for format in json env; do
    run dp-fetch --only NONE,API_KEY,NEITHER --allow-missing --format $format
    expect_code 0
    expect_err 'dp-fetch: warning: there is no secret "NONE"
dp-fetch: warning: there is no secret "NEITHER"'
    grep -q standin-api-key-dev "$OUT" || fail "$format: $(cat "$OUT")"
  done
  run dp-fetch --details --only NONE --allow-missing
  expect_code 0
  expect_out '{"secrets":{},"success":true}'
  expect_err 'dp-fetch: warning: there is no secret "NONE"'
  refused 2 'dp-fetch: cannot use "--allow-missing": it needs --only' dp-fetch --allow-missing
}

test_formats() {
  api reset
  run dp-fetch --only API_KEY --format env
  expect_out 'API_KEY="standin-api-key-dev"'
  run dp-fetch --only API_KEY --format env-no-quotes
  expect_out 'API_KEY=standin-api-key-dev'
  run dp-fetch --only API_KEY --format docker
  expect_out 'API_KEY=standin-api-key-dev'
  run dp-fetch --only API_KEY --format yaml
  expect_out 'API_KEY: "standin-api-key-dev"'
  run dp-fetch --only API_KEY --format dotnet-json
  expect_out '{"ApiKey":"standin-api-key-dev"}'
  for format in env env-no-quotes docker yaml; do
    refused 3 "$(no_secret '"API"')" dp-fetch --only API,API_KEY --format $format
  done
  behave '{"body":"\"API_KEY_2\": \"x\"\n","times":0}'
  refused 3 "$(no_secret '"API_KEY"')" dp-fetch --only API_KEY --format yaml
  run dp-fetch --only API_KEY_2 --format yaml
  expect_code 0
  api reset
  refused 2 'dp-fetch: cannot use "--format": "toml" is not one of json, dotnet-json, env, yaml, docker, env-no-quotes' \
    dp-fetch --format toml
  refused 2 'dp-fetch: cannot use "--name-transformer": "up" is not one of camel, upper-camel, lower-snake, tf-var, dotnet, dotnet-env, lower-kebab' \
    dp-fetch --name-transformer up
}

test_names() {
  api reset
  run dp-fetch -p backend -c stg --token $PERSONAL --names
  expect_code 0
  expect_out 'API_KEY
DOPPLER_CONFIG
DOPPLER_ENVIRONMENT
DOPPLER_PROJECT'
  run asked query
  expect_out '[["config", "stg"], ["include_dynamic_secrets", "false"], ["project", "backend"]]'
  behave '{"body":"{\"names\":[\"A\\u000aB\"]}"}'
  refused 4 "$(cannot 'the response has a name that is not printable')
$PROXY_HINT" dp-fetch --names
}

test_details() {
  api reset
  run dp-fetch --details --only API_KEY
  expect_out '{"secrets":{"API_KEY":{"computed":"standin-api-key-dev","computedValueType":{"type":"string"},'\
'"computedVisibility":"masked","note":"rotated every quarter","raw":"standin-api-key-dev",'\
'"rawValueType":{"type":"string"},"rawVisibility":"masked"}},"success":true}'
  run asked query
  expect_out '[["config", ""], ["include_dynamic_secrets", "false"], ["project", ""], ["secrets", "API_KEY"]]'
  refused 3 "$(no_secret '"A"')" dp-fetch --details --only A
}

test_whoami() {
  api reset
  run dp-fetch --whoami
  expect_out '{"created_at":"2026-01-02T03:04:05.678Z","last_seen_at":"2026-02-03T04:05:06.789Z",'\
'"name":"backend dev","slug":"standin-st-dev","token_preview":"dp.st...-right","type":"service_token",'\
'"workplace":{"name":"Stand-in Works","slug":"standin-works"}}'
  run asked path
  expect_out '"/v3/me"'
  run asked query
  expect_out '[]'
}

test_modes_take_only_their_options() {
  for pair in '--names --details' '--names --whoami' '--details --whoami'; do
    # shellcheck disable=SC2086
    refused 2 "dp-fetch: cannot use \"${pair#* }\": it does not go with ${pair% *}" dp-fetch $pair
  done
  for option in --format=env --name-transformer=camel --dynamic-ttl=1m --etag-compare=f --etag-save=f; do
    refused 2 "dp-fetch: cannot use \"${option%=*}\": it does not go with --details" dp-fetch --details $option
  done
  refused 2 'dp-fetch: cannot use "--only": it does not go with --names' dp-fetch --names --only A
  refused 2 'dp-fetch: cannot use operand 1: too many operands
dp-fetch: hint: a command goes after dp-exec: dp-fetch | dp-exec -- COMMAND' dp-fetch x
}

# Where it is asked, and as whom

config_file() {
  mkdir -p "$1"
  cat >"$1/.doppler.yaml"
}

test_environment_and_options() {
  api reset
  export DOPPLER_PROJECT=frontend DOPPLER_CONFIG=x
  run dp-fetch --token $PERSONAL -c dev --only PUBLIC_URL
  expect_out '{"PUBLIC_URL":"https://www.standin.test/"}'
  export ENCLAVE_PROJECT=backend ENCLAVE_CONFIG=stg
  run dp-fetch --token $PERSONAL --only API_KEY
  expect_out '{"API_KEY":"standin-api-key-stg"}'
  run dp-fetch --token $PERSONAL --no-read-env -p backend --api-host "$DOPPLER_API_HOST"
  run asked query
  expect_out '[["config", ""], ["format", "json"], ["include_dynamic_secrets", "true"], ["project", "backend"]]'
}

test_scoped_file() {
  api reset
  unset DOPPLER_TOKEN
  host=$DOPPLER_API_HOST
  unset DOPPLER_API_HOST
  mkdir -p app/sub app2 home
  HOME=$PWD/home
  config_file home/.doppler <<END
scoped:
    /:
        token: $PERSONAL
        api-host: $host/
        enclave.config: dev
    $PWD/app:
        enclave.project: backend
        enclave.config: stg
    ./app2:
        enclave.project: frontend
END
  run dp-fetch --scope app/sub --only API_KEY
  expect_out '{"API_KEY":"standin-api-key-stg"}'
  run sh -c 'cd app && exec dp-fetch --only API_KEY'
  expect_out '{"API_KEY":"standin-api-key-stg"}'
  run dp-fetch --scope app2 --only PUBLIC_URL
  expect_out '{"PUBLIC_URL":"https://www.standin.test/"}'
  mv home/.doppler other
  run dp-fetch --scope app/sub --only API_KEY --config-dir other
  expect_out '{"API_KEY":"standin-api-key-stg"}'
  DOPPLER_CONFIG_DIR=other run dp-fetch --scope app/sub --only API_KEY
  expect_out '{"API_KEY":"standin-api-key-stg"}'
  DOPPLER_CONFIG_DIR=other refused 2 "dp-fetch: cannot find \"token\": no option, variable or configuration file gives one
$TOKEN_HINT" dp-fetch --no-read-env
}

test_keyring_and_bad_files() {
  config_file d <<END
scoped: {/: {token: secret-5b1e}}
END
  unset DOPPLER_TOKEN
  refused 2 "dp-fetch: cannot use \"d/.doppler.yaml\": its token is in the keyring of the system, which is not read here
$TOKEN_HINT" dp-fetch --config-dir d
  run dp-fetch --config-dir d --token-from cmd:"echo $RIGHT"
  expect_code 0
  config_file d <<END
scoped: &a {/: *a}
END
  mkdir fifo && mkfifo fifo/.doppler.yaml
  refused 1 'dp-fetch: cannot read "fifo/.doppler.yaml": it is a FIFO' dp-fetch --config-dir fifo
  refused 1 'dp-fetch: cannot read "d/.doppler.yaml": line 1: anchors and aliases are not supported' dp-fetch --config-dir d
  chmod 0 d/.doppler.yaml
  [ "$(id -u)" -eq 0 ] ||
    refused 1 'dp-fetch: cannot read "d/.doppler.yaml": Permission denied' dp-fetch --config-dir d
}

test_token_sources() {
  api reset
  unset DOPPLER_TOKEN
  (umask 077 && echo $RIGHT >token)
  for source in file:token fd:5 env:T "cmd:cat token"; do
    T=$RIGHT run dp-fetch --token-from "$source" --only API_KEY 5<token
    expect_code 0
    expect_err
  done
  refused 2 'dp-fetch: cannot use "--token-from": --token is given, too' dp-fetch --token a --token-from file:token
  requests 4
}

test_bad_tokens_and_hosts() {
  api reset
  for bad in 'a\r\nX: y' 'a\000b' 'a b' 'a\tb' '\303\244'; do
    refused 2 'dp-fetch: cannot use "cmd": the token is not printable text without spaces' \
      dp-fetch --token-from "cmd:printf '$bad'"
  done
  DOPPLER_TOKEN=' ' refused 2 'dp-fetch: cannot use "DOPPLER_TOKEN": the token is not printable text without spaces' \
    dp-fetch
  (umask 077 && printf 'dp.st.canary\n\n' >token)
  refused 2 'dp-fetch: cannot use "token": the token is not printable text without spaces
dp-fetch: hint: there is an empty line at its end' dp-fetch --token-from file:token
  DOPPLER_TOKEN='' refused 2 "dp-fetch: cannot find \"token\": no option, variable or configuration file gives one
$TOKEN_HINT" dp-fetch
  for row in '|--token' 'file:/dev/null|/dev/null' 'cmd:true|cmd' 'fd:5|fd:5'; do
    source=${row%|*}
    refused 2 "dp-fetch: cannot use \"${row#*|}\": the token is empty" \
      dp-fetch "--token${source:+-from}" "$source" 5</dev/null
  done
  refused 2 'dp-fetch: cannot use "--token": the token is over the limit of 4096 bytes' \
    dp-fetch --token "$(head -c 100000 /dev/zero | tr '\0' a)"
  port=${DOPPLER_API_HOST##*:}
  bad_host "https://127.0.0.1:$port/%00" 'it must not hold "%"'
  bad_host "https://127.0.0.1:$port?a" 'it must not hold "?"'
  bad_host "https://127.0.0.1:$port#a" 'it must not hold "#"'
  bad_host "https://127.0.0.1:$port/a b" 'it must not hold " "'
  bad_host "ftp://127.0.0.1:$port" 'it must begin with https://'
  bad_host "127.0.0.1:$port" 'it must begin with https://'
  bad_host 'http://api.standin.test' 'http is for loopback addresses only; use https'
  bad_host 'http://127.0.0.1.standin.test' 'http is for loopback addresses only; use https'
  bad_host 'http://128.0.0.1' 'http is for loopback addresses only; use https'
  bad_host 'https://' 'a host is missing'
  bad_host 'https:///v3' 'a host is missing'
  bad_host 'https://:1' 'it is not a URL'
  bad_host 'https://[::1' 'it is not a URL'
  requests 0
}
bad_host() { refused 2 "dp-fetch: cannot fetch \"$1\": $2" dp-fetch --api-host "$1"; }

test_bad_numbers() {
  refused 2 'dp-fetch: cannot use "--timeout": it must be more than 0' dp-fetch --timeout 0
  refused 2 'dp-fetch: cannot use "--deadline": it must be more than 0' dp-fetch --deadline 0s
  refused 2 "dp-fetch: cannot use \"--attempts\": \"0\" is not a number from 1 to 4294967295
$HELP_HINT" dp-fetch --attempts 0
  refused 2 "dp-fetch: cannot use \"--timeout\": \"10\" is not a duration: use the units s, m, h, d or w, as in 90s or 7d
$HELP_HINT" dp-fetch --timeout 10
}

# What may come back

test_files_are_not_written_twice() {
  refused 2 "dp-fetch: cannot use \"--etag-save\": another option writes the same file" dp-fetch -o f --etag-save f
  refused 2 "dp-fetch: cannot use \"--etag-save\": another option writes the same file" dp-fetch --status-to f --etag-save f
  refused 2 "dp-fetch: cannot use \"--status-to\": another option writes the same file" dp-fetch -o f --status-to f
}

test_messages_hold_no_token_and_no_password() {
  api reset
  behave '{"status":401,"body":"{\"messages\":[\"bad token dp.st.canary, dp.st.canary\"]}"}'
  refused 3 "$(cannot 'HTTP 401: "bad token [token], [token]"')
dp-fetch: hint: the token is mistyped, revoked or expired" dp-fetch --token dp.st.canary
  refused 2 'dp-fetch: cannot fetch "https://...@127.0.0.1": a user name or password is not allowed' \
    dp-fetch --api-host https://user:canary@127.0.0.1
}

test_sources_that_are_none() {
  api reset
  refused 2 'dp-fetch: cannot use "--token-from": it is not one of fd:N, file:PATH, env:NAME, tty, cmd:COMMAND
dp-fetch: hint: for what is in a file, write file: before its path' dp-fetch --token-from canary
  refused 1 'dp-fetch: cannot open "/dev/tty": No such device or address
dp-fetch: hint: there is no terminal: use another SOURCE' setsid dp-fetch --token-from tty
}

test_refusals() {
  api reset
  refused 3 "$(cannot 'HTTP 401: "Invalid Auth token"')
dp-fetch: hint: the token is mistyped, revoked or expired" dp-fetch --token dp.st.dev.standin-revoked
  refused 3 "$(cannot 'HTTP 401: "Invalid Auth token"')
dp-fetch: hint: the token is mistyped, revoked or expired" dp-fetch --token nonsense -p x
  refused 3 "$(cannot "HTTP 403: \"This token does not have access to requested project 'backend'\"")
dp-fetch: hint: the token cannot see project \"backend\"" \
    dp-fetch --token dp.pt.standin-no-access -p backend
  refused 3 "$(cannot "HTTP 404: \"Could not find requested config 'x'\"")
dp-fetch: hint: check that the token has access to project \"backend\" and config \"x\"" \
    dp-fetch --token $PERSONAL -p backend -c x
  refused 3 "$(cannot 'HTTP 400: "Please specify a project"')
dp-fetch: hint: name the project and the config with -p and -c" dp-fetch --token $PERSONAL
  refused 3 "$(cannot 'HTTP 400: "Please specify a config"')
dp-fetch: hint: name the config with -c" dp-fetch --token $PERSONAL -p backend
  refused 3 "$(cannot 'HTTP 400: "Please specify a project"')
dp-fetch: hint: name the project with -p" dp-fetch --token $PERSONAL -c dev
  refused 3 "$(cannot "HTTP 400: \"This token does not have access to requested config 'prd'\"")
dp-fetch: hint: check that the token has access to config \"prd\"" dp-fetch -c prd
  refused 3 "$(cannot "HTTP 400: \"This token does not have access to requested project 'x'\"")
dp-fetch: hint: check that the token has access to project \"x\"" dp-fetch -p x
  requests 9
}

test_statuses() {
  fails 4 'HTTP 500 (2 attempts)' '{"status":500,"times":0}' --attempts 2
  requests 2
  fails 4 'HTTP 502 (2 attempts)' '{"status":502,"times":0,"body":"<html>"}' --attempts 2
  fails 4 'HTTP 503 (attempt 1), HTTP 429 (attempt 2)' '[{"status":503},{"status":429}]' --attempts 2
  for status in 408 425; do
    fails 4 "HTTP $status (2 attempts)" "{\"status\":$status,\"times\":0}" --attempts 2
    requests 2
  done
  for status in 201 204 206 304 999; do
    fails 4 "HTTP $status" "{\"status\":$status,\"times\":0}"
    requests 1
  done
  fails 3 'HTTP 418: "I\x1b[31m; \"am\""' '{"status":418,"body":"{\"messages\":[\"I\\u001b[31m\",\"\\\"am\\\"\"]}"}'
  fails 3 'HTTP 410' '{"status":410,"body":"<html>"}'
  requests 1
  # A no stays one, however its words arrive.
  fails 3 'HTTP 410' '{"status":410,"headers":{"Content-Encoding":"gzip"}}'
  fails 3 'HTTP 410' '{"status":410,"headers":{"Content-Length":"1000"},"cut":6}'
  fails 3 'HTTP 410' '{"status":410,"repeat":20000000}'
}

test_retries_until_it_works() {
  behave '[{"status":500},{"reset":true},{"status":429,"retry_after":"1"}]'
  run dp-fetch --only API_KEY
  expect_code 0
  expect_out '{"API_KEY":"standin-api-key-dev"}'
  expect_err
  requests 4
}

test_retry_after_is_clamped() {
  for value in 999999999999 -5 'Mon, 01 Jan 2001 00:00:00 GMT' abc 99999999999999999999; do
    fails 4 'HTTP 429 (2 attempts)' "{\"status\":429,\"retry_after\":\"$value\",\"times\":0}" \
      --attempts 2 --deadline 800ms --timeout 400ms
    requests 2
  done
}

test_deadline_ends_it() {
  start=$(date +%s)
  behave '{"silent":true,"times":0}'
  run dp-fetch --timeout 10s --deadline 1s
  expect_code 4
  expect_err "$(cannot 'timed out (1 attempt)')"
  [ $(($(date +%s) - start)) -le 3 ] || fail 'it took too long'
}

test_redirects() {
  first=$API
  here=$DOPPLER_API_HOST
  ca=$SSL_CERT_FILE
  start_api
  second=$DOPPLER_API_HOST
  DOPPLER_API_HOST=$here
  for target in "302 $here/v3/me" "302 http://${second#https://}/" '302 file:///etc/passwd' \
    "301 $second/v3/me" "302 $second/v3/me" "307 $second/v3/me" "308 $second/v3/me"; do
    API=$first SSL_CERT_FILE=$ca fails 4 "HTTP ${target% *}, and redirects are not followed" \
      "{\"redirect\":\"${target#* }\",\"status\":${target% *},\"times\":0}"
  done
  run api count
  expect_out '0 0'
}

test_cut_answers() {
  fails 4 'the response is cut short (2 attempts)' '{"headers":{"Content-Length":"100"},"cut":6,"times":0}' --attempts 2
  fails 4 'the response is cut short (1 attempt)' '{"framing":"chunked","cut":30}' --attempts 1
  fails 4 'the connection broke off (1 attempt)' '{"version":"1.0","framing":"none","cut":20,"close":"plain"}' --attempts 1
  fails 4 'the connection broke off (1 attempt)' '{"reset":true}' --attempts 1
  fails 4 'connection closed without a response (1 attempt)' '{"cut_head":0}' --attempts 1
  not_understood 'is not a JSON object of strings: byte 21: the text ends inside a string' \
    '{"version":"1.0","framing":"none","cut":20}'
  behave '{"version":"1.0","framing":"none"}'
  run dp-fetch
  expect_code 0
  behave '{"version":"1.0","framing":"none","cut":20}'
  refused 4 "$(cannot 'the response does not say how long it is')
$PROXY_HINT" dp-fetch --format env
}

# Where the end of a text is all that tells whether it is whole, its length has to be one.
test_lengths_that_are_none() {
  for format in env env-no-quotes docker yaml json; do
    fails_by 4 'the length of the response is not a number' 'the response is not HTTP' \
      '{"headers":{"Content-Length":"3 000"},"body":"A=1\nB=2\n"}' --format "$format"
    [ "$format" != json ] || continue
    behave '{"version":"1.0","framing":"none"}'
    refused 4 "$(cannot 'the response does not say how long it is')
$PROXY_HINT" dp-fetch --format "$format"
  done
}

# peak COMMAND...: runs it, and prints its exit code and whether it took more than 64 MiB.
peak() {
  python3 -c '
import os, subprocess, sys
process = subprocess.Popen(sys.argv[1:])
_, status, usage = os.wait4(process.pid, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss <= 65536)' "$@"
}

test_large_answers() {
  unsanitized "a limit of memory" || return 0
  behave '{"prefix":"{\"A\":\"","repeat":200000000,"suffix":"\"}","framing":"chunked"}'
  run peak dp-fetch
  expect_out '4 True'
  expect_err "$(cannot 'the response is over the limit of 16 MiB')"
  behave '{"repeat":200000000,"gzip":true}'
  run peak dp-fetch
  expect_out '4 True'
  expect_err "$(cannot 'the response is compressed, which was not asked for')"
  fails 4 'the response is over the limit of 16 MiB' '{"prefix":"{\"A\":\"","repeat":16777216,"suffix":"\"}"}'
  fails 4 'the header of the response is too large' '{"huge_header":2000000}'
  fails 4 'the header of the response is too large' '{"huge_headers":2000000}'
  behave '{"prefix":"{\"A\":\"","repeat":16777208,"suffix":"\"}"}'
  run sh -c 'dp-fetch | wc -c'
  expect_out 16777216
}

# Of what the API has rendered as well.
test_pages_that_are_not_secrets() {
  page='<!DOCTYPE html>\n<a href=x>log in</a>\nA=1\nA: 1\n'
  for format in env env-no-quotes docker yaml; do
    for options in '' '--only A' '--name-transformer camel'; do
      behave "{\"body\":\"$page\"}"
      # shellcheck disable=SC2086  # One word an option.
      refused 4 "$(cannot "the response is not $format")
$PROXY_HINT" dp-fetch --format $format $options
    done
  done
  behave '{"body":"{\"error\":{\"code\":511}}"}'
  refused 4 "$(cannot 'the response is not a JSON object of strings: byte 10: expected a string in quotes')
$PROXY_HINT" dp-fetch --format dotnet-json
  behave '{"body":"\"A.B:C\": \"1\"\n"}'
  run dp-fetch --format yaml --name-transformer dotnet
  expect_code 0
  behave "{\"body\":\"'NULL': x\\n\"}"
  run dp-fetch --format yaml
  expect_code 0
  behave '{"body":"A:B=1\n"}'
  run dp-fetch --format docker --name-transformer dotnet
  expect_code 0
}

test_answers_that_are_not_secrets() {
  not_understood 'is empty' '{"body":""}'
  not_understood 'is not a JSON object of strings: byte 1: expected an object' '{"body":"<html>"}'
  not_understood 'is not a JSON object of strings: byte 1: expected an object' '{"body":"[]"}'
  not_understood 'is not a JSON object of strings: byte 3: expected nothing more after the object' '{"body":"{}{}"}'
  not_understood 'is not a JSON object of strings: byte 6: expected a string in quotes' '{"body":"{\"A\":1}"}'
  not_understood 'has two values for "A"' '{"body":"{\"A\":\"1\",\"A\":\"2\"}"}'
  not_understood 'is not a JSON object of strings: byte 7: NUL cannot be in a secret' '{"body":"{\"A\":\"\\u0000\"}"}'
  not_understood 'is not a JSON object of strings: byte 7: not UTF-8' '{"body_base64":"eyJBIjoigCJ9"}'
  fails_by 4 'the response gives its length twice' 'the response is not HTTP' \
    '{"headers":[["Content-Length","2"],["Content-Length","9"]],"body":"{}"}'
  fails 4 'the response is not HTTP' '{"raw":"{}\r\n\r\n"}'
  fails 4 'the response is not HTTP' '{"headers":{"X":"a\u0000b"}}'
  behave '{"body":"{\"A\":\"1\"}","headers":{"Content-Type":"text/html"}}'
  run dp-fetch
  expect_out '{"A":"1"}'
  for option in --names --details --whoami; do
    api behave '{"body":"{\"messages\":[\"it is late\"],\"success\":false,\"names\":[\"A\"],\"type\":\"t\",\"secrets\":{\"A\":{\"raw\":\"x\"}}}"}'
    refused 4 "$(cannot 'the response says that it failed: "it is late"')" dp-fetch "$option"
  done
  for answer in '--names:has no names' '--details:has no secrets' '--whoami:does not say what the token is'; do
    behave '{"body":"{\"names\":[1],\"secrets\":{},\"a\":{\"type\":1}}"}'
    refused 4 "$(cannot "the response ${answer#*:}")
$PROXY_HINT" dp-fetch "${answer%%:*}"
  done
  for mode in --names --details --whoami; do
    behave '{"repeat":100000,"chunk":"["}'
    refused 4 "$(cannot 'the response is not one JSON object: byte 1: expected an object')
$PROXY_HINT" sh -c "ulimit -s 256; exec dp-fetch $mode"
    behave '{"prefix":"{\"a\":","repeat":100000,"chunk":"["}'
    refused 4 "$(cannot 'the response is not one JSON object: byte 37: it is nested too deeply')
$PROXY_HINT" sh -c "ulimit -s 256; exec dp-fetch $mode"
  done
}

test_certificates() {
  tls 'the certificate has expired' '' --cert expired
  tls 'the certificate is for another host' '' --cert wrong-host
  tls 'the certificate is from an authority that is not trusted' "
$CA_HINT" --cert self-signed
  tls 'the certificate is from an authority that is not trusted' "
$CA_HINT" --cert wrong-ca
  tls 'the server does not speak version 1.2 or later' '' --tls1.1
}
tls() {
  reason=$1 hint=$2
  shift 2
  start_api "$@"
  refused 4 "$(cannot "TLS: $reason")$hint" dp-fetch
  run api log
  expect_out
}

test_cacert() {
  api reset
  refused 4 "$(cannot 'TLS: cannot use the certificates in "none": No such file or directory')" dp-fetch --cacert none
  : >empty
  refused 4 "$(cannot 'TLS: the certificate is from an authority that is not trusted')
$CA_HINT" dp-fetch --cacert empty
  SSL_CERT_FILE=empty refused 4 "$(cannot 'TLS: the certificate is from an authority that is not trusted')
$CA_HINT" dp-fetch
  requests 0
  ca=$SSL_CERT_FILE
  SSL_CERT_FILE=empty run dp-fetch --cacert "$ca" --only API_KEY
  expect_code 0
}

test_slow_servers() {
  for behaviour in '"handshake":"stall"' '"silent":true' '"slow":1' '"slow_head":1' '"never_accept":true'; do
    fails 4 'timed out (1 attempt)' "{$behaviour,\"times\":0}" --timeout 400ms --attempts 1
  done
  api reset
}

test_broken_handshakes() {
  fails 4 'the connection broke off (2 attempts)' '{"handshake":"close","times":0}' --attempts 2
  fails 4 'the connection broke off (2 attempts)' '{"handshake":"reset","times":0}' --attempts 2
  fails 4 'TLS: the handshake failed' '{"handshake":"garbage","times":0}'
}

test_no_server() {
  refused 4 'dp-fetch: cannot fetch "https://127.0.0.1:1": connection refused (2 attempts)' \
    dp-fetch --api-host https://127.0.0.1:1 --attempts 2
  refused 4 'dp-fetch: cannot fetch "https://nowhere.invalid": could not resolve host (2 attempts)' \
    dp-fetch --api-host https://nowhere.invalid --attempts 2
}

test_too_few_descriptors() {
  behave '{}'
  for limit in 4 6 8 10; do
    refused 1 "$(cannot 'Too many open files')" sh -c "ulimit -n $limit; exec dp-fetch"
  done
  requests 0
}

test_environment_of_others() {
  api reset
  : >empty
  printf 'machine 127.0.0.1 login a password b\n' >.netrc
  run env HOME="$PWD" SSLKEYLOGFILE="$PWD/keys" CURL_CA_BUNDLE="$PWD/empty" OPENSSL_CONF="$PWD/none" \
    dp-fetch --only API_KEY
  expect_code 0
  expect_err
  [ ! -e keys ] || fail 'there is a key log'
  GNUTLS_DEBUG_LEVEL=99 run dp-fetch --only API_KEY
  expect_code 0
  ! grep -q 'KEY' "$ERR" || fail "keys on stderr: $(grep KEY "$ERR")"
  asked headers | grep -q "Bearer $RIGHT" || fail 'another authorization was sent'
  http_proxy=http://127.0.0.1:1 https_proxy=http://127.0.0.1:1 ALL_PROXY=http://127.0.0.1:1 run dp-fetch
  expect_code 0
  start_api --plain-http
  http_proxy=http://127.0.0.1:1 HTTP_PROXY=http://127.0.0.1:1 ALL_PROXY=http://127.0.0.1:1 run dp-fetch
  expect_code 0
}

# A real proxy, to a host that only its own hosts file knows to be here.
test_proxy() {
  if ! command -v tinyproxy >/dev/null || ! unshare -rm true 2>/dev/null; then
    echo 'skipped test_proxy: it needs tinyproxy and user namespaces'
    return
  fi
  api reset
  server=${DOPPLER_API_HOST##*:}
  port=$((server > 40000 ? server - 7 : server + 7))
  printf '127.0.0.1 localhost api.standin.test\n' >hosts
  printf 'Port %s\nListen 127.0.0.1\nTimeout 10\nAllow 127.0.0.1\nBasicAuth robin word\nLogFile "%s/log"\nLogLevel Info\n' \
    "$port" "$PWD" >conf
  DOPPLER_API_HOST=https://api.standin.test:$server
  cat >script <<'END'
mount --bind hosts /etc/hosts
tinyproxy -d -c conf >/dev/null 2>&1 &
tinyproxy=$!
tries=0
until grep -q 'Accepting' log 2>/dev/null || [ $((tries += 1)) -gt 100 ]; do sleep 0.05; done
"$@"
code=$?
kill $tinyproxy
wait $tinyproxy
exit $code
END
  through() { run unshare -rm sh script env "$@"; }
  for variable in https_proxy HTTPS_PROXY ALL_PROXY; do
    rm -f log
    through $variable=http://robin:word@127.0.0.1:$port dp-fetch --only API_KEY
    expect_out '{"API_KEY":"standin-api-key-dev"}'
    grep -q 'CONNECT api.standin.test' log || fail "no proxy with $variable: $(cat log)"
  done
  rm -f log
  through https_proxy=http://robin:word@127.0.0.1:$port NO_PROXY=standin.test dp-fetch --only API_KEY
  expect_out '{"API_KEY":"standin-api-key-dev"}'
  ! grep -q CONNECT log || fail 'NO_PROXY was not honoured'
  through https_proxy=http://robin:wrong@127.0.0.1:$port dp-fetch
  expect_code 4
  expect_err "$(cannot 'the proxy responded 401')"
  # One that is asked too early may be asked again, as a server.
  cat >early.py <<'END'
import socket
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
for _ in range(2):
    connection, _ = server.accept()
    while b"\r\n\r\n" not in connection.recv(4096): pass
    connection.sendall(b"HTTP/1.1 425 Too Early\r\nContent-Length: 0\r\n\r\n")
    connection.close()
END
  mkfifo early
  python3 early.py >early &
  read -r early_port <early
  https_proxy=http://127.0.0.1:$early_port run dp-fetch --attempts 2
  expect_code 4
  expect_err "$(cannot 'the proxy responded 425 (2 attempts)')"
  https_proxy=http://127.0.0.1:1 run dp-fetch --attempts 1
  expect_code 4
  expect_err "$(cannot 'the proxy: connection refused (1 attempt)')"
  ! grep -q "$RIGHT" log || fail 'the token was sent to the proxy'
}

# A proxy that never ends what it answers.
test_a_proxy_without_end() {
  cat >proxy.py <<'END'
import socket, sys
server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen()
with open("port", "w") as file:
    file.write(str(server.getsockname()[1]))
while True:
    client = server.accept()[0]
    try:
        client.recv(4096)
        client.sendall(b"HTTP/1.1 407 No\r\n" + sys.argv[1].encode() + b"\r\n\r\n")
        while True:
            client.sendall(b"1\r\nx\r\n" * 100)
    except OSError:
        pass
END
  for head in 'Content-Length: 99999999999' 'Transfer-Encoding: chunked'; do
    rm -f port
    python3 -BIS proxy.py "$head" &
    proxy=$!
    until [ -s port ] || ! kill -0 $proxy; do sleep 0.05; done
    https_proxy=http://127.0.0.1:$(cat port) run timeout 20 dp-fetch --api-host https://api.standin.test \
      --timeout 1s --attempts 1
    kill $proxy
    wait $proxy 2>/dev/null || :
    expect_code 4
    expect_err 'dp-fetch: cannot fetch "https://api.standin.test": timed out (1 attempt)'
  done
}

# What is written

test_output_file() {
  api reset
  run dp-fetch --only API_KEY -o out
  expect_code 0
  expect_out
  [ "$(stat -c %a out)" = 600 ] || fail 'the mode is not 0600'
  [ "$(cat out)" = '{"API_KEY":"standin-api-key-dev"}' ] || fail 'other content'
  run dp-fetch --only API_KEY -o -
  expect_out '{"API_KEY":"standin-api-key-dev"}'
  [ ! -e - ] || fail 'there is a file called -'
  fails 4 'HTTP 503 (1 attempt)' '{"status":503}' -o out --attempts 1
  fails 4 'HTTP 503 (1 attempt)' '{"status":503}' -o new --attempts 1
  api reset
  refused 1 'dp-fetch: cannot write "stdout": No space left on device' sh -c 'dp-fetch >/dev/full'
  refused 1 'dp-fetch: cannot write "stdout": Bad file descriptor' sh -c 'dp-fetch >&-'
}

test_etags() {
  api reset
  run dp-fetch --etag-save tag --etag-compare tag
  expect_code 0
  first=$(cat tag)
  run asked headers
  ! grep -qi if-none-match "$OUT" || fail 'a tag was sent'
  refused 6 '' dp-fetch --etag-save tag --etag-compare tag
  asked headers | grep -qF "[\"If-None-Match\", \"\\\"$(echo "$first" | tr -d '"')\\\"\"]" || fail 'no tag was sent'
  api set backend dev API_KEY other
  run dp-fetch --etag-save tag --etag-compare tag
  expect_code 0
  [ "$(cat tag)" != "$first" ] || fail 'the old tag is still there'
  fails 4 'HTTP 503 (1 attempt)' '{"status":503}' --etag-save tag --attempts 1
  behave '{"headers":{"ETag":null}}'
  run dp-fetch --etag-save tag
  expect_code 0
  [ -f tag ] || fail 'the file is gone'
  [ ! -s tag ] || fail 'the file is not empty'
  fails 4 'HTTP 304' '{"status":304}' --etag-compare tag
  behave '{"headers":{"ETag":"W/\"a\u0080\""}}'
  run dp-fetch --etag-save tag
  [ ! -s tag ] || fail 'a bad tag was saved'
}

test_bad_etag_files() {
  api reset
  printf 'a\nb\n' >two
  printf 'a\000' >nul
  head -c 1025 /dev/zero | tr '\0' a >long
  refused 3 'dp-fetch: cannot use "two": it is not an ETag' dp-fetch --etag-compare two
  refused 3 'dp-fetch: cannot use "nul": it is not an ETag' dp-fetch --etag-compare nul
  refused 3 'dp-fetch: cannot read "long": it is over the limit of 1024 bytes' dp-fetch --etag-compare long
  requests 0
}

# What comes next in the pipe finds the new tag as soon as it sees the end of its input.
test_etag_is_there_at_the_end_of_output() {
  api reset
  run sh -c 'dp-fetch --etag-save tag | { cat >/dev/null; cat tag; }'
  grep -q '^"[0-9a-f]*"$' "$OUT" || fail "no tag: $(cat "$OUT")"
}

# Nor is a file needed: a pipe carries it.
test_etag_by_descriptors() {
  api reset
  run sh -c 'dp-fetch --etag-save /dev/fd/7 7>&1 >/dev/null | cat'
  expect_code 0
  grep -q '^"[0-9a-f]*"$' "$OUT" || fail "no tag: $(cat "$OUT")"
  cp "$OUT" tag
  refused 6 '' sh -c 'cat tag | dp-fetch --etag-compare /dev/fd/7 --etag-save /dev/fd/8 7<&0 8>&1'
  refused 1 'dp-fetch: cannot write "/dev/fd/7": Bad file descriptor' \
    sh -c 'dp-fetch --etag-save /dev/fd/7 7</dev/null >/dev/null'
}

test_status_file() {
  api reset
  run dp-fetch --status-to status
  [ "$(cat status)" = 200 ] || fail "$(cat status), not 200"
  run dp-fetch --status-to status -p x
  [ "$(cat status)" = 400 ] || fail "$(cat status), not 400"
  run dp-fetch --status-to status --api-host https://127.0.0.1:1 --attempts 1
  [ "$(cat status)" = 0 ] || fail "$(cat status), not 0"
  run dp-fetch --status-to none/status
  expect_code 1
  expect_out
  expect_err 'dp-fetch: cannot write "none/status": No such file or directory'
}

test_signals_end_it_at_once() {
  behave '{"slow":1,"times":0}'
  run python3 -c '
import signal, subprocess, sys, time
for number in signal.SIGINT, signal.SIGTERM:
    process = subprocess.Popen(["dp-fetch"], stdout=subprocess.PIPE)
    time.sleep(0.5)
    start = time.monotonic()
    process.send_signal(number)
    out, _ = process.communicate()
    print(process.returncode == -number, out, time.monotonic() - start < 0.2)'
  expect_out "True b'' True
True b'' True"
}

test_progress_is_for_terminals() {
  behave '{"status":503,"times":2}'
  run python3 -c '
import os, pty, subprocess
terminal, end = pty.openpty()
process = subprocess.Popen(["dp-fetch", "--only", "API_KEY"], stdout=subprocess.DEVNULL, stderr=end)
os.close(end)
shown = b""
try:
    while part := os.read(terminal, 1024):
        shown += part
except OSError:
    pass
print(process.wait(), shown.decode().split("\r\x1b[K"))'
  expect_out "0 ['', 'dp-fetch: HTTP 503; attempt 2 of 5 in 1 s', \
'', 'dp-fetch: HTTP 503; attempt 3 of 5 in 2 s', 'dp-fetch: HTTP 503; attempt 3 of 5 in 1 s', '']"
}

# No failure of this script may have shown a secret.
test_zz_canary() {
  behave '{"body":"{\"A\":\"standin-canary\",}"}'
  run dp-fetch
  ! grep -q standin-canary "$ERR" || fail 'the message holds a value'
  ! grep -q "$RIGHT" "$ERR" || fail 'the message holds the token'
}

start_api
run_tests "$@"
