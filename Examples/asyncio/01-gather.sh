#!/bin/sh
# jobctl wait --results is gather: what the jobs made, in the order in which they are named.
set -eu
measure() { jobctl submit --handler measure --payload "$1"; }

lengths=$(jobctl wait "$(measure '"coroutine"')" "$(measure '"task"')" "$(measure '"loop"')" --results --json)
echo "$lengths" | jq -r 'map(.result) | "[\(map(tostring) | join(", "))] together \(add)"'

# --return-errors is return_exceptions=True: what failed is said on stderr, and the status is 1.
mixed=$(jobctl wait "$(measure '"await"')" "$(measure 7)" --results --return-errors 2>/dev/null) || failed="a failure"
echo "$mixed and ${failed:-nothing}"
