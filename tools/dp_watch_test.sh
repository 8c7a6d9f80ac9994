#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0

# shellcheck source=tools/testing.sh
. tools/testing.sh

RIGHT=dp.st.dev.standin-right
PERSONAL=dp.pt.standin-right
HOME=/nonexistent
DOPPLER_TOKEN=$RIGHT
export HOME DOPPLER_TOKEN

HELP_HINT='dp-watch: hint: dp-watch --help lists the options'
LINE='changed [0-9]\{4\}-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'

requests() { [ "$(api log | grep -c "$1")" -ge "$2" ]; }

# watch OPTION...: starts dp-watch, whose output is in the file out, and waits for its stream.
watch() {
  dp-watch --debounce 50ms "$@" >out 2>err &
  pid=$!
  until_true streams 1
}
# ends CODE: the one that was started has ended so.
ends() {
  wait "$pid" && code=0 || code=$?
  [ "$code" -eq "$1" ] || fail "it ended with $code, not $1: $(cat err)"
}
stop() {
  kill "$pid"
  ends 143
  until_true streams 0
}

test_a_line_a_change() {
  watch
  api set backend dev API_KEY one
  until_true has_lines 1 out
  api set backend stg API_KEY other
  api set backend dev API_KEY two
  until_true has_lines 2 out
  stop
  [ "$(grep -c "^$LINE\$" out)" -eq 2 ] && [ "$(wc -l <out)" -eq 2 ] || fail "$(cat out)"
  [ ! -s err ] || fail "$(cat err)"
}

test_once() {
  watch --once
  api set backend dev API_KEY three
  ends 0
  grep -qx "$LINE" out || fail "$(cat out)"
}

test_many_events_in_one_piece_and_one_in_many() {
  watch
  for part in 'event: message' '
data: {"type":"sec' 'rets.update"}' '
'; do
    api send "$part"
  done
  [ ! -s out ] || fail 'told before its end'
  api send '
'
  until_true has_lines 1 out
  sleep 0.1
  update='data: {"type":"secrets.update"}'
  printf '%s\n\n%s\r\r: x\n%s\r\n\r\n' "$update" "$update" "$update" | api send -
  until_true has_lines 2 out
  stop
  # Within the time of --debounce they are one.
  has_lines 3 out && fail "$(cat out)"
  return 0
}

test_no_change_is_lost_while_there_is_no_stream() {
  for how in cut hangup; do
    api behave '{"path":"/watch","status":503}'
    # Not the first: that one is to get through.
    api reset
    watch
    api behave '[{"path":"/watch","status":503},{"path":"/watch","reset":true}]'
    api silence
    api set backend dev API_KEY "while $how"
    api $how
    until_true has_lines 1 out
    stop
    [ "$(wc -l <out)" -eq 1 ] || fail "$how: $(cat out)"
  done
}

test_a_stream_that_ends_is_no_change() {
  watch
  api hangup
  until_true requests /watch 2
  until_true streams 1
  api cut
  until_true requests /watch 3
  until_true streams 1
  stop
  [ ! -s out ] || fail "$(cat out)"
}

test_poll() {
  api reset
  dp-watch --poll 200ms >out 2>err &
  pid=$!
  until_true requests /download 3
  api set backend dev API_KEY four
  until_true has_lines 1 out
  kill "$pid"
  ends 143
  [ "$(wc -l <out)" -eq 1 ] || fail "$(cat out)"
  ! requests /watch 1 || fail 'it listened'
}

test_request() {
  api reset
  watch -p backend -c dev --token $PERSONAL
  stop
  api log | python3 -c '
import json, sys
requests = [json.loads(line) for line in sys.stdin]
first, stream = requests[0], next(r for r in requests if r["path"].endswith("/watch"))
fields = dict(stream["headers"])
assert stream["tls"] and stream["query"] == [["config", "dev"], ["project", "backend"]], stream
assert (fields["Accept"], fields["Cache-Control"]) == ("text/event-stream", "no-cache"), fields
assert fields["Authorization"] == "Bearer dp.pt.standin-right"
assert ["include_dynamic_secrets", "false"] in first["query"], first' || fail 'another request'
}

