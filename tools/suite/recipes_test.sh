#!/bin/sh
# Copyright 2026 The dp authors
# SPDX-License-Identifier: Apache-2.0
#
# docs/recipes.md: each block is run as it stands on the page. AWS and PyPI are stood in for by
# testdata/internet.py, for the real clients.

# shellcheck source=tools/testing.sh
. tools/testing.sh

PAGE=$ROOT/docs/recipes.md
# What Debian has, and not what somebody put before it.
PATH=$ROOT/tools:$ROOT/dropin:/usr/sbin:/usr/bin:/sbin:/bin
unset AWS_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_DEFAULT_REGION AWS_REGION \
  TWINE_USERNAME TWINE_PASSWORD TWINE_REPOSITORY UV_PUBLISH_TOKEN
# aws asks the network of a cloud for its region, where nobody tells it otherwise.
AWS_EC2_METADATA_DISABLED=true
DOPPLER_TOKEN=dp.pt.standin-person
export AWS_EC2_METADATA_DISABLED DOPPLER_TOKEN

# at_home: a person's machine, with a passphrase file, in the case's directory.
at_home() {
  HOME=$PWD
  export HOME
  (umask 077 && echo swordfish >passphrase)
}

# start_internet: the stand-in, until the shell that calls this ends; its memory is in $NET.
start_internet() {
  NET=$(mktemp -d "${TEST_TMPDIR:-/tmp}/internet.XXXXXX") || exit 1
  python3 -BIS "$ROOT/testdata/internet.py" "$NET" >"$NET.log" 2>&1 &
  tries=0
  until [ -e "$NET/env" ]; do
    tries=$((tries + 1))
    [ "$tries" -le 200 ] || fail "the stand-in internet does not start: $(cat "$NET.log")"
    sleep 0.05
  done
  set -a
  # shellcheck source=/dev/null
  . "$NET/env"
  set +a
}

# stored NAME: its value in Doppler; noted NAME: its note.
stored() { dp-fetch -p "$1" -c prd | dp-render --plain "$2"; }
noted() { dp-fetch -p "$1" -c prd --details | jq -r ".[\"$2\"].note // .secrets[\"$2\"].note"; }

# no_canary: nothing that was printed, and no file here, holds a value.
no_canary() {
  ! grep -r canary "$OUT" "$ERR" . || fail "a value is where it should not be"
}

# with_doppler: a person's machine, and the stand-in of Doppler.
with_doppler() {
  at_home
  start_api --seed "$ROOT/testdata/recipes.json"
  DOPPLER_PASSPHRASE=swordfish
  export DOPPLER_PASSPHRASE
}

# program NAME TEXT: an executable script.
program() {
  printf '#!/bin/sh\n%s\n' "$2" >"$1"
  chmod +x "$1"
}

# runs NAME [SHELL]: that block runs well and says nothing on stderr.
runs() {
  block "$1" >"$OUT.block"
  run "${2:-sh}" "$OUT.block"
  [ "$code" -eq 0 ] || fail "$1: exit status $code: $(cat "$ERR")"
  expect_err
}

# sealed FILE NAME: a value in a sealed file.
sealed() { dp-decrypt --passphrase-from file:passphrase "$1" | dp-render --plain "$2"; }

# offline COMMAND...: with no network at all, where we may do that.
offline() {
  if unshare -n true 2>/dev/null; then unshare -n "$@"; else "$@"; fi
}

test_passphrase() {
  runs passphrase
  [ "$(stat -c %a passphrase)" = 600 ] || fail "not private"
  printf '{"A":"1"}' | dp-encrypt --passphrase-from file:passphrase -o x || fail "no passphrase"
}

test_every_day() {
  with_doppler
  # shellcheck disable=SC2016  # For the scripts.
  program server 'echo "served with ${#API_KEY}"'
  # shellcheck disable=SC2016
  program import 'echo "imported with ${#API_KEY}: $(cat)"'
  echo "1 order" >orders.csv
  runs online
  expect_out "served with 14"
  runs keep
  [ "$(dp-decrypt --info prd.sealed | jq '.not_after | fromdate > now + 6*86400')" = true ] || fail "not a week"
  mv prd.sealed kept.sealed
  runs passphrase-to
  expect_out "served with 14"
  mv kept.sealed prd.sealed
  runs stdin
  expect_out "imported with 14: 1 order"
  before=$(cksum prd.sealed)
  runs tee
  expect_out "served with 14"
  [ "$(cksum prd.sealed)" != "$before" ] || fail "not renewed"
  runs whichever
  expect_out "served with 14"
  api behave '{"body":"<html>log in first</html>"}'
  block whichever >"$OUT.block"
  run sh "$OUT.block"
  expect_code 0
  expect_out "served with 14"
  DOPPLER_TOKEN=dp.pt.standin-outsider run sh "$OUT.block"
  expect_code 125
  expect_out
  (
    unset DOPPLER_TOKEN DOPPLER_API_HOST
    block offline >"$OUT.block"
    run offline sh "$OUT.block"
    expect_code 0
    expect_out "served with 14"
  ) || exit 1
  no_canary
}

test_clean() {
  mkdir secrets
  printf '{"A":"1"}' | dp-encrypt --passphrase x --plain-salt -o secrets/old.sealed
  touch -d '2 days ago' secrets/old.sealed
  # The example is of a system; a directory of ours stands in.
  block clean | sed "s,/var/lib/secrets,$PWD/secrets," >clean
  run sh clean
  expect_code 0
  expect_err
  [ -z "$(ls secrets)" ] || fail "not cleaned"
}

