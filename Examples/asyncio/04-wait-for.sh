#!/bin/sh
# jobctl wait --timeout --cancel is wait_for.
set -eu
task=$(jobctl submit -- sleep 60)
jobctl wait "$task" --timeout 500ms --cancel > /dev/null || [ $? -eq 7 ]
[ "$(jobctl status "$task" --json | jq -r .state)" != cancelled ] || echo "too late; cancelled: True"

# It is waited for until it is really gone, and a value in spite of the cancel counts.
tidy=$(jobctl submit --shell 'trap "sleep 0.2; echo tidied up; exit 0" TERM; sleep 60 & wait')
jobctl wait "$tidy" --timeout 2s --cancel --results