test_refusals() {
  api reset
  refused 3 "dp-watch: cannot fetch \"$DOPPLER_API_HOST\": HTTP 401: \"Invalid Auth token\"
dp-watch: hint: the token is mistyped, revoked or expired" dp-watch --token dp.st.dev.standin-revoked
  refused 3 "dp-watch: cannot fetch \"$DOPPLER_API_HOST\": HTTP 400: \"This token does not have access to requested project 'x'\"
dp-watch: hint: check that the token has access to project \"x\"" dp-watch -p x
  for status in 401 403 404; do
    api reset
    api behave "{\"path\":\"/watch\",\"status\":$status}"
    run dp-watch
    expect_code 3
    expect_out
    grep -q "^dp-watch: cannot fetch \"$DOPPLER_API_HOST\": HTTP $status" "$ERR" || fail "$(cat "$ERR")"
  done
  watch
  api revoke $RIGHT
  api cut
  ends 3
  api reset
}

test_the_rest_is_tried_again() {
  for behaviour in '"status":500' '"status":429,"retry_after":1' '"status":400' '"redirect":"/"' '"reset":true' \
    '"cut_head":10' '"headers":{"Content-Type":"text/html"},"body":"<html>"' '"handshake":"close"'; do
    api reset
    case $behaviour in
      *handshake*) api behave "{$behaviour}" ;;
      *) api behave "{\"path\":\"/watch\",$behaviour}" ;;
    esac
    watch
    stop
    [ ! -s out ] && [ ! -s err ] || fail "$behaviour: $(cat out err)"
  done
}

test_204_is_the_end() {
  api reset
  api behave '{"path":"/watch","status":204}'
  run dp-watch
  expect_code 0
  expect_out
  expect_err 'dp-watch: warning: the server asked not to reconnect (HTTP 204)'
}

test_a_terminal_is_told_what_does_not_work() {
  api reset
  api behave '{"path":"/watch","status":503,"times":2}'
  python3 -BIS "$ROOT/testdata/terminal.py" --transcript shown --echo 'trying' '@TERM' -- \
    sh -c 'exec dp-watch 2>/dev/tty' >out || :
  grep -qF "dp-watch: cannot watch \"$DOPPLER_API_HOST\": HTTP 503; trying again" shown || fail "$(cat shown)"
  [ "$(grep -c trying shown)" -eq 1 ] || fail "$(cat shown)"
}

test_who_reads_it_may_go() {
  api reset
  dp-watch --debounce 0 >out 2>err &
  pid=$!
  until_true streams 1
  kill $pid
  ends 143
  # shellcheck disable=SC2016
  run sh -c 'mkfifo pipe; dp-watch >pipe & exec 3<pipe; sleep 0.2; exec 3<&-; wait $!'
  expect_code 141
  run sh -c 'trap "" PIPE; mkfifo pipe2; dp-watch >pipe2 & exec 3<pipe2; sleep 0.2; exec 3<&-; wait $!'
  expect_code 1
  expect_err 'dp-watch: cannot write "stdout": Broken pipe'
  until_true streams 0
}

test_stdout_that_fails() {
  api reset
  dp-watch --debounce 0 >/dev/full 2>err &
  pid=$!
  until_true streams 1
  api set backend dev API_KEY five
  ends 1
  [ "$(cat err)" = 'dp-watch: cannot write "stdout": No space left on device' ] || fail "$(cat err)"
}

test_keepalive() {
  looks_inside || return 0
  api reset
  strace -f -e trace=setsockopt -o trace dp-watch --once --debounce 0 >out &
  pid=$!
  until_true streams 1
  api set backend dev API_KEY six
  ends 0
  for option in 'SO_KEEPALIVE, \[1\]' 'TCP_KEEPIDLE, \[30\]' 'TCP_KEEPINTVL, \[6\]'; do
    grep -q "$option" trace || fail "no $option: $(cat trace)"
  done
}

