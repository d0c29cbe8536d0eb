#!/usr/bin/env bash
# The tour that `make demo` gives: a run pauses for a one-time code, is answered by another process, pauses for an approval,
# is approved, pays, and proves what it did. Usage: demo.sh TWIN
set -euo pipefail
twin=$(realpath "$1")
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=${TWIN_DEMO_FOLDER:-$(mktemp -d "${TMPDIR:-/tmp}/twin-demo.XXXXXX")}
mkdir -p "$folder"
cd "$folder"
rm -rf .twin out skills port
cp -r "$root/skills" skills

bold=$(tput bold 2>/dev/null || true) dim=$(tput dim 2>/dev/null || true) off=$(tput sgr0 2>/dev/null || true)
[ -t 1 ] || { bold= dim= off=; }
say() { printf '\n%s%s%s\n' "$bold" "$*" "$off"; }
# Shows a command, runs it, and goes on whatever a run's state makes it exit with.
try() { printf '\n%s$ twin %s%s\n' "$dim" "$*" "$off"; "$twin" "$@" || true; }

"$twin" demo site --port 0 --port-file port >site.log 2>&1 &
site=$!
trap 'kill $site 2>/dev/null || true; wait $site 2>/dev/null || true' EXIT
until [ -s port ]; do kill -0 $site 2>/dev/null || { cat site.log; exit 1; }; done
port=$(cat port)

say "A small billing company is open for business at http://127.0.0.1:$port/"
say "1. Its password goes into the vault."
printf 'correct horse' | "$twin" secret set billing_password

say "2. A skill pays the oldest invoice of Acme. It runs until it needs a person."
try run skills/pay-invoice-api.yaml -i site="http://127.0.0.1:$port" -i vendor=Acme
run=$("$twin" runs --json | sed -n 's/^ *"id": "\(run_[a-z0-9]*\)".*/\1/p' | head -1)

say "3. That process is gone; the run is a row in .twin/twin.db. This is what is frozen in it:"
try inspect "$run"

say "4. Another process answers with the code that the authenticator shows. The run goes on from that step."
try approve "$run" -i code="$("$twin" demo code)"

say "5. Money needs an approval, which shows exactly what it allows."
try approve "$run" --comment "checked against the contract"

say "6. Who decided what, when, and that the record is whole:"
try audit show "$run"
try audit verify

say "7. What was paid: $(cat out/*.json)"
say "Everything is in $folder; go on with: cd $folder && $twin show $run"
