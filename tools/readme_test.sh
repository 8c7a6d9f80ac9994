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

test_build() {
  project
  block build >build
  run sh -e build
  expect_code 0
  expect_err
  expect_out "bazel build //tools:all"
}

test_every_block_was_run() { every_block_was_run; }

run_tests "$@"
