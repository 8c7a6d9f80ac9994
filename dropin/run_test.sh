#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# `doppler run`: its flags, the command's environment, status and process, and what stays unseen.

# shellcheck source-path=SCRIPTDIR source=testing.sh disable=SC2016,SC2089,SC2090
. "$PWD/dropin/testing.sh"

test_command_forms() {
  begin
  for words in 'run -- printenv API_KEY' 'run printenv API_KEY' '--silent run printenv -- API_KEY' \
    'run -p backend -c dev -- printenv API_KEY' 'run --project=backend --config dev printenv API_KEY' \
    'run printenv -pbackend -c=dev API_KEY' '-c dev -p backend run printenv API_KEY' \
    'run --no-fallback=false printenv API_KEY' 'run --no-fallback -- printenv API_KEY'; do
    # shellcheck disable=SC2086  # One word an argument.
    run doppler $words
    expect_code 0
    expect_out standin-api-key-dev
    expect_err
  done
  run doppler run -- printf '<%s>' a 'b  c' '' -- -x "it's" '*'
  expect_out "<a><b  c><><--><-x><it's><*>"
  run doppler run --command 'echo "$API_KEY"; exit 7'
  expect_code 7
  expect_out standin-api-key-dev
  run doppler run -- clean
  expect_code 127
}

