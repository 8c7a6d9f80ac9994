#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# What a tool starts for its secrets dies with it, down to the last process.

# shellcheck source-path=SCRIPTDIR source=../testing.sh disable=SC2016
. "$PWD/tools/testing.sh"

# A command whose shell waits for one process and has left two, one of which has lost its parent.
LEAVES='(sleep 1000 & sleep 1000 & echo >started) | cat; sleep 1000; echo >later'

# ends SIGNAL WORD...: once it has started all that, the signal ends it, and then nothing of it lives.
ends() {
  signal=$1
  shift
  rm -f started
  hold "$@"
  until_true test -e started
  kill -"$signal" "$pid"
  wait "$pid" && fail "$*: $signal did not end it"
  all_gone 60 "$*, $signal"
  [ ! -e later ] || fail "$*: $signal let it go on"
}

test_from_command() {
  for signal in KILL TERM INT HUP; do
    ends $signal dp-exec --from-command "$LEAVES" -- true
    ends $signal dp-mask --from-command "$LEAVES" -- true
  done
}

test_sources() {
  echo '{}' | P=standin dp-encrypt --passphrase-from env:P --rounds 1 -o sealed || fail "not sealed"
  for signal in KILL TERM; do
    ends $signal dp-fetch -p p -c c --token-from "cmd:$LEAVES"
    ends $signal dp-put -p p -c c --token-from "cmd:$LEAVES" A
    ends $signal dp-watch -p p -c c --token-from "cmd:$LEAVES"
    echo '{}' >in
    ends $signal sh -c 'exec dp-encrypt --passphrase-from "cmd:$0" <in' "$LEAVES"
    ends $signal dp-decrypt --passphrase-from "cmd:$LEAVES" sealed
  done
}

# A command that has ended, but left a process that holds its stdout.
test_ended_command() {
  ends KILL dp-exec --from-command '(sleep 1000 & echo >started) & exit 0' -- true
}

# A kernel without close_range(2): nobody but the command holds its stdout.
test_older_kernel() {
  run strace -f -qq -o /dev/null -e trace=close_range -e inject=close_range:error=ENOSYS \
    timeout 60 dp-exec --from-command 'echo {}' -- true
  expect_code 0
}

# A daemon, which has a session of its own, as an agent that a command starts on its first use.
test_daemons_stay() {
  ends KILL dp-exec --from-command 'setsid sh -c "echo \$\$ >daemon; exec sleep 1000" >/dev/null 2>&1 9>&- &
    until [ -s daemon ]; do :; done
    echo >started; sleep 1000' -- true
  kill -0 "$(cat daemon)" || fail 'the daemon is dead'
  kill "$(cat daemon)"
}

# What a command leaves running when it has ended well is its own.
test_success_ends_nothing() {
  run dp-exec --from-command 'sleep 1000 >/dev/null 2>&1 & echo $! >left; echo {}' -- true
  expect_code 0
  kill "$(cat left)" || fail 'it is dead'
}

run_tests "$@"
