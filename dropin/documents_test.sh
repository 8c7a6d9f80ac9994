#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# Command lines as they stand in guides to the Doppler CLI: each runs as it is, or fails as the CLI
# does, and the last line says what to type.

# shellcheck source-path=SCRIPTDIR source=testing.sh disable=SC2016
. "$PWD/dropin/testing.sh"

begin() {
  HOME=$PWD/home DOPPLER_TOKEN=dp.pt.standin-person
  export HOME DOPPLER_TOKEN
  mkdir home bin
  for name in uv aws; do
    printf '#!/bin/sh\necho "%s $*"\n' $name >bin/$name
  done
  printf '#!/bin/sh\necho "started ${#PYPI_TOKEN}"\n' | tee your-command-here your-command >bin/your-command
  cp bin/your-command bin/YOUR_COMMAND_HERE
  chmod +x bin/* your-command-here your-command
  PATH=$PWD/bin:$PATH
}

# The lines and what becomes of each: the exit status, and the last line on stdout or, after a
# failure, on stderr. DOPPLER_PROJECT and DOPPLER_CONFIG are set for those that name neither.
lines() {
  cat <<'END'
0|uv publish --token pypi-canary-robin|doppler run --project claude-config --config dev --command='uv publish --token "$PYPI_TOKEN"'
0|aws s3 ls --region eu-standin-1|doppler run --project aws-credentials --config dev --command='aws s3 ls --region $AWS_DEFAULT_REGION'
0|*|doppler secrets notes set PYPI_TOKEN "a note"
0|pypi-canary-robin|doppler secrets get PYPI_TOKEN --project claude-config --config prd --plain
1|doppler: hint: doppler secrets set NAME takes the value from standard input|echo -n 'secret' | doppler secrets set
1|doppler: hint: --fallback takes the path of a file: "/tmp/doppler.json"|doppler run --fallback=/tmp -- ./your-command-here
0|Downloaded secrets to doppler.json|doppler secrets download --passphrase="your-passphrase-here"
1|doppler: hint: mkdir -p "/path/to/" makes its directory|doppler run --fallback=/path/to/doppler.fallback.json --passphrase="your-passphrase-here" -- YOUR_COMMAND_HERE
0|started 17|doppler run --fallback=HERE/doppler.fallback.json --passphrase="your-passphrase-here" -- YOUR_COMMAND_HERE
0|started 17|doppler run -- ./your-command-here
0|started 17|doppler run --fallback-readonly -- ./your-command-here
0|started 17|doppler run --fallback-only -- ./your-command-here
1|doppler: hint: doppler run -- COMMAND|doppler run --fallback doppler.encrypted.json --passphrase "$DOPPLER_PASSPHRASE"
0|*|doppler run --fallback doppler.encrypted.json --passphrase "$DOPPLER_PASSPHRASE" -- printenv
1||doppler run --fallback doppler.encrypted.json -- printenv 2>&1 | grep  -q 'Invalid Auth token'
0||DOPPLER_TOKEN=dp.pt.nobody doppler run --fallback doppler.encrypted.json -- printenv 2>&1 | grep  -q 'Invalid Auth token'
0|started 17|doppler run --fallback doppler.encrypted.json -- your-command
0|Deleted 0 fallback files|doppler run clean --max-age 24h
END
}

test_each_line() {
  begin
  export DOPPLER_PROJECT=claude-config DOPPLER_CONFIG=prd DOPPLER_PASSPHRASE=swordfish
  lines | sed "s|HERE/|$PWD/|g" >table
  [ "$(wc -l <table)" -eq 18 ] || fail "no table"
  while IFS='|' read -r want_code want line; do
    run sh -c "$line" </dev/null
    expect_code "$want_code"
    [ "$want_code" -eq 0 ] && said=$OUT || said=$ERR
    last=$(sed '/^$/d' "$said" | tail -n 1)
    [ "$want" = '*' ] || [ "$last" = "$want" ] || fail "$line: $last; not $want"
  done <table
  [ ! -e /tmp/doppler.json ] || fail "a file was made"
}

SEED=$(mktemp "${TEST_TMPDIR:-/tmp}/seed.XXXXXX") || exit 1
cat >"$SEED" <<'END'
{"workplace": {"name": "Stand-in Works", "slug": "standin-works"},
 "tokens": {"dp.pt.standin-person": {"type": "personal", "name": "Robin Standin", "slug": "standin-pt",
  "projects": ["aws-credentials", "claude-config"]}},
 "projects": {
  "aws-credentials": {"configs": {"dev": {"environment": "dev",
   "secrets": {"AWS_DEFAULT_REGION": {"value": "eu-standin-1"}}}}},
  "claude-config": {"configs": {
   "dev": {"environment": "dev", "secrets": {"PYPI_TOKEN": {"value": "pypi-canary-robin"}}},
   "prd": {"environment": "prd", "secrets": {"PYPI_TOKEN": {"value": "pypi-canary-robin"}}}}}}}
END
start_api --seed "$SEED"
run_tests "$@"
