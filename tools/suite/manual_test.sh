#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# The manuals: they know the options that the tools know, are sound, and every example in them does
# what it says, as its reader would run it.

# shellcheck source-path=SCRIPTDIR source=../testing.sh
. "$PWD/tools/testing.sh"

TOOLS="dp-clean dp-decrypt dp-encrypt dp-exec dp-fetch dp-mask dp-put dp-render dp-watch"
PAGES="$(printf '%s.1 ' $TOOLS doppler) dp.7 dp-sealed.5"

# examples PAGE: each of its displays becomes a file, ex1, ex2 and so on; $count says how many.
examples() {
  rm -f ex[0-9]*
  awk '/^\.Sh EXAMPLES/ {on = 1; next} /^\.Sh/ {on = 0} !on {next}
    /^\.Dl / {n++; print substr($0, 5) >("ex" n); next}
    /^\.Bd / {n++; inside = 1; next} /^\.Ed/ {inside = 0} inside {print >("ex" n)}' "$ROOT/docs/$1"
  sed -i -e 's/\\e/\\/g' -e "s/\\\\(aq/'/g" -e 's/\\(dq/"/g' ex[0-9]*
  # shellcheck disable=SC2012  # Our own names.
  count=$(ls ex[0-9]* | wc -l)
}

# example N [COMMAND OF SED]: runs it, in bash where only that knows how; it has to end with 0.
example() {
  shell='sh'
  ! grep -q '<(' "ex$1" || shell='bash'
  sed -e "${2-}" "ex$1" >example
  run "$shell" ./example
  [ "$code" -eq 0 ] || fail "example $1: exit code $code: $(cat example "$ERR")"
}

# covered N: the page has no more examples than were run here.
covered() {
  [ "$count" -eq "$1" ] || fail "there are $count examples, and $1 are known here"
}

# A project with a server, a stand-in API, a passphrase, and the programs of others that examples
# name; what those get is in the file called.
setting() {
  start_api
  DOPPLER_TOKEN=dp.pt.standin-right DOPPLER_PROJECT=backend DOPPLER_CONFIG=prd DOPPLER_PASSPHRASE=standin
  HOME=$PWD/home PATH=$PWD/bin:$PATH
  export DOPPLER_TOKEN DOPPLER_PROJECT DOPPLER_CONFIG DOPPLER_PASSPHRASE HOME PATH
  mkdir bin home
  printf '#!/bin/sh\necho "$API_KEY"\n' >server
  cp server first-boot
  for name in docker logger terraform; do
    printf '#!/bin/sh\necho "%s $*" >>called\nwhile [ $# -gt 0 ]; do [ ! -e "$1" ] || cat "$1" >>called; shift; done\n' \
      "$name" >"bin/$name"
  done
  printf '#!/bin/sh\n[ "$1" != doppler/prd ] || { echo "$DOPPLER_TOKEN"; exit; }\necho standin\n' >bin/pass
  chmod +x server first-boot bin/*
  (umask 077 && echo standin >prd.pass && echo old >old.pass && echo new >new.pass)
  dp-fetch | dp-encrypt -o prd.sealed || fail "cannot seal"
  dp-fetch --only API_KEY | dp-encrypt --expires-at 2000-01-01T00:00:00Z -o boot.sealed 2>/dev/null ||
    cp prd.sealed boot.sealed
  dp-fetch | dp-encrypt --passphrase old -o old || fail "cannot seal"
}
served() { expect_out standin-api-key-prd; }
opens() { [ "$(dp-decrypt "$@" | dp-render --plain API_KEY)" = standin-api-key-prd ] || fail "it does not open: $*"; }

test_pages_are_sound() {
  for page in $PAGES; do
    run mandoc -Tlint -W warning "$ROOT/docs/$page"
    expect_code 0
    expect_out
    run man --warnings -l "$ROOT/docs/$page"
    expect_code 0
    expect_err
    for section in NAME DESCRIPTION EXAMPLES 'SEE ALSO'; do
      grep -qx ".Sh $section" "$ROOT/docs/$page" || fail "$page has no section $section"
    done
    examples "$page"
    [ "$count" -ge 3 ] || fail "$page has only $count examples"
    sed -n '/^\.Sh SEE ALSO/,$p' "$ROOT/docs/dp.7" | grep -qF ".Xr ${page%.*} ${page##*.}" || [ "$page" = dp.7 ] ||
      fail "dp(7) does not name $page"
  done
  for section in SYNOPSIS ENVIRONMENT FILES 'EXIT STATUS'; do
    grep -qx ".Sh $section" "$ROOT/docs/doppler.1" || fail "doppler.1 has no section $section"
  done
  for tool in $TOOLS; do
    for section in SYNOPSIS OPTIONS ENVIRONMENT FILES 'EXIT STATUS'; do
      grep -qx ".Sh $section" "$ROOT/docs/$tool.1" || fail "$tool.1 has no section $section"
    done
  done
}

# options: the names at the beginning of lines of stdin that are as far to the right as options are.
options() { grep -oE '(^|[ ,])--?[a-z0-9][a-z0-9-]*' | tr -d ' ,' | sort -u; }

test_pages_help_and_table_are_one_set() {
  for tool in $TOOLS; do
    "$tool" --help | sed -n 's/^  \(-.,\|   \) \(--[a-z-]*\).*/\1 \2/p' | options >help
    mandoc -T ascii "$ROOT/docs/$tool.1" | col -b | sed -n '/^OPTIONS/,/^[A-NP-Z]/p' |
      sed -n 's/^     \(-[^ ].*\)/\1/p' | options >page
    "$tool" --completion bash | sed -n "s/.* words='\(-.*\)'/\1/p" | tr ' ' '\n' | options >table
    [ -s help ] && diff help page || fail "--help and the page of $tool differ"
    diff help table || fail "--help and the completion of $tool differ"
  done
}

