#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# The Doppler CLI's fallback file, in dp-encrypt and dp-decrypt, and the refresh that dp-fetch joins.

# shellcheck source-path=SCRIPTDIR source=../testing.sh
. "$PWD/tools/testing.sh"

TOKEN=dp.ct.canary-4711
SECRETS='{"A":"1","B":"two\nlines"}'
TOKEN_HINT='set DOPPLER_TOKEN, or use --token-from SOURCE'

# seal ARG...: with few rounds, so that the tests take no time.
seal() { dp-encrypt --rounds 100000 "$@"; }
# doppler COMMAND...: as the Doppler CLI would.
doppler() { /usr/bin/python3 "$ROOT/testdata/doppler.py" "$@"; }
# at_home PROJECT CONFIG: a home of its own, the token, and the paths of the files there.
at_home() {
  HOME=$PWD/home DOPPLER_TOKEN=$TOKEN DOPPLER_PROJECT=${1-} DOPPLER_CONFIG=${2-}
  export HOME DOPPLER_TOKEN DOPPLER_PROJECT DOPPLER_CONFIG
  mkdir -p home
  dir=$HOME/.doppler/fallback
  names=$(doppler names "$TOKEN" "${1-}" "${2-}" json '' '')
  secrets=$dir/$(echo "$names" | sed -n 1p)
  metadata=$dir/$(echo "$names" | sed -n 2p)
  legacy=$dir/$(echo "$names" | sed -n 3p)
}

# Names

test_prints_the_paths_of_the_doppler_cli() {
  unset HOME
  n() {
    want=$(doppler names "$TOKEN" "$1" "$2" "${3:-json}" "$4" "$5")
    set -- ${1:+--project "$1"} ${2:+--config "$2"} ${3:+--format "$3"} ${4:+--name-transformer "$4"} ${5:+--only "$5"}
    for tool in dp-encrypt dp-decrypt; do
      {
        $tool --config-dir /d --token "$TOKEN" --print-path "$@" &&
          $tool --config-dir /d --token "$TOKEN" --fallback --print-path=metadata "$@" &&
          $tool --config-dir /d/ --print-path=legacy "$@"
      } >paths </dev/null || fail "$tool"
      [ "$(cat paths)" = "$(echo "$want" | sed 's,^\.,/d/fallback/.,')" ] || fail "$tool: $(cat paths) for $*"
    done
  }
  n '' '' '' '' ''
  n backend '' '' '' ''
  n '' dev '' '' ''
  n backend dev '' '' ''
  n backend dev env '' ''
  n backend dev '' tf-var ''
  n backend dev '' '' B,A,B
  n backend dev dotnet-json camel C,A,B
}

test_print_path_does_nothing_else() {
  at_home backend dev
  printf %s "$SECRETS" >in
  unset DOPPLER_PASSPHRASE
  snapshot >"$OUT.before"
  for tool in dp-encrypt dp-decrypt; do
    run setsid "$tool" --print-path <in
    expect_code 0
    expect_err
    expect_out "$secrets"
    run "$tool" --print-path --fallback='~/x//../y' --no-read-env
    expect_out "$HOME/y"
    (unset DOPPLER_TOKEN && "$tool" --print-path --fallback=in) >"$OUT" || fail "it needs a token"
    expect_out "$PWD/in"
    run "$tool" --print-path=legacy --fallback=in
    expect_code 0
    expect_out
    run "$tool" --print-path --token-from fd:0 <<EOF
other
EOF
    expect_out "$dir/$(doppler names other backend dev json '' '' | head -n 1)"
  done
  snapshot | cmp - "$OUT.before" || fail "the directory changed"
}

test_settings_come_from_the_configuration_of_the_doppler_cli() {
  at_home backend dev
  unset DOPPLER_TOKEN DOPPLER_PROJECT DOPPLER_CONFIG
  mkdir "$HOME/.doppler"
  printf 'scoped:\n  /:\n    token: %s\n  %s:\n    enclave.project: backend\n    enclave.config: dev\n' \
    "$TOKEN" "$PWD/app" >"$HOME/.doppler/.doppler.yaml"
  run dp-decrypt --print-path --scope app
  expect_out "$secrets"
  run dp-decrypt --print-path
  expect_out "$dir/$(doppler names "$TOKEN" '' '' json '' '' | head -n 1)"
}

