#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0

# shellcheck source-path=SCRIPTDIR source=testing.sh
. "$PWD/tools/testing.sh"

SECRETS='{"A":"canary-4711","B":"two\nlines"}'
DOPPLER_PASSPHRASE=swordfish
export DOPPLER_PASSPHRASE
HINT="dp-decrypt: hint: dp-decrypt --help lists the options"
WRONG='dp-decrypt: cannot open "out": wrong passphrase or damaged file'
FEW='dp-decrypt: warning: "v" has few rounds (1): seal it again with dp-encrypt'

# make ARG...: the sealed file "out", and nothing else.
make() { printf %s "$SECRETS" | dp-encrypt --rounds 100000 -o out "$@"; }
# not_sealed REASON TEXT: TEXT as a file is refused for REASON, with no passphrase asked or used.
not_sealed() {
  printf '%b' "$2" >v
  (unset DOPPLER_PASSPHRASE && refused 3 "dp-decrypt: cannot open \"v\": it is not a sealed file: $1" dp-decrypt v) ||
    exit 1
}

test_opens_to_stdout_and_to_a_file() {
  make
  run dp-decrypt out
  expect_code 0
  expect_out "$SECRETS"
  expect_err
  run dp-decrypt <out
  expect_out "$SECRETS"
  run dp-decrypt -o back - <out
  expect_code 0
  expect_out
  [ "$(cat back)" = "$SECRETS" ] || fail "other bytes"
  [ "$(stat -c %a back)" = 600 ] || fail "the mode is not 600"
}