test_wrong_calls() {
  begin
  for row in 'requires at least 1 arg(s), only received 0|run' 'requires at least 1 arg(s), only received 0|run --' \
    'unknown flag: --foo|run echo --foo' "unknown shorthand flag: 'l' in -l|run ls -l" \
    'flag needs an argument: --token|run --token' "flag needs an argument: 'p' in -p|run -p" \
    '--command flag requires a value|run --command=' 'arg(s) may not be set when using --command flag|run --command x y' \
    'invalid argument "x" for "--no-cache" flag: strconv.ParseBool: parsing "x": invalid syntax|run --no-cache=x y' \
    'unknown flag: --plain|run --plain y' 'unknown flag: --max-age|run --max-age 1h y'; do
    # shellcheck disable=SC2086
    run doppler ${row#*|}
    expect_code 1
    expect_out
    [ "$(head -n 1 "$ERR")" = "Error: ${row%%|*}" ] || fail "$row: $(cat "$ERR")"
  done
  says 'doppler: "login" is not part of this drop-in: set DOPPLER_TOKEN, or note a token: doppler configure set token' \
    doppler login
  says 'doppler: "enclave" is not part of this drop-in: leave the word out: doppler secrets' doppler enclave secrets
  says "doppler: \"projects\" is not part of this drop-in: see Doppler's dashboard" doppler projects create x
  says 'doppler: "--mount-max-reads" is not part of this drop-in: the mounted file lasts as long as the command' \
    doppler run --mount m.json --mount-max-reads 1 -- touch started
  says 'doppler: "--no-verify-tls" is not part of this drop-in: certificates are always checked; SSL_CERT_FILE names the authorities to trust' \
    doppler run --no-verify-tls -- touch started
  [ "$(requests)" -eq 0 ] || fail "something was asked"
}

test_validation() {
  begin
  says 'Doppler Error: you must provide a token' doppler run --token ' ' -- touch started
  DOPPLER_TOKEN='' says 'Doppler Error: you must provide a token
dp-fetch: cannot find "token": no option, variable or configuration file gives one
doppler: hint: set DOPPLER_TOKEN, or use --token T' doppler run --no-fallback -- touch started
  says 'Unable to download secrets
Doppler Error: cannot use "--token": the token is not printable text without spaces' \
    doppler run --no-fallback --token 'a b' -- touch started
  says 'Doppler Error: you must specify secrets when using --only-secrets' doppler run --only-secrets '' -- touch started
  says 'Doppler Error: invalid name transformer. Valid transformers are upper-camel, camel, lower-kebab, lower-snake, tf-var, dotnet-env' \
    doppler run --name-transformer dotnet -- touch started
  says 'Doppler Error: invalid passphrase' doppler run --no-fallback --passphrase '' -- touch started
  says 'Doppler Error: Conflict: unable to specify --no-fallback with --fallback-only' \
    doppler run --no-fallback --fallback-only -- touch started
  says 'Doppler Error: Conflict: unable to specify --no-fallback with --offline' \
    doppler run --no-fallback --offline -- touch started
  says 'Unable to parse --fallback flag
Doppler Error: Invalid file path' doppler run --fallback / -- touch started
  says 'Doppler Error: Invalid mount format. Valid formats are [env json dotnet-json template env-no-quotes docker]' \
    doppler run --format yaml -- touch started
  says 'Doppler Error: --mount-template must be used with --mount' doppler run --mount-template t -- touch started
  says 'Doppler Error: --mount-template can only be used with --format=template' \
    doppler run --mount m --format env --mount-template t -- touch started
  says 'Doppler Error: --mount-template must be specified when using --format=template' \
    doppler run --mount m --format template -- touch started
  says '{"error":"Conflict: unable to specify --no-fallback with --fallback-only"}' \
    doppler run --json --no-fallback --fallback-only -- touch started
  [ "$(requests)" -eq 0 ] || fail "something was asked"
}

test_status_and_process() {
  begin
  run doppler run --no-fallback -- sh -c 'exit 42'
  expect_code 42
  run doppler run --no-fallback -- sh -c 'kill -KILL $$'
  expect_code 137
  run doppler run --no-fallback -- no-such-command
  expect_code 127
  run sh -c 'echo $$; exec doppler run --no-fallback -- sh -c "echo \$\$"'
  [ "$(sort -u "$OUT" | wc -l)" -eq 1 ] || fail "another process: $(cat "$OUT")"
  echo input | doppler run --no-fallback -- cat >got
  [ "$(cat got)" = input ] || fail "stdin is not the command's"
  run doppler run --no-fallback -- sh -c 'trap "exit 9" TERM; kill -TERM $$'
  expect_code 9
  run sh -c 'doppler run --no-fallback -- ls -l /proc/self/fd 5</dev/null'
  [ "$(grep -c ' -> ' "$OUT")" -eq 5 ] || fail "descriptors: $(cat "$OUT")"
}

test_environment() {
  begin
  A=kept API_KEY=mine run doppler run --no-fallback -- sh -c 'echo "$A $API_KEY"'
  expect_out 'kept standin-api-key-dev'
  warning='Warning: Ignoring Doppler secrets already defined in the environment due to --preserve-env flag'
  for flag in --preserve-env --preserve-env=true --preserve-env=GREETING,API_KEY; do
    API_KEY=mine run doppler run --no-fallback "$flag" -- printenv API_KEY
    expect_out mine
    expect_err "$warning"
  done
  for flag in --preserve-env=GREETING --preserve-env=TRUE --preserve-env=; do
    API_KEY=mine run doppler run --no-fallback "$flag" -- printenv API_KEY
    expect_out standin-api-key-dev
    expect_err "$warning"
  done
  API_KEY=mine run doppler run --no-fallback --preserve-env=false printenv API_KEY
  expect_out standin-api-key-dev
  expect_err
  # The caller's own, and nothing of ours.
  DOPPLER_PASSPHRASE=callers run doppler run --passphrase secret --token "$RIGHT" -- env
  expect_code 0
  grep -qx DOPPLER_TOKEN=$RIGHT "$OUT" && grep -qx DOPPLER_PASSPHRASE=callers "$OUT" || fail "not passed on"
  DOPPLER_TOKEN='' run doppler run --no-fallback --token "$RIGHT" -- sh -c 'echo "<$DOPPLER_TOKEN>"; env | grep -c DP_DOPPLER'
  expect_out '<>
0'
  api set backend dev LD_PRELOAD ''
  api set backend dev PATH /nowhere
  api set backend dev BASH_ENV /dev/null
  run doppler run --no-fallback -- printenv PATH BASH_ENV
  expect_code 0
  expect_out "$PATH
/dev/null"
}

# Whatever the names of variables are, also such as no shell has.
test_the_environment_is_as_it_was() {
  begin
  export dp_opt_token=callers DP_DOPPLER_TOKEN="callers
export x='" IFS=' 	
'
  for words in '--no-fallback -p backend -c dev' '--fallback f --passphrase secret' ''; do
    env spring.datasource.url=jdbc a-b=c d= env | grep -v '^_=' | sort >want
    # shellcheck disable=SC2086
    env spring.datasource.url=jdbc a-b=c d= doppler run $words --token "$RIGHT" --only-secrets API_KEY -- \
      env | grep -v '^_=' | sort >got
    echo API_KEY=standin-api-key-dev | sort - want | diff - got || fail "another environment with $words"
  done
}

# Descriptors of the caller go on to the tools and to the command.
test_a_descriptor_of_the_caller() {
  begin
  cp "$SSL_CERT_FILE" ca.pem
  for descriptor in 3 4; do
    for more in --no-fallback --fallback-readonly --fallback=f; do
      SSL_CERT_FILE=/dev/fd/$descriptor run timeout 20 sh -c "exec doppler run $more -- echo ran $descriptor<ca.pem"
      expect_code 0
      expect_out ran
      expect_err
    done
  done
}

# Nothing of a credential is left in the command's environment or descriptors.
test_credentials_do_not_reach_the_command() {
  begin
  unset DOPPLER_TOKEN
  run doppler run --token "$RIGHT" --passphrase secret-p --fallback f -- \
    sh -c 'cat /proc/self/environ /proc/self/cmdline; echo; ls /proc/self/fd'
  expect_code 0
  ! grep -a "$RIGHT\|secret-p" "$OUT" || fail "passed on"
  [ "$(grep -a -c '^[0-9][0-9]*$' "$OUT")" -eq 4 ] || fail "descriptors: $(cat "$OUT")"
}

# What the caller puts between quotes arrives as it is.
test_odd_words() {
  begin
  odd="it's \$(touch started) \"x\" \\ *
;"
  run doppler run --attempts 1 -p "$odd" --fallback "$odd" --passphrase "$odd" -- touch started
  expect_code 1
  python3 - "$odd" "$(asked query)" <<'END' || fail "asked $(asked query)"
import ast, sys
sys.exit(dict(ast.literal_eval(sys.argv[2]))["project"] != sys.argv[1])
END
  run doppler run --fallback "$odd" --passphrase "$odd" -- printenv API_KEY
  expect_out standin-api-key-dev
  run doppler run --fallback-only --fallback "$odd" --passphrase "$odd" -- printenv API_KEY
  expect_out standin-api-key-dev
  [ ! -e started ] || fail "a shell took a word for code"
}

test_what_is_asked() {
  begin
  doppler run --no-fallback -p 'back end' -c dev --dynamic-ttl 30m --only-secrets B,A --only-secrets C -- true 2>/dev/null
  [ "$(asked query)" = "[['config', 'dev'], ['dynamic_secrets_ttl_sec', '1800'], ['format', 'json'],\
 ['include_dynamic_secrets', 'true'], ['project', 'back end'], ['secrets', 'B,A,C']]" ] || fail "asked $(asked query)"
  DOPPLER_PROJECT=nope run doppler run --no-fallback --no-read-env --token "$RIGHT" \
    --api-host "$DOPPLER_API_HOST" -- printenv DOPPLER_PROJECT
  expect_out backend
  mkdir conf
  printf 'scoped:\n  /x/y:\n    token: %s\n    enclave.project: backend\n' "$RIGHT" >conf/.doppler.yaml
  DOPPLER_TOKEN='' run doppler run --no-fallback --config-dir conf --scope /x/y/z -- printenv API_KEY
  expect_out standin-api-key-dev
  [ ! -e home/.doppler ] || fail "something was made in HOME"
}

test_only_secrets() {
  begin
  run doppler run --only-secrets API_KEY -- sh -c 'echo "$API_KEY ${GREETING-unset}"'
  expect_out 'standin-api-key-dev unset'
  for more in --no-fallback ''; do
    # shellcheck disable=SC2086
    says 'Doppler Error: the following secrets you are trying to include do not exist in your config:
- NONE
- NEITHER' doppler run $more --only-secrets NONE,API_KEY,NEITHER -- touch started
    # shellcheck disable=SC2086
    run doppler run $more --only-secrets NONE,API_KEY --no-exit-on-missing-only-secrets -- printenv API_KEY
    expect_code 0
    expect_out standin-api-key-dev
    expect_err 'dp-fetch: warning: there is no secret "NONE"'
  done
  doppler run --fallback all --passphrase P -- true || fail "no copy"
  says 'Reading secrets from fallback file
Doppler Error: the following secrets you are trying to include do not exist in your config:
- NONE' \
    doppler run --offline --fallback all --passphrase P --only-secrets NONE -- touch started
  # A copy without any member.
  echo '{}' | dp-encrypt --passphrase P -o none || fail "no copy"
  says 'Reading secrets from fallback file
Doppler Error: the following secrets you are trying to include do not exist in your config:
- NONE' \
    doppler run --offline --fallback none --passphrase P --only-secrets NONE -- touch started
  # The list has a copy of its own.
  run doppler run --fallback-only --only-secrets API_KEY -- printenv API_KEY
  expect_out standin-api-key-dev
}

test_name_transformer() {
  begin
  run doppler run --name-transformer tf-var -- printenv TF_VAR_api_key
  expect_out standin-api-key-dev
  run doppler run --name-transformer lower-kebab -- env
  grep -qx api-key=standin-api-key-dev "$OUT" || fail "no api-key"
  [ ! -e home/.doppler ] || fail "a copy of renamed secrets was kept"
}

test_mount() {
  begin
  run doppler run --no-fallback --mount m.json -- sh -c 'cat "$DOPPLER_CLI_SECRETS_PATH"; echo "${API_KEY-unset}"'
  expect_code 0
  [ "$(tail -c 6 "$OUT")" = unset ] && grep -q '"API_KEY":"standin-api-key-dev"' "$OUT" || fail "$(cat "$OUT")"
  for format in env docker env-no-quotes json; do
    run doppler run --no-fallback --mount "m.$format" --format $format -- cat "m.$format"
    cp "$OUT" mounted
    run doppler secrets download --no-file --format $format
    printf '\n' | cat mounted - | cmp - "$OUT" || fail "$format differs from the server's"
  done
  run doppler run --no-fallback --mount d.json --format dotnet-json -- cat d.json
  grep -q '"ApiKey":' "$OUT" || fail "no dotnet names"
  run doppler run --no-fallback --mount m.x --mount-format env -- cat m.x
  expect_err 'Flag --mount-format has been deprecated, use --format instead'
  echo '{{.API_KEY}}!' >t
  run doppler run --no-fallback --mount m.y --mount-template t -- cat m.y
  expect_out 'standin-api-key-dev!'
  echo '{{.API_KEY}}?' | doppler run --no-fallback --mount m.z --mount-template /dev/stdin -- cat m.z >got
  [ "$(cat got)" = 'standin-api-key-dev?' ] || fail "no template from stdin"
  echo mine >taken
  run doppler run --no-fallback --mount taken -- touch started
  expect_code 1
  [ "$(cat taken)" = mine ] && [ ! -e started ] || fail "the file at the path was touched"
  run doppler run --no-fallback --mount n.json --mount-max-reads 0 --preserve-env -- test -e n.json
  expect_code 0
  expect_err 'dp-exec: warning: --preserve-env has no effect with --mount'
}

test_timeout_and_attempts() {
  begin
  api behave '{"status":503,"times":0}'
  says 'Unable to download secrets
Doppler Error: cannot fetch "'"$DOPPLER_API_HOST"'": HTTP 503 (2 attempts)' \
    doppler run --no-fallback --attempts 2 -- touch started
  [ "$(requests)" -eq 2 ] || fail "$(requests) requests"
  run doppler run --no-fallback --attempts 0 -- touch started
  [ "$(requests)" -eq 3 ] || fail "$(requests) requests for --attempts 0"
  api reset
  api behave '{"silent":true,"times":0}'
  run doppler run --no-fallback --attempts 1 --timeout 300ms -- touch started
  expect_code 1
  grep -q 'no answer\|timed out\|time' "$ERR" || fail "$(cat "$ERR")"
}

test_json_errors() {
  begin
  says '{"error":"Invalid Auth token"}' doppler run --json --token dp.st.dev.standin-revoked --no-fallback -- touch started
  api behave '{"status":400,"body":"{\"messages\":[\"a <b> & \\\"c\\\" \\\\ d\"]}","headers":{"Content-Type":"application/json"}}'
  run doppler run --json --no-fallback -- touch started
  python3 -c 'import json,sys; sys.exit(not isinstance(json.load(open(sys.argv[1]))["error"], str))' "$ERR" || fail "$(cat "$ERR")"
  ! grep -q '[<>&]' "$ERR" || fail "not escaped as Go does: $(cat "$ERR")"
}

test_json_errors_of_odd_bytes() {
  begin
  odd=$(printf 'a\001\033\377"\\\n\tb')
  run doppler --json secrets get "$odd"
  expect_code 1
  printf '{"error":"Could not find requested secret: a\\u0001\\u001b\\ufffd\\"\\\\\\n\\tb"}\n' | cmp - "$ERR" || fail "$(cat "$ERR")"
}

test_no_secret_is_in_an_argument() {
  begin
  unsanitized strace || return 0
  run strace -f -qq -v -s 100000 -e trace=execve -o trace doppler run --token "$RIGHT" --passphrase canary-p --fallback f -- \
    true
  expect_code 0
  # Each program's arguments; its environment comes after them.
  sed -n 's/.*execve(\("[^"]*", \[.*\]\), \[.*/\1/p' trace >arguments
  [ "$(wc -l <arguments)" -gt 5 ] || fail "no trace: $(cat trace)"
  sed 1d arguments >others
  ! grep -q "$RIGHT\|canary-p\|standin-api-key" others || fail "$(cat others)"
  find . -type f ! -name 'trace' ! -name 'arguments' -exec grep -l "$RIGHT\|canary-p\|standin-api-key" {} + && fail "in a file"
  run strace -f -qq -v -s 100000 -e trace=execve -o trace doppler secrets set --silent NEW_1=canary-v NEW_2=canary-w
  expect_code 0
  sed -n 's/.*execve(\("[^"]*", \[.*\]\), \[.*/\1/p' trace | sed 1d >others
  ! grep -q canary others || fail "$(cat others)"
}

test_leaves_no_temporary_files() {
  begin
  TMPDIR=$PWD/tmp
  export TMPDIR
  mkdir tmp
  doppler run -- true || fail "failed"
  doppler run -- true || fail "failed"
  doppler run --token dp.st.dev.standin-revoked -- true 2>/dev/null && fail "ran"
  [ -z "$(ls -A tmp)" ] || fail "left $(ls -A tmp)"
}

# A terminal's ^C or ^\ goes to the whole group, here while the server lets everybody wait.
test_an_interrupt_starts_nothing() {
  begin
  mkdir tmp
  for signal in INT QUIT; do
    api reset
    api behave '{"silent":true,"times":0}'
    TMPDIR=$PWD/tmp env --default-signal=INT,QUIT setsid doppler run -- touch started &
    until [ "$(requests)" -gt 0 ]; do kill -0 $! || fail "it has ended"; done
    kill -$signal -$!
    wait $! && fail "it ended well"
    while kill -0 -$! 2>/dev/null; do :; done
    [ -z "$(ls -A tmp)" ] && [ ! -e started ] || fail "$signal left $(ls -A tmp), $(ls)"
  done
}

test_idioms_of_the_guide() {
  begin
  run doppler run --fallback F --passphrase P -- printenv API_KEY
  expect_out standin-api-key-dev
  # Without a token, and with nobody to ask.
  DOPPLER_TOKEN='' DOPPLER_API_HOST=https://127.0.0.1:1 \
    run doppler run --fallback-only --fallback F --passphrase P -- printenv API_KEY
  expect_out standin-api-key-dev
  expect_err 'Reading secrets from fallback file'
  mkdir directory
  run doppler run --fallback=directory -- touch started
  expect_code 1
  [ "$(head -n 1 "$ERR")" = 'Unable to write to fallback file' ] && [ ! -e started ] || fail "$(cat "$ERR")"
  run doppler run --fallback=directory --no-exit-on-write-failure -- printenv API_KEY
  expect_code 0
  expect_out standin-api-key-dev
  [ "$(head -n 1 "$ERR")" = 'Unable to write to fallback file' ] || fail "$(cat "$ERR")"
  doppler run --token dp.st.dev.standin-revoked -- printenv 2>&1 | grep -q 'Invalid Auth token' || fail "not said"
}

start_api
run_tests "$@"
