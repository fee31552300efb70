#!/bin/sh
# A handler that yields (pages, in workers.py): its values are read while it runs. The answer ends when the job has.
set -eu
job=$(jobctl submit --handler pages --payload 3)
curl -sSfN --unix-socket "${JOBD_URL#unix://}" "http://localhost/v1/jobs/$job/result?follow=true" | jq -r .