# Sealing and opening

test_seals_for_the_doppler_cli_and_opens_its_file() {
  at_home backend dev
  printf %s "$SECRETS" >in
  for project in backend ''; do
    at_home "$project" dev
    pass=$(doppler passphrase "$TOKEN" "$project" dev)
    (umask 0777 && seal --fallback <in) || fail "no seal"
    [ "$(stat -c %a "$HOME/.doppler" "$dir" "$secrets" | tr '\n' ' ')" = "700 700 600 " ] || fail "modes"
    doppler open "$pass" "$secrets" | cmp - in || fail "the Doppler CLI does not open it"
    run dp-decrypt --fallback
    expect_out "$SECRETS"
    expect_err
    printf '{"C":"3"}' | doppler seal "$pass" "$secrets"
    run dp-decrypt --fallback
    expect_code 0
    expect_out '{"C":"3"}'
    # Replaces a file of mode 0400, too.
    seal --fallback --expires-in 1h <in || fail "no seal"
    [ "$(dp-decrypt --info --fallback | jq .stamped)" = true ] || fail "no stamp"
    rm -r "$HOME/.doppler"
  done
}

test_takes_a_path_instead() {
  at_home backend dev
  printf %s "$SECRETS" >in
  (
    unset DOPPLER_TOKEN HOME
    DOPPLER_PASSPHRASE=p
    export DOPPLER_PASSPHRASE
    seal --fallback=copy <in || fail "no seal"
    [ "$(dp-decrypt --fallback=./copy)" = "$SECRETS" ] || fail "no open"
  ) || exit 1
  [ "$(doppler open p copy)" = "$SECRETS" ] || fail "another passphrase"
  [ ! -e "$HOME/.doppler" ] || fail "the default directory was made"
  run dp-decrypt --fallback=copy
  expect_code 3
  seal --fallback=copy <in
  [ "$(doppler open "$TOKEN:backend:dev" copy)" = "$SECRETS" ] || fail "another passphrase"
  # The legacy file is not for a path of one's own.
  mkdir -p "$dir"
  mv copy "$legacy"
  refused 1 "dp-decrypt: cannot read $(said "$PWD/copy"): No such file or directory
dp-decrypt: hint: dp-fetch | dp-encrypt --fallback=$(said "$PWD/copy") makes it" \
    dp-decrypt --fallback=copy
}

test_reads_the_legacy_file_while_only_that_is_there() {
  at_home backend dev
  mkdir -p "$dir"
  refused 1 "dp-decrypt: cannot read $(said "$secrets"): No such file or directory
dp-decrypt: hint: dp-fetch | dp-encrypt --fallback makes it, with the same token, project and config" \
    dp-decrypt --fallback
  printf '{"OLD":"1"}' | doppler seal "$TOKEN:backend:dev" "$legacy"
  run dp-decrypt --fallback
  expect_code 0
  expect_out '{"OLD":"1"}'
  printf %s "$SECRETS" | seal --fallback
  run dp-decrypt --fallback
  expect_out "$SECRETS"
  printf damaged >"$secrets"
  refused 3 "dp-decrypt: cannot open $(said "$secrets"): it is not a sealed file: it has no salt, nonce and data" \
    dp-decrypt --fallback
}