test_memory_is_flat() {
  unsanitized 'a limit of memory' || return 0
  api reset
  watch
  flood() { python3 -BIS -c "print(('event: message\\ndata: {\"type\":\"ping\"}\\n\\n' * $1).rstrip('\\n'), end='\\n\\n')" | api send -; }
  # held: the kilobytes that it has, once it has seen what came so far.
  held() {
    api send 'data: {"type":"secrets.update"}

'
    until_true has_lines "$1" out
    sed -n 's/^VmRSS: *\([0-9]*\) kB/\1/p' "/proc/$pid/status"
  }
  flood 1000
  before=$(held 1)
  flood 50000
  flood 50000
  after=$(held 2)
  stop
  [ $((after - before)) -le 1024 ] || fail "from $before kB to $after kB"
}

test_idle_it_sleeps() {
  api reset
  watch
  until_true requests /download 2
  api silence
  switches() { grep ctxt_switches "/proc/$pid/status"; }
  tries=0
  until before=$(switches) && sleep 2.5 && [ "$(switches)" = "$before" ]; do
    tries=$((tries + 1))
    [ $tries -lt 4 ] || fail 'it wakes up though nothing comes'
  done
  stop
}

# With COMMAND

# The command of many cases: tells each start in the file starts, and its process in the file leader.
cat >"${TEST_TMPDIR:-/tmp}/server.$$" <<'END'
echo "start $DOPPLER_TOKEN" >>starts
echo $$ >leader
exec sleep 1000
END
SERVER=${TEST_TMPDIR:-/tmp}/server.$$
trap 'rm -f "$SERVER"' EXIT

# serve OPTION...: dp-watch with the server, which runs, and a stream, which is open.
serve() {
  watch "$@" -- sh "$SERVER"
  until_true test -s leader
}

test_command_is_started_anew() {
  api reset
  serve
  first=$(cat leader)
  [ "$(ps -o pgid= -p "$first" | tr -d ' ')" = "$first" ] || fail 'it has no group of its own'
  api set backend dev API_KEY seven
  until_true has_lines 2 starts
  is_gone "$first" || fail 'the old one runs'
  [ "$(sort -u starts)" = "start $RIGHT" ] || fail "$(cat starts)"
  kill "$pid"
  ends 143
  is_gone "$(cat leader)" || fail 'it outlives us'
  [ ! -s out ] && [ ! -s err ] || fail "$(cat out err)"
}

test_command_that_ends_ends_us() {
  api reset
  for code_of_it in 0 7 255; do
    run dp-watch -- sh -c "sleep 1.1; exit $code_of_it"
    expect_code "$code_of_it"
    expect_err
  done
  run dp-watch -- sh -c 'sleep 1.1; kill -SEGV $$'
  expect_code 139
  # shellcheck disable=SC2016
  run dp-watch -- sh -c 'sleep 1000 & echo $! >left; sleep 1.1; exit 3'
  expect_code 3
  is_gone "$(cat left)" || fail 'it left something'
  run dp-watch -- true
  expect_code 0
  refused 127 'dp-watch: cannot run "./none": No such file or directory' dp-watch -- ./none
  refused 126 'dp-watch: cannot run "/": Permission denied' dp-watch -- /
}

test_three_quick_deaths() {
  api reset
  run dp-watch -- sh -c 'echo >>tries; exit 9'
  expect_code 9
  expect_err 'dp-watch: cannot keep "sh": it ended with status 9 within a second of its start, three times in a row'
  [ "$(wc -l <tries)" -eq 3 ] || fail "$(wc -l <tries) starts"
  # Not in a row.
  watch -- sh -c 'echo >>ups; [ $(wc -l <ups) -gt 2 ] || exit 1; sleep 1000'
  until_true has_lines 3 ups
  stop
}

