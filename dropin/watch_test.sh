#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# `doppler run --watch`: the command is started anew, once the new secrets are there.

# shellcheck source-path=SCRIPTDIR source=testing.sh disable=SC2016
. "$PWD/dropin/testing.sh"

LOGS='log err'
DOWN='{"path":"/download","status":503,"times":0}'

logged() { grep -qs -e "$1" "${2-log}"; }
lines() { has_lines "$1" log; }
fetched() { [ "$(fetches)" -ge "$1" ]; }

# The requests of the program itself; dp-watch has its own.
fetches() { api log | grep '/download"' | grep -c dp-fetch; }

# watch FLAG...: starts it with a command that writes its secret and its number into the file log.
watch() {
  : >log
  doppler run --watch "$@" -- sh -c 'echo "$API_KEY $$" >>log; exec sleep 1000' 2>err &
  pid=$!
  trap 'kill -KILL $pid 2>/dev/null' EXIT
  until_true streams 1
  until_true lines 1
}
# The number of the command that was started last.
command_pid() { tail -n 1 log | cut -d ' ' -f 2; }
# ends CODE
ends() {
  wait "$pid" && code=0 || code=$?
  [ "$code" -eq "$1" ] || fail "it ended with $code, not $1: $(cat err)"
}
stop() {
  last=$(command_pid)
  kill "$pid"
  ends 143
  is_gone "$last" || fail "the command goes on"
  until_true streams 0
}

test_starts_anew_with_what_has_changed() {
  for flags in --no-fallback '' '--fallback-readonly --no-cache'; do
    begin
    # shellcheck disable=SC2086
    watch $flags
    grep -q "^standin-api-key-dev " log || fail "$(cat log)"
    first=$(command_pid)
    api set backend dev API_KEY changed
    until_true logged '^changed '
    is_gone "$first" || fail "both run"
    api set backend dev API_KEY 'again'
    until_true logged '^again '
    [ "$(cat err)" = 'Restarting process
Restarting process' ] || fail "$flags: $(cat err)"
    stop
    rm -r home
  done
}

# Each change costs one request, and what it brought is what the new command gets.
test_one_request_a_change() {
  begin
  watch --no-fallback
  before=$(fetches)
  api set backend dev API_KEY changed
  until_true logged '^changed '
  [ "$(fetches)" -eq $((before + 1)) ] || fail "$(api log)"
  stop
}

test_the_copy_is_renewed() {
  begin
  watch
  api set backend dev API_KEY renewed
  until_true logged '^renewed '
  stop
  doppler run --offline -- printenv API_KEY >out 2>/dev/null
  [ "$(cat out)" = renewed ] || fail "$(cat out)"
}

# Where the API does not answer the old command stays, and the copy is no answer.
test_the_old_one_stays_until_the_api_answers() {
  for flags in --no-fallback ''; do
    begin
    # shellcheck disable=SC2086
    watch --attempts 1 $flags
    first=$(command_pid)
    api behave "$DOWN"
    api set backend dev API_KEY later
    until_true logged 'Unable to download secrets' err
    kill -0 "$first" && ! is_gone "$first" && ! lines 2 || fail "$flags: it was ended: $(cat log)"
    api reset
    api set backend dev API_KEY later
    until_true logged '^later '
    is_gone "$first" || fail "$flags: both run"
    stop
    rm -r home
  done
}

# What cannot be used ends nothing either.
test_the_old_one_stays_without_a_secret_that_must_be_there() {
  begin
  api set backend dev NEEDED one
  : >log
  doppler run --watch --only-secrets NEEDED,API_KEY -- sh -c 'echo "$NEEDED $$" >>log; exec sleep 1000' 2>err &
  pid=$!
  trap 'kill -KILL $pid 2>/dev/null' EXIT
  until_true lines 1
  until_true streams 1
  first=$(command_pid)
  api unset backend dev NEEDED
  until_true logged '^- NEEDED' err
  until_true logged 'dp-watch: .*the check failed' err
  ! is_gone "$first" && ! lines 2 || fail "it was ended"
  api set backend dev NEEDED two
  until_true logged '^two '
  stop
}

# A change while the stream is cut is seen when it is there again.
test_no_change_is_lost() {
  begin
  watch
  api silence
  api set backend dev API_KEY unheard
  api cut
  until_true logged '^unheard '
  stop
}

# No credential is an argument of a process, and what was one is wiped.
test_nothing_is_in_arguments() {
  begin
  unset DOPPLER_TOKEN
  : >log
  doppler run --watch --token "$RIGHT" --passphrase=secret-p --fallback copy -- \
    sh -c 'echo "$API_KEY $$" >>log; ls /proc/$$/fd >fds; exec sleep 1000' 2>err &
  pid=$!
  trap 'kill -KILL $pid 2>/dev/null' EXIT
  until_true streams 1
  until_true lines 1
  api set backend dev API_KEY changed
  until_true logged '^changed '
  for number in $pid $(ps -o pid= --ppid "$pid"); do
    ! grep -a -q -e "$RIGHT" -e secret-p "/proc/$number/cmdline" || fail "in the arguments of $number"
  done
  sh -c 'ls /proc/$$/fd >want' 2>err
  diff want fds || fail "other descriptors"
  stop
  dp-decrypt --passphrase secret-p copy | grep -q changed || fail "the copy is old"
}

# SIGKILL leaves nothing behind, not even while it asks. Each process of it holds the FIFO open.
test_killed() {
  for when in running asking; do
    begin
    mkfifo ended
    exec 8<>ended 7<ended 9>ended
    watch --attempts 1 8>&- 7<&-
    exec 8>&- 9>&-
    if [ $when = asking ]; then
      api behave '{"path":"/download","silent":true,"times":0}'
      before=$(fetches)
      api set backend dev API_KEY asked
      until_true fetched $((before + 1))
    fi
    kill -KILL "$pid"
    ends 137
    timeout 5 cat <&7 >/dev/null || fail "$when: something is alive"
    exec 7<&-
    rm -r ended home
  done
}

test_the_status() {
  begin
  run doppler run --watch -p backend -c dev -- sh -c 'sleep 1.5; exit 7'
  expect_code 7
  DOPPLER_TOKEN=dp.st.nobody run doppler run --watch -- touch started
  expect_code 3
  [ ! -e started ] || fail "it was started"
  run doppler run --watch
  expect_code 1
  expect_out
}

test_not_from_the_copy_alone() {
  begin
  doppler run -- true || fail "no copy"
  for flag in offline fallback-only; do
    run doppler run --watch --$flag -- printenv API_KEY
    expect_code 0
    expect_out standin-api-key-dev
    expect_err "Warning: --watch has no effect when used with --$flag
Reading secrets from fallback file"
  done
}

# What starts it again is nobody else's.
test_only_dp_watch_starts_it_again() {
  for words in '--again check 1' '--again start 2,3' '--again start x,y' '--again start 55,56' '--again'; do
    # shellcheck disable=SC2086
    run doppler $words
    expect_code 1
    expect_out
    grep -q '^Error: unknown' "$ERR" || fail "$words: $(cat "$ERR")"
  done
}

start_api
run_tests "$@"
