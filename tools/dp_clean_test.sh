#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# dp-clean end to end: what goes, what stays, what is said, and what faults leave behind.

. tools/testing.sh

DAY=86400
NOW=$(date +%s)

# be64 N: eight bytes, the highest first.
be64() {
  for shift in 56 48 40 32 24 16 8 0; do
    # shellcheck disable=SC2059  # The format is the byte.
    printf "\\$(printf %03o $(($1 >> shift & 255)))"
  done
}

# stamped NAME SEALED_AT [NOT_AFTER]: as far as anyone without the passphrase can tell, in Unix time.
stamped() {
  salt=$({ printf 0123456789abcdefDPX1 && be64 "$2" && be64 "${3-0}"; } | base64 -w 0)
  printf '4:base64:500000:%s-bm9uY2Vub25jZTEy-c2VhbGVkIHdpdGggYSB0YWcgYXQgaXRz' "$salt" >"$1"
}

# plain NAME AGE: a file of the Doppler CLI, modified AGE seconds ago.
plain() {
  printf 4:base64:500000:c2FsdHNhbHQ=-bm9uY2Vub25jZTEy-c2VhbGVkIHdpdGggYSB0YWcgYXQgaXRz >"$1"
  touch -d "@$((NOW - $2))" "$1"
}

METADATA=.metadata-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.json
metadata() {
  printf 'version: "1"\netag: W/"abc"\nhash: 00\n' >"$1"
  touch -d "@$((NOW - $2))" "$1"
}

# has NAME..., gone NAME...: after the last run.
has() {
  for name in "$@"; do [ -e "$name" ] || [ -L "$name" ] || fail "$name is gone"; done
}
gone() {
  for name in "$@"; do [ ! -e "$name" ] || fail "$name is there"; done
}

# no_aside: nothing is left of moving aside.
no_aside() {
  [ -z "$(find . -name '*.dp-clean')" ] || fail "left: $(find . -name '*.dp-clean')"
}

# as_nobody COMMAND...: without any privilege; as we are, where we have none.
as_nobody() {
  if [ "$(id -u)" -ne 0 ]; then
    "$@"
  else
    setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
  fi
}

# needs PROGRAM: whether it is there; says so loudly when it is not.
needs() {
  command -v "$1" >/dev/null && return
  echo "skipped $name: $1 is not installed"
  return 1
}

# sorted FILE: its lines, sorted, in the place of FILE.
sorted() {
  sort -o "$1" "$1"
}

test_default_age() {
  plain old $((15 * DAY))
  plain young $((13 * DAY))
  stamped copied $((NOW - 15 * DAY))
  stamped fresh $((NOW - DAY))
  touch -d '90 days ago' fresh
  metadata $METADATA $((15 * DAY))
  run dp-clean .
  expect_code 0
  expect_out
  expect_err
  gone old copied $METADATA
  has young fresh
}

test_verbose_lists_what_went_and_why_the_rest_stayed() {
  mkdir dir
  plain dir/old $((15 * DAY))
  plain dir/young $DAY
  printf hello >dir/foreign
  run dp-clean -v dir/
  expect_code 0
  expect_out dir/old
  sorted "$ERR"
  expect_err 'dp-clean: kept "dir/foreign": it is not a sealed file
dp-clean: kept "dir/young": it is not old enough'
}