test_dp_fetch() {
  setting
  examples dp-fetch.1
  example 1 && served
  example 2 && served
  example 3 && opens prd.sealed && [ -s prd.etag ] || fail "no copy, or no ETag"
  before=$(cksum prd.sealed)
  run sh ./example
  expect_code 6
  DOPPLER_TOKEN=dp.pt.nobody run sh ./example
  expect_code 6
  [ "$(cksum prd.sealed)" = "$before" ] || fail "written again"
  # Nothing changes, and the copy has expired.
  if unsanitized faketime; then
    dp-fetch -o plain && faketime -f -8d dp-encrypt --expires-in 7d -o prd.sealed <plain
    run dp-decrypt prd.sealed
    expect_code 5
    example 3 && opens prd.sealed
  fi
  example 4 && grep -q '"Robin Standin"' "$OUT" || fail "$(cat "$OUT")"
  covered 4
}

test_dp_encrypt() {
  setting
  examples dp-encrypt.1
  for n in 1 5; do
    rm -f prd.sealed
    example "$n" && opens prd.sealed
  done
  # Nothing has changed; then it is refused, cannot be reached, and cannot be sealed.
  before=$(cksum prd.sealed prd.etag)
  example 5 && [ "$(cksum prd.sealed prd.etag)" = "$before" ] || fail "not kept"
  DOPPLER_TOKEN=dp.pt.nobody run sh ./example && expect_code 3
  api behave '{"body":"<html>log in first</html>"}'
  run sh ./example && expect_code 4
  [ "$(cksum prd.sealed prd.etag)" = "$before" ] || fail "not kept"
  api set backend prd OTHER other
  run sh ./example && expect_code 0
  rm prd.etag
  DOPPLER_PASSPHRASE='' run setsid sh ./example </dev/null && expect_code 2
  [ ! -e prd.etag ] || fail "an ETag for what was not sealed"
  example 2 && served && opens prd.sealed
  example 3 && opens --passphrase new new
  rm prd.sealed
  example 4 && opens prd.sealed
  example 6 && opens --fallback
  example 7 && grep -q '^/.*/home/.doppler/fallback/.secrets-.*.json$' "$OUT" || fail "$(cat "$OUT")"
  mkdir certs && echo cert >certs/a
  example 8 's/^dp-decrypt/rm -r certs; &/' && [ "$(cat certs/a)" = cert ] || fail "the directory is not back"
  covered 8
}

