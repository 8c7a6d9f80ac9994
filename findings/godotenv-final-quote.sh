#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# godotenv: a double quote at the end of a value is lost, and its backslash stays.
#
# "say \"hi\"" is the value  say "hi\  : all quotes are trimmed from the end before escapes are
# decoded.
#
# Needs Debian 12, whose packages it unpacks.

set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# apt's own user has no way into this folder, which is no fault.
apt-get -q -o APT::Sandbox::User=root download golang-github-joho-godotenv-dev=1.5.1-1 golang-1.19-go golang-1.19-src >/dev/null
for package in *.deb; do dpkg -x "$package" root; done

printf '%s\n' 'GREETING="say \"hi\""' >file.env
cat >read.go <<'END'
package main

import (
	"fmt"

	"github.com/joho/godotenv"
)

func main() {
	values, err := godotenv.Read("file.env")
	fmt.Println(values["GREETING"], err)
}
END
version=$(dpkg-deb -W --showformat '${Package} ${Version}' golang-github*.deb)
export GOROOT="$work/root/usr/lib/go-1.19" GOPATH="$work/root/usr/share/gocode" GO111MODULE=off GOCACHE="$work/cache" GOFLAGS=
unset TMPDIR
seen=$("$GOROOT/bin/go" run read.go)
expected='say "hi\ <nil>'
printf '%s: %s\n' "$version" "$seen"
[ "$seen" = "$expected" ] || {
  echo "this has changed; it was: $expected" >&2
  exit 1
}
