#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# What every tool does with the options that all of them have, and with those that none has.

# shellcheck source-path=SCRIPTDIR source=../testing.sh
. "$PWD/tools/testing.sh"

# A row a tool: its name, its status when it fails, and when it is used wrongly.
ROWS='dp-clean 1 2
dp-decrypt 1 2
dp-encrypt 1 2
dp-exec 125 125
dp-fetch 1 2
dp-mask 1 2
dp-put 1 2
dp-render 1 2
dp-watch 1 2'

# for_every_tool FUNCTION: calls it with each row.
for_every_tool() {
  while read -r tool failed misused; do
    "$1" "$tool" "$failed" "$misused"
  done <<EOF
$ROWS
EOF
}

help() {
  run "$1" --help
  expect_code 0
  expect_err
  [ "$(head -n 1 "$OUT" | cut -d ' ' -f 1,2)" = "usage: $1" ] || fail "no usage: $(cat "$OUT")"
  [ "$(wc -L <"$OUT")" -le 80 ] || fail "$1: a line is over 80 columns"
  [ "$(wc -l <"$OUT")" -le 50 ] || fail "$1: over 50 lines"
  mv "$OUT" "$OUT.help"
  # The first of them counts, whatever else is there.
  run "$1" -h --nonsense operand
  cmp -s "$OUT" "$OUT.help" || fail "$1: -h is another text"
}
test_help() { for_every_tool help; }

version() {
  run "$1" --version
  expect_code 0
  expect_err
  expect_version "$1"
}
test_version() { for_every_tool version; }

unknown() {
  refused "$3" "$1: cannot use \"--nonsense\": there is no such option
$1: hint: $1 --help lists the options" "$1" --nonsense
  refused "$3" "$1: cannot use \"--repotr-to\": there is no such option
$1: hint: did you mean --report-to?
$1: hint: $1 --help lists the options" "$1" --repotr-to fd:9
  # No name is guessed from its beginning, which is of two options tomorrow.
  refused "$3" "$1: cannot use \"--report\": there is no such option
$1: hint: did you mean --report-to?
$1: hint: $1 --help lists the options" "$1" --report fd:9
  refused "$3" "$1: cannot use \"-?\": there is no such option
$1: hint: $1 --help lists the options" "$1" '-?'
  refused "$3" "$1: cannot use \"--version\": it takes no value
$1: hint: $1 --help lists the options" "$1" --version=1
  refused "$3" "$1: cannot use \"--report-to\": a value is missing
$1: hint: $1 --help lists the options" "$1" --report-to
}
test_unknown_options() { for_every_tool unknown; }

stdout() {
  for option in --help --version '--completion bash'; do
    # shellcheck disable=SC2086,SC2016  # A word of its own; of the inner shell.
    refused "$2" "$1: cannot write \"stdout\": Bad file descriptor" sh -c '"$@" >&-' sh "$1" $option
    # shellcheck disable=SC2086,SC2016
    refused "$2" "$1: cannot write \"stdout\": No space left on device" sh -c '"$@" >/dev/full' sh "$1" $option
  done
}
test_stdout_that_takes_nothing() { for_every_tool stdout; }

run_tests "$@"
