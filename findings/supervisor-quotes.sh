#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# supervisor: quotes inside of quotes are taken away from the value.
#
# environment=A="'x'" should keep the inner quotes; the program sees x. Whatever quotes stand at the
# ends of a value go, however many.
#
# Needs Debian 12, whose packages it unpacks, and its python3.

set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# apt's own user has no way into this folder, which is no fault.
apt-get -q -o APT::Sandbox::User=root download supervisor=4.2.5-1 python3-pkg-resources >/dev/null
for package in *.deb; do dpkg -x "$package" root; done

cat >conf <<END
[supervisord]
nodaemon=true
logfile=$work/log
pidfile=$work/pid
childlogdir=$work
[program:a]
command=/usr/bin/printenv QUOTED
environment=QUOTED="'x'"
autorestart=false
startsecs=0
stdout_logfile=$work/out
END
version=$(dpkg-deb -W --showformat '${Package} ${Version}' supervisor*.deb)
PYTHONPATH=root/usr/lib/python3/dist-packages /usr/bin/python3 root/usr/bin/supervisord -c conf >/dev/null 2>&1 &
supervisord=$!
i=0
until [ -s out ] || [ $((i += 1)) -gt 300 ]; do sleep 0.1; done
kill "$supervisord"
wait "$supervisord" || true
seen=$(cat out)
expected='x'
printf '%s: %s\n' "$version" "$seen"
[ "$seen" = "$expected" ] || {
  echo "this has changed; it was: $expected" >&2
  exit 1
}
