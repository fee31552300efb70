#!/bin/sh
set -eu
start=$(date +%s%N)
later=$(jobctl submit --delay 500ms -- date +%s%N)
ran=$(jobctl wait "$later" --results)
[ $((ran - start)) -lt 500000000 ] || echo "not before its time: True"

task=$(jobctl submit --delay 1h -- true)
jobctl cancel "$task" > /dev/null
jobctl status "$task" --json | jq -r 'select(.state == "cancelled" and .started_at == null) | "cancelled before it was due: True"'