test_look() {
  with_doppler
  (block keep | sh) || fail "no copy"
  runs length
  expect_out "API_KEY has 14 characters"
  no_canary
  runs same
  expect_out "$(printf canary-api-key | sha256sum)"
  runs names
  grep -q '^API_KEY  *stdin  *set$' "$OUT" || fail "$(cat "$OUT")"
  grep -q '^DOPPLER_PASSPHRASE  *environment  *dropped$' "$OUT" || fail "$(cat "$OUT")"
  no_canary
  runs check
  grep -q '^20.*T.*Z$' "$OUT" || fail "$(cat "$OUT")"
}

test_makefile() {
  with_doppler
  (block keep | sh) || fail "no copy"
  block makefile >Makefile
  # shellcheck disable=SC2016
  program build 'echo "built with ${DEPLOY_KEY-nothing}"'
  # shellcheck disable=SC2016
  program deploy 'echo "deployed with ${#DEPLOY_KEY}, ${API_KEY-no other secret}"'
  run make -s deploy
  expect_code 0
  expect_err
  expect_out "built with nothing
deployed with 37, no other secret"
  SHELL=/usr/bin/fish run make -s check
  expect_code 0
  expect_out "DEPLOY_KEY has 37 characters"
  no_canary
  # Without the secret, or the copy, nothing is deployed.
  rm prd.sealed
  run make -s deploy
  expect_code 2
  expect_out "built with nothing"
}

# shellcheck disable=SC2016
test_masks() {
  with_doppler
  (block keep | sh) || fail "no copy"
  program deploy 'echo "key $API_KEY"; printf %s "$API_KEY" | base64; exit 3'
  block mask-ci >workflow.yaml
  SECRETS_DOPPLER_TOKEN=dp.st.prd.standin-backend
  export SECRETS_DOPPLER_TOKEN
  run python3 "$ROOT/testdata/runner.py" github workflow.yaml
  expect_code 3
  expect_out 'step: Deploy
key ***
***'
  printf '.PHONY: deploy\ndeploy:\n\tdp-decrypt prd.sealed | dp-exec -- ./deploy\n' >Makefile
  block mask-make >recipe
  run sh ./recipe
  expect_code 2
  grep -qx 'key \*\*\*' "$OUT" || fail "$(cat "$OUT")"
  grep -q 'make: \*\*\* \[Makefile:3: deploy\] Error 3' "$ERR" || fail "$(cat "$ERR")"
  program report 'echo "key $API_KEY"; echo "bad key $API_KEY" >&2'
  block mask-agent >recipe
  run sh ./recipe
  expect_code 0
  expect_out 'key [API_KEY]'
  grep -qx 'bad key \[API_KEY\]' "$ERR" || fail "$(cat "$ERR")"
  grep -q 'warning: not masking "DOPPLER_CONFIG" (Doppler adds it)' "$ERR" || fail "$(cat "$ERR")"
  no_canary
  block mask-stderr >recipe
  run sh ./recipe
  expect_code 0
  grep -qx 'key canary-api-key' "$OUT" || fail "$(cat "$OUT")"
  grep -qx 'bad key \*\*\*' "$ERR" || fail "$(cat "$ERR")"
}

test_github() {
  with_doppler
  block github >workflow.yaml
  # shellcheck disable=SC2016
  program deploy 'echo "deployed with ${#DEPLOY_KEY}"'
  # shellcheck disable=SC2016
  program notify 'echo "notified with ${#API_KEY}, ${DEPLOY_KEY-no other secret}, ${DOPPLER_TOKEN-no token}"'
  SECRETS_DOPPLER_TOKEN=dp.st.prd.standin-backend
  export SECRETS_DOPPLER_TOKEN
  run python3 "$ROOT/testdata/runner.py" github workflow.yaml
  expect_code 0
  expect_err
  grep -qx '::add-mask::canary second line' "$OUT" || fail "a line of a value is not masked"
  mask=$(grep -n '::add-mask::canary-api-key' "$OUT" | cut -d : -f 1)
  ! grep -qxE '::add-mask::(backend|prd)' "$OUT" || fail "words of every log are masked"
  [ "$mask" -lt "$(grep -n 'deployed with 37' "$OUT" | cut -d : -f 1)" ] || fail "not masked at first"
  grep -qx 'notified with 14, no other secret, no token' "$OUT" || fail "$(cat "$OUT")"
  ! sed '/^::add-mask::/d' "$OUT" | grep canary || fail "a value is in the log"
  # With a token that is revoked, the first step is the last.
  rm github_env
  SECRETS_DOPPLER_TOKEN=dp.pt.nobody
  run python3 "$ROOT/testdata/runner.py" github workflow.yaml
  expect_code 3
  [ "$(wc -l <"$OUT")" -eq 1 ] || fail "it went on: $(cat "$OUT")"
}

