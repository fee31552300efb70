#!/usr/bin/env bash
# Runs the examples on a jobd of its own and compares what they print. Each NN-name is there in several forms, and all
# of them print the same NN-name.out: with jobd (.py, .sh) and with plain asyncio (-asyncio.py).
# Usage: check.sh DIRECTORY-OF-JOBD-AND-JOBCTL [NN-name…]
set -euo pipefail
cd "$(dirname "$0")"
[ -x "${1:-}/jobd" ] || { echo "usage: check.sh DIRECTORY-OF-JOBD-AND-JOBCTL [NN-name…]" >&2; exit 64; }
PATH="$(cd "$1" && pwd):$PATH"
shift

directory=$(mktemp -d)
daemon=""
stop() {
  if [ -n "$daemon" ]; then
    kill "$daemon" 2> /dev/null || true
    wait "$daemon" 2> /dev/null || true
  fi
  rm -rf "$directory"
}
trap stop EXIT

# The worker program once for each of its handlers, and a pool of two threads beside the one that is always there.
worker="{\"command\": [\"$(command -v python3)\", \"$PWD/workers.py\"], \"processes\": 2}"
handlers=$(sed -n "s|^@jobd.handler(\(\".*\"\))|\1: $worker|p" workers.py | paste -sd ,)
cat > "$directory/jobd.json" <<CONFIG
{"slots": 16, "log": {"level": "error"}, "executors": {"blocking": {"threads": 2}}, "handlers": {$handlers}}
CONFIG

export PYTHONPATH="$PWD/../../clients/python" PYTHONPYCACHEPREFIX="$directory/compiled" PYTHONIOENCODING=utf-8
unset JOBD_URL JOBD_TOKEN_FILE
export JOBD_CONFIG="$directory/jobd.json"
jobd --drain-timeout 1s --data-dir "$directory/data" --listen "unix://$directory/jobd.sock" > "$directory/ready" 2> "$directory/log" &
daemon=$!
# A daemon that could not start has closed its log and is gone.
until grep -qs ' ready on ' "$directory/ready"; do
  kill -0 "$daemon" 2> /dev/null || { cat "$directory/log" >&2; exit 1; }
  sleep 0.02
done
export JOBD_URL="unix://$directory/jobd.sock"

# Three at a time: most of them wait most of the time. What one has to say is kept in a file with its name.
check() {
  local program=$1 expected=$2 said="$directory/$1" status=0 run=(bash)
  if [[ $program == *.py ]]; then run=(python3 -u); fi
  timeout 60 "${run[@]}" "$program" > "$said.out" 2> "$said.err" < /dev/null || status=$?
  if [ "$status" -eq 0 ] && diff -u "$expected" "$said.out" > "$said.diff"; then
    : > "$said.passed"
    return
  fi
  { echo "$program: exit status $status"; cat "$said.diff" "$said.err"; } 2> /dev/null > "$said.failed"
}

count=0
# The last one first: it takes the longest.
for program in $(ls -r [0-9][0-9]-*.py [0-9][0-9]-*.sh); do
  name=${program%.*}
  [ $# -eq 0 ] || [[ " $* " == *" ${name%-asyncio} "* ]] || continue
  # asyncio itself has task groups since then; jobd.TaskGroup needs 3.9.
  if [ "$name" = 09-scope-asyncio ] && ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "asyncio: $program needs Python 3.11" >&2
    continue
  fi
  expected=$name.out
  [ -e "$expected" ] || expected=${name%-asyncio}.out
  # The daemon is a job of this shell, too.
  while [ "$(jobs -rp | wc -l)" -gt 3 ]; do sleep 0.02; done
  check "$program" "$expected" &
  count=$((count + 1))
done

[ "$count" -gt 0 ] || { echo "there is no example with the name $*" >&2; exit 64; }
while [ "$(jobs -rp | wc -l)" -gt 1 ]; do sleep 0.02; done
passed=$(find "$directory" -name '*.passed' | wc -l)
if [ "$passed" -ne "$count" ]; then
  cat "$directory"/*.failed >&2
  echo "$((count - passed)) of $count programs do not print what they should" >&2
  exit 1
fi
echo "asyncio: $count programs print what they should"
