#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# npm dotenv: a value in single quotes that ends in a backslash takes the next line with it.
#
# Between single quotes dotenv decodes nothing, so C:\data\ needs no escape. But its expression takes
# a backslash before a quote for a part of the value, and finds the end in a later line if it can:
# COLOR is gone, and DIR holds its line. No error, no warning. Version 16.6.1 does the same.
#
# Needs node and npm.

set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --ignore-scripts --no-audit --no-fund --loglevel=error dotenv@18.0.10 >/dev/null

cat >.env <<'END'
DIR='C:\data\'
COLOR='#fff'
NEXT='x'
END
version=$(node -p '"dotenv " + require("dotenv/package.json").version')
seen=$(node -p 'JSON.stringify(require("dotenv").parse(require("fs").readFileSync(".env")))')
expected='{"DIR":"C:\\data\\'\''\nCOLOR=","NEXT":"x"}'
printf '%s: %s\n' "$version" "$seen"
[ "$seen" = "$expected" ] || {
  echo "this has changed; it was: $expected" >&2
  exit 1
}
