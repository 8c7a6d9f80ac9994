#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0

# shellcheck source-path=SCRIPTDIR source=testing.sh
. "$PWD/tools/testing.sh"

SECRETS='{"A":"canary-4711","B":"two\nlines"}'
DOPPLER_PASSPHRASE=swordfish
export DOPPLER_PASSPHRASE
HINT="dp-encrypt: hint: dp-encrypt --help lists the options"

# seal ARG...: with few rounds, so that the tests take no time, and without the warning about them.
seal() { dp-encrypt --rounds 100000 "$@"; }
opens_as() { [ "$(dp-decrypt "$1")" = "$2" ] || fail "$1 does not open as $2"; }

test_seals_to_stdout_and_to_a_file() {
  printf %s "$SECRETS" >in
  run seal -o out <in
  expect_code 0
  expect_out
  expect_err
  opens_as out "$SECRETS"
  [ "$(stat -c %a out)" = 600 ] || fail "the mode is not 600"
  run seal <in
  expect_code 0
  cp "$OUT" out2
  opens_as out2 "$SECRETS"
  case $(cat out2) in 4:base64:100000:*) ;; *) fail "not version 4" ;; esac
}

test_keeps_the_bytes_as_they_came() {
  printf ' { "B" : "1",\n"A":"\\u0032"}\n\n' >in
  seal -o out <in
  dp-decrypt -o back out
  cmp in back || fail "other bytes"
}

test_writes_dopplers_own_shape_with_plain_salt() {
  printf %s "$SECRETS" | seal --plain-salt -o out
  grep -Eq '^4:base64:100000:[A-Za-z0-9+/]{11}=-[A-Za-z0-9+/]{16}-[A-Za-z0-9+/=]+$' out || fail "$(cat out)"
  printf %s "$SECRETS" | seal --encoding hex -o out
  grep -Eq '^4:hex:100000:[0-9a-f]{72}-[0-9a-f]{24}-[0-9a-f]+$' out || fail "$(cat out)"
  printf %s "$SECRETS" | dp-encrypt -o out
  grep -q '^4:base64:500000:' out || fail "not 500000 rounds"
}

test_never_seals_twice_alike() {
  for i in 1 2 3 4 5; do printf %s "$SECRETS" | seal | tr ':-' '\n\n' | sed -n '4,5p'; done >salts
  [ "$(sort -u salts | wc -l)" -eq 10 ] || fail "a salt or nonce came twice"
}

test_refuses_what_is_no_object_of_strings() {
  printf %s old >out
  : >empty
  refused 3 'dp-encrypt: cannot read "stdin": it is empty
dp-encrypt: hint: the command that should have written it may have failed' seal -o out <empty
  refused 3 'dp-encrypt: cannot read "stdin": it is empty
dp-encrypt: hint: the command that should have written it may have failed' seal --raw -o out <empty
  printf '<html>' >html
  refused 3 'dp-encrypt: cannot read "stdin": it is not a JSON object of strings: byte 1: expected an object
dp-encrypt: hint: it is HTML or XML: the input may come from a proxy or a login page' seal -o out <html
  printf '{"A":1}' >number
  refused 3 'dp-encrypt: cannot read "stdin": it is not a JSON object of strings: byte 6: expected a string in quotes' \
    seal -o out <number
  printf '{"A":"1","A":"2"}' >twice
  refused 3 'dp-encrypt: cannot read "stdin": it has two values for "A"' seal -o out <twice
}

test_refuses_a_document_cut_at_every_byte() {
  size=$(printf %s "$SECRETS" | wc -c)
  printf %s old >out
  i=1
  while [ "$i" -lt "$size" ]; do
    printf %s "$SECRETS" | head -c "$i" >piece
    run seal -o out <piece
    expect_code 3
    [ "$(cat out)" = old ] || fail "cut at $i replaced the file"
    i=$((i + 1))
  done
}

test_if_any_does_nothing_for_empty_input() {
  printf %s old >out
  : >empty
  refused 6 '' seal --if-any -o out <empty
  printf %s "$SECRETS" | seal --if-any -o out
  opens_as out "$SECRETS"
}

test_takes_64_mib_and_no_more() {
  { printf '{"A":"' && head -c 67108856 /dev/zero | tr '\0' x && printf '"}'; } >in
  [ "$(wc -c <in)" -eq 67108864 ] || fail "the test is wrong"
  run dp-encrypt --rounds 100000 -o out <in
  expect_code 0
  dp-decrypt out | cmp - in || fail "other bytes"
  printf ' ' >>in
  refused 3 'dp-encrypt: cannot read "stdin": it is over the limit of 67108864 bytes' seal -o out <in
}