test_gitlab() {
  with_doppler
  (block keep | sh) || fail "no copy"
  block gitlab >gitlab.yaml
  # shellcheck disable=SC2016
  program deploy 'echo "deployed with ${#DEPLOY_KEY}"'
  DOPPLER_TOKEN=dp.st.prd.standin-backend
  run python3 "$ROOT/testdata/runner.py" gitlab gitlab.yaml
  expect_code 0
  expect_err
  expect_out "deployed with 37"
  api behave '{"body":"<html>log in first</html>"}'
  run python3 "$ROOT/testdata/runner.py" gitlab gitlab.yaml
  expect_code 0
  expect_out "deployed with 37"
  DOPPLER_TOKEN=dp.pt.nobody run python3 "$ROOT/testdata/runner.py" gitlab gitlab.yaml
  expect_code 125
  expect_out
}

test_container() {
  with_doppler
  runs bake
  # shellcheck disable=SC2016
  program server 'echo "$$ served with ${#API_KEY}"'
  for tool in dp-decrypt dp-exec; do cp "$ROOT/tools/$tool" .; done
  block dockerfile >Dockerfile
  mkdir bin
  program bin/docker "exec python3 '$ROOT/testdata/runner.py' docker \"\$@\""
  PATH=$PWD/bin:$PATH
  runs docker-run
  case $(cat "$OUT") in *" served with 14") ;; *) fail "$(cat "$OUT")" ;; esac
  mv passphrase elsewhere
  echo guess >passphrase
  chmod 600 passphrase
  run sh "$OUT.block"
  expect_code 125
  expect_out
  no_canary
  [ "${DP_SANITIZER-}" != address ] || return 0
  # The one package is what the one program needs.
  ldd "$ROOT/tools/dp-decrypt" | sed -n 's/.*=> \(.*\) (.*/\1/p' | while read -r library; do
    # On a merged /usr dpkg knows a file by one of two paths.
    dpkg -S "$library" "$(realpath "$library")" 2>/dev/null
  done | cut -d : -f 1 | sort -u >packages
  printf '%s\n' android-libboringssl libc6 | cmp - packages || fail "$(cat packages)"
}

test_systemd() {
  with_doppler
  runs bake
  # shellcheck disable=SC2016
  program server 'echo "served with ${#API_KEY}, ${DOPPLER_PASSPHRASE-no passphrase}"'
  block systemd | sed "s,/usr/bin/server,$PWD/server,; s,=dp-exec ,=$ROOT/tools/dp-exec ," >app.service
  run systemd-analyze verify ./app.service
  expect_code 0
  expect_out
  expect_err
  # As systemd lays them out: LoadCredential=NAME:PATH is the file NAME in %d.
  mkdir credentials
  sed -n 's,^LoadCredential=\(.*\):/etc/app/\(.*\),\1 \2,p' app.service >loaded
  while read -r credential file; do cp "$file" "credentials/$credential"; done <loaded
  unset DOPPLER_PASSPHRASE
  command=$(sed -n '/^ExecStart=/,/[^\\]$/p' app.service | sed "s,^ExecStart=,,; s,%d,$PWD/credentials,g")
  run sh -c "$command"
  expect_code 0
  expect_err
  expect_out "served with 14, no passphrase"
}

# changes: the key in Doppler becomes another, longer one, as soon as somebody watches.
changes() { (until_true streams 1 && api set backend prd API_KEY canary-api-key-2) & }

# restarts COMMAND: it runs a server, and once more with the new key; then it is ended.
restarts() {
  rm -f served
  sh -c "exec $1" 2>errors &
  pid=$!
  until_true has_lines 1 served
  changes
  until_true has_lines 2 served
  kill $pid
  wait $pid && code=0 || code=$?
  [ "$code" -eq 143 ] && [ ! -s errors ] || fail "exit status $code: $(cat errors)"
  [ "$(cat served)" = '14
16' ] || fail "$(cat served)"
  api set backend prd API_KEY canary-api-key
}

test_watch_a_server() {
  with_doppler
  # shellcheck disable=SC2016
  program server 'echo "${#API_KEY}" >>served; exec sleep 1000'
  restarts "$(block watch-restart)"
  runs keep
  restarts "$(block watch-check)"
  [ "$(sealed prd.sealed API_KEY)" = canary-api-key-2 ] || fail "the copy is old"
  # The token is that of a unit.
  block watch-systemd | sed "s,/usr/bin/server,$PWD/server,; s,=dp-watch ,=$ROOT/tools/dp-watch ," >app.service
  run systemd-analyze verify ./app.service
  expect_code 0
  expect_err
  mkdir credentials
  (umask 077 && echo dp.st.prd.standin-backend >credentials/token)
  unset DOPPLER_TOKEN
  restarts "$(sed -n '/^ExecStart=/,/[^\\]$/p' app.service | sed "s,^ExecStart=,,; s,%d,$PWD/credentials,g")"
}

test_watch_a_file() {
  with_doppler
  once='s/dp-watch/& --once --debounce 0/'
  sh -c 'trap "echo again >read; exit" HUP; echo $$ >server.pid; while :; do sleep 0.05; done' &
  server=$!
  until_true test -s server.pid
  changes
  block watch-hup | sed "$once" | sh || fail "it failed"
  wait $server
  [ -e read ] && grep -q "^API_KEY='.\{16\}'\$" server.env || fail "it was not read anew"
  changes
  block watch-renew | sed "$once" | sh || fail "it failed"
  [ "$(sealed prd.sealed API_KEY)" = canary-api-key-2 ] || fail "the copy is old"
}

# refreshed HOW: the script keeps, or renews, the copy.
refreshed() {
  before=$(cksum app/prd.sealed)
  run env -i PATH="$PWD/bin:$PATH" DOPPLER_API_HOST="$DOPPLER_API_HOST" SSL_CERT_FILE="$SSL_CERT_FILE" \
    sh -c "$command"
  expect_out
  after=$(cksum app/prd.sealed)
  case $1 in
    kept) [ "$before" = "$after" ] || fail "renewed" ;;
    renewed) [ "$before" != "$after" ] || fail "kept" ;;
  esac
  [ "$(ls app | tr '\n' ' ')" = "passphrase prd.etag prd.sealed token " ] || fail "$(ls app)"
}

