#!/usr/bin/env bash
# The tour that `make demo` gives: a run in a real browser pauses for a one-time code, is answered by another process, asks
# which of four like-named links is meant, pauses for an approval, pays, and proves what it did; then runs again for less.
# Usage: demo.sh TWIN
set -euo pipefail
twin=$(realpath "$1")
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=${TWIN_DEMO_FOLDER:-$(mktemp -d "${TMPDIR:-/tmp}/twin-demo.XXXXXX")}
mkdir -p "$folder"
cd "$folder"
rm -rf .twin out skills port address
cp -r "$root/skills" skills

bold=$(tput bold 2>/dev/null || true) dim=$(tput dim 2>/dev/null || true) off=$(tput sgr0 2>/dev/null || true)
[ -t 1 ] || { bold= dim= off=; }
say() { printf '\n%s%s%s\n' "$bold" "$*" "$off"; }
# Shows a command, runs it, and goes on whatever a run's state makes it exit with.
try() {
  local words="" word
  for word in "$@"; do case $word in *" "*) words+=" \"$word\"" ;; *) words+=" $word" ;; esac; done
  printf '\n%s$ twin%s%s\n' "$dim" "$words" "$off"
  "$twin" "$@" || true
}
# What a JSON document on standard input says under a key, at its first place.
field() { sed -n "s/^ *\"$1\": \"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}\$/\1/p" | head -1; }

"$twin" demo site --port 0 --port-file port >site.log 2>&1 &
children=$!
trap 'kill $children 2>/dev/null || true; wait $children 2>/dev/null || true' EXIT
until [ -s port ]; do kill -0 "$children" 2>/dev/null || { cat site.log; exit 1; }; done
site=http://127.0.0.1:$(cat port)

say "A small billing company is open for business at $site"
say "1. Its password goes into the vault."
printf 'correct horse' | "$twin" secret set billing_password

say "2. A skill signs in with a real browser, to pay an invoice of Acme. It runs until it needs a person."
try run skills/pay-invoice.yaml -i site="$site" -i vendor=Acme
run=$("$twin" runs --json | field id)

say "3. That process is gone. The run is a row in .twin/twin.db, its page waits frozen in its browser. What is in the row:"
try inspect "$run"

say "4. Another process answers with the code that the authenticator shows. The run goes on in that very page."
code=$("$twin" demo code)
try approve "$run" -i code="$code"

say "5. Acme has four open invoices, each with a link called View. Which is meant is asked, not guessed:"
try show "$run" --evidence seen
try approve "$run" --choose 1

say "6. Money needs an approval. It shows exactly what it allows, and the page as the run saw it."
try show "$run" --evidence seen
try approve "$run" --comment "checked against the contract"

say "7. Who decided what, when, and that the record is whole:"
try audit show "$run"
try verify "$run"
try audit verify

say "8. The next month. The site takes no code twice, so this waits for the next one (30 seconds at most)."
try run skills/pay-invoice.yaml -i site="$site" -i vendor=Acme
run=$("$twin" runs --json | field id)
while [ "$("$twin" demo code)" = "$code" ]; do sleep 1; done
try approve "$run" -i code="$("$twin" demo code)"
try approve "$run" --choose 1
try approve "$run"
try cost pay-invoice

say "9. The same run in the dashboard, for people who have no shell here."
: >serve.log
"$twin" serve --port 0 --skills skills >serve.log 2>serve.err &
service=$!
children="$children $service"
until address=$(sed -n 's|.* \(http://localhost:[0-9]*\)/.*|\1|p' serve.log | head -1) && [ -n "$address" ]; do kill -0 "$service" 2>/dev/null || { cat serve.err; exit 1; }; sleep 0.1; done
cat serve.log
say "The run is at $address/runs/$run"
if [ -t 1 ]; then
  echo "The service and the site stay up until you press Ctrl-C."
  wait "$service" || true
fi
say "Everything is in $folder; go on with: cd $folder && $twin serve"