test_dry_run_changes_nothing() {
  mkdir dir
  plain dir/a $((15 * DAY))
  plain "dir/b
b" $((15 * DAY))
  plain dir/young 1
  plain dir/.c.0123456789abcdef.tmp 7200
  chmod 600 dir/.c.0123456789abcdef.tmp
  plain dir/.d.0123456789abcdef.dp-clean $((15 * DAY))
  snapshot >"$OUT.before"
  run dp-clean --dry-run --null dir
  expect_code 0
  expect_err
  tr '\0\n' '\n?' <"$OUT" | sort >list
  [ "$(cat list)" = "dir/.c.0123456789abcdef.tmp
dir/.d.0123456789abcdef.dp-clean
dir/a
dir/b?b" ] || fail "listed: $(cat list)"
  rm list
  touch -r dir .
  snapshot | grep -v '^\. d' >"$OUT.after"
  grep -v '^\. d' "$OUT.before" | cmp -s - "$OUT.after" || fail "the directory changed"
  run dp-clean -v0 dir
  tr '\0\n' '\n?' <"$OUT" | sort >list
  [ "$(cat list)" = "dir/.c.0123456789abcdef.tmp
dir/.d.0123456789abcdef.dp-clean
dir/a
dir/b?b" ] || [ "$(cat list)" = "dir/.c.0123456789abcdef.tmp
dir/a
dir/b?b
dir/d" ] || fail "listed: $(cat list)"
}

test_expired() {
  stamped past $((NOW - DAY)) $((NOW - 1))
  stamped young $((NOW - DAY)) $((NOW + DAY))
  stamped old $((NOW - 30 * DAY)) $((NOW + DAY))
  plain doppler $((30 * DAY))
  run dp-clean -v --expired .
  expect_code 0
  expect_out ./past
  sorted "$ERR"
  expect_err 'dp-clean: kept "./doppler": it has no stamp, so it never expires
dp-clean: kept "./old": it has not expired
dp-clean: kept "./young": it has not expired'
  stamped past $((NOW - DAY)) $((NOW - 1))
  run dp-clean --expired --max-age 2w .
  expect_code 0
  gone past old doppler
  has young
}

test_the_future_is_never_old() {
  stamped stamp $((NOW + 3600))
  touch -d '30 days ago' stamp
  plain time -3600
  plain now 1
  run dp-clean -v --max-age 0 .
  expect_code 0
  expect_out ./now
  sorted "$ERR"
  expect_err 'dp-clean: kept "./stamp": it is from the future
dp-clean: kept "./time": it is from the future'
  run dp-clean --all .
  expect_code 0
  gone stamp time
}

test_other_clocks() {
  needs faketime || return 0
  unsanitized faketime || return 0
  # The clock alone: it would turn the times of files back, too.
  export NO_FAKE_STAT=1
  stamped stamp $((NOW - DAY)) $((NOW + DAY))
  plain time $DAY
  run faketime '1970-01-02 00:00:00' dp-clean -v --max-age 0 --expired .
  expect_code 0
  expect_out
  sorted "$ERR"
  expect_err 'dp-clean: kept "./stamp": it is from the future
dp-clean: kept "./time": it is from the future'
  run faketime '2106-02-08 00:00:00' dp-clean -v --expired .
  expect_code 0
  expect_out ./stamp
  run faketime '2106-02-08 00:00:00' dp-clean -v .
  expect_code 0
  expect_out ./time
}

test_what_is_not_a_regular_file_stays() {
  mkdir -p home/.ssh
  plain home/.ssh/id $((30 * DAY))
  ln -s home/.ssh/id .secrets-00.json
  mkdir dir.sealed
  plain dir.sealed/inner $((30 * DAY))
  mkfifo fifo
  [ "$(id -u)" -ne 0 ] || mknod device c 1 3 2>/dev/null || :
  refused_kept
  has .secrets-00.json home/.ssh/id dir.sealed/inner fifo
  sorted "$ERR"
  grep -v '"./device"' "$ERR" >"$OUT"
  cp "$OUT" "$ERR"
  expect_err 'dp-clean: kept "./.secrets-00.json": it is a symbolic link
dp-clean: kept "./dir.sealed": it is a directory
dp-clean: kept "./fifo": it is a FIFO
dp-clean: kept "./home": it is a directory'
}

# refused_kept: with --all and -v nothing goes.
refused_kept() {
  snapshot >"$OUT.before"
  run dp-clean -v --all .
  expect_code 0
  expect_out
  snapshot | cmp -s - "$OUT.before" || fail "the directory changed"
}

test_foreign_files_stay() {
  printf '{"A":"b"}' >.secrets-00.json
  printf 'id: 1\n' >$METADATA
  : >empty.sealed
  printf 4:base64:500000: >cut.sealed
  printf '#!/bin/sh\n' >.x.0123456789abcdef.tmpx
  # Names as ours, but what is in them, or the mode, is not.
  printf '#!/bin/sh\n' >.y.0123456789abcdef.tmp
  printf '#!/bin/sh\n' >.y.0123456789abcdef.dp-clean
  chmod 600 .y.*
  printf 4:base64:500000: >.z.0123456789abcdef.tmp
  cp /bin/sh program
  touch -d '90 days ago' .secrets-00.json $METADATA empty.sealed cut.sealed .[xyz].* program
  refused_kept
  metadata metadata.yaml $((90 * DAY))
  refused_kept
}

test_temporary_files() {
  plain .a.0123456789abcdef.tmp 7200
  plain .b.0123456789abcdef.tmp 60
  chmod 600 .?.0123456789abcdef.tmp
  run dp-clean --all .
  expect_code 0
  gone .a.0123456789abcdef.tmp
  has .b.0123456789abcdef.tmp
  run dp-clean -v --expired .
  expect_err 'dp-clean: kept "./.b.0123456789abcdef.tmp": it may still be in use: it is not over 1 hour old'
}

test_bad_options() {
  plain old $((90 * DAY))
  hint='
dp-clean: hint: dp-clean --help lists the options'
  not='is not a duration:'
  refused 2 "dp-clean: cannot use \"--max-age\": \"-1\" $not it is negative$hint" dp-clean --max-age -1 .
  refused 2 "dp-clean: cannot use \"--max-age\": \"1e400\" $not use the units s, m, h, d or w, as in 90s or 7d$hint" \
    dp-clean --max-age 1e400 .
  refused 2 "dp-clean: cannot use \"--max-age\": \"9223372036854775808s\" $not it is too long$hint" \
    dp-clean --max-age 9223372036854775808s .
  refused 2 "dp-clean: cannot use \"--max-age\": \"9223372036854775807s\" $not it is too long$hint" \
    dp-clean --max-age 9223372036854775807s .
  refused 2 "dp-clean: cannot use \"--max-age\": \"14\" $not use the units s, m, h, d or w, as in 90s or 7d$hint" \
    dp-clean --max-age 14 .
  refused 2 "dp-clean: cannot use \"--max-age\": it is given twice$hint" dp-clean --max-age 1d --max-age 2d .
  refused 2 "dp-clean: cannot use \"--exp\": there is no such option
dp-clean: hint: did you mean --expired?$hint" dp-clean --exp .
  refused 2 "dp-clean: cannot use \"-x\": there is no such option$hint" dp-clean -x .
}

test_default_directory() {
  mkdir -p home/.doppler/fallback env/fallback given/fallback
  for dir in home/.doppler env given; do plain $dir/fallback/.secrets-00.json $((15 * DAY)); done
  run env HOME="$PWD/home" DOPPLER_CONFIG_DIR="$PWD/env" dp-clean --config-dir given
  expect_code 0
  gone given/fallback/.secrets-00.json
  has env/fallback/.secrets-00.json
  run env HOME="$PWD/home" DOPPLER_CONFIG_DIR="$PWD/env" dp-clean
  expect_code 0
  gone env/fallback/.secrets-00.json
  has home/.doppler/fallback/.secrets-00.json
  run env HOME="$PWD/home" dp-clean
  expect_code 0
  gone home/.doppler/fallback/.secrets-00.json
  hint='dp-clean: cannot find "fallback": HOME is not set
dp-clean: hint: name the directory to clean, or use --config-dir'
  refused 2 "$hint" env -u HOME dp-clean
  refused 2 "$hint" env HOME= dp-clean
}

test_directories_that_are_none() {
  mkdir home
  refused 0 '' env HOME="$PWD/home" dp-clean
  refused 0 '' dp-clean --config-dir nowhere
  refused 1 'dp-clean: cannot clean "nowhere": No such file or directory' dp-clean nowhere
  refused 1 'dp-clean: cannot clean "": No such file or directory' dp-clean ''
  : >file
  refused 1 'dp-clean: cannot clean "file": Not a directory' dp-clean file
  mkdir dir
  plain dir/old $((15 * DAY))
  ln -s dir link
  refused 1 'dp-clean: cannot clean "link": it is a symbolic link
dp-clean: hint: name the directory it leads to, or end it in a slash' dp-clean link
  run dp-clean nowhere dir
  expect_code 1
  expect_err 'dp-clean: cannot clean "nowhere": No such file or directory'
  gone dir/old
}

test_stdout_that_fails() {
  plain old $((15 * DAY))
  code=0
  dp-clean -n . >/dev/full 2>"$ERR" || code=$?
  expect_code 1
  expect_err 'dp-clean: cannot write "stdout": No space left on device'
  code=0
  dp-clean -n . >&- 2>"$ERR" || code=$?
  expect_code 1
  expect_err 'dp-clean: cannot write "stdout": Bad file descriptor'
  has old
}

test_other_owners() {
  [ "$(id -u)" -eq 0 ] || return 0
  mkdir dir
  plain dir/theirs $((15 * DAY))
  chown 65534 dir/theirs
  run dp-clean -v dir
  expect_code 0
  expect_out
  expect_err 'dp-clean: kept "dir/theirs": it belongs to another user'
  run dp-clean --any-owner dir
  expect_code 0
  gone dir/theirs
}

test_without_privileges() {
  mkdir dir
  plain dir/mine $((15 * DAY))
  plain dir/unreadable $((15 * DAY))
  chmod 0 dir/unreadable
  [ "$(id -u)" -ne 0 ] || chown -R 65534 .
  run as_nobody dp-clean dir
  expect_code 1
  expect_err 'dp-clean: cannot read "dir/unreadable": Permission denied'
  gone dir/mine
  chmod 600 dir/unreadable
  chmod 500 dir
  refused 1 'dp-clean: cannot remove "dir/unreadable": Permission denied' as_nobody dp-clean dir
  chmod 0 dir
  run as_nobody dp-clean dir
  expect_code 1
  expect_err 'dp-clean: cannot clean "dir": Permission denied'
}

test_names_stay_on_one_line() {
  name=$(printf '\033[31mred\nnext')
  printf x >"$name"
  run dp-clean -v .
  expect_err 'dp-clean: kept "./\x1b[31mred\nnext": it is not a sealed file'
}

test_locked_directory() {
  needs flock || return 0
  plain old $((15 * DAY))
  flock . sleep 1 &
  sleep 0.2
  run dp-clean .
  expect_code 0
  gone old
  wait
}

# faulty INJECTION COMMAND...: one system call fails.
faulty() {
  inject=$1
  shift
  strace -f -o "$OUT.strace" -e "inject=$inject" "$@"
}

test_faults() {
  needs strace || return 0
  plain a $((15 * DAY))
  plain b $((15 * DAY))
  for call in renameat2 unlinkat; do
    plain a $((15 * DAY))
    plain b $((15 * DAY))
    run faulty $call:error=EIO:when=1 dp-clean .
    expect_code 1
    grep -qx 'dp-clean: cannot remove "./[ab]": Input/output error' "$ERR" || fail "$(cat "$ERR")"
    no_aside
    [ "$(ls)" = a ] || [ "$(ls)" = b ] || fail "left: $(ls)"
  done
  rm -f a b
  plain a $((15 * DAY))
  refused 1 'dp-clean: cannot lock ".": Input/output error' faulty flock:error=EIO dp-clean .
  refused 1 'dp-clean: cannot read "./a": Input/output error' faulty statx:error=EIO dp-clean .
}

test_a_fault_when_looking_again() {
  needs strace || return 0
  plain a $((15 * DAY))
  # The first statx(2) looks, the second one looks at what was moved aside.
  snapshot | grep -v '^\. d' >"$OUT.before"
  run faulty statx:error=EIO:when=2 dp-clean .
  expect_code 1
  expect_out
  expect_err 'dp-clean: cannot remove "./a": Input/output error'
  snapshot | grep -v '^\. d' | cmp -s - "$OUT.before" || fail "a changed"
}

# On a terminal names are quoted, as in messages; raw with -0, and into a pipe.
test_names_on_a_terminal() {
  name=$(printf 'a\033[31mb')
  plain "$name" $((15 * DAY))
  for option in '-n' '-n0'; do
    run python3 -c 'import os, pty, sys
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))' dp-clean $option .
    expect_code 0
    case $option in
      -n) [ "$(tr -d '\r' <"$OUT")" = '"./a\x1b[31mb"' ] || fail "$(cat -v "$OUT")" ;;
      *) [ "$(tr -d '\0' <"$OUT")" = "./$name" ] || fail "$(cat -v "$OUT")" ;;
    esac
  done
  run dp-clean -n .
  expect_out "./$name"
}

