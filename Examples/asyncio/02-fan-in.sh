#!/bin/sh
# combine(await gather(...)) that needs nobody to wait: a job that follows a batch finds what its members made.
set -eu
batch=$(jobctl batch create --file - <<JOBS
{"handler": "measure", "payload": "fan"}
{"handler": "measure", "payload": "in"}
JOBS
)
# For a command it is a file with a line for each member, in the order of submission.
sum=$(jobctl submit --after "batch:$batch" --shell '
  sed -n "s/.*\"path\":\"\([^\"]*\)\".*/\1/p" "$JOBD_BATCH_1_RESULTS" | xargs awk "{ sum += \$1 } END { print sum }"')
# For a handler in Python it is ctx.batches: add_up in workers.py.
same=$(jobctl submit --after "batch:$batch" --handler add-up)

# From here on this script could be killed: both sums would be made.
[ "$(jobctl wait "$sum" --results)" = "$(jobctl wait "$same" --results)" ]
jobctl result "$sum"
