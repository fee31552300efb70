#!/bin/sh
# An external job runs nothing: it is ended from outside, from another program, in a week, after a reboot.
set -eu
approval=$(jobctl submit --external --name approval --timeout 2d)
waiting=$(jobctl submit --after "$approval" --shell 'echo "released, as $(jq -r . "$JOBD_PARENT_1_RESULT") said"')
[ "$(jobctl status "$waiting" --json | jq -r .state)" != blocked ] || echo "it waits: True"

jobctl complete "$approval" '"Ann"' > /dev/null
jobctl wait "$waiting" --results
