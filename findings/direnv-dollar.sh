#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# direnv: in double quotes nothing keeps a dollar sign.
#
# \$ is no escape in a .env of direnv: what looks like a variable is expanded all the same, and the
# backslash stays. Version 2.37.1 does the same.
#
# Needs Debian 12, whose packages it unpacks.

set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# apt's own user has no way into this folder, which is no fault.
apt-get -q -o APT::Sandbox::User=root download direnv=2.32.1-2+b4 >/dev/null
for package in *.deb; do dpkg -x "$package" root; done

printf '%s\n' 'PRICE="pay \$5"' >file.env
version="direnv $(root/usr/bin/direnv version)"
seen=$(HOME=$work root/usr/bin/direnv dotenv json file.env | tr -d '\n')
expected='{  "PRICE": "pay \\"}'
printf '%s: %s\n' "$version" "$seen"
[ "$seen" = "$expected" ] || {
  echo "this has changed; it was: $expected" >&2
  exit 1
}
