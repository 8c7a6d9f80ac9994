#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# symfony/dotenv: an escaped backslash before n is a backslash and a line feed.
#
# In double quotes \n is decoded first and \\ last, so of \\n both are done.
#
# Needs Debian 12, whose packages it unpacks, and php.

set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# apt's own user has no way into this folder, which is no fault.
apt-get -q -o APT::Sandbox::User=root download php-symfony-dotenv=5.4.53+dfsg-0+deb12u1 php-symfony-deprecation-contracts php-psr-container php-psr-log >/dev/null
for package in *.deb; do dpkg -x "$package" root; done

printf '%s\n' 'DIR="C:\\new"' >file.env
version=$(dpkg-deb -W --showformat '${Package} ${Version}' ./php-symfony-dotenv*.deb)
seen=$(php -d include_path=root/usr/share/php -r '
  require "Symfony/Component/Dotenv/autoload.php";
  echo json_encode((new Symfony\Component\Dotenv\Dotenv())->parse(file_get_contents("file.env")));')
expected='{"DIR":"C:\\\new"}'
printf '%s: %s\n' "$version" "$seen"
[ "$seen" = "$expected" ] || {
  echo "this has changed; it was: $expected" >&2
  exit 1
}