test_passphrases_in_their_order() {
  at_home backend dev
  printf %s "$SECRETS" >in
  DOPPLER_PASSPHRASE=e
  export DOPPLER_PASSPHRASE
  opens() { doppler open "$1" "$secrets" >/dev/null 2>&1 || fail "$1 does not open it"; }
  seal --fallback <in
  opens e
  seal --fallback --passphrase v <in
  opens v
  seal --fallback --passphrase-from fd:3 <in 3<<EOF
f
EOF
  opens f
  seal --fallback --passphrase-from token <in
  opens "$TOKEN:backend:dev"
  run dp-decrypt --fallback
  expect_code 3
  run dp-decrypt --fallback --passphrase-from token
  expect_out "$SECRETS"
  run dp-decrypt --no-read-env --fallback --token "$TOKEN" -p backend -c dev
  expect_out "$SECRETS"
  seal --fallback --no-read-env --token "$TOKEN" <in
  [ "$(doppler open "$TOKEN" "$dir/$(doppler names "$TOKEN" '' '' json '' '' | head -n 1)")" = "$SECRETS" ] ||
    fail "not the token alone"
  # Without --fallback, and for a file of any name.
  seal --passphrase-from token -o out <in
  [ "$(doppler open "$TOKEN:backend:dev" out)" = "$SECRETS" ] || fail "out"
  unset DOPPLER_PASSPHRASE
  run setsid dp-decrypt --passphrase-from token out
  expect_out "$SECRETS"
  run dp-decrypt --passphrase-from token -c prd out
  expect_code 3
  refused 2 'dp-decrypt: cannot use "--passphrase": --passphrase-from is given, too' \
    dp-decrypt --passphrase-from token --passphrase x out
}

test_needs_a_token_only_where_something_depends_on_it() {
  HOME=/nonexistent
  export HOME
  printf %s "$SECRETS" >in
  reason='cannot find "token": no option, variable or configuration file gives one'
  for arguments in --fallback '--fallback=x' '--passphrase-from token -o x' '--fallback=x --passphrase p --etag-from in' \
    --print-path --print-path=metadata; do
    # shellcheck disable=SC2086
    refused 2 "dp-encrypt: $reason
dp-encrypt: hint: $TOKEN_HINT" setsid dp-encrypt $arguments <in
  done
  for arguments in --fallback '--fallback=in' '--passphrase-from token in' --print-etag '--fallback=x --print-etag'; do
    # shellcheck disable=SC2086
    refused 2 "dp-decrypt: $reason
dp-decrypt: hint: $TOKEN_HINT" setsid dp-decrypt $arguments 2>/dev/null || exit 1
  done
  unset HOME
  refused 2 'dp-encrypt: cannot find "fallback": HOME is not set
dp-encrypt: hint: --config-dir names the directory of the Doppler CLI' dp-encrypt --fallback --token t <in
}

test_refuses_wrong_calls() {
  at_home backend dev
  printf %s "$SECRETS" >in
  seal --passphrase p -o out <in
  for tool in dp-encrypt dp-decrypt; do
    for option in "--project x" "--config x" "--token-from fd:3" "--token canary-4711" "--config-dir x" "--scope x" \
      --no-read-env "--format json" "--name-transformer camel" "--only A"; do
      # shellcheck disable=SC2086
      refused 2 "$tool: cannot use \"${option%% *}\": it tells which copy is meant, and needs --fallback" $tool $option <in
    done
    hint="$tool: hint: $tool --help lists the options"
    refused 2 "$tool: cannot use \"--fallback\": the value is empty
$hint" $tool --fallback= <in
    refused 2 "$tool: cannot use \"--print-path\": \"secrets\" is neither metadata nor legacy
$hint" $tool --print-path=secrets <in
    refused 2 "$tool: cannot use \"--fallback\": \"/\" is not the path of a file" $tool --fallback=/ <in
    refused 2 "$tool: cannot use \"--fallback\": \"~nobody/x\" is not the path of a file" $tool --fallback='~nobody/x' <in
    refused 2 "$tool: cannot use \"--format\": \"xml\" is not one of json, dotnet-json, env, yaml, docker, env-no-quotes" \
      $tool --fallback --format xml <in
    refused 2 "$tool: cannot use \"--name-transformer\": \"x\" is not one of camel, upper-camel, lower-snake, tf-var, dotnet, dotnet-env, lower-kebab" \
      $tool --fallback --name-transformer x <in
    refused 2 "$tool: cannot use \"--token-from\": --token is given, too" $tool --fallback --token t --token-from fd:3 <in
  done
  refused 2 'dp-encrypt: cannot use "--output": --fallback is given, too' dp-encrypt -o x --fallback <in
  refused 2 'dp-encrypt: cannot use "--output": --print-path is given, too' dp-encrypt -o x --print-path <in
  refused 2 'dp-encrypt: cannot use "--etag-from": it needs --fallback' dp-encrypt -o x --etag-from etag <in
  refused 2 'dp-encrypt: cannot use "--etag-from": stdin is what is to be sealed' dp-encrypt --fallback --etag-from - <in
  refused 2 'dp-encrypt: cannot use "--token-from": stdin is what is to be sealed' dp-encrypt --fallback --token-from fd:0 <in
  refused 2 'dp-decrypt: cannot use operand 1: too many operands
dp-decrypt: hint: to name the file, use --fallback=PATH' dp-decrypt --fallback out
  refused 2 'dp-decrypt: cannot use operand 1: too many operands
dp-decrypt: hint: to name the file, use --fallback=PATH' dp-decrypt --print-etag out
  refused 2 'dp-decrypt: cannot use "--print-etag": --info is given, too' dp-decrypt --print-etag --info
  refused 2 'dp-decrypt: cannot use "--print-path": --print-etag is given, too' dp-decrypt --print-etag --print-path
  refused 2 'dp-decrypt: cannot use "--print-path": --check is given, too' dp-decrypt --check --print-path
  refused 2 'dp-decrypt: cannot use "--print-path": -o is given, too' dp-decrypt -o x --print-path
  refused 2 'dp-decrypt: cannot use "--max-age": with --print-etag it needs --check' dp-decrypt --print-etag --max-age 1h
  refused 2 'dp-decrypt: cannot use "--token-from": stdin is already the sealed file' \
    dp-decrypt --passphrase-from token --token-from fd:0 <out
}

