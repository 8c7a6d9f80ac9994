#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# env-cmd: a line that begins with `export ` is lost.
#
# dotenv, Node.js and most others take the word away, so that sh can read the same file. With env-cmd
# the variable is not there, and nothing is said.
#
# Needs node and npm.

set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --ignore-scripts --no-audit --no-fund --loglevel=error env-cmd@11.0.0 >/dev/null

printf 'ONE=1\nexport TWO=2\n' >.env
seen=$(env -u TWO node_modules/.bin/env-cmd -f .env -- sh -c 'echo "ONE=$ONE TWO=${TWO-(unset)}"' 2>&1)
expected='ONE=1 TWO=(unset)'
printf 'env-cmd 11.0.0: %s\n' "$seen"
[ "$seen" = "$expected" ] || {
  echo "this has changed; it was: $expected" >&2
  exit 1
}