test_opens_every_version_with_a_warning_for_few_rounds() {
  # Made with Python's hashlib and cryptography: passphrase secret, plaintext {"TEST_SECRET":"value"}.
  data=0001020304050607-101112131415161718191a1b-
  DOPPLER_PASSPHRASE=secret
  rounds_50000=$(/usr/bin/python3 -c '
import hashlib
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
key = hashlib.pbkdf2_hmac("sha256", b"secret", bytes(range(8)), 50000)
print(AESGCM(key).encrypt(bytes(range(16, 28)), b"{\"TEST_SECRET\":\"value\"}", None).hex())')
  for start in "" hex: hex:50000: 4:hex:50000:; do
    printf %s "$start$data$rounds_50000" >v
    run dp-decrypt v
    expect_code 0
    expect_out '{"TEST_SECRET":"value"}'
    expect_err 'dp-decrypt: warning: "v" has few rounds (50000): seal it again with dp-encrypt'
    refused 3 'dp-decrypt: cannot open "v": it has 50000 rounds, fewer than 100000
dp-decrypt: hint: lower --min-rounds, and seal it again: dp-decrypt OLD | dp-encrypt -o NEW' \
      dp-decrypt --min-rounds 100000 v
  done
  # The documented way to seal again.
  dp-decrypt --passphrase-from fd:3 v 3<<EOF 2>"$ERR" | dp-encrypt --passphrase-from fd:4 -o new 4<<EOF2
secret
EOF
other
EOF2
  [ "$(dp-decrypt --passphrase other new)" = '{"TEST_SECRET":"value"}' ] || fail "sealed again, it does not open"
}

test_opens_what_the_format_page_shows() {
  unsanitized "faketime" || return 0
  printf %s '4:base64:500000:raQLpFDEPD9z1UD391ER60RQWDEAAAAAawHsJgAAAABrAfo2-3sqPjuYXu0GgCKuT-TOP406QtfEKQnaIWO0R0W0h9M+g1SIASegwth8A4eSNaXDH83xImHUE7r9mYcrlYQjQ=' >v
  run faketime '2026-11-21 19:10:00' dp-decrypt --passphrase p v
  expect_out '{"A": "1", "DOPPLER_PROJECT": "x"}'
  refused 5 'dp-decrypt: cannot open "v": it expired 2026-11-21 20:08:22 +0000 (4 days ago)
dp-decrypt: hint: fetch and seal again; --allow-expired opens the file anyway' \
    faketime '2026-11-26 19:10:00' dp-decrypt --passphrase p v
}

test_gives_one_answer_for_wrong_and_damaged() {
  make
  refused 3 "$WRONG" dp-decrypt --passphrase sword out
  refused 3 "$WRONG" dp-decrypt --passphrase swordfishh -o new out
  cp out good
  python3 - <<'E2'
import base64
head, data = open("out").read().rsplit("-", 1)
raw = bytearray(base64.b64decode(data)); raw[-1] ^= 1
open("out", "w").write(head + "-" + base64.b64encode(raw).decode())
E2
  refused 3 "$WRONG" dp-decrypt out
  salt=$(printf %s "$SECRETS" | dp-encrypt --rounds 100000 | cut -d- -f1)
  printf '%s-%s' "$salt" "$(cut -d- -f2- good)" >out
  refused 3 "$WRONG" dp-decrypt out
}

test_refuses_what_is_no_sealed_file() {
  good='AAECAwQFBgc=-EBESExQVFhcYGRob-33zieWoveqM2hmZIHuSWaE4iYYLpuGE35IKjajR6Rh6oBQwuXrND'
  not_sealed "it is empty" ''
  not_sealed "it has no salt, nonce and data" '\n'
  not_sealed "it has no salt, nonce and data" 'hello'
  for version in 0 5 04 44 -4 '' 4.0; do not_sealed "its version is not 1 to 4" "$version:base64:1:$good"; done
  for encoding in Base64 base64url BASE64 ''; do
    not_sealed "its encoding is neither base64 nor hex" "4:$encoding:1:$good"
  done
  for rounds in 0 -1 +5 007 5e5 0x10 ' 500000' '500000 ' '' 2147483648 4294967296 18446744073709551616 \
    "1$(head -c 1000 /dev/zero | tr '\0' 0)"; do
    not_sealed "its number of rounds is not from 1 to 2147483647" "4:base64:$rounds:$good"
  done
  not_sealed "its salt is neither a plain nor a stamped one" "4:hex:1:$good"
  not_sealed "its version is not 1 to 4" "4:4:base64:1:$good"
  not_sealed "it has no salt, nonce and data" '4:base64:1:AAAA'
  not_sealed "it has no nonce and data" '4:base64:1:AAECAwQFBgc=-AAAA'
  not_sealed "its nonce is not 12 bytes" '4:base64:1:AAECAwQFBgc=-EBESExQVFhcYGQ==-AAAA'
  not_sealed "its data is truncated, or has trailing bytes" '4:base64:1:AAECAwQFBgc=-EBESExQVFhcYGRob-AAAA'
  for end in '\n\n' ' ' '\0'; do not_sealed "its data is truncated, or has trailing bytes" "4:base64:1:$good$end"; done
  printf "4:base64:1:$good\r\n" >v
  refused 3 "dp-decrypt: cannot open \"v\": it is not a sealed file: it ends in CRLF, not in a line feed
dp-decrypt: hint: tr -d '\r\n' takes the line ends out" dp-decrypt v
  printf %s "4:base64:1:${good}AAA-" >v
  refused 3 "$FEW
dp-decrypt: cannot open \"v\": it is not a sealed file: its data is not valid base64 or hex" dp-decrypt v
}

test_a_final_line_feed_is_fine() {
  make
  echo >>out
  run dp-decrypt out
  expect_out "$SECRETS"
}

test_refuses_large_garbage_in_bounded_memory() {
  head -c 67108864 /dev/zero | tr '\0' A >a
  run dp-decrypt a
  expect_code 3
  expect_err 'dp-decrypt: cannot open "a": it is not a sealed file: it has no salt, nonce and data'
  run dp-decrypt </dev/zero
  expect_code 3
  expect_err 'dp-decrypt: cannot read "stdin": it is over the limit of 134218016 bytes'
}

test_rounds_over_the_limit_cost_no_time() {
  good='AAECAwQFBgc=-EBESExQVFhcYGRob-33zieWoveqM2hmZIHuSWaE4iYYLpuGE35IKjajR6Rh6oBQwuXrND'
  for rounds in 10000001 2147483647; do
    printf %s "4:base64:$rounds:$good" >v
    refused 3 "dp-decrypt: cannot open \"v\": it asks for $rounds rounds, over the limit of 10000000
dp-decrypt: hint: --max-rounds raises the limit; each million rounds takes about 0.1 s" timeout 1 dp-decrypt v
  done
  printf %s "4:base64:10000001:$good" >v
  refused 3 'dp-decrypt: cannot open "v": wrong passphrase or damaged file' dp-decrypt --max-rounds 10000001 v
  make
  refused 3 'dp-decrypt: cannot open "out": it asks for 100000 rounds, over the limit of 99999
dp-decrypt: hint: --max-rounds raises the limit; each million rounds takes about 0.1 s' dp-decrypt --max-rounds 99999 out
}

test_refuses_each_cut_and_each_changed_byte() {
  # Exhaustive with one round in lib/seal_test.cc; here the tool, at some of the places.
  make
  for i in $(seq 0 17 "$(stat -c %s out)"); do
    head -c "$i" out >piece
    run dp-decrypt piece
    expect_code 3
    expect_out
  done
  for i in $(seq 0 23 "$(($(stat -c %s out) - 1))"); do
    cp out changed
    printf 'x' | dd of=changed bs=1 seek="$i" conv=notrunc status=none
    cmp -s out changed && continue
    run dp-decrypt changed
    [ "$code" -eq 3 ] || [ "$code" -eq 5 ] || fail "exit $code for a change at $i"
    expect_out
  done
}

test_expiry_comes_before_the_passphrase() {
  unsanitized "faketime" || return 0
  printf %s "$SECRETS" | faketime -f '@2026-01-01 00:00:00' dp-encrypt --rounds 100000 --expires-in 1h -o out
  unset DOPPLER_PASSPHRASE
  refused 5 'dp-decrypt: cannot open "out": it expired 2026-01-01 01:00:00 +0000 (2 days ago)
dp-decrypt: hint: fetch and seal again; --allow-expired opens the file anyway' \
    faketime -f '@2026-01-03 12:00:00' dp-decrypt out
  refused 5 'dp-decrypt: cannot open "out": it expired 2026-01-01 01:00:00 +0000 (29256 days ago)
dp-decrypt: hint: fetch and seal again; --allow-expired opens the file anyway' \
    faketime -f '@2106-02-08 00:00:00' dp-decrypt out
  refused 5 'dp-decrypt: cannot open "out": it was sealed in the future, 2026-01-01 00:00:00 +0000 (in 20452 days)
dp-decrypt: hint: check the clock; --allow-expired opens the file anyway' \
    faketime -f '@1970-01-02 00:00:00' dp-decrypt out
}

test_allow_expired_opens_all_the_same() {
  unsanitized "faketime" || return 0
  make --expires-in 1h
  for clock in '1970-01-02 00:00:00' '2106-02-08 00:00:00'; do
    run faketime "$clock" dp-decrypt --allow-expired out
    expect_code 0
    expect_out "$SECRETS"
  done
  run faketime '2106-02-08 00:00:00' dp-decrypt --allow-expired --max-age 1h out
  expect_code 0
  make --plain-salt
  run dp-decrypt --allow-expired --max-age 1h out
  expect_code 0
}

test_max_age() {
  unsanitized "faketime" || return 0
  make
  run dp-decrypt --max-age 1h out
  expect_code 0
  faketime -f +2h dp-decrypt --max-age 1h out >"$OUT" 2>"$ERR" && fail "too old"
  grep -q '^dp-decrypt: cannot open "out": it is too old, sealed .* (2 hours ago)$' "$ERR" || fail "$(cat "$ERR")"
  grep -q '^dp-decrypt: hint: fetch and seal again, or raise --max-age$' "$ERR" || fail "$(cat "$ERR")"
  make --plain-salt
  refused 5 'dp-decrypt: cannot open "out": it has no stamp, so its age is unknown
dp-decrypt: hint: dp-encrypt without --plain-salt writes one' dp-decrypt --max-age 1h out
  for age in -1 1e400 9223372036854775807s 14 ''; do
    run dp-decrypt --max-age "$age" out
    expect_code 2
    expect_out
  done
}

test_an_edited_stamp_never_opens() {
  make --expires-in 1h
  /usr/bin/python3 - <<'E2'
import base64
head, nonce, data = open("out").read().split("-")
start, salt = head.rsplit(":", 1)
raw = bytearray(base64.b64decode(salt))
for name, place in (("not_after", slice(28, 36)), ("sealed_at", slice(20, 28)), ("random", slice(0, 8))):
    for value in (0, 1, 2**31, 2**32, 2**63, 2**64 - 1):
        edited = bytearray(raw)
        edited[place] = value.to_bytes(8, "big")
        text = "%s:%s-%s-%s" % (start, base64.b64encode(edited).decode(), nonce, data)
        open("edited.%s.%d" % (name, value), "w").write(text)
E2
  for file in edited.*; do
    for option in "" --allow-expired; do
      # shellcheck disable=SC2086
      run dp-decrypt $option "$file"
      [ "$code" -eq 3 ] || { [ "$code" -eq 5 ] && [ -z "$option" ]; } || fail "exit $code for $file $option"
      expect_out
    done
  done
}

test_info_needs_no_passphrase() {
  unsanitized "faketime" || return 0
  unset DOPPLER_PASSPHRASE
  printf %s "$SECRETS" | faketime -f '@2026-01-01 00:00:00' dp-encrypt --passphrase p --expires-in 1h -o out
  run faketime '2026-01-01 00:30:00' dp-decrypt --info out
  expect_code 0
  expect_err
  expect_out '{"version":4,"encoding":"base64","rounds":500000,"stamped":true,"sealed_at":"2026-01-01T00:00:00Z","not_after":"2026-01-01T01:00:00Z","expired":false,"size":36}'
  [ "$(dp-decrypt --info out | jq .expired)" = true ] || fail "it has expired"
  printf %s "$SECRETS" | dp-encrypt --passphrase p --encoding hex --plain-salt -o out
  [ "$(dp-decrypt --info out)" = '{"version":4,"encoding":"hex","rounds":500000,"stamped":false,"sealed_at":null,"not_after":null,"expired":false,"size":36}' ] ||
    fail "$(dp-decrypt --info out)"
  dp-decrypt --info out | jq -e . >/dev/null || fail "no JSON"
  echo no >v
  refused 3 'dp-decrypt: cannot open "v": it is not a sealed file: it has no salt, nonce and data' dp-decrypt --info v
  sed 's/..$/zz/' out >v
  refused 3 'dp-decrypt: cannot open "v": it is not a sealed file: its data is not valid base64 or hex' dp-decrypt --info v
}

# What is no sealed file is named, with the next step.
test_strangers() {
  echo '{}' | gzip >a.gz
  not='it is not a sealed file'
  refused 3 "dp-decrypt: cannot open \"a.gz\": $not: it has no salt, nonce and data
dp-decrypt: hint: it is compressed by gzip: gzip -d opens it" dp-decrypt a.gz
  echo 'age-encryption.org/v1' >a.age
  refused 3 "dp-decrypt: cannot open \"a.age\": $not: it has no nonce and data
dp-decrypt: hint: it is encrypted by age: age -d opens it" dp-decrypt a.age
  printf %s "$SECRETS" | dp-encrypt --rounds 100000 --passphrase p -o sealed
  printf '\377\376' >utf16 && iconv -t utf-16le sealed >>utf16
  run dp-decrypt utf16
  expect_code 3
  grep -q "hint: it is UTF-16: PowerShell's > writes so" "$ERR" || fail "$(cat "$ERR")"
  printf '%s\r\n' "$(cat sealed)" >crlf
  refused 3 "dp-decrypt: cannot open \"crlf\": $not: it ends in CRLF, not in a line feed
dp-decrypt: hint: tr -d '\\r\\n' takes the line ends out" dp-decrypt crlf
  fold -w 40 sealed >wrapped
  refused 3 "dp-decrypt: cannot open \"wrapped\": $not: it is wrapped into lines
dp-decrypt: hint: tr -d '\\r\\n' takes the line ends out" dp-decrypt wrapped
  [ "$(tr -d '\r\n' <wrapped | dp-decrypt --passphrase p)" = "$SECRETS" ] || fail "the hint is wrong"
}

# A terminal is not steered by what was sealed.
test_controls_stay_off_a_terminal() {
  export DOPPLER_PASSPHRASE=p
  on_terminal() {
    run python3 -c 'import os, pty, sys
status = pty.spawn(sys.argv[1:])
sys.exit(os.waitstatus_to_exitcode(status))' "$@"
  }
  for text in '\033[31m' '\r' '\177' '\302\233' '\233' '\377'; do
    # shellcheck disable=SC2059
    printf "a$text" | dp-encrypt --rounds 100000 --raw -o sealed 2>/dev/null
    on_terminal dp-decrypt sealed
    expect_code 2
    [ "$(tr -d '\r' <"$OUT")" = 'dp-decrypt: cannot write "stdout": it is a terminal, and control characters would steer it
dp-decrypt: hint: | cat writes them anyway; -o FILE keeps them' ] || fail "$(cat "$OUT")"
    run dp-decrypt sealed
    expect_code 0
  done
  printf 'a\tb\n\303\244' | dp-encrypt --rounds 100000 --raw -o sealed 2>/dev/null
  on_terminal dp-decrypt sealed
  expect_code 0
}

# HMAC takes a key of over 64 bytes and its SHA-256 for the same, and the Doppler CLI has HMAC, too.
test_the_alias_of_a_long_passphrase_opens() {
  long=$(printf '%065d' 0)
  printf %s "$SECRETS" | DOPPLER_PASSPHRASE=$long dp-encrypt --rounds 100000 -o sealed
  python3 -c 'import hashlib, sys
sys.stdout.buffer.write(hashlib.sha256(sys.argv[1].encode()).digest())' "$long" >other-name
  chmod 600 other-name
  [ "$(dp-decrypt --passphrase-from file:other-name sealed)" = "$SECRETS" ] || fail "it does not open"
  short=$(printf '%064d' 0)
  printf %s "$SECRETS" | DOPPLER_PASSPHRASE=$short dp-encrypt --rounds 100000 -o sealed
  python3 -c 'import hashlib, sys
sys.stdout.buffer.write(hashlib.sha256(sys.argv[1].encode()).digest())' "$short" >other-name
  refused 3 'dp-decrypt: cannot open "sealed": wrong passphrase or damaged file' \
    dp-decrypt --passphrase-from file:other-name sealed
}

test_info_of_several() {
  printf %s "$SECRETS" | dp-encrypt --passphrase p --expires-at 2999-01-01T00:00:00Z -o 'a "b"'
  printf %s "$SECRETS" | dp-encrypt --passphrase p --plain-salt -o c
  run dp-decrypt --info 'a "b"' c
  expect_code 0
  expect_err
  [ "$(jq -c '[.name, .not_after]' "$OUT")" = '["a \"b\"","2999-01-01T00:00:00Z"]
["c",null]' ] || fail "$(cat "$OUT")"
  echo no >v
  run dp-decrypt --info c v none 'a "b"'
  expect_code 3
  [ "$(jq -r .name "$OUT")" = 'c
a "b"' ] || fail "$(cat "$OUT")"
  expect_err 'dp-decrypt: cannot open "v": it is not a sealed file: it has no salt, nonce and data
dp-decrypt: cannot read "none": No such file or directory'
  refused 2 'dp-decrypt: cannot use "--output": it is the sealed file itself
dp-decrypt: hint: this would replace the only sealed copy with plaintext' dp-decrypt --info -o c 'a "b"' c
  refused 2 "dp-decrypt: cannot use operand 2: too many operands" dp-decrypt c c
}

test_check_writes_nothing() {
  unsanitized "faketime" || return 0
  make
  snapshot >"$OUT.before"
  run dp-decrypt --check out
  expect_code 0
  expect_out
  expect_err
  snapshot | cmp - "$OUT.before" || fail "something was written"
  refused 3 "$WRONG" dp-decrypt --check --passphrase no out
  make --expires-in 1h
  refused 5 "$(faketime -f +3d dp-decrypt --check out 2>&1)" faketime -f +3d dp-decrypt --check out
  refused 2 'dp-decrypt: cannot use "--check": --info is given, too' dp-decrypt --check --info out
  refused 2 'dp-decrypt: cannot use "--check": it writes nothing, and -o is given, too' dp-decrypt --check -o f out
}

test_passes_through_what_it_opened() {
  printf 'not JSON \0\377\n' >in
  dp-encrypt --rounds 100000 --raw -o out <in
  dp-decrypt out | cmp - in || fail "other bytes"
}

test_asks_once_and_names_the_file() {
  make
  unset DOPPLER_PASSPHRASE
  run python3 "$ROOT/testdata/terminal.py" --transcript said 'passphrase for "out": ' 'swordfish\n' -- dp-decrypt out
  expect_code 0
  expect_out "$SECRETS"
  [ "$(cat said)" = 'passphrase for "out": 
echo on' ] || fail "$(cat said)"
  rm said
  for end in '\x03 130' '\x04 1' '\n 2'; do
    run python3 "$ROOT/testdata/terminal.py" 'for "out": ' "${end% *}" -- dp-decrypt -o new out
    expect_code "${end#* }"
    expect_out
    [ "$(ls)" = out ] || fail "$(ls)"
  done
}

test_refuses_wrong_calls() {
  make
  refused 2 'dp-decrypt: cannot use operand 2: too many operands' dp-decrypt out b
  refused 2 'dp-decrypt: cannot use "--passphrase-from": stdin is already the sealed file' \
    sh -c 'dp-decrypt --passphrase-from fd:0 <out'
  refused 2 'dp-decrypt: cannot use "--passphrase-from": stdin is already the sealed file' \
    sh -c 'dp-decrypt --passphrase-from fd:0 /dev/stdin <out'
  refused 2 "dp-decrypt: cannot use \"--max-rounds\": \"0\" is not a number from 1 to 4294967295
$HINT" dp-decrypt --max-rounds 0 out
  refused 1 'dp-decrypt: cannot read "nope": No such file or directory' dp-decrypt nope
  refused 1 'dp-decrypt: cannot read ".": Is a directory' dp-decrypt .
  (
    unset DOPPLER_PASSPHRASE
    refused 2 'dp-decrypt: cannot ask for the passphrase: there is no terminal
dp-decrypt: hint: give --passphrase-from SOURCE, or set DOPPLER_PASSPHRASE' timeout 5 setsid --wait dp-decrypt out
  ) || exit 1
}

test_stdout_that_takes_nothing() {
  make
  refused 1 'dp-decrypt: cannot write "stdout": Bad file descriptor' sh -c 'dp-decrypt out >&-'
  run sh -c 'dp-decrypt out >/dev/full'
  expect_code 1
  expect_err 'dp-decrypt: cannot write "stdout": No space left on device'
  { printf '{"A":"' && head -c 1000000 /dev/zero | tr '\0' x && printf '"}'; } >in
  dp-encrypt --rounds 100000 -o out <in
  [ "$(bash -c 'dp-decrypt out | head -c 1 >/dev/null; echo ${PIPESTATUS[0]}')" = 141 ] || fail "not SIGPIPE"
  [ "$(dp-decrypt out | { sleep 0.2 && cksum; })" = "$(cksum <in)" ] || fail "a slow reader"
}

test_writes_no_byte_before_the_tag_verified() {
  make
  for passphrase in swordfish wrong; do
    strace -qq -e trace=write -o "$OUT.trace" dp-decrypt --passphrase "$passphrase" out >"$OUT" 2>/dev/null
    writes=$(grep -c '^write(1,' "$OUT.trace")
    [ "$writes" -eq "$([ "$passphrase" = swordfish ] && echo 1 || echo 0)" ] || fail "$(cat "$OUT.trace")"
  done
}

test_is_closed_to_the_network() {
  make
  strace -f -qq -e trace=%network -o "$OUT.trace" dp-decrypt out >"$OUT" || fail "it failed"
  [ ! -s "$OUT.trace" ] || fail "$(cat "$OUT.trace")"
}

test_keeps_what_it_opened_out_of_core_files() {
  make
  mkfifo pass
  dp-decrypt --passphrase-from file:pass out &
  pid=$!
  sleep 0.2
  grep -q '^NoNewPrivs\|^Name' "/proc/$pid/status" || fail "it is gone"
  [ "$(stat -c %U "/proc/$pid/environ")" = root ] || fail "it is dumpable"
  kill "$pid"
}

test_agrees_with_another_implementation() {
  # A run of five hundred, each direction: DP_ROUNDS=500.
  run /usr/bin/python3 "$ROOT/testdata/peer.py" "${DP_ROUNDS:-100}" "${DP_SEED:-1}"
  cat "$OUT" "$ERR" >&2
  expect_code 0
}

test_json_is_told_so() {
  printf '{"A":"canary"}' >a.json
  refused 3 'dp-decrypt: cannot open "a.json": it is not a sealed file: its encoding is neither base64 nor hex
dp-decrypt: hint: it is JSON already, not sealed' dp-decrypt a.json
}

test_never_replaces_the_file_that_it_opens() {
  printf '{"A":"1"}' | dp-encrypt --rounds 100000 -o file
  ln file other
  for input in file ./file other; do
    refused 2 'dp-decrypt: cannot use "--output": it is the sealed file itself
dp-decrypt: hint: this would replace the only sealed copy with plaintext' dp-decrypt -o file "$input"
  done
  refused 2 'dp-decrypt: cannot use "--output": it is the sealed file itself
dp-decrypt: hint: this would replace the only sealed copy with plaintext' sh -c 'dp-decrypt -o file <file'
  refused 3 'dp-decrypt: cannot open "stdin": it is not a sealed file: it is empty' sh -c 'dp-decrypt -o /dev/null </dev/null'
  run dp-decrypt -o - file
  expect_code 0
  expect_out '{"A":"1"}'
  [ ! -e - ] || fail 'there is a file called -'
}

test_a_source_that_is_none_is_told_at_once() {
  mkfifo fifo
  refused 2 'dp-decrypt: cannot use "--passphrase-from": it is not one of fd:N, file:PATH, env:NAME, tty, cmd:COMMAND, token
dp-decrypt: hint: for what is in a file, write file: before its path' \
    sh -c 'exec timeout 5 dp-decrypt --passphrase-from prd.sealed <>fifo'
}

test_the_passphrase_is_not_replaced_by_what_it_opens() {
  printf standin >key
  echo "$SECRETS" | dp-encrypt --passphrase-from file:key -o sealed
  mkdir d
  for path in key ./key d/../key "$PWD/key"; do
    refused 2 'dp-decrypt: cannot use "--passphrase-from": -o writes the same file' \
      dp-decrypt --passphrase-from "file:$path" -o key sealed
  done
}

run_tests "$@"