test_a_failure_changes_nothing() {
  at_home backend dev
  printf %s "$SECRETS" >in
  : >empty
  refused 3 'dp-encrypt: cannot read "stdin": it is empty
dp-encrypt: hint: the command that should have written it may have failed' seal --fallback <empty
  refused 6 '' seal --fallback --if-any --etag-from none <empty
  printf 'a\nb\n' >bad
  refused 3 'dp-encrypt: cannot use "bad": it is not an ETag' seal --fallback --etag-from bad --tee=early <in
  mkdir "$HOME/.doppler"
  refused 1 "dp-encrypt: cannot make $(said "$PWD/none/d"): No such file or directory" seal --fallback --config-dir "$PWD/none/d" <in
  mkdir "$HOME/.doppler/fallback" "$secrets"
  refused 1 "dp-encrypt: cannot write $(said "$secrets"): it is a directory" seal --fallback <in
  rmdir "$secrets" "$dir"
  printf file >"$dir"
  refused 1 "dp-encrypt: cannot write $(said "$secrets"): Not a directory" seal --fallback <in
  rm "$dir"
  # A directory that was made for the file goes with it.
  for fault in openat:ENOSPC:1 write:ENOSPC:1 fsync:EIO:1 fsync:EIO:2 renameat:EIO:1 chmod:EPERM:1; do
    error=${fault#*:}
    when=${error#*:} error=${error%:*} call=${fault%%:*}
    [ "$call" = openat ] && when=$(strace -e trace=openat dp-encrypt --rounds 100000 --fallback <in 2>&1 |
      grep -n 'O_DIRECTORY' | grep -v O_PATH | head -n 1 | cut -d: -f1) && rm -r "$dir"
    run strace -qq -o /dev/null -e trace="$call" -e inject="$call:error=$error:when=$when" \
      dp-encrypt --rounds 100000 --fallback <in
    expect_code 1
    expect_out
    grep -Eq '^dp-encrypt: cannot (make|write) "' "$ERR" || fail "$fault: $(cat "$ERR")"
    [ -z "$(ls -A "$HOME/.doppler")" ] || fail "$fault left $(ls -A "$HOME/.doppler")"
  done
}

test_dp_clean_knows_the_files() {
  at_home backend dev
  printf 'W/"1"\n' >etag
  printf %s "$SECRETS" | seal --fallback --etag-from etag
  [ "$(dp-clean --all -n | sort)" = "$(printf '%s\n%s' "$metadata" "$secrets")" ] || fail "$(dp-clean --all -n)"
}

test_tee() {
  at_home backend dev
  printf %s "$SECRETS" >in
  for tee in --tee --tee=early; do
    run seal --fallback $tee <in
    expect_code 0
    cmp "$OUT" in || fail "other bytes"
    [ "$(dp-decrypt --fallback)" = "$SECRETS" ] || fail "no copy"
    rm "$secrets"
    run seal --fallback=here $tee <in
    cmp "$OUT" in || fail "other bytes"
    [ "$(dp-decrypt --fallback=here)" = "$SECRETS" ] || fail "no copy"
  done
  # What is wrong with the metadata is said, and costs nobody the secrets.
  mkdir -p "$metadata/x"
  echo x >etag
  run seal --fallback --tee --etag-from etag <in
  expect_code 1
  expect_err "dp-encrypt: cannot write $(said "$metadata"): it is a directory"
  cmp "$OUT" in || fail "other bytes"
}

# ETags

test_metadata_is_what_the_doppler_cli_writes_and_reads() {
  at_home backend dev
  printf %s "$SECRETS" >in
  for tag in 'W/"abc-123"' '"abc"' 123 123e45 "it's" 'a: b' abc; do
    printf '%s\n' "$tag" >etag
    seal --fallback --etag-from etag <in || fail "no seal"
    [ "$(doppler etag "$metadata" "$secrets")" = "$tag" ] || fail "the Doppler CLI reads $(cat "$metadata")"
    run dp-decrypt --fallback --print-etag
    expect_out "$tag"
  done
  [ "$(stat -c %a "$metadata")" = 600 ] || fail "mode"
  printf '"abc"\n' >etag
  seal --fallback --etag-from etag <in
  [ "$(cat "$metadata")" = "$(printf "version: \"1\"\netag: '\"abc\"'\nhash: %s" "$(sha256sum "$secrets" | cut -c1-64)")" ] ||
    fail "$(cat "$metadata")"
  doppler seal "$TOKEN:backend:dev" "$secrets" <in
  doppler note W/\"d\" "$metadata" "$secrets"
  run dp-decrypt --print-etag
  expect_code 0
  expect_out 'W/"d"'
  run dp-decrypt --print-etag -o old
  [ "$(cat old)" = 'W/"d"' ] || fail "no file"
  # With a path of one's own the metadata is in the default directory all the same.
  seal --fallback=own --etag-from etag <in
  run dp-decrypt --fallback=own --print-etag
  expect_out '"abc"'
  run dp-decrypt --fallback --print-etag
  expect_code 0
  expect_out
}

test_print_etag_believes_no_other_copy() {
  at_home backend dev
  printf %s "$SECRETS" >in
  echo tag >etag
  nothing() {
    run dp-decrypt --fallback --print-etag
    expect_code 0
    expect_err
    expect_out
  }
  nothing
  seal --fallback <in
  nothing
  seal --fallback --etag-from etag <in
  cp -r "$dir" good
  seal --fallback <in
  nothing
  for text in '' 'etag: tag' 'etag: tag\nhash: ""' 'etag: tag\nhash: 00' 'etag: [tag' '\0' 'etag: "a\\nb"\nhash: HASH' \
    'hash: HASH'; do
    cp good/.* "$dir" 2>/dev/null
    printf %b "$(printf %s "$text" | sed "s/HASH/$(sha256sum "$secrets" | cut -c1-64)/")" >"$metadata"
    nothing
  done
  cp good/.* "$dir" 2>/dev/null
  run dp-decrypt --fallback --print-etag
  expect_out tag
  printf x >>"$secrets"
  nothing
  rm "$secrets"
  nothing
  mkdir "$secrets"
  nothing
}

test_print_etag_with_check_wants_a_file_that_opens() {
  at_home backend dev
  printf %s "$SECRETS" >in
  echo tag >etag
  seal --fallback --etag-from etag --expires-in 1h <in
  run dp-decrypt --fallback --check --print-etag
  expect_code 0
  expect_out tag
  (DOPPLER_PASSPHRASE=other && export DOPPLER_PASSPHRASE &&
    refused 3 "dp-decrypt: cannot open $(said "$secrets"): wrong passphrase or damaged file" \
      dp-decrypt --fallback --check --print-etag) || exit 1
  # One of 2001 that never expires.
  doppler seal "$TOKEN:backend:dev" "$secrets" stamped <in
  doppler note tag "$metadata" "$secrets"
  run dp-decrypt --fallback --check --print-etag
  expect_code 0
  expect_out tag
  run dp-decrypt --fallback --check --max-age 1d --print-etag
  expect_code 5
  expect_out
  run dp-decrypt --fallback --print-etag
  expect_code 0
  expect_out tag
}

test_no_etag_removes_stale_metadata() {
  at_home backend dev
  printf %s "$SECRETS" >in
  echo tag >etag
  seal --fallback --etag-from etag <in
  : >etag
  seal --fallback --etag-from etag <in
  [ ! -e "$metadata" ] || fail "it is still there"
  run seal --fallback --etag-from none <in
  expect_code 0
  expect_err
  [ "$(ls -A "$dir")" = "$(basename "$secrets")" ] || fail "$(ls -A "$dir")"
}

test_metadata_comes_after_the_sealed_file_is_durable() {
  at_home backend dev
  printf %s "$SECRETS" >in
  echo one >etag
  seal --fallback --etag-from etag <in
  strace -qq -y -o "$OUT.trace" -e trace=openat,fsync,renameat dp-encrypt --rounds 100000 --fallback --etag-from etag <in
  [ "$(grep -Eo '^(fsync|renameat)\(|O_CREAT' "$OUT.trace" | tr '\n' ' ')" = \
    'O_CREAT fsync( renameat( fsync( O_CREAT fsync( renameat( fsync( ' ] || fail "$(cat "$OUT.trace")"
  # When only the metadata fails, the copy is the new one and no ETag is believed for it.
  echo two >etag
  printf '{"NEW":"1"}' >in
  run strace -qq -o /dev/null -e trace=fsync -e inject=fsync:error=EIO:when=3 \
    dp-encrypt --rounds 100000 --fallback --etag-from etag <in
  expect_code 1
  expect_err "dp-encrypt: cannot write $(said "$metadata"): Input/output error"
  [ "$(dp-decrypt --fallback)" = '{"NEW":"1"}' ] || fail "the copy is lost"
  run dp-decrypt --fallback --print-etag
  expect_out
}

# The refresh

# refresh: the recipe of dp-encrypt(1), with few rounds and one attempt; $codes are those of dp-fetch and
# dp-encrypt.
recipe() { sed -n '/^\.\\" recipe: refresh$/,/^\.Ed/p' "$ROOT/docs/dp-encrypt.1" | sed '/^\./d'; }
refresh() {
  sh -c "$(recipe | sed 's/dp-fetch/& --attempts 1/; s/dp-encrypt/& --rounds 100000/')" 2>"$ERR"
  codes="$? $(cat code)"
  codes="${codes#* } ${codes% *}"
}
# refreshed CODES WHAT: the codes of dp-fetch and dp-encrypt, and whether the copy is what the server has.
refreshed() {
  before=$(sha256sum "$secrets" 2>/dev/null)
  refresh
  [ "$codes" = "$1" ] || fail "$2: $codes instead of $1: $(cat "$ERR")"
  after=$(sha256sum "$secrets" 2>/dev/null)
  case $1 in
    "0 0") [ "$before" != "$after" ] || fail "$2: the copy was not replaced" ;;
    *) [ "$before" = "$after" ] || fail "$2: the copy changed" ;;
  esac
}
copy_is_current() { dp-fetch | cmp - "$OUT.copy" || fail "$1: not what the server has"; }
open_copy() { dp-decrypt --fallback >"$OUT.copy" || fail "$1: it does not open"; }