test_raw_seals_any_bytes() {
  head -c 100000 /dev/urandom >in
  seal --raw -o out <in
  dp-decrypt out | cmp - in || fail "other bytes"
}

test_passphrase_sources() {
  unset DOPPLER_PASSPHRASE
  printf 'swordfish\r\n' >pass
  chmod 600 pass
  printf %s "$SECRETS" >in
  for source in fd:3 file:pass cmd:'cat pass' env:PASS file:/dev/fd/3; do
    PASS=swordfish run seal --passphrase-from "$source" -o out <in 3<pass
    expect_err
    expect_code 0
    DOPPLER_PASSPHRASE=swordfish opens_as out "$SECRETS"
  done
  run seal --passphrase swordfish -o out <in
  expect_code 0
  DOPPLER_PASSPHRASE=swordfish opens_as out "$SECRETS"
  chmod 644 pass
  run seal --passphrase-from file:pass -o out <in
  expect_code 0
  expect_err 'dp-encrypt: warning: everyone can read "pass": chmod 600 mends it'
}

test_drops_one_newline_and_no_more() {
  unset DOPPLER_PASSPHRASE
  printf 'p\n\n' >pass && chmod 600 pass
  printf %s "$SECRETS" | seal --passphrase-from file:pass -o out
  printf 'p\n' >once && chmod 600 once
  run dp-decrypt --passphrase-from file:once out
  expect_code 3
  PASS='p
' run dp-decrypt --passphrase-from env:PASS out
  expect_code 0
}

