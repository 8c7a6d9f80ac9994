# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# What the tests of `doppler` share, beside tools/testing.sh, which this sources.

# shellcheck shell=sh source-path=SCRIPTDIR source=../tools/testing.sh
. "$PWD/tools/testing.sh"

RIGHT=dp.st.dev.standin-right

# A second implementation of what the Doppler CLI does with its files.
peer() { /usr/bin/python3 "$ROOT/testdata/doppler.py" "$@"; }

# fresh_home: a home of its own, the token, and a server that behaves. begin: what each case begins
# with, where a test has nothing to add.
fresh_home() {
  api reset
  HOME=$PWD/home DOPPLER_TOKEN=$RIGHT
  export HOME DOPPLER_TOKEN
  mkdir home
}
begin() { fresh_home; }
# gives OUTPUT COMMAND...: prints it, and nothing on stderr but the lines in $said.
gives() {
  want=$1
  shift
  run "$@"
  expect_code 0
  expect_out "$want"
  expect_err "${said-}"
}
# says TEXT COMMAND...: the command ends with 1 and exactly this, and nothing has changed.
says() {
  message=$1
  shift
  refused 1 "$message" "$@"
}
# asked KEY: of the last request.
asked() {
  api log | tail -n 1 | python3 -c 'import json, sys
entry = json.loads(sys.stdin.read())
print(entry[sys.argv[1]])' "$1"
}
# requests: how many there were.
requests() { api count | cut -d ' ' -f 2; }
# stored NAME: its value in Doppler.
stored() { dp-fetch --only "$1" | python3 -c 'import json, sys; sys.stdout.write(*json.load(sys.stdin).values())'; }