test_refresh_is_safe_in_every_state() {
  TOKEN=dp.pt.standin-right
  at_home backend dev
  start_api
  refreshed "0 0" "first fetch"
  open_copy first && copy_is_current first
  refreshed "6 6" "nothing changed"
  refreshed "6 6" "nothing changed again"
  api set backend dev NEW value
  refreshed "0 0" "changed on the server"
  open_copy changed && copy_is_current changed
  refreshed "6 6" "unchanged after that"

  printf '{"OTHER":"1"}' | doppler seal "$TOKEN:backend:dev" "$secrets"
  refreshed "0 0" "another sealed file"
  open_copy replaced && copy_is_current replaced
  printf damaged >"$secrets"
  refreshed "0 0" "a damaged file"
  rm "$secrets"
  refreshed "0 0" "no file"
  rm "$metadata"
  refreshed "0 0" "no metadata"
  refreshed "6 6" "all there again"

  DOPPLER_PASSPHRASE=changed
  export DOPPLER_PASSPHRASE
  refreshed "0 0" "another passphrase"
  open_copy passphrase && copy_is_current passphrase
  refreshed "6 6" "the same passphrase"
  unset DOPPLER_PASSPHRASE

  refreshed "0 0" "the old passphrase"
  refreshed "6 6" "the old passphrase again"
  dp-fetch | doppler seal "$TOKEN:backend:dev" "$secrets" stamped
  doppler note "'$(cat new)'" "$metadata" "$secrets"
  [ "$(dp-decrypt --print-etag)" = "$(cat new)" ] || fail "no ETag"
  refreshed "0 0" "sealed long ago"

  api behave '{"headers":{"ETag":null}}'
  rm "$secrets"
  refreshed "0 0" "no ETag from the server"
  [ ! -e "$metadata" ] || fail "stale metadata"
  refreshed "0 0" "nothing to compare with"
  refreshed "6 6" "an ETag again"
}

