#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# varlock: a value that looks like a call is one.
#
# In an unquoted value a word right before a parenthesis names a function, and one that varlock does
# not know keeps the program from starting. After a blank, or without a word, it is text.
#
# Needs node and npm.

set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --ignore-scripts --no-audit --no-fund --loglevel=error varlock@1.20.0 >/dev/null

printf '# @defaultSensitive=false\n# ---\n' >.env.schema
# reads LINE: what the program sees, or what varlock says of it.
reads() {
  printf '%s\n' "$1" >.env
  node_modules/.bin/varlock run -- sh -c 'printf "%s" "$A" >seen' >said 2>&1 && cat seen || grep -o 'Unknown .*' said
}
seen="$(reads 'A=x (y)'), $(reads "A='x(y)'"), $(reads 'A=x(y)')"
expected='x (y), x(y), Unknown resolver function: x()'
printf 'varlock 1.20.0: %s\n' "$seen"
[ "$seen" = "$expected" ] || {
  echo "this has changed; it was: $expected" >&2
  exit 1
}
