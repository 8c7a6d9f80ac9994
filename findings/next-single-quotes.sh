#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# Next.js: a password hash in single quotes becomes empty.
#
# @next/env, which reads .env for Next.js, expands $NAME in single quotes, too: of a bcrypt hash
# nothing is left, as none of its parts is a variable.
#
# Needs node and npm.

set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --ignore-scripts --no-audit --no-fund --loglevel=error @next/env@16.4.6 >/dev/null

cat >.env <<'END'
HASH='$2y$10$abcdefghijklmnopqrstuv'
END
version=$(node -p '"@next/env " + require("@next/env/package.json").version')
seen=$(node -p 'JSON.stringify(require("@next/env").loadEnvConfig(".", true, console, true).parsedEnv)')
expected='{"HASH":""}'
printf '%s: %s\n' "$version" "$seen"
[ "$seen" = "$expected" ] || {
  echo "this has changed; it was: $expected" >&2
  exit 1
}
