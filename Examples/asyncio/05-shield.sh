#!/bin/sh
# Leaving a wait never touches a job: outside of a program nothing needs to be shielded from it.
set -eu
task=$(jobctl submit --shell 'sleep 1; echo finished all the same')
jobctl wait "$task" --timeout 200ms > /dev/null || [ $? -eq 7 ]
[ "$(jobctl status "$task" --json | jq -r .state)" = cancelled ] || echo "no longer waited for; cancelled: False"
jobctl wait "$task" --results

# Against a cancel that somebody asks for, a job itself can be shielded. Only --force reaches it then.
go=$(mktemp -u)
trap 'rm -f "$go"' EXIT
task=$(jobctl submit --shield --env "GO=$go" --shell 'until [ -e "$GO" ]; do sleep 0.1; done; echo absorbed')
until [ "$(jobctl status "$task" --json | jq -r .state)" = running ]; do sleep 0.02; done
jobctl cancel "$task" > /dev/null
touch "$go"
[ "$(jobctl wait "$task" --results)" = absorbed ]
