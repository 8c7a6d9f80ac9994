#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# Command lines that the Doppler CLI was run with beside this program: they do the same, or doppler(1)
# says why not.

# shellcheck source-path=SCRIPTDIR source=testing.sh disable=SC2016,SC2088
. "$PWD/dropin/testing.sh"

begin() {
  fresh_home
  api set backend dev A 1
}

# gives CODE OUT ERR COMMAND...
gives() {
  want_code=$1 want_out=$2 want_err=$3
  shift 3
  run "$@"
  expect_code "$want_code"
  expect_err "$want_err"
  expect_out "$want_out"
}
# documented TEXT: doppler(1) says so.
documented() {
  sed -e 's/^\.[A-Z][a-z] \{0,1\}//; s/\\&//g' "$ROOT/docs/doppler.1" | tr -s ' \n' ' ' | sed 's/ \([,.;]\)/\1/g' |
    grep -qF -e "$1" || fail "the page does not say: $1"
}

test_a_flag_about_nothing_is_harmless() {
  begin
  gives 0 '' '' doppler run --no-exit-on-missing-only-secrets -- true
}

# As CI passes unset variables.
test_an_empty_value_is_none() {
  begin
  printf '{{.A}}' >t
  gives 0 '' '' doppler run --name-transformer '' -- true
  gives 0 '' '' doppler run --mount '' -- true
  gives 0 '' '' doppler run --mount m.json --mount-template '' -- true
  gives 0 '' '' doppler secrets set --visibility '' A=1 --silent
  gives 0 '' '' doppler secrets set --type '' A=1 --silent
  gives 0 1 '' doppler secrets substitute --output '' t
  doppler secrets download --no-file >want
  for flag in --name-transformer --format; do
    run doppler secrets download --no-file "$flag="
    expect_code 0
    cmp -s want "$OUT" || fail "$flag: $(cat "$OUT")"
  done
  documented 'counts as none'
}

# Where the shell has left it alone.
test_a_tilde_is_home() {
  begin
  printf '{{.A}}' >home/t
  cp home/t t
  gives 0 1 '' doppler secrets substitute '~/t'
  gives 0 "Rendered data saved to $HOME/out" '' doppler secrets substitute '--output=~/out' t
  [ "$(cat home/out)" = 1 ] || fail "not written"
  gives 0 1 '' doppler run --mount m.json '--mount-template=~/t' -- cat m.json
  gives 0 "Downloaded secrets to $HOME/x.json" '' doppler secrets download '~/x.json'
  [ -s home/x.json ] || fail "not written"
  mkdir home/other
  printf 'scoped:\n    /:\n        token: dp.st.dev.standin-right\n' >home/other/.doppler.yaml
  DOPPLER_TOKEN='' gives 0 1 '' doppler secrets get A --plain '--config-dir=~/other'
}

test_what_is_no_file_is_never_replaced() {
  begin
  ln -s elsewhere link
  gives 1 '' "Unable to write to fallback file
Doppler Error: cannot write $(said "$PWD/link"): it is a symbolic link
doppler: hint: --fallback takes the path that the link leads to" doppler run --fallback link -- touch started
  [ "$(readlink link)" = elsewhere ] && [ ! -e started ] || fail "the link was followed or replaced"
  if mknod null c 1 3 2>/dev/null; then
    gives 1 '' "Unable to write to fallback file
Doppler Error: cannot write $(said "$PWD/null"): it is a device" doppler run --fallback null -- touch started
    [ -c null ] && [ ! -e started ] || fail "the device was replaced"
  fi
  documented 'must not be a symbolic link, and a device is never replaced'
}

# /dev/null is no note and no value.
test_a_device_is_no_input() {
  begin
  doppler secrets notes set A 'a note' --silent || fail "cannot set"
  doppler secrets get A --json >before
  gives 1 '' '{"error":"you must provide a note"}' doppler secrets notes set A --json </dev/null
  gives 1 '' 'Doppler Error: you must provide a note' doppler secrets notes set A </dev/zero
  gives 1 '' 'Unable to set secrets
Doppler Error: cannot read "stdin": it is empty
dp-put: hint: the command that should have written it may have failed; --allow-empty sets an empty value' doppler secrets set A </dev/null
  doppler secrets get A --json >after
  diff before after || fail "it was changed"
}