test_dp_decrypt() {
  setting
  examples dp-decrypt.1
  example 1 && served
  example 2 && served
  dp-fetch | dp-encrypt --fallback
  example 3 && served
  example 4 && [ ! -e called ] || fail "an alarm without a reason"
  echo x >>prd.sealed
  example 4 && grep -q 'exit status 3' called || fail "no alarm"
  rm boot.sealed
  dp-fetch | dp-encrypt -o prd.sealed
  example 5 && expect_out 'prd.sealed	never	false'
  example 6 && opens --passphrase new new
  example 7 && opens prd.sealed
  cp prd.sealed boot.sealed
  example 8 && served
  covered 8
}

# The rest of them is in dp_exec_test.sh, under their names.
test_dp_exec() {
  setting
  examples dp-exec.1
  example 1 && served
  covered 11
}

test_dp_clean() {
  setting
  mkdir secrets
  examples dp-clean.1
  here="s,/var/lib/secrets,$PWD/secrets,"
  for n in 1 3; do
    cp prd.sealed secrets/young
    dp-fetch | dp-encrypt --plain-salt -o secrets/old
    touch -d '40 days ago' secrets/old
    example "$n" "$here"
    [ "$(ls secrets)" = young ] || fail "example $n left $(ls secrets)"
  done
  cp boot.sealed secrets/boot
  example 2 "$here"
  # The line for cron and the units are in dp_clean_test.sh.
  covered 6
}

