#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# python-dotenv: after a value that ends in an escaped backslash, two variables are gone.
#
# \\ is a backslash in double quotes. But the quote after it is taken for an escaped one, so the value
# ends at the next quote of the file, neither line is understood, and both are skipped with a
# warning in the log. Version 1.2.1 does the same.
#
# Needs Debian 12, whose packages it unpacks, and its python3.

set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# apt's own user has no way into this folder, which is no fault.
apt-get -q -o APT::Sandbox::User=root download python3-dotenv=0.21.0-1 >/dev/null
for package in *.deb; do dpkg -x "$package" root; done

cat >file.env <<'END'
DIR="C:\\dir\\"
USER_NAME="me"
REST="x"
END
version=$(dpkg-deb -W --showformat '${Package} ${Version}' ./*.deb)
seen=$(PYTHONPATH=root/usr/lib/python3/dist-packages /usr/bin/python3 -c '
import dotenv, json
print(json.dumps(dotenv.dotenv_values("file.env")))' 2>/dev/null)
expected='{"REST": "x"}'
printf '%s: %s\n' "$version" "$seen"
[ "$seen" = "$expected" ] || {
  echo "this has changed; it was: $expected" >&2
  exit 1
}