test_refuses_a_passphrase_that_is_none() {
  printf %s "$SECRETS" >in
  : >empty
  printf '\n' >newline
  printf 'a\0b' >nul
  head -c 1024 /dev/zero | tr '\0' x >most
  head -c 1025 /dev/zero | tr '\0' x >longer
  head -c 5000 /dev/zero | tr '\0' x >most_more
  chmod 600 ./*
  for file in empty newline; do
    refused 2 "dp-encrypt: cannot use the passphrase: it is empty" \
      seal --passphrase-from file:$file -o out <in
  done
  refused 2 "dp-encrypt: cannot use the passphrase: it has a NUL in it" seal --passphrase-from file:nul -o out <in
  refused 2 "dp-encrypt: cannot use the passphrase: it is over 1024 bytes" seal --passphrase-from file:longer -o out <in
  refused 2 'dp-encrypt: cannot read "most_more": it is over the limit of 4096 bytes' \
    seal --passphrase-from file:most_more -o out <in
  refused 2 "dp-encrypt: cannot use the passphrase: it is empty" seal --passphrase '' -o out <in
  refused 2 'dp-encrypt: cannot read "env:NOPE": it is not set' seal --passphrase-from env:NOPE -o out <in
  refused 2 'dp-encrypt: cannot use "--passphrase-from": it is not one of fd:N, file:PATH, env:NAME, tty, cmd:COMMAND, token
dp-encrypt: hint: for what is in a file, write file: before its path' \
    seal --passphrase-from canary-4711 -o out <in
  refused 2 'dp-encrypt: cannot use "--passphrase": --passphrase-from is given, too' \
    seal --passphrase-from fd:3 --passphrase x -o out <in
  refused 2 'dp-encrypt: cannot use "--passphrase-from": stdin is what is to be sealed' \
    seal --passphrase-from fd:0 -o out <in
  refused 1 'dp-encrypt: cannot read "fd:7": Bad file descriptor' seal --passphrase-from fd:7 -o out <in
  refused 1 'dp-encrypt: cannot read "nope": No such file or directory' seal --passphrase-from file:nope -o out <in
  run seal --passphrase-from file:most -o out <in
  expect_code 0
}

test_says_why_a_command_gave_no_passphrase() {
  printf %s "$SECRETS" >in
  refused 1 'dp-encrypt: cannot run "--passphrase-from cmd": it ended with status 3' seal --passphrase-from 'cmd:exit 3' -o out <in
  refused 1 'dp-encrypt: cannot run "--passphrase-from cmd": it was killed by signal 9' \
    seal --passphrase-from 'cmd:kill -9 $$' -o out <in
  refused 1 'why
dp-encrypt: cannot run "--passphrase-from cmd": it ended with status 1' \
    seal --passphrase-from 'cmd:echo why >&2; echo canary-4711; exit 1' -o out <in
  (trap '' CHLD && seal --passphrase-from 'cmd:echo swordfish' -o out <in) || fail "SIGCHLD ignored"
  opens_as out "$SECRETS"
  # Its stdin is not ours.
  seal --passphrase-from 'cmd:cat; echo swordfish' -o out <in
  opens_as out "$SECRETS"
}

test_does_not_hang_without_a_passphrase() {
  unset DOPPLER_PASSPHRASE
  mkfifo never
  refused 2 'dp-encrypt: cannot ask for the passphrase: there is no terminal
dp-encrypt: hint: give --passphrase-from SOURCE, or set DOPPLER_PASSPHRASE' \
    timeout 5 setsid --wait dp-encrypt -o out <>never
}

test_wipes_the_passphrase_from_argv_and_environment() {
  mkfifo in
  dp-encrypt --passphrase canary-4711 --rounds 100000 -o out <in &
  pid=$!
  exec 3>in
  sleep 0.3
  if tr '\0' '\n' <"/proc/$pid/cmdline" | grep -q canary; then fail "in argv"; fi
  printf %s "$SECRETS" >&3
  exec 3>&-
  wait "$pid" || fail "it failed"
  looks_inside || return 0
  DOPPLER_PASSPHRASE=canary-4711 dp-encrypt --rounds 100000 -o out <in &
  pid=$!
  exec 3>in
  sleep 0.3
  tr '\0' '\n' <"/proc/$pid/environ" | grep -q '^DOPPLER_PASSPHRASE=' || fail "the test looks at the wrong process"
  if grep -q canary "/proc/$pid/environ"; then fail "in the environment"; fi
  printf %s "$SECRETS" >&3
  exec 3>&-
  wait "$pid" || fail "it failed"
}

test_asks_twice_on_the_terminal() {
  unset DOPPLER_PASSPHRASE
  printf %s "$SECRETS" >in
  run python3 "$ROOT/testdata/terminal.py" --transcript said 'to seal with: ' 'swordfish\n' \
    'once more: ' 'swordfish\n' -- dp-encrypt --rounds 100000 -o out <in
  expect_code 0
  expect_err
  [ "$(cat said)" = 'passphrase to seal with: 
passphrase to seal with, once more: 
echo on' ] || fail "$(cat said)"
  DOPPLER_PASSPHRASE=swordfish opens_as out "$SECRETS"
  rm out
  refused 2 'dp-encrypt: cannot use "/dev/tty": the two entries differ' \
    python3 "$ROOT/testdata/terminal.py" 'with: ' 'a\n' 'more: ' 'b\n' -- dp-encrypt --rounds 100000 -o out <in
}

test_an_empty_passphrase_ends_it() {
  unset DOPPLER_PASSPHRASE
  printf %s "$SECRETS" >in
  refused 2 'dp-encrypt: cannot use the passphrase: it is empty' \
    python3 "$ROOT/testdata/terminal.py" 'with: ' '\n' -- dp-encrypt --rounds 100000 -o out <in
}

test_a_date_is_the_end_of_its_day() {
  printf %s "$SECRETS" | seal --expires-at 2999-01-31 -o out
  [ "$(dp-decrypt --info out | jq -r .not_after)" = 2999-01-31T23:59:59Z ] || fail "$(dp-decrypt --info out)"
  refused 2 "dp-encrypt: cannot use \"--expires-at\": \"2999-02-30\" is not a time: use RFC 3339, as in 2026-12-31T23:59:59Z
$HINT" seal --expires-at 2999-02-30 -o out </dev/null
}

# Sealing again does not lose when it expires.
test_stamp_from() {
  printf %s "$SECRETS" | seal --expires-at 2999-01-01T00:00:00Z -o old
  run sh -c 'dp-decrypt old | dp-encrypt --rounds 100000 --passphrase new --stamp-from old -o new'
  expect_code 0
  expect_err
  [ "$(dp-decrypt --info new | jq -r .not_after)" = 2999-01-01T00:00:00Z ] || fail "$(dp-decrypt --info new)"
  DOPPLER_PASSPHRASE=new opens_as new "$SECRETS"
  # In its own place.
  run sh -c 'dp-decrypt old | dp-encrypt --rounds 100000 --stamp-from old -o old'
  expect_code 0
  [ "$(dp-decrypt --info old | jq -r .not_after)" = 2999-01-01T00:00:00Z ] || fail "$(dp-decrypt --info old)"
  printf %s "$SECRETS" | seal --plain-salt -o never
  printf %s "$SECRETS" >in
  run seal --stamp-from never -o new <in
  expect_code 0
  [ "$(dp-decrypt --info new | jq -r .not_after)" = null ] || fail "$(dp-decrypt --info new)"
  echo no >v
  refused 3 'dp-encrypt: cannot open "v": it is not a sealed file: it has no salt, nonce and data' \
    seal --stamp-from v -o out <in
  refused 1 'dp-encrypt: cannot read "none": No such file or directory' seal --stamp-from none -o out <in
  refused 2 'dp-encrypt: cannot use "--stamp-from": --expires-in is given, too' \
    seal --stamp-from old --expires-in 1h -o out <in
  refused 2 'dp-encrypt: cannot use "--stamp-from": --expires-at is given, too' \
    seal --stamp-from old --expires-at 2999-01-01 -o out <in
  refused 2 'dp-encrypt: cannot use "--stamp-from": only a stamp can hold when the file expires, and --plain-salt is given' \
    seal --stamp-from old --plain-salt -o out <in
  refused 2 'dp-encrypt: cannot use "--stamp-from": stdin is what is to be sealed' seal --stamp-from - -o out <in
  unsanitized faketime || return 0
  printf %s "$SECRETS" | faketime '2026-01-01 00:00:00' dp-encrypt --rounds 100000 --expires-in 1h -o old 2>/dev/null
  run seal --stamp-from old -o out <in
  expect_code 5
  grep -q '^dp-encrypt: cannot open "old": it expired 2026-01-01 01:00:00 +0000 (' "$ERR" || fail "$(cat "$ERR")"
  [ ! -e out ] || fail "a file"
}

test_passphrase_to() {
  unset DOPPLER_PASSPHRASE
  printf %s "$SECRETS" >in
  run seal --passphrase-to file:key -o out <in
  expect_code 0
  expect_out
  expect_err
  [ "$(stat -c %a key)" = 600 ] || fail "the mode is $(stat -c %a key)"
  grep -Eqx '([0-9a-hjkmnp-tv-z]{4}-){6}[0-9a-hjkmnp-tv-z]{4}' key || fail "not seven groups"
  [ "$(dp-decrypt --passphrase-from file:key out)" = "$SECRETS" ] || fail "it does not open"
  run sh -c 'dp-encrypt --rounds 100000 --passphrase-to fd:3 -o out2 <in 3>key2'
  expect_code 0
  [ "$(dp-decrypt --passphrase-from file:key2 out2)" = "$SECRETS" ] || fail "it does not open"
  ! cmp -s key key2 || fail "the same twice"
  # One that is there stays, and so does what was sealed with it.
  refused 1 'dp-encrypt: cannot make "key": File exists' seal --passphrase-to file:key -o out <in
  ln -s nowhere link
  refused 1 'dp-encrypt: cannot make "link": File exists' seal --passphrase-to file:link -o out <in
  refused 1 'dp-encrypt: cannot make "no/key": No such file or directory' seal --passphrase-to file:no/key -o out <in
  refused 1 'dp-encrypt: cannot write "fd:9": Bad file descriptor' seal --passphrase-to fd:9 -o out <in
  : >empty
  refused 3 'dp-encrypt: cannot read "stdin": it is empty
dp-encrypt: hint: the command that should have written it may have failed' seal --passphrase-to file:new -o out <empty
  refused 2 'dp-encrypt: cannot use "--passphrase-to": it is neither fd:N nor file:PATH' \
    seal --passphrase-to new -o out <in
  refused 2 'dp-encrypt: cannot use "--passphrase-to": --passphrase-from is given, too' \
    seal --passphrase-to file:new --passphrase-from fd:3 -o out <in
  refused 2 'dp-encrypt: cannot use "--passphrase-to": --passphrase is given, too' \
    seal --passphrase-to file:new --passphrase canary -o out <in
  # The passphrase would be gone under what it opens.
  mkdir d
  for path in new ./new d/../new "$PWD/new"; do
    refused 2 'dp-encrypt: cannot use "--passphrase-to": -o writes the same file' \
      seal --passphrase-to "file:$path" -o new <in
  done
  refused 2 'dp-encrypt: cannot use "--passphrase-from": -o writes the same file' \
    seal --passphrase-from file:./key -o key <in
  refused 2 'dp-encrypt: cannot use "--passphrase-to": stdout is where the output goes' seal --passphrase-to fd:1 <in
  refused 2 'dp-encrypt: cannot use "--passphrase-to": the Doppler CLI has a passphrase of its own for --fallback' \
    seal --passphrase-to file:new --fallback=x <in
}

test_restores_the_terminal_on_signals() {
  unset DOPPLER_PASSPHRASE
  printf %s "$SECRETS" >in
  for end in '\x03 130' '\x1c 131' '@TERM 143' '@HUP 129' '@ALRM 142' '@PIPE 141'; do
    run python3 "$ROOT/testdata/terminal.py" --transcript "$OUT.said" 'with: ' "${end% *}" -- \
      dp-encrypt -o out <in
    expect_code "${end#* }"
    grep -q 'echo on$' "$OUT.said" || fail "no echo after $end: $(cat "$OUT.said")"
    [ ! -e out ] || fail "a file"
  done
  # ^Z stops it with echo on, and when it goes on it asks again.
  run python3 "$ROOT/testdata/terminal.py" --transcript "$OUT.said" 'with: ' '\x1a' 'with: ' 'p\n' 'more: ' 'p\n' -- \
    dp-encrypt --rounds 100000 -o out <in
  expect_code 0
  grep -q 'stopped, echo on' "$OUT.said" || fail "$(cat "$OUT.said")"
  DOPPLER_PASSPHRASE=p opens_as out "$SECRETS"
}

test_ends_by_the_signal_while_it_waits() {
  mkfifo never in
  for wait in "seal -o out" "seal --passphrase-from file:never -o out"; do
    $wait <>in 2>"$ERR" &
    pid=$!
    sleep 0.2
    # A shell without job control starts background commands with SIGINT ignored.
    kill -TERM "$pid"
    status=0
    wait "$pid" || status=$?
    [ "$status" -eq 143 ] || fail "$wait ended with $status"
    [ ! -e out ] || fail "a file"
  done
}

test_expiry() {
  unsanitized "faketime" || return 0
  printf %s "$SECRETS" | faketime -f '@2026-01-01 00:00:00' dp-encrypt --rounds 100000 --expires-in 1h -o out
  refused 5 'dp-decrypt: cannot open "out": it expired 2026-01-01 01:00:00 +0000 (3 days ago)
dp-decrypt: hint: fetch and seal again; --allow-expired opens the file anyway' \
    faketime -f '@2026-01-04 01:30:00' dp-decrypt out
  faketime -f '@2026-01-01 00:59:59' dp-decrypt out >"$OUT" || fail "it has not expired"
  printf %s "$SECRETS" | seal --expires-at 2999-01-01T00:00:00Z -o out
  [ "$(dp-decrypt --info out | jq -r .not_after)" = 2999-01-01T00:00:00Z ] || fail "another time"
}

test_refuses_wrong_calls() {
  printf %s "$SECRETS" >in
  refused 2 "dp-encrypt: cannot use \"--expires-at\": --expires-in is given, too" \
    seal --expires-in 1h --expires-at 2999-01-01T00:00:00Z -o out <in
  refused 2 "dp-encrypt: cannot use \"--expires-at\": the time is in the past" \
    seal --expires-at 1999-01-01T00:00:00Z -o out <in
  refused 2 "dp-encrypt: cannot use \"--expires-in\": the time is in the past" \
    seal --expires-in 999ms -o out <in
  refused 2 "dp-encrypt: cannot use \"--expires-in\": the time is in the past" \
    seal --expires-in 0s -o out <in
  refused 2 "dp-encrypt: cannot use \"--plain-salt\": only a stamp can hold when the file expires" \
    seal --expires-in 1h --plain-salt -o out <in
  refused 2 "dp-encrypt: cannot use \"--tee\": it needs -o FILE or --fallback" seal --tee <in
  refused 2 "dp-encrypt: cannot use \"--tee\": its only value is early" seal --tee=late -o out <in
  refused 2 "dp-encrypt: cannot use operand 1: too many operands
dp-encrypt: hint: the input comes from stdin; -o FILE names the output" seal in <in
  refused 2 "dp-encrypt: cannot use \"--rounds\": no reader takes more than 2147483647" \
    dp-encrypt --rounds 2147483648 -o out <in
  for rounds in 0 -1 +5 007 5e5 ' 5' '5 ' 4294967296 ''; do
    run dp-encrypt --rounds "$rounds" -o out <in
    expect_code 2
  done
  refused 2 "dp-encrypt: cannot use \"--encoding\": \"BASE64\" is neither base64 nor hex
$HINT" seal --encoding BASE64 <in
  refused 2 "dp-encrypt: cannot use \"--out\": there is no such option
dp-encrypt: hint: did you mean --output?
$HINT" seal --out out <in
  refused 2 "dp-encrypt: cannot use \"--output\": it is given twice
$HINT" seal -o out --output out2 <in
  refused 2 "dp-encrypt: cannot use \"-x\": there is no such option
$HINT" seal -x <in
  refused 2 "dp-encrypt: cannot use \"--passphrase-form\": there is no such option
dp-encrypt: hint: did you mean --passphrase-from?
$HINT" seal --passphrase-form=canary-4711 <in
  refused 2 "dp-encrypt: cannot use \"--raw\": it takes no value
$HINT" seal --raw=yes <in
  refused 2 "dp-encrypt: cannot use \"-o\": a value is missing
$HINT" seal -o <in
  refused 2 "dp-encrypt: cannot use \"--output\": the value is empty
$HINT" seal -o '' <in
}

test_warns_of_few_rounds() {
  printf %s "$SECRETS" >in
  run dp-encrypt --rounds 99999 -o out <in
  expect_code 0
  expect_err 'dp-encrypt: warning: 99999 rounds are few: whoever has the file tries passphrases fast'
}

test_replaces_only_regular_files() {
  printf %s "$SECRETS" >in
  printf %s old >old
  ln -s old link
  ln -s nowhere dangling
  mkdir directory
  mkfifo fifo
  python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'
  refused 1 'dp-encrypt: cannot write "link": it is a symbolic link' seal -o link <in
  refused 1 'dp-encrypt: cannot write "dangling": it is a symbolic link' seal -o dangling <in
  refused 1 'dp-encrypt: cannot write "directory": it is a directory' seal -o directory <in
  refused 1 'dp-encrypt: cannot write "fifo": it is a FIFO' timeout 5 dp-encrypt --rounds 100000 -o fifo <in
  refused 1 'dp-encrypt: cannot write "socket": it is a socket' seal -o socket <in
  refused 1 'dp-encrypt: cannot write "/dev/null": it is a device' seal -o /dev/null <in
  refused 1 'dp-encrypt: cannot write "directory/": No such file or directory' seal -o directory/ <in
  refused 1 'dp-encrypt: cannot write "none/out": No such file or directory' seal -o none/out <in
  refused 1 'dp-encrypt: cannot write "old/out": Not a directory' seal -o old/out <in
  name=$(head -c 255 /dev/zero | tr '\0' n)
  run seal -o "$name" <in
  expect_code 0
  opens_as "$name" "$SECRETS"
  name=${name}n
  refused 1 "dp-encrypt: cannot write \"$(head -c 200 /dev/zero | tr '\0' n)...\": File name too long" \
    seal -o "$name" <in
}

test_replaces_a_link_planted_meanwhile_not_its_target() {
  printf %s "$SECRETS" >in
  printf %s precious >target
  strace -f -qq -e trace=fsync -e inject=fsync:delay_exit=2000000:when=1 -o "$OUT.trace" \
    dp-encrypt --rounds 100000 -o out <in &
  tracer=$!
  # From here on it has looked at what is in the place.
  until [ -n "$(find . -name '.out.*.tmp')" ]; do
    kill -0 "$tracer" && sleep 0.01 || fail "it makes no file"
  done
  ln -s target out
  wait "$tracer" || fail "it failed"
  [ "$(cat target)" = precious ] || fail "it wrote through the link"
  opens_as out "$SECRETS"
}

test_needs_a_directory_that_can_be_written() {
  printf %s "$SECRETS" >in
  mkdir shut
  chmod 0500 shut
  chmod 755 . .. && chmod 644 in
  [ "$(id -u)" -eq 0 ] || return 0
  refused 1 'dp-encrypt: cannot write "shut/out": Permission denied' \
    setpriv --reuid 65534 --regid 65534 --clear-groups -- "$(command -v dp-encrypt)" --rounds 100000 -o shut/out <in
}

test_keeps_the_old_file_on_every_error() {
  printf %s "$SECRETS" >in
  printf %s old >out
  for fault in write:ENOSPC write:EDQUOT write:EIO fchmod:EPERM fsync:EIO fsync:ENOSPC close:EIO openat:EMFILE \
    rename:EACCES renameat:EXDEV renameat:ENOSPC renameat:EIO; do
    call=${fault%:*} error=${fault#*:} when=1
    [ "$call" = rename ] && call=renameat
    # The directory, the file: the last of the calls that open and close is ours.
    [ "$call" = close ] && when=$(closes_before_rename)
    [ "$call" != openat ] || looks_inside || continue
    [ "$call" = openat ] && when=$(strace -e trace=openat dp-encrypt --rounds 100000 -o other <in 2>&1 |
      grep -n '\.tmp"' | cut -d: -f1)
    rm -f other
    snapshot >"$OUT.before"
    run strace -qq -o /dev/null -e trace="$call" -e inject="$call:error=$error:when=$when" \
      dp-encrypt --rounds 100000 -o out <in
    expect_code 1
    grep -q '^dp-encrypt: cannot write "out": ' "$ERR" || fail "$fault: $(cat "$ERR")"
    snapshot >"$OUT.after"
    # Removing the temporary file touches the directory, and nothing else.
    grep -v '^\. ' "$OUT.before" >"$OUT.b"
    grep -v '^\. ' "$OUT.after" | cmp -s - "$OUT.b" || fail "$fault changed the directory"
  done
}
closes_before_rename() {
  strace -e trace=close,renameat dp-encrypt --rounds 100000 -o other <in 2>&1 |
    sed '/^renameat/,$d' | grep -c '^close'
}

test_says_when_only_the_directory_is_not_safe() {
  printf %s "$SECRETS" >in
  printf %s old >out
  run strace -qq -o /dev/null -e trace=fsync -e inject=fsync:error=EIO:when=2 dp-encrypt --rounds 100000 -o out <in
  expect_code 1
  expect_err 'dp-encrypt: cannot write "out": Input/output error: replaced, but not known to be durable'
  opens_as out "$SECRETS"
}

test_never_syncs_twice_after_a_failure() {
  printf %s "$SECRETS" >in
  run strace -qq -o "$OUT.trace" -e trace=fsync -e inject=fsync:error=EIO:when=1 dp-encrypt --rounds 100000 -o out <in
  expect_code 1
  [ "$(grep -c fsync "$OUT.trace")" -eq 1 ] || fail "$(cat "$OUT.trace")"
  [ ! -e out ] || fail "a file"
}

test_survives_a_kill_at_every_call() {
  printf %s "$SECRETS" >in
  printf %s old >out
  strace -qq -o "$OUT.trace" dp-encrypt --rounds 100000 -o other <in
  rm other
  last=$(grep -c . "$OUT.trace")
  first=$(grep -n 'prctl(PR_SET_DUMPABLE' "$OUT.trace" | cut -d: -f1)
  i=$first
  while [ "$i" -lt "$last" ]; do
    strace -qq -o /dev/null -e trace=all -e inject=all:signal=SIGKILL:when="$i" \
      dp-encrypt --rounds 100000 -o out <in 2>/dev/null
    if [ "$(cat out)" != old ]; then
      opens_as out "$SECRETS"
      printf %s old >out
    fi
    for left in .out.*.tmp; do
      [ -e "$left" ] || continue
      [ "$(stat -c %a "$left")" = 600 ] || fail "the mode of $left"
      if grep -q canary "$left"; then fail "plaintext in $left"; fi
      rm "$left"
    done
    [ "$(ls)" = "in
out" ] || fail "left behind: $(ls -A)"
    i=$((i + 1))
  done
}

test_finds_a_full_disk() {
  [ "$(id -u)" -eq 0 ] && mkdir small && mount -t tmpfs -o size=64k none small 2>/dev/null || {
    echo "skipped test_finds_a_full_disk: no right to mount a tmpfs"
    return 0
  }
  printf %s old >small/out
  { printf '{"A":"' && head -c 100000 /dev/zero | tr '\0' x && printf '"}'; } >in
  run seal -o small/out <in
  listing=$(ls -A small) content=$(cat small/out)
  umount small
  expect_code 1
  expect_err 'dp-encrypt: cannot write "small/out": No space left on device'
  [ "$listing" = out ] && [ "$content" = old ] || fail "left: $listing"
}

test_obeys_a_file_size_limit_without_dying() {
  { printf '{"A":"' && head -c 100000 /dev/zero | tr '\0' x && printf '"}'; } >in
  printf %s old >out
  run sh -c 'ulimit -f 8; exec dp-encrypt --rounds 100000 -o out <in'
  expect_code 1
  expect_err 'dp-encrypt: cannot write "out": File too large'
  [ "$(ls -A)" = "in
out" ] && [ "$(cat out)" = old ] || fail "$(ls -A)"
}

test_gives_up_when_reading_fails() {
  printf %s "$SECRETS" >in
  printf %s old >out
  mkdir directory
  refused 1 'dp-encrypt: cannot read "stdin": Is a directory' seal -o out <directory
  refused 1 'dp-encrypt: cannot read "stdin": Bad file descriptor' sh -c 'exec dp-encrypt --rounds 100000 -o out <&-'
}

test_many_writers_leave_one_whole_file() {
  for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    printf '{"N":"%s"}' "$i" | seal -o out &
  done
  wait
  [ "$(ls -A)" = out ] || fail "$(ls -A)"
  dp-decrypt out | grep -Eq '^\{"N":"[0-9]+"\}$' || fail "not one of them"
}

test_ignores_the_umask() {
  printf %s "$SECRETS" >in
  for mask in 0777 0; do
    (umask "$mask" && seal -o out <in)
    [ "$(stat -c %a out)" = 600 ] || fail "mode $(stat -c %a out) with umask $mask"
    rm out
  done
}

test_stdout_that_takes_nothing() {
  printf %s "$SECRETS" >in
  refused 1 'dp-encrypt: cannot write "stdout": Bad file descriptor' sh -c 'exec dp-encrypt --rounds 100000 <in >&-'
  run sh -c 'exec dp-encrypt --rounds 100000 <in >/dev/full'
  expect_code 1
  expect_err 'dp-encrypt: cannot write "stdout": No space left on device'
  # A closed stdout is not its business when the result goes to a file.
  run sh -c 'exec dp-encrypt --rounds 100000 -o out <in >&- 2>&-'
  expect_code 0
  opens_as out "$SECRETS"
  code=$(bash -c 'dp-encrypt --rounds 100000 <in | true; echo ${PIPESTATUS[0]}')
  [ "$code" = 141 ] || [ "$code" = 0 ] || fail "$code"
}

test_may_replace_its_own_input() {
  printf %s "$SECRETS" >both
  seal -o both <both
  opens_as both "$SECRETS"
}

test_tee_passes_the_input_on_when_the_file_is_safe() {
  printf %s "$SECRETS" >in
  run seal -o out --tee <in
  expect_code 0
  expect_err
  cmp "$OUT" in || fail "other bytes"
  opens_as out "$SECRETS"
  rm out
  mkdir directory
  refused 1 'dp-encrypt: cannot write "directory": it is a directory' seal -o directory --tee <in
  refused 3 'dp-encrypt: cannot read "stdin": it is empty
dp-encrypt: hint: the command that should have written it may have failed' seal -o out --tee </dev/null
}

test_tee_early_does_not_wait_and_seals_all_the_same() {
  printf %s "$SECRETS" >in
  run dp-encrypt -o out --tee=early <in
  expect_code 0
  cmp "$OUT" in || fail "other bytes"
  opens_as out "$SECRETS"
  rm out
  mkdir directory
  run seal -o directory --tee=early <in
  expect_code 1
  expect_err 'dp-encrypt: cannot write "directory": it is a directory'
  cmp "$OUT" in || fail "the data did not go through"
  # A reader that is gone does not cost the sealed copy.
  bash -c 'set -o pipefail; dp-encrypt --rounds 100000 -o out --tee=early <in | :'
  opens_as out "$SECRETS"
  [ "$(printf '{"A":"%s"}' "$(head -c 100000 /dev/zero | tr '\0' x)" | seal -o out --tee=early | head -c 6)" = '{"A":"' ] ||
    fail "no data"
  [ "$(dp-decrypt out | wc -c)" -eq 100008 ] || fail "no copy"
}

# The key needs no input: it is made while what comes before in the pipe takes its time. But where
# there is an input already, or its end, no time is lost on a key that it may not be worth.
test_derives_while_it_waits() {
  PASSPHRASE=standin
  export PASSPHRASE
  mkfifo in
  dp-encrypt --rounds 2000000 --passphrase-from env:PASSPHRASE -o out <in &
  pid=$!
  exec 7>in
  until [ "$(cut -d ' ' -f 14 /proc/$pid/stat)" -ge 5 ]; do kill -0 $pid || fail "it has ended"; done
  printf '{"A":"1"}' >&7
  exec 7>&-
  wait $pid || fail "not sealed"
  [ "$(dp-decrypt --passphrase-from env:PASSPHRASE out)" = '{"A":"1"}' ] || fail "another content"
  refused 3 'dp-encrypt: cannot read "stdin": it is empty
dp-encrypt: hint: the command that should have written it may have failed' \
    dp-encrypt --rounds 2000000000 --passphrase-from env:PASSPHRASE -o none </dev/null
}

run_tests "$@"
