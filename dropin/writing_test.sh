#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# `doppler secrets set`, `notes set`, `delete` and `substitute`, and what they refuse.

# shellcheck source-path=SCRIPTDIR source=testing.sh disable=SC2016
. "$PWD/dropin/testing.sh"

REVOKED=dp.st.dev.standin-revoked

test_set_forms() {
  begin
  printf 'two\nlines\n\n' | doppler secrets set --silent NEW || fail "stdin"
  [ "$(stored NEW; echo .)" = 'two
lines
.' ] || fail "of stdin: $(stored NEW)"
  printf 'a\r\nb\rc\r\n' | doppler secrets set --silent NEW || fail "stdin with CR"
  [ "$(stored NEW)" = "$(printf 'a\nb\rc')" ] || fail "of stdin with CR: $(stored NEW)"
  doppler secrets set --silent NEW 'A=1 "$x" \' || fail "two words"
  [ "$(stored NEW)" = 'A=1 "$x" \' ] || fail "of two words: $(stored NEW)"
  doppler secrets set --silent NEW '' || fail "empty"
  [ -z "$(stored NEW)" ] || fail "not empty"
  doppler secrets set --silent NEW=a=b || fail "one pair"
  [ "$(stored NEW)" = a=b ] || fail "of one pair: $(stored NEW)"
  doppler secrets set --silent NEW='line
end
' OTHER='"<é>\' THIRD= || fail "pairs"
  [ "$(stored NEW; echo .)" = 'line
end
.' ] && [ "$(stored OTHER)" = '"<é>\' ] && [ -z "$(stored THIRD)" ] || fail "of pairs"
  api reset
  gives 'NAME   VALUE
NEW    1
OTHER  2' doppler secrets set NEW=1 OTHER=2
  [ "$(api log | grep -c '"POST"')" -eq 1 ] || fail "not one request"
  gives 'NAME  VALUE
NEW   3' doppler secrets set NEW 3
  run doppler secrets set NEW 4 --json
  grep -q '^{"NEW":{"computed":"4",' "$OUT" || fail "$(cat "$OUT")"
  gives '' doppler secrets set NEW=5 --visibility unmasked --type integer --silent --no-interactive
  run doppler secrets get NEW --json
  grep -q '"computedValueType":{"type":"integer"},"computedVisibility":"unmasked"' "$OUT" || fail "$(cat "$OUT")"
}

test_set_refuses() {
  begin
  says 'Unable to set secrets
Doppler Error: cannot read "stdin": it is empty
dp-put: hint: the command that should have written it may have failed; --allow-empty sets an empty value' \
    doppler secrets set NEW </dev/null
  says 'Unable to set secrets
Doppler Error: argument 2 has no value, and to change a secret without one is not part of this drop-in' \
    doppler secrets set A=1 B
  says 'Unable to set secrets
Doppler Error: argument 1 does not begin with a name' doppler secrets set 'a b=1' C=2
  # What was not quoted, or looks like a flag, is shown no further than a flag goes.
  says "Error: unknown flag: -----
$(doppler secrets set --help)" doppler secrets set NEW '-----BEGIN KEY-----
canary'

  run doppler secrets set NEW 1 --token "$REVOKED"
  expect_code 1
  [ "$(head -n 2 "$ERR")" = 'Unable to set secrets
Doppler Error: Invalid Auth token' ] || fail "$(cat "$ERR")"
  expect_out
  run doppler secrets set NEW=1 B=2 --silent --token "$REVOKED"
  expect_code 1
  expect_out
  run doppler secrets set
  expect_code 1
  [ "$(api log | grep -c '"method": "POST"')" -le 2 ] || fail "something was sent"
  run doppler secrets get NEW --plain
  expect_code 1
}

# What is called - is a file, as for the CLI.
test_a_file_called_dash() {
  begin
  run doppler secrets download --no-fallback -
  expect_code 0
  expect_out "Downloaded secrets to $PWD/-"
  [ "$(dp-decrypt --passphrase-from token ./- | dp-render --plain API_KEY)" = standin-api-key-dev ] || fail "no copy"
  rm ./-
  printf '{{.API_KEY}}' >t
  run doppler secrets substitute t --output -
  expect_code 0
  [ "$(cat ./-)" = standin-api-key-dev ] || fail "not rendered"
}

test_set_refuses_what_is_not_utf8() {
  begin
  bad=$(printf 'a\377b')
  run doppler secrets set NEW "$bad"
  expect_code 1
  says 'Unable to set secrets
Doppler Error: cannot set the value of NEW: it is not UTF-8' doppler secrets set NEW="$bad"
  says 'Unable to set secrets
Doppler Error: cannot set the value of NEW OTHER: it is not UTF-8' doppler secrets set NEW="$bad" A=é OTHER="$bad" --silent
  run doppler secrets get NEW A --plain
  expect_code 1
  gives '' doppler secrets set NEW='é�' EMPTY= --silent
  [ "$(stored NEW)" = 'é�' ] || fail "$(stored NEW)"
}

test_notes() {
  begin
  gives '' doppler secrets notes set API_KEY 'by word' --silent
  run doppler secrets get API_KEY --json
  grep -q '"note":"by word"' "$OUT" || fail "$(cat "$OUT")"
  echo 'by stdin' | doppler secrets notes set API_KEY --silent || fail "stdin"
  run doppler secrets get API_KEY --json
  grep -q '"note":"by stdin"' "$OUT" || fail "$(cat "$OUT")"
  gives 'NAME     NOTE
API_KEY  shown' doppler secrets notes set API_KEY shown
  gives '{"name":"API_KEY","note":"\"shown\""}' doppler secrets notes set API_KEY '"shown"' --json
  # A note is of the project: no config has to be known, to show it neither.
  api reset
  DOPPLER_TOKEN=dp.pt.standin-right gives 'NAME     NOTE
API_KEY  new' doppler secrets notes set API_KEY new -p backend
  DOPPLER_TOKEN=dp.pt.standin-right gives '{"name":"API_KEY","note":"new"}' \
    doppler secrets notes set API_KEY new -p backend --json
  [ "$(api log | wc -l)" -eq 2 ] || fail "$(api log)"
  printf 'two\nlines\n\n' >note
  gives '{"name":"API_KEY","note":"two\nlines\n"}' sh -c 'doppler secrets notes set API_KEY --json <note'
  printf 'a\r\nb\r\n' >note
  gives '{"name":"API_KEY","note":"a\nb"}' sh -c 'doppler secrets notes set API_KEY --json <note'
  doppler secrets notes set API_KEY x --silent
  [ "$(asked path)" = /v3/projects/project/note ] || fail "$(asked path)"
  said='Flag --config has been deprecated, notes belong to the project' \
    gives '' doppler secrets notes set API_KEY x --config dev --silent
  [ "$(asked path)" = /v3/configs/config/secrets/note ] || fail "$(asked path)"
  run doppler secrets notes set NONE x
  expect_code 1
  [ "$(head -n 1 "$ERR")" = 'Unable to set secret note' ] || fail "$(cat "$ERR")"
  says 'Unable to set secret note
Doppler Error: "a}}" is not a name' doppler secrets notes set 'a}}' x
  run doppler secrets notes
  expect_code 1
}

test_delete() {
  begin
  gives '' doppler secrets delete API_KEY GREETING -y --silent
  run doppler secrets get API_KEY GREETING --plain
  expect_err 'Doppler Error: Could not find requested secrets: API_KEY, GREETING'
  # Without a terminal to ask on, nothing goes.
  run setsid doppler secrets delete QUOTES
  expect_code 1
  run doppler secrets get QUOTES --plain
  expect_code 0
}

# What follows a -- is a name, and no option of the tool below.
test_operands_are_not_options() {
  begin
  run setsid doppler secrets delete --project backend --config dev --attempts 1 -- --yes QUOTES
  expect_code 1
  expect_out
  run setsid doppler secrets delete -y -- --yes QUOTES
  expect_code 1
  run doppler secrets set --visibility masked -- --delete value
  expect_code 1
  printf value | doppler secrets set -- --allow-empty 2>"$ERR" && fail "an option was set"
  grep -q 'Secret names must be' "$ERR" || fail "$(cat "$ERR")"
  [ -n "$(stored QUOTES)" ] || fail "deleted"
  gives '' doppler secrets delete -y --silent -- QUOTES
}

# Templates

test_substitute() {
  begin
  printf '{{.API_KEY}} {{.HOME_TOWN}}' >t
  run doppler secrets substitute t
  printf 'standin-api-key-dev <no value>' | cmp - "$OUT" || fail "$(cat "$OUT")"
  export HOME_TOWN=here API_KEY=mine
  gives 'standin-api-key-dev here' doppler secrets substitute t --use-env true
  gives 'mine here' doppler secrets substitute t --use-env=override
  DOPPLER_TOKEN='' gives 'mine here' doppler secrets substitute t --use-env only
  gives "Rendered data saved to $PWD/out" doppler secrets substitute t --output out
  [ "$(cat out) $(stat -c %a out)" = 'standin-api-key-dev <no value> 600' ] || fail "$(cat out)"
  echo '{{.API_KEY}}' | doppler secrets substitute /dev/stdin >got
  [ "$(cat got)" = standin-api-key-dev ] || fail "from stdin: $(cat got)"
  doppler secrets substitute t --dynamic-ttl 1m >/dev/null
  asked query | grep -qF "['dynamic_secrets_ttl_sec', '60']" || fail "asked $(asked query)"
  says 'Doppler Error: invalid use-env option. Valid options are false, true, override, only' \
    doppler secrets substitute t --use-env maybe
  says 'Unable to render secrets
Doppler Error: cannot read "none": No such file or directory' doppler secrets substitute none
  run doppler secrets substitute t --output out2 --token "$REVOKED"
  expect_code 1
  expect_out
  [ "$(head -n 2 "$ERR")" = 'Unable to fetch secrets
Doppler Error: Invalid Auth token' ] || fail "$(cat "$ERR")"
  [ ! -e out2 ] || fail "a file was made"
}

# A template that takes all of the environment sees nothing but that of the caller.
test_substitute_shows_no_token() {
  begin
  DOPPLER_TOKEN=other
  echo '{{range $k, $v := .}}{{$k}}={{$v}}
{{end}}' >t
  for use in true override only; do
    run doppler secrets substitute t --use-env "$use" --token "$RIGHT"
    expect_code 0
    grep -q '^HOME=' "$OUT" || fail "no environment: $(cat "$OUT")"
    ! grep "$RIGHT" "$OUT" || fail "shown with --use-env $use"
  done
}

# What a person answers, on a terminal.
terminal() { python3 "$ROOT/testdata/terminal.py" --echo "$@"; }

test_a_no_deletes_nothing() {
  begin
  for answer in n '' no nein; do
    run terminal 'Delete secret(s)? [y/N] ' "$answer\n" -- doppler secrets delete API_KEY
    expect_code 0
    expect_out
    expect_err
    [ "$(stored API_KEY)" = standin-api-key-dev ] || fail "'$answer' deleted it"
  done
  for answer in y Y yes; do
    doppler secrets set GONE=1 --silent
    run terminal 'Delete secret(s)? [y/N] ' "$answer\n" -- doppler secrets delete GONE --silent
    expect_code 0
    ! stored GONE >"$OUT" 2>&1 || fail "'$answer' deleted nothing"
  done
  refused 1 'Doppler Error: cannot open "/dev/tty": No such device or address
doppler: hint: -y deletes without a question' setsid -w doppler secrets delete API_KEY </dev/null
}

test_asks_for_a_value() {
  begin
  run terminal 'so does ^D.' 'first line\nsecond line\n\n.\n' -- \
    sh -c 'doppler secrets set TYPED --silent </dev/tty >/dev/tty'
  expect_code 0
  [ "$(stored TYPED)" = 'first line
second line' ] || fail "$(stored TYPED)"
  run terminal -- sh -c 'doppler secrets set TYPED --no-interactive </dev/tty'
  expect_code 1
  expect_err 'Doppler Error: Secret value must be provided when using --no-interactive'
}

# field NAME FIELD
field() { doppler secrets get "$1" --json | python3 -c 'import json, sys; print(*[v[sys.argv[1]] for v in json.load(sys.stdin).values()])' "$2"; }

test_visibility() {
  begin
  gives '' doppler secrets set SEEN=1 --visibility unmasked --silent
  [ "$(field SEEN computedVisibility)" = unmasked ] || fail "$(field SEEN computedVisibility)"
  # The value stays what it is.
  gives '' doppler secrets set API_KEY --visibility unmasked --silent </dev/null
  [ "$(stored API_KEY)" = standin-api-key-dev ] || fail "$(stored API_KEY)"
  [ "$(field API_KEY computedVisibility)" = unmasked ] || fail "$(field API_KEY computedVisibility)"
  run doppler secrets set API_KEY=1 --visibility shown --silent
  expect_code 1
  [ "$(stored API_KEY)" = standin-api-key-dev ] || fail "$(stored API_KEY)"
}

test_upload() {
  begin
  printf '{"UP":"one","DOWN":"two \\u00e9"}' >f.json
  gives '' doppler secrets upload f.json --silent
  [ "$(stored UP) $(stored DOWN)" = 'one two é' ] || fail "$(stored DOWN)"
  printf '# a comment\nexport ENV_A=plain # not this\nENV_B="two\\nlines"\nENV_C='"'"'$x "y"'"'"'\n' >f.env
  run doppler secrets upload f.env
  expect_code 0
  grep -q '^ENV_A  *plain$' "$OUT" || fail "$(cat "$OUT")"
  [ "$(stored ENV_A)|$(stored ENV_B)|$(stored ENV_C)" = 'plain|two
lines|$x "y"' ] || fail "$(stored ENV_B) $(stored ENV_C)"
  says 'Doppler Error: Upload file does not exist' doppler secrets upload none
  printf 'A=1\ncanary\n' >bad.env
  says 'Unable to upload secrets
Doppler Error: cannot read "bad.env": line 2: it is not NAME=VALUE' doppler secrets upload bad.env
  printf '{"A":1' >bad.json
  run doppler secrets upload bad.json
  expect_code 1
  expect_out
  printf '{}' >empty.json
  doppler secrets upload empty.json --silent
  [ $? -lt 2 ] || fail "an object without members"
}

start_api
run_tests "$@"
