#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0

# shellcheck shell=sh source=tools/testing.sh disable=SC2016

. tools/testing.sh

HELP_HINT='dp-mask: hint: dp-mask --help lists the options'
TERMINAL="python3 -BIS $ROOT/testdata/terminal.py"

# secrets JSON: what every case looks for; without one, the usual ones.
secrets() {
  printf '%s' "${1-"{\"KEY\":\"canary-value\",\"PEM\":\"first line\\nsecond line\\n\"}"}" >s.json
}

# masks WANT TEXT ARGUMENT...: TEXT comes out as WANT, without a word.
masks() {
  want=$1 text=$2
  shift 2
  printf '%s' "$text" >"$OUT.text"
  run dp-mask -s s.json "$@" <"$OUT.text"
  expect_code 0
  expect_err
  expect_out "$want"
}

# cannot CODE MESSAGE ARGUMENT...: with text on stdin, of which nothing passes.
cannot() {
  cannot_code=$1 cannot_text=$2
  shift 2
  echo 'harmless text' >"$OUT.text"
  refused "$cannot_code" "$cannot_text" dp-mask "$@" <"$OUT.text"
}

test_options() {
  secrets
  refused 2 "dp-mask: cannot use \"--with\": it is given twice
$HELP_HINT" dp-mask --with a --with b
  refused 2 "dp-mask: cannot use \"--min-length\": \"0\" is not a number from 1 to 4294967295
$HELP_HINT" dp-mask --min-length 0
  cannot 2 'dp-mask: cannot use "--names": it does not go with --with' -s s.json --names --with x
  cannot 2 'dp-mask: cannot use "--wait": it needs a COMMAND' -s s.json --wait
  cannot 2 'dp-mask: cannot use "--tty": it needs a COMMAND' -s s.json --tty
  cannot 2 'dp-mask: cannot use "--from-command": there is -s as well' -s s.json --from-command 'cat s.json'
  cannot 125 'dp-mask: cannot use "--names": it does not go with --with' -s s.json --names --with x -- true
  for stdin in - /dev/stdin /dev/fd/0; do
    cannot 2 'dp-mask: cannot use "-s": stdin is what is masked' -s $stdin
  done
  cannot 2 'dp-mask: cannot mask "secrets": none are given
dp-mask: hint: -s FILE or --from-command CMD says what to look for'
  cannot 2 'dp-mask: cannot use "--match": "(" is not a regular expression: "missing ): ("' -s s.json --match '('
}

test_fails_closed() {
  cannot 1 'dp-mask: cannot read "missing": No such file or directory' -s missing
  cannot 1 'dp-mask: cannot run "--from-command": it ended with status 7' --from-command 'echo {}; exit 7'
  : >empty
  cannot 3 'dp-mask: cannot read "empty": it is empty
dp-mask: hint: the command that should have written it may have failed' -s empty
  for bad in '["canary-value"]' canary-value; do
    secrets "$bad"
    cannot 3 'dp-mask: cannot read "s.json": it is not a JSON object of strings: byte 1: expected an object' -s s.json
  done
  secrets '{"KEY":"canary-value'
  cannot 3 'dp-mask: cannot read "s.json": it is not a JSON object of strings: byte 21: the text ends inside a string' \
    -s s.json
  secrets '{}'
  cannot 3 'dp-mask: cannot mask "secrets": the input has no value that can be masked' -s s.json
  cannot 125 'dp-mask: cannot mask "secrets": the input has no value that can be masked' -s s.json -- echo started
  secrets
  cannot 3 'dp-mask: cannot require "OTHER": not in the input' -s s.json --require OTHER
  cannot 3 'dp-mask: cannot mask "secrets": the input has no value that can be masked' -s s.json --except KEY,PEM
  cannot 3 'dp-mask: cannot take "OTHER": not in the input
dp-mask: hint: --allow-missing ignores missing names' -s s.json --only OTHER
  cannot 125 'dp-mask: cannot read "missing": No such file or directory' -s missing -- echo started
}

test_masks_stdin() {
  secrets
  masks 'a *** b' 'a canary-value b'
  masks '' ''
  masks 'canary-valu' 'canary-valu'
  masks '***' 'canary-valuecanary-value'
  masks '> ***
> ***' '> first line
> second line'
  masks '***' 'first line
second line
'
  # Any byte passes, and no line end is needed.
  head -c 100000 /dev/urandom >random
  dp-mask -s s.json <random | cmp - random || fail "the bytes changed"
  printf '\377canary-value\0\377' | dp-mask -s s.json | od -An -c | tr -d ' \n' >"$OUT"
  expect_out '377***\0377'
}

