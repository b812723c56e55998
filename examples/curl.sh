#!/usr/bin/env bash
# Asks, waits, uses the grant up, runs and reports, with curl alone.
# COUNTERSIGN_URL=... COUNTERSIGN_TOKEN=csa_... examples/curl.sh
set -euo pipefail

: "${COUNTERSIGN_URL:?}" "${COUNTERSIGN_TOKEN:?}"
key=${1:-export-$(date +%s)-$$}

# What is asked and what is consumed is one text, so that they cannot differ.
action='"action": "data.export", "resource": "postgres://prod/customers",
  "payload": { "table": "customers", "rows": 10412 }'

# The token is read from a file descriptor, because arguments are seen by everybody on the machine.
call() {
  curl --silent --show-error --retry 5 --max-time 90 \
    --config <(printf 'header = "Authorization: Bearer %s"\n' "$COUNTERSIGN_TOKEN") \
    --header 'Content-Type: application/json' "$@"
}

# The first member of this name. A quote within a text is escaped, so no text can pass for one.
member() {
  grep -o "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4
}

request=$(call "$COUNTERSIGN_URL/v1/requests" --header "Idempotency-Key: $key" --header 'Prefer: wait=50' \
  --data "{ $action, \"reason\": \"Weekly churn model retraining\" }")
id=$(member id <<<"$request") || { echo "refused: $request" >&2; exit 1; }

while [ "$(member status <<<"$request")" = pending ]; do
  request=$(call "$COUNTERSIGN_URL/v1/requests/$id?wait=50")
done
status=$(member status <<<"$request")
if [ "$status" != approved ]; then
  echo "$id was $status" >&2
  exit 1
fi

# From here: --fail, because only an answer of 200 is a permission. A second use is refused, so this is not tried again.
grant=$(member grant <<<"$request")
call --retry 0 --fail --output /dev/null "$COUNTERSIGN_URL/v1/grants/consume" --data "{ \"grant\": \"$grant\", $action }"

if echo "exported 10412 rows of customers"; then outcome=succeeded; else outcome=failed; fi
call --fail --output /dev/null "$COUNTERSIGN_URL/v1/requests/$id/outcome" --data "{ \"status\": \"$outcome\" }"
