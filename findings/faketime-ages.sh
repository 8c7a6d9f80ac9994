#!/bin/bash
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# faketime: under one false clock the same file has two ages.
#
# The time of a file moves along with the clock for date -r, and stays as it is for stat and find: of
# the ways to ask the C library some are caught. Debian 13's version catches more, and stat changes
# sides. A test of what is old that sets a clock wants NO_FAKE_STAT=1, which leaves files alone.
#
# Needs Debian 12, whose packages it unpacks.

set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# apt's own user has no way into this folder, which is no fault.
apt-get -q -o APT::Sandbox::User=root download faketime=0.9.10-2.1 libfaketime=0.9.10-2.1 >/dev/null
for package in *.deb; do dpkg -x "$package" root; done

touch -d @1760000000 file
library=$(find "$PWD/root" -name libfaketime.so.1)
in_1970() { env LD_PRELOAD="$library" FAKETIME='@1970-01-02 00:00:00' "$@"; }
age() { [ "$1" = 1760000000 ] && echo "as it is" || echo moved; }
version=$(dpkg-deb -W --showformat '${Package} ${Version}' ./faketime*.deb)
seen="stat $(age "$(in_1970 stat -c %Y file)"), find $(age "$(in_1970 find file -printf %Ts)"), \
date $(age "$(in_1970 date -r file +%s)"), \
date with NO_FAKE_STAT=1 $(age "$(in_1970 env NO_FAKE_STAT=1 date -r file +%s)")"
expected='stat as it is, find as it is, date moved, date with NO_FAKE_STAT=1 as it is'
printf '%s: %s\n' "$version" "$seen"
[ "$seen" = "$expected" ] || {
  echo "this has changed; it was: $expected" >&2
  exit 1
}