test_dp_mask() {
  setting
  value=$(dp-decrypt prd.sealed | dp-render --plain API_KEY)
  printf '#!/bin/sh\necho "key: %s"\necho "error: %s" >&2\n' "$value" "$value" >server
  cp server deploy
  echo "key: $value" >old.log
  examples dp-mask.1
  example 1 && [ "$(cat "$OUT" "$ERR" | grep -v warning)" = 'key: ***
error: ***' ] || fail "$(cat "$OUT" "$ERR")"
  example 2 && [ "$(cat "$OUT")" = 'key: ***' ] || fail "$(cat "$OUT")"
  example 3 && [ "$(cat new.log)" = 'key: [API_KEY]' ] || fail "$(cat new.log)"
  example 4 && [ "$(cat "$OUT")" = 'key: ***
error: ***' ] || fail "$(cat "$OUT")"
  example 5 && [ "$(cat "$OUT")" = "key: $value" ] || fail "$(cat "$OUT")"
  grep -qx 'error: \*\*\*' "$ERR" || fail "$(cat "$ERR")"
  covered 5
}

test_dp_put() {
  setting
  examples dp-put.1
  example 1
  [ "$(dp-fetch --only SESSION_KEY | dp-render --plain | wc -c)" -eq 65 ] || fail "no key"
  printf 'line\n' >key.pem
  example 2
  [ "$(dp-fetch --only TLS_KEY)" = '{"TLS_KEY":"line\n"}' ] || fail "not byte for byte: $(dp-fetch --only TLS_KEY)"
  example 3
  [ "$(dp-fetch | dp-render --plain API_KEY)" = standin-api-key-stg ] || fail "not copied"
  echo x | dp-put OLD_KEY
  example 4
  run dp-fetch --only OLD_KEY
  expect_code 3
  covered 4
}

test_dp_render() {
  setting
  examples dp-render.1
  example 1 '$a echo "$API_KEY"' && served
  # Where the copy does not open nothing goes on, and no container starts.
  DOPPLER_PASSPHRASE=guess run sh ./example
  expect_code 3
  expect_out
  echo key | dp-put TLS_KEY
  dp-fetch | dp-encrypt -o prd.sealed
  example 2 && [ "$(cat key.pem)" = key ] || fail "no key"
  echo 'echo "$API_KEY" >>called' >>bin/docker
  example 3 && grep -qx 'docker run -e API_KEY app' called && grep -qx standin-api-key-prd called ||
    fail "$(cat called)"
  rm called
  DOPPLER_PASSPHRASE=guess run sh ./example
  expect_code 125
  mv prd.sealed whole
  echo '{}' | dp-encrypt -o prd.sealed
  run sh ./example
  expect_code 125
  mv whole prd.sealed
  [ ! -e called ] || fail "started: $(cat called)"
  GITHUB_ENV=$PWD/github
  export GITHUB_ENV
  example 4 && grep -q '::add-mask::standin-api-key-prd' "$OUT" && grep -q '^API_KEY=' github || fail "$(cat "$OUT" github)"
  ! grep -qxE '::add-mask::(backend|prd)' "$OUT" || fail "words of every log are masked"
  echo 'key {{.API_KEY}};' >nginx.conf.tmpl
  example 5 && [ "$(cat nginx.conf)" = 'key standin-api-key-prd;' ] || fail "$(cat nginx.conf)"
  covered 5
}

# changes VALUE: the secrets become others as soon as a stream is open.
changes() {
  (
    until [ "$(api streams)" = 1 ]; do sleep 0.05; done
    api set backend prd API_KEY "$1"
  ) &
}

test_dp_watch() {
  setting
  once='s/dp-watch/& --once --debounce 0/'
  examples dp-watch.1
  changes one
  example 1 "$once" && [ "$(dp-decrypt prd.sealed | dp-render --plain API_KEY)" = one ] || fail "not renewed"
  sh -c 'trap "echo again >called; exit" HUP; echo $$ >server.pid; while :; do sleep 0.05; done' &
  server=$!
  until [ -s server.pid ]; do sleep 0.05; done
  changes two
  example 2 "$once"
  wait "$server"
  [ "$(cat called)" = again ] || fail "no SIGHUP"
  # Its server prints the key and stays, until there is another.
  printf '#!/bin/sh\necho "$API_KEY" >>served\nexec sleep 1000\n' >server
  changes three
  (until [ -e served ] && [ "$(wc -l <served)" -eq 2 ]; do sleep 0.05; done; pkill -P "$(cat watcher)" sleep) &
  sed 's/^dp-watch/echo $$ >watcher; exec &/' ex3 >example
  run sh ./example
  expect_code 143
  [ "$(cat served)" = 'two
three' ] || fail "$(cat served)"
  printf '#!/bin/sh\necho "$API_KEY"\n' >server
  changes 3
  example 4 && expect_out 3
  api reset
  (until [ "$(api log | grep -c download)" -ge 9 ]; do sleep 0.05; done; api set backend prd API_KEY four) &
  example 5 's/5m/50ms --once/' && grep -q '^changed ' "$OUT" || fail "$(cat "$OUT")"
  covered 5
}

test_dp() {
  setting
  examples dp.7
  example 1 && served
  rm prd.sealed
  example 2 && opens prd.sealed
  example 3 && served
  example 4 && served
  api behave '{"status":503,"times":0}'
  example 4 's/dp-fetch/& --attempts 1/' && served
  api reset
  rm prd.sealed
  example 5 && served && opens prd.sealed
  mkdir secrets
  DOPPLER_TOKEN=dp.pt.nobody example 6 && expect_out 'Invalid Auth token'
  example 7 "s,/var/lib/secrets,$PWD/secrets,"
  covered 7
}

test_doppler() {
  setting
  KEY=standin
  export KEY
  examples doppler.1
  example 1 && served && opens prd.json
  example 2 '1s/^/DOPPLER_TOKEN= /' && served
  echo standin-pypi | dp-put -c dev PYPI_TOKEN
  example 3 && expect_out standin-pypi
  example 4 && served
  covered 4
  # None of those that it calls absent is there, and what it puts in their place is.
  sed -n '/^\.Ss Commands that are not here/,/^\.El/s/^\.It Cm //p' "$ROOT/docs/doppler.1" |
    sed 's/ , /\n/g' >absent
  [ "$(wc -l <absent)" -ge 15 ] || fail "no list of commands"
  while read -r command; do
    run doppler "$command" x
    expect_code 1
    expect_out
    grep -q "^doppler: \"$command\" is not part of this drop-in: ." "$ERR" || fail "$command: $(cat "$ERR")"
  done <absent
  doppler configure set token <<END || fail "configure"
dp.pt.standin-right
END
  DOPPLER_TOKEN='' run doppler secrets get API_KEY --plain
  expect_out standin-api-key-prd
}

test_dp_sealed() {
  setting
  dp-fetch | dp-encrypt --expires-at 2100-01-01T00:00:00Z -o prd.sealed
  examples dp-sealed.5
  example 4 && grep -q '^ 44 50 58 31' "$OUT" || fail "$(cat "$OUT")"
  example 1 && grep -q '"not_after":"2100-01-01T00:00:00Z"' "$OUT" || fail "$(cat "$OUT")"
  example 2 && expect_out
  example 3 && dp-decrypt --info prd.sealed | grep -q '"stamped":false' || fail "there is a stamp"
  covered 4
}

run_tests "$@"
