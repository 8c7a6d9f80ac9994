#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0

# shellcheck source=tools/testing.sh
. tools/testing.sh

HOME=/nonexistent
DOPPLER_TOKEN=dp.st.dev.standin-right
export HOME DOPPLER_TOKEN

HELP_HINT='dp-put: hint: dp-put --help lists the options'
EMPTY_HINT='dp-put: hint: the command that should have written it may have failed; --allow-empty sets an empty value'
PROXY_HINT='dp-put: hint: the response may come from a proxy or a login page'
DOUBT_HINT='dp-put: hint: the change may or may not have been made: check before you retry'

# put INPUT ARGUMENT...: INPUT is a format of printf(1).
put() {
  # shellcheck disable=SC2059
  printf "$1" >"$OUT.in"
  shift
  run dp-put "$@" <"$OUT.in"
}

# puts INPUT ARGUMENT...: the same, which must succeed in silence.
puts() {
  put "$@"
  expect_code 0
  expect_out
  expect_err
}

# refused_input CODE MESSAGE INPUT ARGUMENT...: nothing reaches the server.
refused_input() {
  code_wanted=$1 message=$2
  # shellcheck disable=SC2059
  printf "$3" >"$OUT.in"
  shift 3
  api reset
  refused "$code_wanted" "$message" dp-put "$@" <"$OUT.in"
  requests 0
}