test_last_lines() {
  begin
  printf '{{.A}}' >t
  gives 0 "Downloaded secrets to $PWD/x.json" '' doppler secrets download x.json
  gives 0 "Downloaded secrets to $PWD/y.json" '' doppler secrets download y.json --silent
  gives 0 "Rendered data saved to $PWD/o" '' doppler secrets substitute --silent --output o t
}

test_lists_are_csv() {
  begin
  gives 0 '1 standin-api-key-dev' '' doppler run --only-secrets '"A","API_KEY"' -- sh -c 'echo $A $API_KEY'
}

test_names_that_cannot_be() {
  begin
  gives 0 1 '' doppler secrets get --plain --no-exit-on-missing-secret BAD-NAME A
}

test_nobody_reads_the_table() {
  begin
  gives 141 '' '' bash -c 'set -o pipefail; doppler secrets --json | true'
}

# As Go reads durations and numbers.
test_signs_and_bases() {
  begin
  gives 0 '' '' doppler run --dynamic-ttl +30s --no-fallback -- true
  gives 0 '' '' doppler run --dynamic-ttl -1h --no-fallback -- true
  gives 0 '' '' doppler run --timeout +3s -- true
  for attempts in 007 +2 0x2 1_0; do
    gives 0 1 '' doppler secrets get A --plain --attempts $attempts
  done
  gives 0 'Deleted 2 fallback files' '' doppler run clean --max-age -1h
}

# pflag: after a letter and nothing else, = is the value.
test_an_equals_sign_after_a_letter() {
  begin
  run doppler run --no-fallback -p= true
  expect_code 1
  grep -q "requested project '='" "$ERR" || fail "$(cat "$ERR")"
}

test_a_blank_token() {
  begin
  gives 1 '' 'Doppler Error: you must provide a token' doppler secrets get A --token ' '
}

test_preserve_env_and_a_mount() {
  begin
  gives 0 '' 'Warning: --preserve-env has no effect when used with --mount' \
    doppler run --mount m.json --preserve-env= -- true
}

# Certificates are checked whatever a file or a variable says.
test_certificates_are_checked() {
  begin
  SSL_CERT_FILE=/dev/null DOPPLER_VERIFY_TLS=false run doppler secrets get A --plain
  expect_code 1
  expect_out
  mkdir home/.doppler
  printf 'scoped:\n    /:\n        verify-tls: "false"\n' >home/.doppler/.doppler.yaml
  SSL_CERT_FILE=/dev/null run doppler secrets get A --plain
  expect_code 1
  gives 0 1 '' doppler secrets get A --plain
  gives 1 '' 'doppler: "--no-verify-tls" is not part of this drop-in: certificates are always checked; SSL_CERT_FILE names the authorities to trust' \
    doppler secrets get A --no-verify-tls
  documented 'do not turn the check of certificates off'
  documented 'SSL_CERT_DIR is not used'
}

test_the_configuration_file() {
  begin
  mkdir home/.doppler
  printf 'scoped:\n  /: &a\n    token: x\n  /b: *a\n' >home/.doppler/.doppler.yaml
  gives 1 '' "Unable to read user config file
Doppler Error: cannot read $(said "$HOME/.doppler/.doppler.yaml"): line 2: anchors and aliases are not supported" \
    doppler configure get token --plain
  rm -r home/.doppler
  printf 'scoped:\n    /:\n        token: dp.st.dev.standin-right\n' >home/.doppler.yaml
  DOPPLER_TOKEN='' run doppler secrets get A --plain
  expect_code 1
  documented 'YAML anchors and aliases are errors'
  documented '~/.doppler.yaml, is not read'
}

test_templates() {
  begin
  printf '{{printf "%%#v" .A}}' >t
  run doppler secrets substitute t
  expect_code 1
  expect_out
  documented '%#v, %#q, % x and %U are errors'
  documented 'one headline for a template that cannot be parsed and for one that cannot be rendered'
}

test_mounts() {
  begin
  api set backend dev A '&'
  run doppler run --mount m.json -- cat m.json
  expect_code 0
  grep -q '"A":"\\u0026"' "$OUT" || fail "$(cat "$OUT")"
  [ -h m.json ] && [ ! -e m.json ] || fail "no dangling link"
  run doppler run --mount m.json -- cat m.json
  expect_code 0
  documented 'leads nowhere when the command has ended'
  documented '&, < and > as escapes'
}

test_proxies() {
  documented 'proxies are chosen as curl 1 does it, by ALL_PROXY and NO_PROXY, too'
}

start_api
run_tests "$@"