test_cron() {
  with_doppler
  mkdir app bin
  cp -p passphrase app/
  (umask 077 && echo dp.st.prd.standin-backend >app/token)
  block refresh >bin/refresh
  chmod +x bin/refresh
  block crontab | sed "s,/var/lib/app,$PWD/app," >table
  command=$(sed -n 's/^[*]\/15 [*] [*] [*] [*] //p' table)
  unset DOPPLER_TOKEN DOPPLER_PASSPHRASE
  touch app/prd.sealed
  refreshed renewed
  expect_code 0
  expect_err
  refreshed kept
  expect_err
  [ "$(api log | tail -n 1 | jq -r .headers | grep -ic if-none-match)" -eq 1 ] || fail "no ETag was sent"
  # Something has changed.
  api set backend prd API_KEY canary-other
  refreshed renewed
  expect_err
  [ "$(dp-decrypt --passphrase-from file:passphrase app/prd.sealed | dp-render --plain API_KEY)" = canary-other ] ||
    fail "not the new value"
  # No network: the message is mailed, and the copy stays.
  api behave '{"body":"<html>log in first</html>"}'
  refreshed kept
  expect_code 4
  grep -q '^dp-fetch: ' "$ERR" || fail "no message"
  # Whoever watches the status sees what cron mails.
  api behave '{"status":401}'
  refreshed kept
  expect_code 3
  grep -q '^dp-fetch: ' "$ERR" || fail "no message"
  api reset
  api set backend prd API_KEY canary-other
  refreshed kept
  expect_code 0
  mv app/token token
  (umask 077 && echo "dp.pt.standin-person" >app/token)
  refreshed kept
  expect_code 3
  mv token app/token
  unsanitized faketime || return 0
  # Nothing has, but the copy is half through its life: made four days ago, and again today.
  faketime -f -4d dp-encrypt --passphrase-from file:passphrase --expires-in 7d -o app/prd.sealed <<'END'
{"API_KEY":"canary-other"}
END
  refreshed renewed
  expect_err
  # The other line.
  command=$(sed -n 's/^17 4 [*] [*] [*] //p' table)
  refreshed kept
  faketime -f +8d sh -c "$command" || fail "not cleaned"
  [ "$(ls app | tr '\n' ' ')" = "passphrase prd.etag token " ] || fail "$(ls app)"
}

OLD_KEY=AKIAIOSFODNN7EXAMPLE

# aws_account: the stand-ins; the access key in Doppler is an active one.
aws_account() {
  at_home
  start_api --seed "$ROOT/testdata/recipes.json"
  start_internet
  dp-fetch -p backend -c prd | jq '{user: "deploy", secret: .AWS_SECRET_ACCESS_KEY, status: "Active", fresh: 0}' \
    >"$NET/keys/$OLD_KEY"
}

# pypi_account: the stand-ins, and a release to publish.
pypi_account() {
  at_home
  start_api --seed "$ROOT/testdata/recipes.json"
  start_internet
  DOPPLER_PASSPHRASE=swordfish
  export DOPPLER_PASSPHRASE
  echo pypi-canary-robin >"$NET/tokens/robin"
  echo pypi-canary-acme >"$NET/tokens/acme"
  pypi_release
}
# pypi_release: the smallest one.
pypi_release() {
  mkdir -p dist standin-1.0
  printf 'Metadata-Version: 2.1\nName: standin\nVersion: 1.0\n' >standin-1.0/PKG-INFO
  tar -czf dist/standin-1.0.tar.gz standin-1.0
  rm -r standin-1.0
}

test_publish() {
  pypi_account
  # What --command runs is the shell of whoever copies the line.
  for shell in sh bash zsh fish; do
    SHELL=$(command -v $shell) || fail "there is no $shell"
    export SHELL
    : >"$NET/log"
    runs twine
    [ "$(cat "$NET/log")" = "upload.pypi.org upload robin 200" ] || fail "$shell: $(cat "$NET/log")"
  done
  cmp dist/standin-1.0.tar.gz "$NET/uploads/standin-1.0.tar.gz" || fail "not published"
  # Debian has no uv. This does with its variable what uv does.
  mkdir bin
  # shellcheck disable=SC2016
  program bin/uv '[ "$*" = publish ] && printf "user = __token__:%s" "$UV_PUBLISH_TOKEN" |
    curl -sf -K - -F :action=file_upload -F "content=@dist/standin-1.0.tar.gz" https://upload.pypi.org/legacy/'
  PATH=$PWD/bin:$PATH
  runs uv
  [ "$(tail -n 1 "$NET/log")" = "upload.pypi.org upload robin 200" ] || fail "$(cat "$NET/log")"
  dp-fetch -p claude-config -c prd | dp-encrypt -o pypi.sealed
  runs accounts
  [ "$(tail -n 1 "$NET/log")" = "upload.pypi.org upload acme 200" ] || fail "$(cat "$NET/log")"
  no_canary
}