test_a_refresh_that_fails_keeps_the_copy() {
  TOKEN=dp.pt.standin-right
  at_home backend dev
  start_api
  refreshed "0 0" "first fetch"
  for behaviour in '{"status":503}' '{"body":"<html>"}' '{"cut":20}' '{"status":304,"headers":{"ETag":"other"},"body":"x"}'; do
    api behave "$behaviour"
    refresh
    case $codes in "4 6" | "6 6") ;; *) fail "$behaviour: $codes" ;; esac
    open_copy "$behaviour" && copy_is_current "$behaviour"
  done
  api revoke "$TOKEN"
  refreshed "3 6" "revoked"
  dp-decrypt --fallback >/dev/null || fail "the copy is lost"
  # Without --if-any the pipe tells both from success.
  refused 3 'dp-encrypt: cannot read "stdin": it is empty
dp-encrypt: hint: the command that should have written it may have failed' \
    sh -c 'dp-fetch --attempts 1 2>/dev/null | dp-encrypt --fallback'
}

test_the_doppler_cli_believes_our_metadata_for_our_copy_only() {
  TOKEN=dp.pt.standin-right
  at_home backend dev
  start_api
  refreshed "0 0" "first fetch"
  [ "$(doppler etag "$metadata" "$secrets")" = "$(cat new)" ] || fail "it would not"
  dp-fetch | seal --fallback
  [ -z "$(doppler etag "$metadata" "$secrets")" ] || fail "it believes it for another copy"
}