test_signals_reach_the_command() {
  api reset
  watch -- sh -c 'trap "echo hup >>got" HUP; trap "echo usr1 >>got" USR1; trap "echo winch >>got" WINCH
    trap "echo term >>got; exit 4" TERM; echo >up; while :; do sleep 0.05; done'
  until_true test -s up
  n=0
  for name in HUP USR1 WINCH; do
    n=$((n + 1))
    kill -$name "$pid"
    until_true has_lines $n got
  done
  kill -TERM "$pid"
  ends 4
  [ "$(cat got)" = 'hup
usr1
winch
term' ] || fail "$(cat got)"
}

test_stop_and_continue() {
  api reset
  serve
  state() { [ "$(ps -o stat= -p "$(cat leader)" | cut -c1)" = "$1" ]; }
  kill -TSTP "$pid"
  until_true state T
  kill -CONT "$pid"
  until_true state S
  kill -TSTP "$pid"
  until_true state T
  # One that is stopped is started anew, too.
  api set backend dev API_KEY eight
  until_true has_lines 2 starts
  stop
}

test_signal_and_grace() {
  api reset
  # shellcheck disable=SC2016
  watch --signal USR1 --grace 300ms -- sh -c 'trap "echo usr1 >>got" USR1; trap "" TERM; echo $$ >>pids
    while :; do sleep 0.05; done'
  until_true has_lines 1 pids
  api set backend dev API_KEY nine
  until_true has_lines 2 pids
  [ "$(cat got)" = usr1 ] || fail "$(cat got)"
  is_gone "$(head -n 1 pids)" || fail 'it outlived SIGKILL'
  kill -KILL "$pid"
  until_true is_gone "$(tail -n 1 pids)"
}

# Whoever is asked has time, and the whole group has.
test_the_group_has_the_grace() {
  api reset
  # shellcheck disable=SC2016
  watch -- sh -c 'sh -c "trap \"sleep 0.3; echo drained >>got; exit\" TERM; echo >up; while :; do sleep 0.05; done" &
    echo >>heads; wait'
  until_true test -s up
  api set backend dev API_KEY ten
  until_true has_lines 2 heads
  [ "$(cat got)" = drained ] || fail "$(cat got)"
  stop
}

test_check() {
  api reset
  serve --check 'echo asked; echo >>checks; exit "$(cat code)"'
  echo 1 >code
  api set backend dev API_KEY a
  until_true grep -q 'the check failed' err
  [ "$(cat err)" = 'asked
dp-watch: cannot restart "sh": the check failed: it ended with status 1' ] || fail "$(cat err)"
  echo 6 >code
  api set backend dev API_KEY b
  until_true has_lines 2 checks
  echo 4 >code
  api set backend dev API_KEY c
  until_true has_lines 3 checks
  [ "$(wc -l <starts)" -eq 1 ] || fail 'it was started anew'
  # That is tried again.
  echo 0 >code
  until_true has_lines 2 starts
  stop
}

test_nothing_outlives_sigkill() {
  api reset
  # shellcheck disable=SC2016
  watch --check 'echo $$ >check; sleep 1000' -- sh -c 'trap "" TERM HUP; sleep 1000 & echo $! >child; echo $$ >leader; wait; wait'
  until_true test -s leader
  api set backend dev API_KEY eleven
  until_true test -s check
  kill -KILL "$pid"
  for file in leader child check; do
    until_true is_gone "$(cat $file)"
  done
  until_true streams 0
}

test_refused_later() {
  api reset
  serve --report-to fd:5 5>report
  api revoke $RIGHT
  api cut
  ends 3
  [ "$(cat report)" = '{"tool":"dp-watch","exit":3,"kind":"refused"}' ] || fail "$(cat report)"
  is_gone "$(cat leader)" || fail 'it outlives us'
  api reset
  refused 3 "dp-watch: cannot fetch \"$DOPPLER_API_HOST\": HTTP 401: \"Invalid Auth token\"
dp-watch: hint: the token is mistyped, revoked or expired" dp-watch --token dp.st.dev.standin-revoked -- touch started
}

# What it does while the API is not there is its affair; when it comes, that is a change.
test_command_starts_without_the_api() {
  api reset
  api behave '{"status":503,"times":3}'
  dp-watch --timeout 1s --debounce 50ms -- sh "$SERVER" >out 2>err &
  pid=$!
  until_true has_lines 2 starts
  until_true streams 1
  stop
  [ "$(wc -l <starts)" -eq 2 ] || fail "$(cat starts)"
}

terminal() { run python3 -BIS "$ROOT/testdata/terminal.py" --transcript shown --echo "$@"; }

test_terminal_is_handed_over() {
  api reset
  # shellcheck disable=SC2016
  terminal ready 'hello\n' 'got hello' '\x1a' '[stopped' 'again\n' -- dp-watch -- sh -c \
    'exec </dev/tty >/dev/tty; echo ready; read -r line; echo "got $line"; head -n 1 | sed "s/^/then /"; sleep 1; exit 5'
  expect_code 5
  expect_err
  [ "$(grep -c '\[stopped, echo on\]' shown)" -eq 1 ] && grep -q 'then again' shown || fail "$(cat shown)"
}

test_terminal_ends_it() {
  api reset
  terminal ready '\x03' -- dp-watch -- sh -c 'stty -echo </dev/tty; stty echo </dev/tty; echo ready >/dev/tty; exec sleep 1000'
  expect_code 130
  grep -q 'echo on' shown || fail "$(cat shown)"
}

test_modes_of_the_terminal_are_put_back() {
  api reset
  terminal -- dp-watch -- sh -c 'stty raw -echo </dev/tty; sleep 1.1; exit 6'
  expect_code 6
  grep -q 'echo on' shown || fail "$(cat shown)"
}

test_process_1_reaps() {
  if ! unshare -rpf --mount-proc true 2>/dev/null; then
    echo 'skipped test_process_1_reaps: it needs namespaces of users and processes'
    return
  fi
  api reset
  # The orphan ends; nobody but process 1 can ask how.
  # shellcheck disable=SC2016
  run unshare -rpf --mount-proc dp-watch -- sh -c 'sh -c "setsid sleep 0.1 & "; sleep 1.2; grep -l "^State:.Z" /proc/[0-9]*/status; exit 2'
  expect_code 2
  expect_out
  unshare -rpf --mount-proc dp-watch -- sleep 1000 &
  until_true streams 1
  kill "$(pgrep -P $!)"
  wait $! && code=0 || code=$?
  [ "$code" -eq 143 ] || fail "it ended with $code"
}

test_options() {
  refused 2 'dp-watch: cannot use "--once": it does not go with a COMMAND' dp-watch --once -- true
  for option in --check=x --grace=1s --signal=INT; do
    refused 2 "dp-watch: cannot use \"${option%=*}\": it needs a COMMAND" dp-watch $option
  done
  refused 2 'dp-watch: cannot use "--signal": "SIGTERM" is not one of TERM, INT, HUP, QUIT, USR1, USR2, KILL' \
    dp-watch --signal SIGTERM -- true
  refused 2 "dp-watch: cannot use \"--poll\": it must be more than 0" dp-watch --poll 0
  refused 2 "dp-watch: cannot use \"--debounce\": it does not go with --poll" dp-watch --poll 1m --debounce 1s
  refused 2 "dp-watch: cannot use \"--debounce\": \"1\" is not a duration: use the units s, m, h, d or w, as in 90s or 7d
$HELP_HINT" dp-watch --debounce 1
  refused 2 "dp-watch: cannot use \"--once\": it takes no value
$HELP_HINT" dp-watch --once=1
  refused 2 'dp-watch: cannot use "--timeout": it must be more than 0' dp-watch --timeout 0
  DOPPLER_TOKEN='' refused 2 'dp-watch: cannot find "token": no option, variable or configuration file gives one
dp-watch: hint: set DOPPLER_TOKEN, or use --token-from SOURCE' dp-watch
}

start_api
run_tests "$@"
