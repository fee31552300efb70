#!/bin/sh
# A batch with fail_fast is a TaskGroup whose end needs no program: jobd itself cancels the others.
set -eu
batch=$(jobctl batch create --fail-fast --file - <<JOBS
{"argv": ["sleep", "60"]}
{"shell": "sleep 0.3; exit 1"}
JOBS
)
jobctl wait --batch "$batch" > /dev/null || true

counts=$(jobctl batch show "$batch" --json | jq .counts)
echo "failures: $(echo "$counts" | jq .failed)"
[ "$(echo "$counts" | jq .cancelled)" -ne 1 ] || echo "the other one was cancelled: True"
