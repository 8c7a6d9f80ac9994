#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# `doppler configure`, `setup` and `completion`: the configuration file, and what is made of it.

# shellcheck source-path=SCRIPTDIR source=testing.sh
. "$PWD/dropin/testing.sh"

begin() {
  HOME=$PWD/home
  export HOME
  mkdir home
  file=home/.doppler/.doppler.yaml
}

# The file is in the shape in which the CLI writes it.
test_set_writes_the_file() {
  begin
  gives "NAME             VALUE    SCOPE
enclave.project  backend  $PWD
enclave.config   dev      $PWD" doppler configure set project=backend config=dev
  doppler configure set token dp.st.dev.standin-right --scope / --silent || fail "two words"
  printf 'other\r\n' | doppler configure set token --silent --scope /x || fail "stdin"
  doppler configure set 'enclave.project=123' verify-tls=false --silent --scope "/y's: z" || fail "a scope"
  [ "$(stat -c '%a' home/.doppler $file | tr '\n' ' ')" = '700 600 ' ] || fail "modes"
  cat >want <<END
scoped:
    /:
        token: dp.st.dev.standin-right
    $PWD:
        enclave.project: backend
        enclave.config: dev
    /x:
        token: other
    '/y''s: z':
        verify-tls: "false"
        enclave.project: "123"
version-check: {}
tui:
    introVersionSeen: 0
END
  # Scopes are sorted.
  LC_ALL=C sort want >sorted
  LC_ALL=C sort $file | diff sorted - || fail "another file"
  # The tools find it there.
  start_api
  unset DOPPLER_TOKEN DOPPLER_PROJECT DOPPLER_CONFIG
  gives standin-api-key-dev doppler secrets get API_KEY --plain
}

test_keeps_what_else_is_in_the_file() {
  begin
  mkdir home/.doppler
  cat >$file <<END
scoped:
    /:
        token: dp.st.x
version-check:
    checked-at: 2026-01-02T03:04:05Z
    latest-version: v3.76.1
analytics:
    disable: true
tui:
    introVersionSeen: 1
flags:
    analytics: false
END
  cp $file want
  doppler configure set token=dp.st.x --scope / --silent || fail "set"
  diff want $file || fail "another file"
  doppler configure unset token --scope / --silent || fail "unset"
  sed -i '2,3d; s/^scoped:/& {}/' want
  diff want $file || fail "another file after unset"
}

test_get() {
  begin
  doppler configure set project=p config=c token=dp.st.dev.0123456789012345678901234567890 --scope / --silent
  doppler configure set config=d --silent
  gives 'p
d' doppler configure get project config --plain
  gives '{"enclave.config":"d","enclave.project":"p"}' doppler configure get project enclave.config --json
  gives "NAME   VALUE               SCOPE
token  dp.st.dev....67890  /" doppler configure get token
  gives "NAME             VALUE               SCOPE
token            dp.st.dev....67890  /
enclave.project  p                   /
enclave.config   d                   $PWD" doppler configure
  gives "{\"/\":{\"enclave.config\":\"c\",\"enclave.project\":\"p\",\"token\":\"dp.st.dev.0123456789012345678901234567890\"},\
\"$PWD\":{\"enclave.config\":\"d\"}}" doppler configure --all --json
  says 'Doppler Error: invalid option nope
doppler: hint: doppler configure options lists them' doppler configure get nope
  DOPPLER_PROJECT=q run doppler configure debug -t x
  grep -q '^enclave.project  q  *DOPPLER_PROJECT$' "$OUT" && grep -q '^token  *\[REDACTED\]  flag$' "$OUT" || fail "$(cat "$OUT")"
  DOPPLER_PROJECT=q run doppler configure debug --no-read-env --json
  grep -q '"enclave.project":"p"' "$OUT" || fail "$(cat "$OUT")"
  run doppler configure options --json
  expect_out '["api-host","dashboard-host","enclave.config","enclave.project","token","verify-tls"]'
}