# A name too long for what is moved aside comes back whole, and where the file system cannot note it,
# the file is not touched.
test_long_names() {
  needs strace || return 0
  long=$(printf '%0247d' 0)
  plain "$long" $((15 * DAY))
  run strace -f -o "$OUT.strace" -e inject=unlinkat:signal=KILL dp-clean .
  [ ! -e "$long" ] || fail "it was not moved aside"
  run dp-clean -v --max-age 90d .
  expect_code 0
  expect_err "dp-clean: restored \"./$(printf '%0198d' 0)...\"
dp-clean: kept \"./$(printf '%0198d' 0)...\": it is not old enough"
  has "$long"
  no_aside
  refused 1 "dp-clean: cannot remove \"./$(printf '%0198d' 0)...\": its name is too long to rename, and could not be recorded: Operation not supported" \
    faulty fsetxattr:error=EOPNOTSUPP dp-clean .
  run dp-clean .
  expect_code 0
  gone "$long"
}

test_a_fault_of_putting_back() {
  needs strace || return 0
  plain a $((15 * DAY))
  run strace -f -o "$OUT.strace" -e inject=statx:error=EIO:when=2 -e inject=renameat2:error=EIO:when=2 dp-clean .
  expect_code 1
  expect_out
  aside=$(ls -A)
  expect_err "dp-clean: cannot put back \"./a\": Input/output error; it is now \"$aside\""
  run dp-clean -v --max-age 90d .
  expect_code 0
  expect_err 'dp-clean: restored "./a"
dp-clean: kept "./a": it is not old enough'
  has a
  no_aside
}