# asked FIELD: that field of the last request, as JSON.
asked() { api log | tail -n 1 | python3 -c 'import json, sys
print(json.dumps(json.load(sys.stdin)[sys.argv[1]]))' "$1"; }

# sent: the body of the last request.
sent() { api log | tail -n 1 | python3 -c 'import json, sys
print(json.load(sys.stdin)["body"])'; }

requests() {
  seen=$(api count | cut -d' ' -f2)
  [ "$seen" -eq "$1" ] || fail "$seen requests, not $1"
}

# stored NAME TEXT: the value of NAME, with \ and control characters escaped as in JSON.
stored() {
  got=$(curl -s --cacert "$SSL_CERT_FILE" -H "Authorization: Bearer $DOPPLER_TOKEN" \
    "$DOPPLER_API_HOST/v3/configs/config/secrets/download?config=&format=json&include_dynamic_secrets=true&project=" |
    python3 -c 'import json, sys
print(json.dumps(json.load(sys.stdin).get(sys.argv[1])))' "$1")
  [ "$got" = "$2" ] || fail "$1 is $got, not $2"
}

cannot() { printf 'dp-put: cannot change "%s": %s' "$DOPPLER_API_HOST" "$1"; }

test_options() {
  refused 2 'dp-put: cannot use "NAME": it is missing
dp-put: hint: name the secret; its value is read from stdin' dp-put
  refused 2 'dp-put: cannot use "NAME": it is missing
dp-put: hint: name the secrets that are to go' dp-put --delete
  # The name was taken for the note.
  refused 2 'dp-put: cannot use "NAME": it is missing
dp-put: hint: --note takes a text; the name of the secret follows it' dp-put --note API_KEY
  refused 2 'dp-put: cannot use "NAME": it is missing
dp-put: hint: --note-from takes a file; the name of the secret follows it' dp-put --note-from API_KEY
  # Not shown: it is a value more often than a name.
  refused 2 "dp-put: cannot use operand 2: too many operands
dp-put: hint: the value is read from stdin, where no user can see it in ps(1)
dp-put: hint: --json sets more than one" dp-put A canary
  refused 2 'dp-put: cannot use "FOO=...": it is not a name
dp-put: hint: the value is read from stdin, where no user can see it in ps(1)' dp-put FOO=canary
  refused 2 'dp-put: cannot use "A B": it is not a name' dp-put 'A B'
  refused 2 'dp-put: cannot use "NAME": it is empty' dp-put ''
  refused 2 'dp-put: cannot use "--delete": it does not go with --json' dp-put --json --delete
  refused 2 'dp-put: cannot use "--note": it does not go with --json' dp-put --json --note x
  refused 2 'dp-put: cannot use "--note-from": it does not go with --note' \
    dp-put --note x --note-from f A
  refused 2 'dp-put: cannot use "--visibility": it does not go with --delete' \
    dp-put --delete --visibility masked A
  refused 2 'dp-put: cannot use "--type": it does not go with --note' dp-put --note x --type url A
  refused 2 'dp-put: cannot use "--keep-newline": it does not go with --json' \
    dp-put --json --keep-newline
  refused 2 'dp-put: cannot use "--allow-empty": it does not go with --delete' \
    dp-put --delete --allow-empty A
  refused 2 'dp-put: cannot use "--yes": it needs --delete' dp-put --yes A
  refused 2 'dp-put: cannot use "--token-from": stdin is where the value comes from' \
    dp-put --token-from fd:0 A
  refused 2 'dp-put: cannot use "--token-from": stdin is where the value comes from' \
    dp-put --token-from file:/dev/stdin A
  refused 2 'dp-put: cannot use "--visibility": "hidden" is not one of masked, unmasked, restricted' \
    dp-put --visibility hidden A
  refused 2 'dp-put: cannot use "--type": "text" is not one of string, json, json5, boolean, integer, decimal, email, url, uuidv4, cuid2, ulid, datetime8601, date8601, yaml' \
    dp-put --type text A
  refused 2 'dp-put: cannot use "--note-from": notes are not read from stdin' dp-put --note-from - A
  refused 2 'dp-put: cannot use "--note-from": notes are not read from stdin' \
    dp-put --note-from /dev/fd/0 A
  DOPPLER_TOKEN='' refused 2 'dp-put: cannot find "token": no option, variable or configuration file gives one
dp-put: hint: set DOPPLER_TOKEN, or use --token-from SOURCE' dp-put A
}

test_value() {
  puts 'new value\n' NEW
  run sent
  expect_out '{"change_requests":[{"name":"NEW","value":"new value","originalName":null}]}'
  run asked method
  expect_out '"POST"'
  run asked path
  expect_out '"/v3/configs/config/secrets"'
  run asked query
  expect_out '[["config", ""], ["project", ""]]'
  stored NEW '"new value"'
  # One newline goes, and nothing else.
  puts 'a\n\n' NEW
  stored NEW '"a\n"'
  puts 'a\r\nb' NEW
  stored NEW '"a\r\nb"'
  puts 'a' NEW
  stored NEW '"a"'
  puts 'a\n' --keep-newline NEW
  stored NEW '"a\n"'
  puts '"\\ \t\001\177<>&\342\200\250\360\237\230\200' NEW
  stored NEW '"\"\\ \t\u0001\u007f<>&\u2028\ud83d\ude00"'
  puts '' --allow-empty NEW
  stored NEW '""'
  head -c 1000000 /dev/zero | tr '\0' x >big
  run dp-put NEW <big
  expect_code 0
  run sh -c 'dp-put -v NEW <big'
  expect_out NEW
  expect_err
  # In one project and config, by a token for several.
  DOPPLER_TOKEN=dp.pt.standin-right puts 'v' -p backend -c dev --visibility unmasked --type integer NEW
  run sent
  expect_out '{"change_requests":[{"name":"NEW","visibility":"unmasked","valueType":{"type":"integer"},"value":"v","originalName":null}]}'
  run asked query
  expect_out '[["config", "dev"], ["project", "backend"]]'
}

test_bad_value() {
  refused_input 3 "dp-put: cannot read \"stdin\": it is empty
$EMPTY_HINT" '' NEW
  refused_input 3 "dp-put: cannot read \"stdin\": it is empty
$EMPTY_HINT" '\n' NEW
  refused_input 3 'dp-put: cannot read "stdin": NUL cannot be in a secret' 'canary\000x' NEW
  refused_input 3 'dp-put: cannot read "stdin": it is not UTF-8' 'canary\377' NEW
  refused 1 'dp-put: cannot read "stdin": Bad file descriptor' dp-put NEW <&-
}

test_json() {
  puts '{"A_NEW":"1\\n","B_NEW":""}' --json
  run sent
  expect_out '{"change_requests":[{"name":"A_NEW","value":"1\n","originalName":null},{"name":"B_NEW","value":"","originalName":null}]}'
  stored A_NEW '"1\n"'
  stored B_NEW '""'
  put '{"A_NEW":"1","B_NEW":"2"}' --json --verbose
  expect_code 0
  expect_out 'A_NEW
B_NEW'
  refused_input 3 'dp-put: cannot read "stdin": there is no secret in it' '{}' --json
  refused_input 3 'dp-put: cannot read "stdin": it is empty
dp-put: hint: the command that should have written it may have failed' '' --json
  refused_input 3 'dp-put: cannot read "stdin": it is not a JSON object of strings: byte 6: expected a string in quotes' \
    '{"A":1}' --json
  refused_input 2 'dp-put: cannot use operand 1: too many operands' '{}' --json A
}

test_note() {
  DOPPLER_TOKEN=dp.pt.standin-right
  run dp-put -p backend --note 'why "it" is' API_KEY <&-
  expect_code 0
  expect_out
  expect_err
  run sent
  expect_out '{"secret":"API_KEY","note":"why \"it\" is"}'
  run asked path
  expect_out '"/v3/projects/project/note"'
  run asked query
  expect_out '[["project", "backend"]]'
  printf 'two\nlines\n' >note
  run dp-put -p backend -c dev --note-from note -v API_KEY <&-
  expect_code 0
  expect_out API_KEY
  run sent
  expect_out '{"secret":"API_KEY","note":"two\nlines"}'
  run asked path
  expect_out '"/v3/configs/config/secrets/note"'
  run asked query
  expect_out '[["config", "dev"], ["project", "backend"]]'
  run dp-put -p backend --note '' API_KEY
  expect_code 0
  refused 3 "$(cannot "HTTP 404: \"Could not find requested secret 'NONE'\"")
dp-put: hint: dp-fetch --names lists those that are there" \
    dp-put -p backend --note x NONE
  refused 1 'dp-put: cannot read "none": No such file or directory' dp-put --note-from none A
}

test_delete() {
  puts 'v' NEW
  run dp-put --delete --yes -v NEW <&-
  expect_code 0
  expect_out NEW
  run sent
  expect_out '{"secrets":{"NEW":null}}'
  stored NEW null
  # Without a terminal there is nobody to ask.
  api reset
  refused 2 'dp-put: cannot delete "API_KEY": there is no terminal to ask on
dp-put: hint: --yes deletes without asking' setsid -w dp-put --delete API_KEY
  requests 0
}

test_asks_at_a_terminal() {
  run python3 "$ROOT/testdata/terminal.py" --transcript shown 'value of "NEW": ' 'canary typed\n' -- \
    sh -c 'exec dp-put NEW </dev/tty'
  expect_code 0
  expect_out
  expect_err
  ! grep -q canary shown || fail "the terminal showed it"
  grep -q 'echo on' shown || fail "the terminal does not echo any more"
  run sent
  expect_out '{"change_requests":[{"name":"NEW","value":"canary typed","originalName":null}]}'
}

test_delete_asks() {
  puts 'v' NEW
  api reset
  refused 1 'dp-put: cannot delete "API_KEY": it was not confirmed' \
    python3 "$ROOT/testdata/terminal.py" --echo 'delete "API_KEY"? [y/N] ' '\n' -- dp-put --delete API_KEY
  requests 0
  run python3 "$ROOT/testdata/terminal.py" --echo '? [y/N] ' 'yes\n' -- dp-put --delete API_KEY EMPTY
  expect_code 0
  expect_out
  run sent
  expect_out '{"secrets":{"API_KEY":null,"EMPTY":null}}'
  stored API_KEY null
}

# What the server answers.

test_refused_by_the_server() {
  api reset
  DOPPLER_TOKEN=dp.st.prd.standin-read
  printf v >in
  refused 3 "$(cannot 'HTTP 403: "This token does not have write access"')
dp-put: hint: the token may only read, or may not do this" sh -c 'dp-put NEW <in'
  refused 3 "$(cannot 'HTTP 403: "This token does not have write access"')
dp-put: hint: the token may only read, or cannot see project \"backend\"" \
    sh -c 'dp-put -p backend NEW <in'
  requests 2
  DOPPLER_TOKEN=dp.pt.standin-right
  refused 3 "$(cannot 'HTTP 400: "Please specify a config"')
dp-put: hint: name the config with -c" sh -c 'dp-put -p backend NEW <in'
  # A note may be of a project.
  refused 3 "$(cannot 'HTTP 400: "Please specify a project"')
dp-put: hint: name the project with -p" dp-put --note x NEW
}

# The hint is about what the server says, where it says something.
test_a_name_that_the_server_refuses() {
  api reset
  printf v >in
  refused 3 "$(cannot 'HTTP 400: "Secret names must be uppercase letters, digits and underscores"')" \
    sh -c 'dp-put lower <in'
  DOPPLER_TOKEN=dp.pt.standin-right
  refused 3 "$(cannot 'HTTP 400: "Secret names must be uppercase letters, digits and underscores"')" \
    sh -c 'dp-put -p backend -c dev lower <in'
  refused 3 "$(cannot "HTTP 400: \"This token does not have access to requested project 'vault'\"")
dp-put: hint: check that the token has access to project \"vault\" and config \"dev\"" \
    sh -c 'dp-put -p vault -c dev NEW <in'
  api behave '{"status":400,"body":"{\"messages\":[\"standin-value is no url, but dp.pt.standin-right\"]}"}'
  refused 3 "$(cannot 'HTTP 400: "[value] is no url, but [token]"')" sh -c 'printf standin-value | dp-put X'
  # Also in a word, the longest of several, and without the newline at its end.
  api behave '{"status":400,"body":"{\"messages\":[\"xdp.pt.standin-rightx abc-4711-secret abc value line1 line2.\"]}"}'
  refused 3 "$(cannot 'HTTP 400: "x[token]x [value] [value] [value] [value]."')" \
    sh -c 'printf "%s" "{\"A\":\"abc\",\"B\":\"abc-4711-secret\",\"C\":\"value\",\"D\":\"line1 line2\\n\"}" | dp-put --json'
  api behave '{"status":400,"body":"{}"}'
  refused 3 "$(cannot 'HTTP 400')
dp-put: hint: check that the token has access to project \"backend\" and config \"dev\"" \
    sh -c 'dp-put -p backend -c dev NEW <in'
}

test_setting_is_tried_again() {
  for trouble in '{"status":503}' '{"status":429}' '{"reset":true,"apply":true}' '{"cut_head":0,"close":"reset"}'; do
    api reset
    api behave "$trouble"
    puts 'v' NEW
    requests 2
    stored NEW '"v"'
  done
}

test_deleting_is_not() {
  for row in '{"status":503}|HTTP 503' '{"cut_head":0,"close":"reset"}|the connection broke off'; do
    api reset
    api behave "${row%%|*}"
    refused 4 "$(cannot "${row#*|}")
$DOUBT_HINT" dp-put --delete --yes API_KEY
    requests 1
  done
}

test_deleting_is_tried_again_before_it_arrived() {
  api reset
  api behave '{"handshake":"reset"}'
  run dp-put --delete --yes API_KEY
  expect_code 0
  requests 1
}

test_answers_that_are_none() {
  printf v >in
  for row in '{"body":"<html>login</html>"}|is not one JSON object: byte 1: expected an object' \
    '{"body":"{}"}|has no secrets' \
    '{"body":"{\"success\":true,\"secrets\":{}}"}|has no secrets' \
    '{"body":"{\"secrets\":{\"OTHER\":{\"raw\":\"x\"}}}"}|does not have "NEW"' \
    '{"body":"{\"secrets\":{\"NEW\":null,\"OTHER\":{\"raw\":\"v\"}}}"}|does not have "NEW"' \
    '{"body":""}|is empty'; do
    api reset
    api behave "${row%%|*}"
    refused 4 "$(cannot "the response ${row#*|}")
$DOUBT_HINT
$PROXY_HINT" sh -c 'dp-put NEW <in'
    requests 1
  done
  api reset
  api behave '{"body":"{\"note\":\"other\"}"}'
  refused 4 "$(cannot 'the response does not have the note')
$DOUBT_HINT
$PROXY_HINT" dp-put --note x API_KEY
  api behave '{"body":"{\"note\":\"x\",\"secret\":\"OTHER\"}"}'
  refused 4 "$(cannot 'the response does not have the note')
$DOUBT_HINT
$PROXY_HINT" dp-put --note x API_KEY
}

# Whole answers of the API that do not show what was asked for.
test_answers_that_show_something_else() {
  printf 'canary\n' >in
  other='shows another value of "NEW"'
  for row in '{"success":false,"secrets":{"NEW":{"raw":"canary"}}}|says that it failed' \
    '{"success":false}|says that it failed' \
    '{"success":"true","secrets":{"NEW":{"raw":"canary"}}}|says that it failed' \
    '{"success":null,"secrets":{"NEW":{"raw":"canary"}}}|says that it failed' \
    '{"messages":["canary of dp.st.dev.standin-right is locked"],"success":false}|says that it failed: "[value] of [token] is locked"' \
    '{"success":true,"secrets":{"NEW":{"raw":"old","computed":"canary"}}}'"|$other" \
    '{"secrets":{"NEW":{"raw":"canary\n","computed":"canary"}}}'"|$other" \
    '{"secrets":{"NEW":{"raw":null,"computed":"canary","rawVisibility":"masked"}}}'"|$other" \
    '{"secrets":{"NEW":{"computed":"canary"}}}'"|$other" \
    '{"secrets":{"NEW":{"raw":{"raw":"canary"}}}}'"|$other"; do
    api reset
    python3 -c 'import json, sys; print(json.dumps({"body": sys.argv[1]}))' "${row%%|*}" | api behave -
    refused 4 "$(cannot "the response ${row#*|}")
$DOUBT_HINT" sh -c 'dp-put NEW <in'
    requests 1
  done
  for row in '{"secrets":{"API_KEY":{"raw":"x"}}}|still has "API_KEY"' \
    '{"secrets":{"API_KEY":{},"B":{"raw":"x"}}}|still has "API_KEY"' \
    '{"secrets":{"API_KEY":null,"B":{"raw":"x"}}}|still has "API_KEY"' \
    '{"success":false,"secrets":{"B":{"raw":"x"}}}|says that it failed'; do
    python3 -c 'import json, sys; print(json.dumps({"body": sys.argv[1]}))' "${row%%|*}" | api behave -
    refused 4 "$(cannot "the response ${row#*|}")
$DOUBT_HINT" dp-put --delete --yes API_KEY
  done
  api behave '{"body":"{\"note\":\"x\",\"success\":false}"}'
  refused 4 "$(cannot 'the response says that it failed')
$DOUBT_HINT" dp-put --note x API_KEY
}

# The value as it is stored counts, not what becomes of references in it; of a restricted one nobody
# sees either.
test_answers_that_show_the_change() {
  for answer in '{"success":true,"secrets":{"NEW":{"raw":"${X}","computed":"x"}}}' \
    '{"secrets":{"NEW":{"computed":null,"raw":"${X}"}}}' \
    '{"secrets":{"NEW":{"raw":null,"computed":null,"rawVisibility":"restricted"}}}' \
    '{"secrets":{"NEW":{"rawVisibility":{"type":"restricted"},"raw":null}}}'; do
    python3 -c 'import json, sys; print(json.dumps({"body": sys.argv[1]}))' "$answer" | api behave -
    puts '${X}' NEW
  done
  puts 'v' --visibility restricted NEW
}

test_no_network() {
  printf v >in
  refused 4 'dp-put: cannot change "https://127.0.0.1:1": connection refused (2 attempts)' \
    sh -c 'dp-put --api-host https://127.0.0.1:1 --attempts 2 NEW <in'
}

test_closed_stdout() {
  puts 'v' NEW
  run sh -c 'printf v | dp-put -v NEW >/dev/full'
  expect_code 1
  expect_err 'dp-put: cannot write "stdout": No space left on device'
}

start_api
run_tests "$@"