test_aws() {
  aws_account
  runs aws
  [ "$(jq -r .Arn "$OUT")" = arn:aws:iam::123456789012:user/deploy ] || fail "$(cat "$OUT")"
  [ "$(cat "$NET/log")" = "sts.amazonaws.com GetCallerIdentity $OLD_KEY 200" ] || fail "$(cat "$NET/log")"
  # The stand-in looks at the signature: another secret is noticed.
  api set backend prd AWS_SECRET_ACCESS_KEY canary-other
  block aws >aws
  run sh aws
  expect_code 254
  grep -q 'An error occurred (SignatureDoesNotMatch)' "$ERR" || fail "$(cat "$ERR")"
  no_canary
}

test_aws_gets_no_other_key() {
  aws_account
  (umask 077 && block passphrase | sh)
  dp-fetch -p backend -c prd | dp-encrypt --passphrase-from file:passphrase -o new.sealed
  for name in AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY; do api unset backend prd "$name"; done
  dp-fetch -p backend -c prd | dp-encrypt --passphrase-from file:passphrase -o old.sealed
  # A key of another account, which aws takes when it is given none.
  jq '{user: "robin", secret: "other", status, fresh}' "$NET/keys/$OLD_KEY" >"$NET/keys/AKIAROBINROBINROBIN1"
  mkdir .aws
  printf '[default]\naws_access_key_id = AKIAROBINROBINROBIN1\naws_secret_access_key = other\n' >.aws/credentials
  aws sts get-caller-identity | jq -r .Arn | grep -qx arn:aws:iam::123456789012:user/robin || fail "no other key"
  : >"$NET/log"
  for name in aws rotate-aws-delete rotate-aws-back; do
    block "$name" >"$OUT.block"
    run sh "$OUT.block"
    expect_code 125
  done
  block doppler-aws >"$OUT.block"
  run sh "$OUT.block"
  expect_code 1
  [ ! -s "$NET/log" ] || fail "AWS was asked: $(cat "$NET/log")"
  no_canary
}

