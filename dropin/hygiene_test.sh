#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# Whatever ends `doppler`, and whenever: soon nothing of it is alive, and nothing is written then.

# shellcheck source-path=SCRIPTDIR source=testing.sh disable=SC2016
. "$PWD/dropin/testing.sh"

# killed SIGNAL TOOLS COMMAND...: ends the command with the signal once it has started that many
# tools, and waits until nothing of it is alive. Its status is in $status.
killed() {
  signal=$1 tools=$2
  shift 2
  hold "$@"
  until [ "$(ps -o pid= --ppid $pid | wc -l)" -ge "$tools" ] || ! grep -qs '^State:.[RSD]' /proc/$pid/status; do :; done
  kill -"$signal" $pid 2>/dev/null
  status=0
  wait $pid || status=$?
  all_gone 5 "$signal"
  snapshot >"$OUT.before"
}

# A server that lets everybody wait: the tools are there, and wait with it.
test_nothing_is_left() {
  begin
  doppler run --fallback copy --passphrase P -- true || fail "no copy"
  for words in 'run --fallback copy --passphrase P -- touch started' 'run --no-fallback -- touch started' \
    'secrets download --no-file --fallback other' 'secrets get API_KEY' 'secrets set A=1' 'me'; do
    for signal in KILL TERM INT HUP; do
      api reset
      api behave '{"silent":true,"times":0}'
      # shellcheck disable=SC2086
      killed $signal 1 doppler $words
      api reset
      snapshot >"$OUT.after"
      cmp -s "$OUT.before" "$OUT.after" || fail "$words, $signal: something was written afterwards"
      [ ! -e started ] && [ ! -e other ] || fail "$words, $signal: it went on"
      [ -z "$(find . -name '.*.tmp')" ] || fail "$words, $signal: $(find . -name '.*.tmp')"
    done
  done
}

# While the copy is sealed, which takes longest.
test_nothing_is_written_afterwards() {
  begin
  for signal in KILL TERM INT HUP; do
    for tools in 1 2 3; do
      killed $signal $tools doppler run --fallback copy --passphrase P -- true
      sha256sum copy >sum 2>/dev/null || echo none >sum
      snapshot >"$OUT.before"
      snapshot >"$OUT.after"
      cmp -s "$OUT.before" "$OUT.after" || fail "$signal: something was written afterwards"
      [ ! -e copy ] || dp-decrypt --passphrase-from env:P copy >/dev/null || fail "$signal: a torn copy"
      rm -f copy sum
    done
  done
}

# At any moment, and not only when a tool has started.
test_at_any_moment() {
  begin
  doppler run --fallback copy --passphrase P -- true || fail "no copy"
  for words in 'run --fallback copy --passphrase P -- true' 'secrets download --no-file --fallback copy --fallback-passphrase P' \
    'secrets set A=1 --silent'; do
    for signal in KILL TERM INT HUP; do
      for ms in 001 010 030 070; do
        # shellcheck disable=SC2086
        hold timeout --foreground -s $signal 0.$ms doppler $words
        wait $pid || :
        all_gone 5 "$words, $signal after $ms"
        snapshot >"$OUT.before"
        [ -z "$(find . -name '.*.tmp' -newer copy)" ] || [ $signal = KILL ] || fail "$words, $signal: a temporary file"
        dp-decrypt --passphrase-from env:P copy >/dev/null || fail "$words, $signal after $ms: a torn copy"
        snapshot >"$OUT.after"
        cmp -s "$OUT.before" "$OUT.after" || fail "$words, $signal: something was written afterwards"
      done
    done
  done
}

# What a caller has typed cannot be seen as soon as it is read, nor in what is started.
test_arguments_are_wiped() {
  begin
  unset DOPPLER_TOKEN
  T=dp.st.dev.standin-right
  for words in "secrets get A --token $T" "run --token=$T --passphrase canary-p -- true" "-t $T secrets set A canary-v" \
    "secrets set A=canary-v B=canary-v --token $T" "secrets download --fallback-passphrase canary-p --passphrase=canary-p --token $T"; do
    api reset
    api behave '{"silent":true,"times":0}'
    # shellcheck disable=SC2086
    doppler $words >/dev/null 2>&1 &
    pid=$!
    until [ -n "$(ps -o pid= --ppid $pid)" ] || ! kill -0 $pid 2>/dev/null; do :; done
    for number in $pid $(ps -o pid= --ppid $pid); do
      [ ! -e "/proc/$number" ] || ! grep -a -e canary -e "$T" "/proc/$number/cmdline" || fail "$words: in $number"
    done
    kill -KILL $pid || fail "$words: it has ended"
    wait $pid || :
  done
}

# The status is that of a program which a signal has ended.
test_the_signal_is_seen() {
  begin
  api behave '{"silent":true,"times":0}'
  for row in TERM:143 INT:130 HUP:129 KILL:137; do
    killed "${row%:*}" 1 doppler run -- true
    [ $status -eq "${row#*:}" ] || fail "${row%:*}: $status"
  done
}

export P=P
start_api
run_tests "$@"
