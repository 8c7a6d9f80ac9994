#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# node-foreman: a .env that is JSON has other names.
#
# foreman takes a file in JSON for one in KEY=VALUE lines, and that of `{"api_key":"x"}` is API_KEY:
# names become upper case, and those of objects and lists are joined with "_". Two that differ in
# case alone become one.
#
# Needs node and npm.

set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --ignore-scripts --no-audit --no-fund --loglevel=error foreman@3.0.1 >/dev/null

echo '{"api_key":"x","db":{"host":"h","ports":[1,2]}}' >.env
echo 'env | grep -iE "^(api_key|db.*)=" | LC_ALL=C sort | paste -sd " "' >show
seen=$(node_modules/.bin/nf --env .env run sh show | tail -n 1)
expected='API_KEY=x DB_HOST=h DB_PORTS_0=1 DB_PORTS_1=2'
printf 'foreman 3.0.1: %s\n' "$seen"
[ "$seen" = "$expected" ] || {
  echo "this has changed; it was: $expected" >&2
  exit 1
}