test_two_accounts() {
  aws_account
  (umask 077 && block passphrase | sh)
  jq '{user: "robin", secret: "other", status, fresh}' "$NET/keys/$OLD_KEY" >"$NET/keys/AKIAROBINROBINROBIN1"
  seal() { dp-encrypt --passphrase-from file:passphrase -o "$1"; }
  dp-fetch -p backend -c prd | seal work.sealed
  echo '{"AWS_ACCESS_KEY_ID":"AKIAROBINROBINROBIN1","AWS_SECRET_ACCESS_KEY":"other"}' | seal home.sealed
  # shellcheck disable=SC2016
  program compare 'for key in "$WORK_AWS_ACCESS_KEY_ID $WORK_AWS_SECRET_ACCESS_KEY" "$HOME_AWS_ACCESS_KEY_ID $HOME_AWS_SECRET_ACCESS_KEY"; do
  AWS_ACCESS_KEY_ID=${key% *} AWS_SECRET_ACCESS_KEY=${key#* } aws sts get-caller-identity --query Arn --output text
done'
  runs prefixes
  expect_out "arn:aws:iam::123456789012:user/deploy
arn:aws:iam::123456789012:user/robin"
  no_canary
}

test_carry() {
  with_doppler
  mkdir stick there
  # shellcheck disable=SC2016
  program there/server 'echo "served with ${#API_KEY}"'
  for name in carry carried; do block $name | sed "s,/media/stick,$PWD/stick," >$name; done
  run sh carry
  expect_code 0
  expect_out
  expect_err
  [ "$(ls stick)" = prd.sealed ] || fail "not on the stick"
  cp -p passphrase there
  cd there || exit 1
  unset DOPPLER_TOKEN DOPPLER_PASSPHRASE DOPPLER_API_HOST
  run offline sh ../carried
  expect_code 0
  expect_err
  expect_out "served with 14"
  unsanitized faketime || return 0
  # With a clock that starts in 1970.
  run faketime 1970-01-02 sh ../carried
  expect_code 125
  sed 's/dp-decrypt/& --allow-expired/' ../carried >late
  run faketime 1970-01-02 sh ./late
  expect_out "served with 14"
}

test_git() {
  with_doppler
  git init -q .
  git config user.name Robin
  git config user.email robin@standin.test
  block gitignore >.gitignore
  touch token prd.etag prd.sealed secrets.json
  [ "$(git ls-files -o --exclude-standard)" = "$(printf '.gitignore\nsecrets.json')" ] || fail "not ignored"
  rm prd.sealed
  (block git-add | sh) || fail "not added"
  git commit -qm 'a sealed file' || fail "not committed"
  [ "$(git ls-files)" = prd.sealed ] || fail "committed $(git ls-files)"
  block gitattributes >.gitattributes
  runs git-config
  dp-fetch -p backend -c prd | dp-encrypt --expires-at 2100-01-02T03:04:05Z -o prd.sealed
  run git --no-pager diff
  grep -q '^+.*"not_after":"2100-01-02T03:04:05Z"' "$OUT" || fail "$(cat "$OUT")"
  no_canary
}

test_doppler() {
  with_doppler
  # shellcheck disable=SC2016
  program server 'echo "served with ${#API_KEY}"'
  runs doppler-run
  expect_out "served with 14"
  # The copy is there: Doppler is not needed, and not asked.
  api behave '{"body":"<html>log in first</html>"}'
  run sh "$OUT.block"
  expect_code 0
  expect_out "served with 14"
  api reset
  block doppler-offline >"$OUT.block"
  run sh "$OUT.block"
  expect_code 0
  expect_out "served with 14"
  [ "$(api count | cut -d ' ' -f 2)" -eq 0 ] || fail "Doppler was asked"
  block doppler-make >Makefile
  SHELL=/usr/bin/fish run make -s check
  expect_code 0
  expect_out "API_KEY has 14 characters"
  no_canary
}

test_doppler_with_aws_and_pypi() {
  aws_account
  runs doppler-aws
  [ "$(jq -r .Arn "$OUT")" = arn:aws:iam::123456789012:user/deploy ] || fail "$(cat "$OUT")"
  echo pypi-canary-robin >"$NET/tokens/robin"
  pypi_release
  runs doppler-twine
  [ "$(tail -n 1 "$NET/log")" = "upload.pypi.org upload robin 200" ] || fail "$(cat "$NET/log")"
  no_canary
}

test_mise() {
  with_doppler
  block mise >mise.toml
  python3 -c 'import re, tomllib
text = tomllib.load(open("mise.toml", "rb"))["env"]["PYPI_TOKEN"]
print(re.fullmatch(r"\{\{ exec\(\s*command=\x27([^\x27]*)\x27,\s+cache_key=\x27[^\x27]*\x27, cache_duration=\x271d\x27\) \}\}",
    text, re.S)[1])' >inner
  [ "$(cat inner)" = 'doppler secrets get PYPI_TOKEN --project claude-config --config prd --plain' ] ||
    fail "$(cat inner)"
  run sh ./inner
  expect_code 0
  expect_err
  expect_out pypi-canary-robin
}

# said NAME: the last run said on stderr what the page quotes.
said() {
  block "$1" >"$OUT.quoted"
  sed "s,$DOPPLER_API_HOST,https://api.doppler.com," "$ERR" | diff "$OUT.quoted" - || fail "$1: that is not what is said"
}

test_trouble_with_doppler() {
  with_doppler
  DOPPLER_TOKEN=dp.pt.nobody run dp-fetch -p backend -c prd
  expect_code 3
  said trouble-401
  DOPPLER_TOKEN=dp.pt.standin-outsider run dp-fetch -p backend -c prd
  expect_code 3
  said trouble-403
  DOPPLER_TOKEN=dp.st.prd.standin-read run dp-put API_KEY <passphrase
  expect_code 3
  said trouble-read-only
  run dp-fetch -p backend -c live
  expect_code 3
  said trouble-404
}

test_trouble_with_sealed_files() {
  with_doppler
  dp-fetch -p backend -c prd | dp-encrypt --expires-at 2030-01-08T12:00:00Z -o prd.sealed
  DOPPLER_PASSPHRASE=guess run dp-decrypt prd.sealed
  expect_code 3
  said trouble-passphrase
  # The Doppler CLI's words for it, from the program that stands for it.
  run doppler run -p backend -c prd -- true
  DOPPLER_PASSPHRASE=guess run doppler run -p backend -c prd --fallback-only -- ./server
  expect_code 1
  block trouble-cipher >"$OUT.quoted"
  sed -n 2,3p "$ERR" | diff "$OUT.quoted" - || fail "doppler says something else"
  block trouble-expired >/dev/null
  unsanitized faketime || return 0
  run faketime '2030-01-10 12:00:00' dp-decrypt prd.sealed
  expect_code 5
  said trouble-expired
}

test_trouble_with_aws_and_pypi() {
  aws_account
  run env AWS_ACCESS_KEY_ID=AKIANOBODYNOBODYNOBO AWS_SECRET_ACCESS_KEY=x aws sts get-caller-identity
  expect_code 254
  # Newer ones say first who they are.
  sed -i -e /^$/d -e 's/^aws: \[ERROR\]: //' "$ERR"
  said trouble-aws
  # The other cause: a session token that is not of this key.
  AWS_SESSION_TOKEN=x
  export AWS_SESSION_TOKEN
  block aws >aws
  run sh aws
  # Newer ones say first who they are.
  sed -i -e /^$/d -e 's/^aws: \[ERROR\]: //' "$ERR"
  said trouble-aws
  sed 's/dp-exec/& --clean-env --explain/' aws >explain
  run sh explain
  grep -q '^AWS_SESSION_TOKEN  *environment  *dropped$' "$OUT" || fail "$(cat "$OUT")"
  block trouble-pypi >"$OUT.quoted"
  pypi_release
  for token in pypi-nobody ''; do
    run env TWINE_USERNAME=__token__ TWINE_PASSWORD="$token" twine upload --non-interactive dist/*
    expect_code 1
    # Colours and padding aside.
    sed "s/$(printf '\033')\[[0-9;?]*[a-zA-Z]//g; s/ *$//" "$OUT" "$ERR" | sed -n '/^ERROR/,/more information/p' >"$OUT.text"
    diff "$OUT.quoted" "$OUT.text" || fail "twine says something else"
  done
}

test_trouble_with_commands() {
  with_doppler
  (block keep | sh) || fail "no copy"
  runs trouble-empty
  expect_out "$(block trouble-empty-output)"
  for shell in sh fish; do
    SHELL=$(command -v $shell)
    export SHELL
    runs trouble-expanded
    expect_out "API_KEY has 14 characters"
    runs length
    expect_out "API_KEY has 14 characters"
  done
  run dp-exec -s /dev/stdin -- servr <<'END'
{}
END
  expect_code 127
  said trouble-not-found
  run dp-exec -s /dev/stdin './server --port 80' <<'END'
{}
END
  expect_code 127
  said trouble-one-word
}

# Rotation

# key_states: "status" of each access key, the old one first.
key_states() { jq -r .status "$NET/keys/$OLD_KEY" && (cd "$NET/keys" && ls) | grep -vx "$OLD_KEY" |
  while read -r key; do jq -r .status "$NET/keys/$key"; done; }
# the_new_key: its ID.
the_new_key() { (cd "$NET/keys" && ls) | grep -vx "$OLD_KEY"; }

expect_states() { [ "$(key_states | tr '\n' ' ')" = "$1 " ] || fail "keys are $(key_states), not $1"; }

# rotation: the script, without its pauses, which are for AWS.
rotation() {
  aws_account
  block rotate-aws >rotate-aws
  chmod +x rotate-aws
  mkdir bin
  program bin/sleep :
  PATH=$PWD/bin:$PATH
}

test_rotates_an_aws_key() {
  rotation
  echo 2 >"$NET/fresh"  # The first two uses come too early.
  run ./rotate-aws
  expect_code 0
  expect_states "Inactive Active"
  new=$(the_new_key)
  expect_out "123456789012	arn:aws:iam::123456789012:user/deploy	AIDADEPLOY"
  # The old key did nothing after it had made the new one, and went last.
  cat >"$OUT.want" <<END
iam.amazonaws.com CreateAccessKey $OLD_KEY 200
sts.amazonaws.com GetCallerIdentity $new 403
sts.amazonaws.com GetCallerIdentity $new 403
sts.amazonaws.com GetCallerIdentity $new 200
iam.amazonaws.com UpdateAccessKey $new 200
END
  diff "$OUT.want" "$NET/log" || fail "other requests"
  [ "$(stored backend AWS_ACCESS_KEY_ID)" = "$new" ] || fail "not stored"
  [ "$(stored backend AWS_SECRET_ACCESS_KEY)" = "$(jq -r .secret "$NET/keys/$new")" ] || fail "not stored"
  [ "$(noted backend AWS_ACCESS_KEY_ID)" = "rotated on $(date -u +%F), replaces $OLD_KEY" ] || fail "no note"
  [ "$(dp-decrypt --passphrase-from file:passphrase prd.sealed | dp-render --plain AWS_ACCESS_KEY_ID)" = "$new" ] ||
    fail "the copy is old"
  [ "$(ls)" = "$(printf '%s\n' bin passphrase prd.sealed rotate-aws)" ] || fail "left behind: $(ls)"
  ! grep -rF "$(jq -r .secret "$NET/keys/$new")" . "$OUT" "$ERR" || fail "the new key is in the clear"
  no_canary
  # A few days later.
  block rotate-aws-delete >delete
  run sh delete
  expect_code 0
  [ "$(ls "$NET/keys")" = "$new" ] || fail "not deleted"
}

# fails_early WHAT: the script fails, and has disabled nothing.
fails_early() {
  run ./rotate-aws
  [ "$code" -ne 0 ] || fail "$1: no failure"
  ! grep -q UpdateAccessKey "$NET/log" || fail "$1: disabled"
  [ "$(stored backend AWS_ACCESS_KEY_ID)" = $OLD_KEY ] || fail "$1: stored"
  no_canary
}

test_a_failed_rotation_leaves_the_old_aws_key() {
  rotation
  touch "$NET/log"
  api behave '{"body":"<html>log in first</html>"}'
  fails_early "no answer of Doppler"
  [ ! -s "$NET/log" ] || fail "AWS was asked"
  mv "$NET/keys/$OLD_KEY" "$NET/key"
  fails_early "AWS makes no key"
  [ ! -e new.sealed ] || fail "a key from nowhere"
  mv "$NET/key" "$NET/keys/$OLD_KEY"
  jq '.status = "Inactive"' "$NET/keys/$OLD_KEY" >"$NET/keys/AKIASECONDSECONDSEC2"
  fails_early "two keys"
  grep -q 'LimitExceeded' "$ERR" || fail "$(cat "$ERR")"
  [ ! -e new.sealed ] || fail "a key from nowhere"
  rm "$NET/keys/AKIASECONDSECONDSEC2"
  api behave '{"status":403}'
  fails_early "Doppler does not store it"
  expect_states "Active Active"
  # It goes on with the key that it has.
  run ./rotate-aws
  expect_code 0
  expect_states "Inactive Active"
  [ "$(grep -c 'CreateAccessKey.*200' "$NET/log")" = 1 ] || fail "more than one key was made"
}

test_a_new_aws_key_that_never_works_is_taken_back() {
  rotation
  echo 1000 >"$NET/fresh"
  run ./rotate-aws
  expect_code 1
  new=$(the_new_key)
  tail -n 1 "$ERR" >"$OUT.last"
  echo "rotate-aws: $new does not work, $OLD_KEY is still active: see recipes.md" | cmp -s - "$OUT.last" ||
    fail "$(cat "$ERR")"
  expect_states "Active Active"
  block rotate-aws-back >back
  run sh back
  expect_code 0
  expect_states Active
  [ "$(stored backend AWS_ACCESS_KEY_ID)" = $OLD_KEY ] || fail "not back"
  [ "$(dp-decrypt --passphrase-from file:passphrase prd.sealed | dp-render --plain AWS_ACCESS_KEY_ID)" = $OLD_KEY ] ||
    fail "the copy is not back"
  no_canary
}

# rotate_pypi TOKEN: a person at a terminal who pastes it.
rotate_pypi() {
  block rotate-pypi >rotate-pypi
  chmod +x rotate-pypi
  run python3 -BIS "$ROOT/testdata/terminal.py" --transcript "$OUT.terminal" 'The new token: ' "$1\\n" -- ./rotate-pypi
  grep -q 'echo on' "$OUT.terminal" || fail "the terminal does not echo any more"
  ! grep -q "$1" "$OUT.terminal" "$OUT" "$ERR" || fail "the token was shown"
}

test_rotates_a_pypi_token() {
  pypi_account
  echo pypi-canary-new >"$NET/tokens/new"
  rotate_pypi pypi-canary-new
  expect_code 0
  [ "$(tail -n 1 "$OUT")" = 'The new token works. Remove the old one: https://pypi.org/manage/account/token/' ] ||
    fail "$(cat "$OUT")"
  [ "$(cat "$NET/log")" = "upload.pypi.org upload new 200" ] || fail "$(cat "$NET/log")"
  cmp dist/standin-1.0.tar.gz "$NET/uploads/standin-1.0.tar.gz" || fail "not published"
  [ "$(stored claude-config PYPI_TOKEN)" = pypi-canary-new ] || fail "not stored"
  [ "$(noted claude-config PYPI_TOKEN)" = "rotated on $(date -u +%F)" ] || fail "no note"
  [ "$(dp-decrypt --passphrase-from file:passphrase pypi.sealed | dp-render --plain PYPI_TOKEN)" = pypi-canary-new ] ||
    fail "the copy is old"
  [ "$(ls)" = "$(printf '%s\n' dist passphrase pypi.sealed rotate-pypi)" ] || fail "left behind: $(ls)"
  no_canary
}

test_a_pypi_token_that_does_not_work_is_taken_back() {
  pypi_account
  rotate_pypi pypi-canary-mistyped
  expect_code 1
  expect_err "rotate-pypi: cannot publish: the old token is back in Doppler"
  [ "$(cat "$NET/log")" = "upload.pypi.org upload - 403" ] || fail "$(cat "$NET/log")"
  [ -z "$(ls "$NET/uploads")" ] || fail "published"
  [ "$(stored claude-config PYPI_TOKEN)" = pypi-canary-robin ] || fail "not back"
  [ "$(dp-decrypt --passphrase-from file:passphrase pypi.sealed | dp-render --plain PYPI_TOKEN)" = pypi-canary-robin ] ||
    fail "the copy is not back"
}

test_what_is_no_pypi_token_changes_nothing() {
  pypi_account
  block rotate-pypi >rotate-pypi
  chmod +x rotate-pypi
  # A wrong paste, nothing, and Ctrl-C.
  for typed in 'password' '' '\x03'; do
    case $typed in
      '\x03') line=$typed ;;
      *) line="$typed\\n" ;;
    esac
    run python3 -BIS "$ROOT/testdata/terminal.py" --transcript "$OUT.terminal" 'The new token: ' "$line" -- ./rotate-pypi
    [ "$code" -ne 0 ] || fail "'$typed' was taken"
    grep -q 'echo on' "$OUT.terminal" || fail "the terminal does not echo any more"
    [ "$(ls)" = "$(printf '%s\n' dist passphrase rotate-pypi)" ] || fail "left behind: $(ls)"
    [ "$(api count | cut -d ' ' -f 2)" -eq 0 ] || fail "Doppler was asked"
  done
}

test_a_pypi_rotation_goes_on() {
  pypi_account
  echo pypi-canary-new >"$NET/tokens/new"
  api behave '{"status":403}'
  rotate_pypi pypi-canary-new
  [ "$code" -ne 0 ] || fail "no failure"
  [ "$(stored claude-config PYPI_TOKEN)" = pypi-canary-robin ] || fail "stored"
  # The token is asked for no more, and the way back is the old one.
  api behave '[{"status":200},{"status":403}]'
  run ./rotate-pypi
  [ "$code" -ne 0 ] || fail "no failure"
  run ./rotate-pypi
  expect_code 0
  [ "$(cat "$NET/log")" = "upload.pypi.org upload new 200" ] || fail "$(cat "$NET/log")"
  [ "$(stored claude-config PYPI_TOKEN)" = pypi-canary-new ] || fail "not stored"
  no_canary
}

# The page itself

test_scripts_are_clean() {
  python3 -BIS "$ROOT/testdata/blocks.py" "$PAGE" >"$OUT.names"
  while read -r name; do
    python3 -BIS "$ROOT/testdata/blocks.py" "$PAGE" "$name" >text
    grep -q '^#!/bin/sh' text || continue
    sh -n text || fail "$name"
    shellcheck -S warning text || fail "$name"
  done <"$OUT.names"
}

test_every_block_was_run() { every_block_was_run; }

run_tests "$@"
