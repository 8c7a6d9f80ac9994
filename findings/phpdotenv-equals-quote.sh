#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# phpdotenv: one value with =" in single quotes, and all that follow are gone.
#
# Whatever line holds =" is thought to begin a value of several lines, here inside of single quotes.
# The end never comes, and the rest of the file is dropped: no exception, no warning.
#
# Needs Debian 12, whose packages it unpacks, and php.

set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# apt's own user has no way into this folder, which is no fault.
apt-get -q -o APT::Sandbox::User=root download php-vlucas-phpdotenv=5.4.1-1 php-graham-campbell-result-type php-phpoption php-symfony-polyfill-ctype php-symfony-polyfill-mbstring php-symfony-polyfill-php80 >/dev/null
for package in *.deb; do dpkg -x "$package" root; done

cat >file.env <<'END'
BEFORE=1
LINK='<a href="x'
AFTER=2
END
version=$(dpkg-deb -W --showformat '${Package} ${Version}' ./php-vlucas*.deb)
seen=$(php -d include_path=root/usr/share/php -r '
  require "Dotenv/autoload.php";
  echo json_encode((object)Dotenv\Dotenv::parse(file_get_contents("file.env")));')
expected='{"BEFORE":"1"}'
printf '%s: %s\n' "$version" "$seen"
[ "$seen" = "$expected" ] || {
  echo "this has changed; it was: $expected" >&2
  exit 1
}