test_masks_forms() {
  secrets '{"KEY":"it'"'"'s a \"secret\" & more"}'
  value="it's a \"secret\" & more"
  printf '%s' "$value" >v
  masks '***' "$value"
  masks '***' "$(base64 -w0 v)"
  masks '***' "$(printf '%s\n' "$value" | base64 -w0)"
  masks '***' "$(od -An -tx1 v | tr -d ' \n')"
  masks "'***'" "'it'\\''s a \"secret\" & more'"
  for program in 'import json; print(json.dumps(v))' 'import html; print("\"%s\"" % html.escape(v))' \
    'import urllib.parse as u; print("\"%s\"" % u.quote_plus(v))' 'print("\"%s\"" % repr(v)[1:-1])' \
    'import urllib.parse as u; print("\"%s\"" % u.quote(v, ""))'; do
    masks '"***"' "$(python3 -c "v = open('v').read(); $program")"
  done
  # In the middle of base64, what stands beside it may keep a character.
  for before in '' x xx; do
    printf '%s%s, and after' "$before" "$value" | base64 -w0 >encoded
    run dp-mask -s s.json <encoded
    grep -qx '.\{0,3\}\*\*\*.\{10,17\}' "$OUT" || fail "$(cat encoded) became $(cat "$OUT")"
  done
  masks "$(base64 -w0 v)" "$(base64 -w0 v)" --raw-only
  masks '***' "$value" --raw-only
}

test_replacement() {
  secrets '{"A":"abcdef","B":"defghijk","C":"lmnop"}'
  masks '***' abcdefghijk
  masks '[B]' abcdefghijk --names
  masks '[A] [C]' 'abcdef lmnop' --names
  masks '<gone>' abcdef --with '<gone>'
  secrets '{"A\u001b[1m":"abcdef"}'
  masks '[A\x1b[1m]' abcdef --names
}

test_choice() {
  secrets '{"A":"abcdef","B":"ghijkl"}'
  masks '*** ghijkl' 'abcdef ghijkl' --only A
  masks '*** ghijkl' 'abcdef ghijkl' --except B
  masks 'abcdef ***' 'abcdef ghijkl' --match '[BC]'
  masks '*** ghijkl' 'abcdef ghijkl' --only A,C --allow-missing
  masks '*** ***' 'abcdef ghijkl' --require A
  # Of one name the last counts.
  echo '{"A":"mnopqr"}' >t.json
  masks 'abcdef *** ***' 'abcdef ghijkl mnopqr' -s t.json
  echo abcdef >text
  run dp-mask --from-command 'cat s.json' <text
  expect_code 0
  expect_out '***'
}

test_names_what_is_not_masked() {
  secrets '{"DOPPLER_CONFIG":"production","KEY":"canary-value","PIN":"1234","NONE":""}'
  echo 'canary-value 1234 production' >text
  run dp-mask -s s.json <text
  expect_code 0
  expect_out '*** 1234 production'
  expect_err 'dp-mask: warning: not masking "DOPPLER_CONFIG" (Doppler adds it), "PIN" (shorter than --min-length)'
  run dp-mask -s s.json --min-length 4 --except DOPPLER_CONFIG <text
  expect_out '*** *** production'
  expect_err
  run dp-mask -s s.json --min-length 13 <text
  expect_code 3
  expect_out
}

