#!/bin/sh
set -eu
# 1. From within the job. In a job, JOBD_URL and JOBD_JOB_ID are set.
job=$(jobctl submit --shell 'jobctl submit --after $JOBD_JOB_ID -- echo sent A > /dev/null; echo packed A')
jobctl wait "$job" --results
jobctl wait "$(jobctl status "$job" --json | jq .children[0])" --results

# 2. By the caller, which has looked at the result.
packed=$(jobctl wait "$(jobctl submit -- echo packed B)" --results)
echo "$packed"
[ "$packed" != "packed B" ] || jobctl wait "$(jobctl submit -- echo sent B)" --results

# 3. By itself: submitted together with the first, in one transaction.
job=$(jobctl submit --then 'echo sent C' --then 'failure:echo not sent' -- echo packed C)
jobctl wait "$job" --results
jobctl wait "$(jobctl status "$job" --json | jq .children[0])" --results
