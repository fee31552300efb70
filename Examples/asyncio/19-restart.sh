#!/bin/bash
# The point of it all. The program (nightly.py) is killed in the middle, jobd is killed in the middle, and the second
# run of the program ends with what the first one began. It uses a jobd of its own, so that it can kill it.
set -eu
directory=$(mktemp -d)
ledger=$directory/ledger
export JOBD_URL="unix://$directory/jobd.sock"
daemon="" program=""
trap 'for pid in $daemon $program; do kill -9 "$pid" || true; done; rm -rf "$directory"' EXIT

start_jobd() {
  : > "$directory/ready"
  jobd --config "$JOBD_CONFIG" --data-dir "$directory/data" --listen "$JOBD_URL" >> "$directory/ready" 2>> "$directory/log" &
  daemon=$!
  until grep -q ' ready on ' "$directory/ready"; do sleep 0.02; done
}
run_program() { python3 "$(dirname "$0")/nightly.py" "$ledger" > "$directory/said" & program=$!; }
until_row() { until grep -qs "^$1$" "$ledger"; do sleep 0.02; done; }
# That it was killed is said by wait on stderr, and is no news.
kill_hard() { kill -9 "$1"; wait "$1" 2> /dev/null || true; }

start_jobd
run_program
until_row 2
kill_hard "$program"
program=""
cat "$directory/said"
echo "first run: killed in the middle"

run_program
until grep -qs found "$directory/said"; do sleep 0.02; done
cat "$directory/said"
until_row 4
kill_hard "$daemon"
touch "$ledger.go"
daemon=""
echo "jobd: killed in the middle"
start_jobd

wait "$program"
program=""
tail -1 "$directory/said"
echo "rows done: $(sort -nu "$ledger" | paste -sd ' ')"