test_nothing_waits_without_need() {
  secrets
  mkfifo in out
  dp-mask -s s.json <in >out &
  exec 3>in 4<out
  for piece in 'password: ' 'x' 'y'; do
    printf '%s' "$piece" >&3
    got=$(dd bs=1 count=${#piece} <&4 2>/dev/null)
    [ "$got" = "${piece% }" ] || [ "$got" = "$piece" ] || fail "got $got, not $piece"
  done
  # One byte at a time.
  for byte in - c a n a r y - v a l u e; do printf %s "$byte" >&3; done
  got=$(dd bs=1 count=4 <&4 2>/dev/null)
  [ "$got" = '-***' ] || fail "got $got"
  exec 3>&-
  [ -z "$(cat <&4)" ] || fail "more came"
  wait
}

test_output_fails() {
  secrets
  echo text >in
  refused 1 'dp-mask: cannot write "stdout": No space left on device' sh -c 'dp-mask -s s.json <in >/dev/full'
  refused 1 'dp-mask: cannot write "stdout": Bad file descriptor' sh -c 'dp-mask -s s.json <in >&-'
  refused 1 'dp-mask: cannot read "stdin": Bad file descriptor' sh -c 'dp-mask -s s.json <&-'
  refused 1 'dp-mask: cannot read "stdin": Is a directory' sh -c 'dp-mask -s s.json <.'
  run sh -c '(ulimit -f 0; dp-mask -s s.json <in 2>&1 >file; echo $?) | cat'
  expect_out 'dp-mask: cannot write "stdout": File too large
1'
  run sh -c '{ yes | dp-mask -s s.json; echo $? >status; } | head -n 1'
  expect_out y
  [ "$(cat status)" -eq 141 ] || fail "status $(cat status)"
}

test_command() {
  secrets
  run dp-mask -s s.json -- sh -c 'echo canary-value; echo first line >&2; exit 7'
  expect_code 7
  expect_out '***'
  expect_err '***'
  run dp-mask -s s.json sh -c 'kill -TERM $$'
  expect_code 143
  echo from stdin >in
  run dp-mask -s s.json cat <in
  expect_out 'from stdin'
  # Nothing is left to read where secrets came from.
  run sh -c 'cat s.json | dp-mask -s /dev/fd/5 -- sh -c "[ ! -e /proc/self/fd/5 ]" 5<&0 </dev/null'
  expect_code 0
  cannot 127 'dp-mask: cannot run "nonesuch": No such file or directory' -s s.json nonesuch
  cannot 127 'dp-mask: cannot run "echo a": No such file or directory
dp-mask: hint: this is one word; for a shell line use sh -c' -s s.json 'echo a'
  cannot 126 'dp-mask: cannot run "./s.json": Permission denied' -s s.json ./s.json
  # It has what we were given, and no more.
  run sh -c 'dp-mask -s s.json -- sh -c "ls -l /proc/self/fd | wc -l" 5<s.json'
  without=$(ls -l /proc/self/fd 5<s.json | wc -l)
  expect_out "$without"
  run sh -c 'dp-mask -s s.json -- sh -c "echo lost; echo canary-value >&2" >&-'
  expect_err 'sh: 1: echo: echo: I/O error
***'
}

test_command_output_fails() {
  secrets
  run sh -c 'dp-mask -s s.json -- echo text >/dev/full'
  expect_code 125
  expect_err 'dp-mask: cannot write "stdout": No space left on device'
  # It dies by SIGPIPE, as without us, and what it says elsewhere still comes.
  run sh -c '{ dp-mask -s s.json -- sh -c "yes; echo first line \$? >&2; exit 9"; echo $? >status; } | head -n 1'
  expect_out y
  expect_err '*** 141'
  [ "$(cat status)" -eq 9 ] || fail "status $(cat status)"
  run sh -c '{ dp-mask -s s.json -- yes; echo $? >status; } | head -n 1'
  [ "$(cat status)" -eq 141 ] || fail "status $(cat status)"
}

test_children_of_the_command() {
  secrets
  mkfifo hold
  # A process that keeps the pipe is not waited for, but for --wait.
  run dp-mask -s s.json -- sh -c 'cat hold & echo canary-value'
  expect_code 0
  expect_out '***'
  : >hold
  run dp-mask -s s.json --wait -- sh -c '{ read -r line <hold; echo "later $line"; } & { sleep 0.1; echo canary-value >hold; } >/dev/null 2>&1 & exit 3'
  expect_code 3
  expect_out 'later ***'
  # All that was written by the end is there.
  run dp-mask -s s.json -- sh -c 'cat hold & head -c 60000 /dev/zero; exit 0'
  [ "$(wc -c <"$OUT")" -eq 60000 ] || fail "$(wc -c <"$OUT") bytes"
  : >hold
}

# Sent to dp-mask alone, each reaches the command.
test_signals() {
  secrets
  for signal in INT TERM HUP QUIT USR1 USR2 ALRM WINCH; do
    rm -f ready
    cat >catch.py <<END
import os, signal, sys
def end(number, frame):
    print("got", number, flush=True)
    os._exit(7)
signal.signal(signal.SIG$signal, end)
print("canary-value", flush=True)
open("ready", "w").write("x")
while True:
    signal.pause()
END
    cat >start.py <<END
import os, signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.SIG_DFL)
signal.signal(signal.SIGQUIT, signal.SIG_DFL)
child = subprocess.Popen(["dp-mask", "-s", "s.json", "--", "python3", "catch.py"])
while not os.path.exists("ready") and child.poll() is None:
    time.sleep(0.02)
child.send_signal(signal.SIG$signal)
sys.exit(child.wait())
END
    run python3 start.py
    expect_code 7
    expect_out "***
got $(python3 -c "import signal; print(int(signal.SIG$signal))")"
  done
}

test_dies_together() {
  secrets
  dp-mask -s s.json -- sh -c 'echo $$ >pid; exec sleep 100' &
  mask=$!
  wait_for pid
  kill -KILL $mask
  wait_until_gone "$(cat pid)"
}

test_ignored_signals() {
  secrets
  # The caller ignores them, so does the command; and an ignored SIGCHLD loses no status.
  run sh -c 'trap "" TERM; dp-mask -s s.json -- sh -c "kill -TERM \$\$; echo alive; exit 4"'
  expect_code 4
  expect_out alive
  run sh -c 'trap "" CHLD; dp-mask -s s.json -- sh -c "exit 4"'
  expect_code 4
  run python3 -c 'import os, signal; signal.signal(signal.SIGCHLD, signal.SIG_IGN)
os.execvp("dp-mask", ["dp-mask", "-s", "s.json", "--", "grep", "^Sig[BI]", "/proc/self/status"])'
  grep -q 'SigBlk:.0*$' "$OUT" || fail "signals are blocked: $(cat "$OUT")"
  grep -q 'SigIgn:.0*1[0-9a-f]*1000$' "$OUT" || fail "not as the caller had them: $(cat "$OUT")"
}

# wakes.py: says 1, and 2 when it goes on after a stop. Not a shell, which may just be in vfork(2),
# where the kernel stops none.
wakes() {
  cat >wakes.py <<END
import signal
signal.signal(signal.SIGINT, signal.SIG_DFL)
signal.signal(signal.SIGCONT, lambda *_: print("canary-value 2", flush=True))
print("canary-value 1", flush=True)
while True:
    signal.pause()
END
}

test_job_control() {
  secrets
  wakes
  # ^Z stops command and mask, and the shell sees it; it goes on by SIGCONT.
  run timeout 60 $TERMINAL --transcript said --echo '*** 1' '\x1a' '*** 2' '\x03' -- \
    sh -c 'exec dp-mask -s s.json -- python3 -BIS wakes.py >/dev/tty 2>&1'
  expect_code 130
  grep -q 'stopped, echo on' said || fail "$(cat said)"
  # A command that stops by itself.
  run timeout 60 $TERMINAL --transcript said --echo -- \
    sh -c 'exec dp-mask -s s.json -- sh -c "echo canary-value; kill -STOP \$\$; echo went on; exit 6" >/dev/tty 2>&1'
  expect_code 6
  [ "$(cat said)" = '***
[stopped, echo on]went on
echo on' ] || fail "$(cat said)"
}

# at_terminal SCRIPT [EXPECT SEND]...: runs the script, in which $MASK is dp-mask --tty, at a terminal;
# what that shows is in the file said, with its echo at the end. EXPECT is waited for while the
# terminal does not echo, as then dp-mask has it.
at_terminal() {
  printf '%s\n' "$1" >script
  shift
  MASK="dp-mask -s s.json --tty --" run timeout 60 $TERMINAL --transcript said "$@" -- \
    sh -c '. ./script' </dev/null
}
# In a script: the terminal is stdin, stdout and stderr.
HERE='exec </dev/tty >/dev/tty 2>&1;'

test_tty() {
  secrets
  # stdout is a terminal, and stdin too, where ours is.
  at_terminal "$HERE"' stty rows 30 cols 100; $MASK sh -c "test -t 0 && test -t 1 && test -t 2 && stty size; echo canary-value; exit 4"'
  expect_code 4
  [ "$(cat said)" = '30 100
***
echo on' ] || fail "$(cat said)"
  # Where ours is none, stdin is passed through, and lines end as they were written.
  echo 'first line' >in
  run dp-mask -s s.json --tty -- sh -c 'test -t 1 && test -t 2 && cat; echo canary-value >&2; stty size </dev/tty' <in
  expect_code 0
  expect_err
  expect_out '***
***
24 80'
  ! grep -q "$(printf '\r')" "$OUT" || fail "a CR"
  cannot 127 'dp-mask: cannot run "nonesuch": No such file or directory' -s s.json --tty nonesuch
  cannot 126 'dp-mask: cannot run "./s.json": Permission denied' -s s.json --tty ./s.json
  cannot 125 'dp-mask: cannot read "missing": No such file or directory' -s missing --tty touch started
}

test_tty_keys() {
  secrets
  # A prompt comes without a line end, and an answer goes through; a secret in it is masked.
  at_terminal "$HERE"' $MASK sh -c "printf \"name? \"; read -r name; echo got \$name; exit 3"' 'name? ' 'canary-value\n'
  expect_code 3
  [ "$(cat said)" = 'name? ***
got ***
echo on' ] || fail "$(cat said)"
  at_terminal "$HERE"' $MASK sh -c "echo ready; sleep 100"' ready '\x03'
  expect_code 130
  grep -q 'echo on' said || fail "$(cat said)"
  wakes
  at_terminal "$HERE"' exec $MASK python3 -BIS wakes.py' '*** 1' '\x1a' '*** 2' '\x1c'
  expect_code 131
  grep -q 'stopped, echo on' said || fail "$(cat said)"
  grep -q 'echo on$' said || fail "$(cat said)"
}

test_tty_signals() {
  secrets
  for end in 'TERM 143' 'HUP 129' 'USR1 138'; do
    at_terminal "$HERE"' exec $MASK sh -c "echo ready; sleep 100"' ready "@${end% *}"
    expect_code "${end#* }"
    grep -q 'echo on$' said || fail "$(cat said)"
  done
  at_terminal "$HERE"' outer=$(tty); $MASK sh -c "trap \"stty size; exit 5\" WINCH; stty rows 40 cols 90 <$outer; while :; do sleep 0.05; done"'
  expect_code 5
  [ "$(cat said)" = '40 90
echo on' ] || fail "$(cat said)"
}

test_tty_ends() {
  secrets
  at_terminal "$HERE"' $MASK sh -c "echo canary-value; kill -KILL \$\$"'
  expect_code 137
  [ "$(cat said)" = '***
echo on' ] || fail "$(cat said)"
  # Who keeps the terminal is not waited for.
  at_terminal "$HERE"' $MASK sh -c "trap \"\" HUP; sleep 100 & echo \$! >pid; echo canary-value"'
  expect_code 0
  kill "$(cat pid)" 2>/dev/null || :
  # All that was written is there.
  run dp-mask -s s.json --tty -- sh -c 'head -c 300000 /dev/zero | tr "\0" x' </dev/null
  [ "$(wc -c <"$OUT")" -eq 300000 ] || fail "$(wc -c <"$OUT") bytes"
  # Killed itself, it leaves neither the terminal in disorder nor the command behind.
  at_terminal "$HERE"' sh -c "echo \$\$ >mask; exec $MASK sh -c \"echo \\\$\\\$ >command; echo ready; kill -KILL \\\$(cat mask); exec sleep 100\""
    until stty -a | grep -q " echo "; do sleep 0.05; done; echo all is well'
  grep -q 'all is well' said || fail "$(cat said)"
  wait_until_gone "$(cat command)"
  run sh -c '{ dp-mask -s s.json --tty -- yes; echo $? >status; } </dev/null | head -n 1'
  expect_out y
  [ "$(cat status)" -ne 0 ] || fail "status $(cat status)"
}

# Memory has a limit, and what is over it is named.
test_too_many_forms() {
  python3 -c 'import json
print(json.dumps({"A": "abcdef", "BIG": "x" * (8 << 20)}))' >s.json
  cannot 3 'dp-mask: cannot mask "BIG": with it, all forms of all values are over the limit of 8 MiB
dp-mask: hint: --raw-only looks for the values alone, --except leaves one out' -s s.json
  masks '*** x' 'abcdef x' --except BIG
  # One that has many forms.
  python3 -c 'import json, random
letters = "\"\\<\u00e9&%"
print(json.dumps({"ODD": "".join(letters[random.randrange(6)] for _ in range(48 << 10)).replace("%%", "\n")}))' >s.json
  cannot 3 'dp-mask: cannot mask "ODD": with it, all forms of all values are over the limit of 8 MiB
dp-mask: hint: --raw-only looks for the values alone, --except leaves one out' -s s.json
  unsanitized 'a limit of memory' || return 0
  refused 3 'dp-mask: cannot mask "ODD": with it, all forms of all values are over the limit of 8 MiB
dp-mask: hint: --raw-only looks for the values alone, --except leaves one out' \
    sh -c 'ulimit -v 500000; exec dp-mask -s s.json' </dev/null
}

test_no_value_in_any_message() {
  secrets
  for words in '-s missing' '--from-command false' '-s s.json nonesuch' '-s s.json --match (' '-s s.json --require X'; do
    # shellcheck disable=SC2086  # Words.
    run dp-mask $words </dev/null
    ! grep -q canary "$OUT" "$ERR" || fail "$words: $(cat "$ERR")"
  done
}

run_tests "$@"