test_a_fault_of_the_directory() {
  needs strace || return 0
  plain a $((15 * DAY))
  run faulty fsync:error=EIO dp-clean .
  expect_code 1
  expect_err 'dp-clean: cannot clean ".": Input/output error: removed, but not known to be durable'
  gone a
  plain a $((15 * DAY))
  run faulty getdents64:error=EIO:when=2 dp-clean .
  expect_code 1
  expect_err 'dp-clean: cannot read ".": Input/output error'
  gone a
}

test_one_sync_and_only_after_removing() {
  needs strace || return 0
  plain a $((15 * DAY))
  plain b $((15 * DAY))
  for expected in 1 0; do
    run strace -o "$OUT.strace" -e trace=fsync,fdatasync,sync dp-clean .
    expect_code 0
    [ "$(grep -c sync "$OUT.strace")" -eq $expected ] || fail "$(cat "$OUT.strace")"
  done
}

test_killed_at_each_call() {
  needs strace || return 0
  for call in statx openat renameat2 unlinkat fsync; do
    for when in 1 2 3 4; do
      rm -f ./* .[!.]*
      stamped old $((NOW - 30 * DAY))
      stamped young "$NOW"
      cp young "$OUT.young"
      run faulty "$call:signal=SIGKILL:when=$when" dp-clean .
      [ "$code" -eq 0 ] || [ "$code" -eq 137 ] || fail "$call $when: exit code $code"
      run dp-clean .
      expect_code 0
      expect_err
      [ "$(ls -A)" = young ] || fail "$call $when: left: $(ls -A)"
      cmp -s young "$OUT.young" || fail "$call $when: young changed"
    done
  done
}

test_signals_wait() {
  needs strace || return 0
  plain a $((15 * DAY))
  run faulty renameat2:signal=SIGTERM:when=1 dp-clean .
  [ "$code" -eq 143 ] || fail "exit code $code"
  no_aside
  gone a
}

test_others_may_be_faster() {
  needs strace || return 0
  plain a $((15 * DAY))
  for call in statx openat:when=6+ renameat2 unlinkat; do
    case $call in *:*) inject=${call%%:*}:error=ENOENT:${call#*:} ;; *) inject=$call:error=ENOENT ;; esac
    run faulty "$inject" dp-clean .
    expect_code 0
    expect_err
  done
}

test_many_files() {
  unsanitized "a limit of memory" || return 0
  # In memory, where there is some: removing them again takes a disk a minute.
  dir=$(mktemp -d /dev/shm/dp.XXXXXX 2>/dev/null) || mkdir "${dir:=dir}"
  (cd "$dir" && seq 100000 | split -l 1 -a 4 - x) || fail "cannot make files"
  plain "$dir/old" $((15 * DAY))
  # 16 MiB of memory of its own.
  run prlimit --data=16777216 dp-clean -v "$dir"
  rm -rf "$dir"
  expect_code 0
  expect_out "$dir/old"
  [ "$(wc -l <"$ERR")" -eq 100000 ] || fail "not every file is told of"
}

test_with_dp_encrypt() {
  echo passphrase >"$OUT.passphrase"
  chmod 600 "$OUT.passphrase"
  mkdir dir
  (while [ ! -e stop ]; do dp-clean --expired dir || echo failed >>failures; done) &
  i=0
  while [ $i -lt 200 ]; do
    i=$((i + 1))
    stamped new $((NOW - 2)) $((NOW - 1))
    mv new dir/x
    echo "{\"N\":\"$i\"}" | dp-encrypt --rounds 1 --passphrase-from "file:$OUT.passphrase" -o dir/x 2>/dev/null ||
      fail "dp-encrypt failed"
    tries=0
    until [ -e dir/x ]; do
      tries=$((tries + 1))
      [ $tries -lt 1000 ] || fail "the replacement $i is lost"
      sleep 0.01 # It may be aside for as long as the machine is busy.
    done
  done
  : >stop
  wait
  gone failures
  run dp-decrypt --passphrase-from "file:$OUT.passphrase" dir/x
  expect_out '{"N":"200"}'
  [ "$(ls -A dir)" = x ] || fail "left: $(ls -A dir)"
}

# literal N: the Nth displayed text of the manual.
literal() {
  awk -v n="$1" '/^\.Bd -literal/ {i++; on = 1; next} /^\.Ed/ {on = 0} on && i == n' "$ROOT/docs/dp-clean.1"
}

test_manual_examples() {
  mkdir secrets
  plain secrets/old $((2 * DAY))
  command=$(literal 1 | sed -n 's|^17 \* \* \* \* \(dp-clean .*\)/var/lib/secrets$|\1|p')
  [ -n "$command" ] || fail "no line for cron in the manual"
  # Where the tools are in none of the places that cron searches by itself.
  path=$(literal 1 | sed -n "s|^PATH=/usr/local/bin|$(dirname "$(command -v dp-clean)")|p")
  run env -i PATH="${path:-/usr/bin:/bin}" sh -c "${command}secrets"
  expect_code 0
  expect_err
  gone secrets/old
}

test_manual_units() {
  needs systemd-analyze || return 0
  # systemd searches the program where ci/install puts it; verify knows no other places.
  systemd-path search-binaries-default | tr : '\n' | grep -qx /usr/local/bin || fail "not in what systemd searches"
  literal 2 | sed "s|=dp-clean |=true |" >plain.service
  literal 2 | sed "s|=dp-clean |=$(command -v dp-clean) |" >dp-clean.service
  literal 3 >dp-clean.timer
  grep -q '^ExecStart=' dp-clean.service || fail "no service in the manual"
  grep -q '^OnCalendar=' dp-clean.timer || fail "no timer in the manual"
  run systemd-analyze verify ./plain.service ./dp-clean.service ./dp-clean.timer
  expect_code 0
  expect_out
  expect_err
}

test_all_asks_for_no_age() {
  refused 2 'dp-clean: cannot use "--expired": --all is given, which asks for no age' dp-clean --all --expired .
  refused 2 'dp-clean: cannot use "--max-age": --all is given, which asks for no age' dp-clean --all --max-age 1d .
  refused 2 'dp-clean: cannot use "--config-dir": there is a DIR as well' dp-clean --config-dir x .
}

run_tests "$@"