# Secrets

test_nothing_shows_the_token() {
  at_home backend dev
  printf %s "$SECRETS" >in
  strace -f -qq -s 4096 -e trace=write,openat -o "$OUT.trace" dp-encrypt --rounds 100000 --fallback <in
  if grep canary "$OUT.trace"; then fail "it was written"; fi
  run dp-decrypt --fallback --passphrase wrong
  expect_code 3
  if grep canary "$ERR"; then fail "it was printed"; fi
  # The variable is overwritten where it stands.
  mkfifo fifo
  dp-encrypt --fallback <>fifo &
  pid=$!
  sleep 0.3
  left=$(tr '\0' '\n' <"/proc/$pid/environ" | grep canary)
  kill "$pid"
  [ -z "$left" ] || fail "it is still in the environment"
}

# The manuals and --help know the same options.
test_manuals() {
  for tool in dp-encrypt dp-decrypt; do
    $tool --help | sed -n 's/^  \(-.,\|   \) \(--[a-z-]*\).*/\2/p' | sort >"$OUT"
    sed -n 's/^\.It Fl -\([a-z-]*\).*/--\1/p' "$ROOT/docs/$tool.1" | sort >"$ERR"
    cmp -s "$OUT" "$ERR" || fail "$tool: $(diff "$OUT" "$ERR")"
  done
}

# A relative path leads nowhere then, and not to /.
test_a_directory_that_was_removed() {
  run sh -c 'mkdir deep; cd deep; rmdir ../deep; exec dp-encrypt --fallback=copy --print-path'
  expect_code 2
  expect_out
  expect_err 'dp-encrypt: cannot use "--fallback": "copy" is not the path of a file'
}

run_tests "$@"
