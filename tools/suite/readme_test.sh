#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# README.md: each block is run as it stands there.

# shellcheck source=tools/testing.sh
. tools/testing.sh

PAGE=$ROOT/README.md

test_session() {
  start_api
  DOPPLER_TOKEN=dp.pt.standin-right DOPPLER_PASSPHRASE=swordfish HOME=/nonexistent
  export DOPPLER_TOKEN DOPPLER_PASSPHRASE HOME
  # shellcheck disable=SC2016  # For the script.
  printf '#!/bin/sh\necho "served with ${#API_KEY}"\n' >server
  chmod +x server
  mkdir secrets
  printf '{"A":"1"}' | dp-encrypt --plain-salt -o secrets/old.sealed
  touch -d '2 days ago' secrets/old.sealed
  # Of the machine's own places there is one.
  block session | sed "s,/var/lib/secrets,$PWD/secrets," >session
  run sh session
  expect_code 0
  expect_err
  expect_out "served with 19
served with 19
served with 19"
  [ "$(dp-decrypt --info prd.sealed | jq '.not_after | fromdate > now + 6*86400')" = true ] || fail "not for a week"
  [ -z "$(ls secrets)" ] || fail "not cleaned"
}

# project: what the commands for the project need of it. bazel would be called by itself here, so it
# only says what it was asked for. A test installs nothing, so ci/setup finds everything there.
project() {
  mkdir bin bazel-bin
  cp -rL "$ROOT/ci" "$ROOT/testdata" .
  ln -s "$ROOT/tools" bazel-bin/tools
  printf '#!/bin/sh\necho "bazel $*"\n' >bin/bazel
  printf '#!/bin/sh\nprintf installed\n' >bin/dpkg-query
  chmod +x bin/*
  PATH=$PWD/bin:$PATH
}

test_try() {
  project
  block try >try
  [ "$(sed 's/ .*//' try)" = "./ci/demo
./ci/test" ] || fail "what is ci/test called with?"
  [ -x ci/test ] || fail "ci/test is no program"  # It is what runs this.
  run sh -c "$(sed -n 1p try)"
  expect_code 0
  grep -q '^bazel build //tools:dp-fetch ' "$OUT" || fail "$(cat "$OUT")"
  [ "$(tail -n 1 "$OUT")" = "# That was the demo: all of it did what it should." ] || fail "$(cat "$OUT")"
}

# setting: a project with a server, and the API that it asks.
setting() {
  start_api
  api_process=$!
  DOPPLER_TOKEN=dp.pt.standin-right DOPPLER_PASSPHRASE=standin HOME=$PWD/home
  export DOPPLER_TOKEN DOPPLER_PASSPHRASE HOME
  mkdir home bin
  # shellcheck disable=SC2016  # For the scripts.
  printf '#!/bin/sh\necho "listening, with ${#API_KEY} bytes of API_KEY"\n' >server
  # shellcheck disable=SC2016
  printf '#!/bin/sh\necho "migrating, with ${#DB_PASSWORD} bytes of DB_PASSWORD"\n' >bin/migrate
  chmod +x server bin/migrate
  (umask 077 && echo secret >passphrase && echo guess >wrong)
}
stop_api() { kill "$api_process" && wait "$api_process" 2>/dev/null || :; }

# same: what may differ between two runs.
same() { sed -e "s,$DOPPLER_API_HOST,https://api.doppler.com," -e 's/it expired [0-9].*/it expired then/'; }

# shows BLOCK: each "$ command" of it prints what stands below it. Lines that are further to the
# right go on with a command.
shows() {
  block "$1" >text
  awk '/^\$ / {n++; print substr($0, 3) >("command" n); printf "" >("want" n); typing = 1; next}
    typing && /^    / {print >("command" n); next} {print >("want" n); typing = 0}' text
  n=0
  while n=$((n + 1)) && [ -e "command$n" ]; do
    sh "./command$n" >got 2>&1
    same <got >got.same
    same <"want$n" | cmp -s - got.same || fail "$(cat "command$n") shows: $(cat got)
  README.md: $(cat "want$n")"
  done
  [ "$n" -gt 1 ] || fail "there is no command in the block $1"
  rm -f text command[0-9]* want[0-9]* got got.same
}

test_run_a_server() {
  setting
  shows server
  shows only
}

test_standard_input() {
  setting
  printf 'order\norder\n' >orders.csv
  shows stdin
  # The same two on a terminal, with other commands.
  on_terminal() {
    run python3 -BIS "$ROOT/testdata/terminal.py" -- sh -c 'exec sh "$1" </dev/tty' sh "$1"
  }
  block stdin | sed -n 's,^\$ \(.*\) wc -l$,\1 readlink /proc/self/fd/0,p' >ends
  on_terminal ./ends
  expect_out /dev/null
  block stdin | sed -n 's/^\$ \(.*\) wc -l <.*$/\1 tty/p' >stays
  on_terminal ./stays
  expect_code 0
  grep -qE '^/dev/(pts/[0-9]+|tty)$' "$OUT" || fail "not the terminal: $(cat "$OUT")"
  # A shell ends at once.
  sed 's,readlink .*,bash,' ends >shell
  on_terminal ./shell
  expect_code 0
  expect_out
}

test_keep_working() {
  setting
  shows copy
  stop_api
  shows fallback
}

test_air_gapped() {
  setting
  shows seal
  stop_api
  unset DOPPLER_TOKEN DOPPLER_PASSPHRASE
  shows open
  shows wrong
}

test_makefile() {
  setting
  dp-fetch -p backend -c prd | dp-encrypt -o prd.sealed
  block makefile | sed -n '/^migrate:/,/^\$/p' | sed '$d' >Makefile
  shows makefile
}

test_expired() {
  setting
  python3 -BIS -c 'import base64, struct
salt = b"0123456789abcdefDPX1" + struct.pack(">QQ", 1600000000, 1600000001)
parts = (base64.b64encode(part).decode() for part in (salt, b"nonce" * 2 + b"12", b"x" * 32))
open("old.sealed", "w").write("4:base64:500000:" + "-".join(parts))'
  dp-fetch -p backend -c prd | dp-encrypt --expires-in 7d -o prd.sealed
  shows expired
}

# ci/packages does it.
test_install() {
  block install | while read -r command _; do
    [ -x "$ROOT/$command" ] || fail "there is no $command"
  done
}

test_links_lead_somewhere() {
  for page in "$ROOT"/*.md "$ROOT"/docs/*.md; do
    grep -o '](\([^)#]*\)' "$page" | sed 's/^](//' | grep -v '^https:' >links || :
    while read -r link; do
      [ -e "${page%/*}/$link" ] || fail "$page links to $link, which is not there"
    done <links
  done
}

test_every_block_was_run() { every_block_was_run; }

run_tests "$@"
