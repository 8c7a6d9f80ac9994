#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# just: in a .env, a variable may stand anywhere in double quotes but at the end.
#
# "$HOME/x" is read; "x/$HOME" is an error in the same file, as the name is thought to go on with the
# closing quote.
#
# Needs node and npm.

set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --ignore-scripts --no-audit --no-fund --loglevel=error rust-just@1.57.0 >/dev/null

version=$(npx --no-install rust-just --version)
printf 'set dotenv-load\n\na:\n    @echo "$A"\n' >justfile
try() {
  printf '%s\n' "$1" >.env
  USERS=me npx --no-install rust-just a 2>/dev/null || echo error
}
seen="$(try 'A="$USERS/x"'), $(try 'A="x/$USERS"')"
expected='me/x, error'
printf '%s: %s\n' "$version" "$seen"
[ "$seen" = "$expected" ] || {
  echo "this has changed; it was: $expected" >&2
  exit 1
}
