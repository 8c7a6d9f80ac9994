#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# The program itself: what it needs, what it says of its commands and flags, and what its page does.

# shellcheck source-path=SCRIPTDIR source=testing.sh disable=SC2016
. "$PWD/dropin/testing.sh"

test_finds_the_tools() {
  begin
  mkdir -p dist/bin dist/libexec/dp other
  for tool in dp-fetch dp-encrypt dp-decrypt dp-exec; do
    cp -L "$ROOT/tools/$tool" dist/bin/
  done
  cp -L "$ROOT/dropin/doppler" dist/libexec/dp/
  cp -L "$ROOT/dropin/doppler" other/
  PATH=/usr/bin:/bin run dist/libexec/dp/doppler run -- printenv API_KEY
  expect_out standin-api-key-dev
  PATH=$PWD/dist/bin:/usr/bin:/bin run other/doppler run -- printenv API_KEY
  expect_out standin-api-key-dev
  PATH=/usr/bin:/bin refused 1 'doppler: cannot find "dp-exec": it is neither beside this program nor in PATH' \
    other/doppler run -- touch started
}

# It is small: what a tool needs of libraries is the tool's.
test_the_libraries() {
  readelf -d "$ROOT/dropin/doppler" | grep NEEDED >needed || true
  ! grep -v 'libc\.so\|libm\.so\|ld-linux' needed || fail "other libraries"
}

test_help_and_version() {
  run doppler --version
  expect_out "v3.76.1 (as dp $(cat "$ROOT/VERSION") does it)"
  for words in --help -h help 'run --help' '' 'secrets get --help'; do
    # shellcheck disable=SC2086
    run doppler $words
    expect_code 0
    [ "$(head -n 1 "$OUT")" = Usage: ] || fail "$words: $(cat "$OUT")"
  done
}

# A typo is answered with what is nearest.
test_typos() {
  for row in 'rn|unknown command "rn" for "doppler"|run' 'secrets gte|unknown command "gte" for "doppler secrets"|get' \
    'run --fallbck x|unknown flag: --fallbck|--fallback' 'secrets get --plan x|unknown flag: --plan|--plain'; do
    words=${row%%|*} row=${row#*|}
    # shellcheck disable=SC2086
    run doppler $words
    expect_code 1
    expect_out
    [ "$(head -n 4 "$ERR")" = "Error: ${row%|*}

Did you mean this?
	${row#*|}" ] || fail "$words: $(cat "$ERR")"
  done
  run doppler frobnicate
  [ "$(head -n 2 "$ERR")" = "Error: unknown command \"frobnicate\" for \"doppler\"
Run 'doppler --help' for usage." ] || fail "$(cat "$ERR")"
}

# The help of a command lists its flags, and no other's.
test_help_of_commands() {
  run doppler secrets get --help
  expect_code 0
  grep -q -e '--no-exit-on-missing-secret' "$OUT" && grep -q -e '-t, --token T' "$OUT" || fail "$(cat "$OUT")"
  ! grep -q -e '--mount\|--only-names' "$OUT" || fail "$(cat "$OUT")"
  cp "$OUT" want
  run doppler help secrets get
  cmp -s want "$OUT" || fail "another help"
  run doppler secrets --help
  grep -q '^  get  *Show some secrets$' "$OUT" || fail "$(cat "$OUT")"
}

test_flags_without_a_meaning_here() {
  begin
  run doppler run --no-fallback --no-check-version --silent --debug --dashboard-host x --no-liveness-ping \
    --timeout 0 -t dp.st.dev.standin-right --forward-signals --no-dns-resolver --silent-exit --no-timeout -- printenv API_KEY
  expect_code 0
  expect_out standin-api-key-dev
  expect_err
}

# table: the table of the page, a line "SECTION|FLAG" each.
table() {
  sed -n '/^\.Bd -literal$/,/^\.Ed$/p' "$ROOT/docs/doppler.1" |
    awk '/^\./ {next} /^[a-z]/ {section = $0; next} {while (match($0, /--[a-z][a-z-]*/)) {
      print section "|" substr($0, RSTART, RLENGTH); $0 = substr($0, RSTART + RLENGTH)}}'
}

# The table of the page has every flag that is parsed, and none besides.
test_the_page_has_each_flag() {
  table | sed 's/.*|//' | sort -u >documented
  sed -n 's/^    {\(0\|.[a-z].\), "\([a-z-]*\)", FlagKind.*/--\2/p' "$ROOT/dropin/tables.cc" | sort -u >parsed
  [ "$(wc -l <parsed)" -gt 60 ] || fail "not found in the source"
  diff documented parsed || fail "the manual and the program differ"
}

# Each where it belongs: what a command's --help lists is in its part of the table, and what is there
# is a flag of the command.
test_the_page_has_each_flag_of_each_command() {
  table >table
  sections=$(cut -d '|' -f 1 table | sort -u | tr ' ' _)
  [ "$(echo "$sections" | wc -l)" -eq 13 ] || fail "sections: $sections"
  for section in $sections; do
    section=$(echo "$section" | tr _ ' ')
    command=$section
    [ "$section" != 'all commands' ] || command=run
    grep "^$section|" table | cut -d '|' -f 2 >documented
    while read -r flag; do
      case "$section $flag" in
        'all commands --version') command='' ;;
        'configure --plain' | 'configure --copy') command='configure get' ;;
      esac
      # shellcheck disable=SC2086
      run doppler $command "$flag=1" --help
      ! grep -q 'unknown flag' "$ERR" || fail "$command has no $flag"
    done <documented
    [ "$section" != 'all commands' ] || continue
    # shellcheck disable=SC2086
    doppler $section --help | sed -n '/^Flags:/,/^$/s/^  ....  *\(--[a-z-]*\).*/\1/p' >listed
    while read -r flag; do
      grep -qx -e "$flag" documented || fail "the page has no $flag of $section"
    done <listed
  done
}

# And says of each how it compares.
test_the_page_compares() {
  sed -n '/^\.Bd -literal$/,/^\.Ed$/p' "$ROOT/docs/doppler.1" |
    grep -e '^  -' | grep -v -e ' \(same\|better\|ours\|always\|taken\|not supported\|as in run\)\>' >odd || return 0
  grep -v -e '--dns-resolver-address, --dns-resolver-proto,$' odd >&2 && fail "no verdict"
  return 0
}

start_api
run_tests "$@"