test_flags() {
  begin
  gives 'NAME       VALUE  SCOPE
analytics  false  ' doppler configure flags disable analytics
  grep -qx '    analytics: false' $file || fail "$(cat $file)"
  gives '{"analytics":"false","env-warning":"true","update-check":"true"}' doppler configure flags --json
  doppler configure flags reset analytics --silent && doppler configure flags enable env-warning --silent
  [ "$(sed -n '/^flags:/,$p' $file)" = 'flags:
    env-warning: true' ] || fail "$(cat $file)"
  says 'Doppler Error: invalid flag nope
doppler: hint: they are analytics, env-warning, update-check' doppler configure flags get nope
}

test_refuses() {
  begin
  says 'Doppler Error: there is no value for token
doppler: hint: it is NAME=VALUE, or comes by a pipe' doppler configure set token </dev/null
  says 'Doppler Error: argument 2 has no value' doppler configure set project=x config
  says 'Doppler Error: the value of project is not one line of printable text' doppler configure set 'project=a
b'
  mkdir -p home/.doppler
  printf 'scoped: [\n' >$file
  run doppler configure set project=x
  expect_code 1
  [ "$(head -n 1 "$ERR")" = 'Unable to read user config file' ] || fail "$(cat "$ERR")"
  [ "$(cat $file)" = 'scoped: [' ] || fail "the file was changed"
}

test_setup() {
  begin
  gives "NAME             VALUE    SCOPE
enclave.config   dev      $PWD
enclave.project  backend  $PWD" doppler setup --no-interactive -p backend -c dev
  said='Using DOPPLER_PROJECT from the environment. To disable this, use --no-read-env.'
  DOPPLER_PROJECT=other gives '' doppler setup --no-interactive -c dev --token T --silent
  said=
  gives 'T
other' doppler configure get token project --plain
  printf 'setup:\n  - project: one\n    config: dev\n    path: a/\n  - project: two\n    config: dev\n    path: b\n' >doppler.yaml
  gives '' doppler setup --no-interactive --silent
  gives two doppler configure get project --plain --scope b
  gives one doppler configure get project --plain --scope a/below
  printf 'setup:\n  project: three\n  config: dev\n' >doppler.yaml
  gives '' doppler setup --no-interactive --silent -c prd --token T2 --no-save-token
  gives 'three
prd
T' doppler configure get project config token --plain
  printf 'setup:\n  - project: one\n    config: dev\n  - project: two\n    config: dev\n' >doppler.yaml
  says 'Doppler Error: a path must be specified for all repos when more than one exists in the repo config file (doppler.yaml)' \
    doppler setup --no-interactive
  rm doppler.yaml
  says 'Doppler Error: you must provide a project
doppler: hint: --project names it, or the file doppler.yaml; nothing is asked here' doppler setup --no-interactive -c x
}

test_completion() {
  begin
  doppler configure set project=backend config=dev --silent
  doppler configure set project=front --silent --scope /x
  for shell in bash zsh fish; do
    doppler completion $shell >$shell || fail "$shell"
    command -v $shell >/dev/null && { $shell -n $shell || fail "$shell does not read it"; }
  done
  offered() { # WORD...: what bash offers for the last one.
    bash -c '. ./bash; COMP_WORDS=(doppler "$@"); COMP_CWORD=$#; _doppler; printf "%s\n" "${COMPREPLY[@]}"' bash "$@" |
      sort | tr '\n' ' '
  }
  [ "$(offered secrets g)" = 'get ' ] || fail "$(offered secrets g)"
  [ "$(offered se)" = 'secrets setup ' ] || fail "$(offered se)"
  [ "$(offered run --fallback-)" = '--fallback-only --fallback-readonly ' ] || fail "$(offered run --fallback-)"
  [ "$(offered run -p '')" = 'backend front ' ] || fail "$(offered run -p '')"
  [ "$(offered -p x secrets get --config d)" = 'dev ' ] || fail "$(offered -p x secrets get --config d)"
  if command -v fish >/dev/null; then
    for words in 'secrets g|get ' 'se|secrets setup ' 'run --fallback-|--fallback-only --fallback-readonly '; do
      fish -c '. ./fish; complete -C "doppler $argv"' "${words%|*}" | cut -f 1 | sort | tr '\n' ' ' >offered
      [ "$(cat offered)" = "${words#*|}" ] || fail "$words: $(cat offered)"
    done
  else
    echo 'skipped the words of fish: it is not there'
  fi
  says 'Doppler Error: there is no completion for this shell: bash, zsh and fish have one' doppler completion ksh
}

run_tests "$@"
