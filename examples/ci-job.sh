#!/usr/bin/env bash
# A step of a CI job that runs only when people have approved it, word by word. The job waits; denied is exit code 3,
# expired 4, cancelled 5. Under the same run it goes on waiting when the runner restarts, and never runs twice.
# COUNTERSIGN_URL=... COUNTERSIGN_TOKEN=csa_... examples/ci-job.sh IMAGE RUN
set -euo pipefail

image=${1:?the image to deploy}
run=${2:?the number of this run}

# In place of echo stands your own command. What follows the dashes is part of what is approved.
exec "${COUNTERSIGN:-countersign}" request \
  --action app.deploy --resource cluster/eu --environment production \
  --summary "Deploy $image" --idempotency-key "deploy-$run" \
  -- echo deployed "$image"
