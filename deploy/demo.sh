#!/usr/bin/env bash
# The tour that `make run` takes: demo.sh BIN_DIR. Starts a jobd of its own in a temporary directory, gives it real
# work and checks every claim it makes; any claim that does not hold ends it with an error.
set -euo pipefail

bin=$1
home=$(mktemp -d "${TMPDIR:-/tmp}/jobd-demo.XXXXXX")
daemon_pid=

finish() {
  local status=$?
  if [ -n "$daemon_pid" ]; then kill -KILL "$daemon_pid" 2>/dev/null || true; fi
  if [ "$status" -eq 0 ]; then
    rm -rf "$home"
  else
    echo "The tour ended with an error. The daemon's log and data are in $home" >&2
  fi
}
trap finish EXIT

# Nothing of the caller's own jobd, if there is one, is used or touched.
for name in $(compgen -e | grep '^JOBD_' || true); do unset "$name"; done
export JOBD_URL="unix://$home/jobd.sock"
jobctl() { "$bin/jobctl" "$@"; }

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\e[1m' green=$'\e[32m' plain=$'\e[0m'; else bold='' green='' plain=''; fi
step() { printf '\n%s%s%s\n' "$bold" "$1" "$plain"; }
tell() { printf '  %s\n' "$@"; }
show() { printf '  $ %s\n' "$*"; }
die() { printf 'demo: %s\n' "$1" >&2; exit 1; }

# check WHAT ACTUAL WANTED
check() {
  [ "$2" = "$3" ] || die "$1: expected '$3', found '$2'"
  printf '  %s✔%s %s: %s\n' "$green" "$plain" "$1" "$2"
}

# field ID NAME: one field of a job, from its JSON.
field() { jobctl status --json "$1" | grep -o "\"$2\": *\"\?[^\",}]*" | head -n 1 | sed 's/^[^:]*: *"\?//'; }

# until_state ID STATE: returns when the job is in the state; at most ten seconds.
until_state() {
  for _ in $(seq 200); do
    [ "$(field "$1" state)" = "$2" ] && return
    sleep 0.05
  done
  die "job $1 did not become $2 within ten seconds"
}

# alive PID: yes or no. A process that has ended but was not collected by init yet (a zombie) is not alive.
alive() {
  local state
  state=$(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null || true)
  case "$state" in '' | Z | X) echo no ;; *) echo yes ;; esac
}

# code COMMAND...: its exit code, its output thrown away.
code() {
  local status=0
  "$@" >/dev/null 2>&1 || status=$?
  echo "$status"
}

step "Starting jobd on a private directory: $home"
show "jobd --data-dir $home/data --listen $JOBD_URL"
coproc daemon { exec "$bin/jobd" --data-dir "$home/data" --listen "$JOBD_URL" 2>"$home/jobd.log"; }
daemon_pid=$!
daemon_output=${daemon[0]}
IFS= read -r -t 20 -u "$daemon_output" ready || die "jobd was not ready within 20 seconds: $(cat "$home/jobd.log")"
tell "$ready"

step "1. A command"
tell "A submission is on the disk before its id is printed. jobd runs it; the result is what it wrote."
show "jobctl submit --name hello -- echo 'hello from a job'"
hello=$(jobctl submit --name hello -- echo 'hello from a job')
jobctl wait "$hello" >/dev/null
check "result of job $hello" "$(jobctl result "$hello")" "hello from a job"

step "2. A delayed job, to look at later"
show "jobctl submit --name later --delay 4s -- date"
later=$(jobctl submit --name later --delay 4s -- date)
check "state of job $later" "$(field "$later" state)" scheduled

step "3. A shell pipeline"
show "jobctl submit --name pipeline --shell 'seq 1000 | grep 7 | wc -l'"
pipeline=$(jobctl submit --name pipeline --shell 'seq 1000 | grep 7 | wc -l')
jobctl wait "$pipeline" >/dev/null
check "result of job $pipeline" "$(jobctl result "$pipeline" | tr -d ' ')" 271

step "4. A job that fails and is tried again"
tell "It fails on its first two attempts. Each attempt is kept, with its own output."
show "jobctl submit --name flaky --retries 2 --retry-delay 200ms --shell '... test \$JOBD_ATTEMPT -ge 3'"
flaky=$(jobctl submit --name flaky --retries 2 --retry-delay 200ms --backoff constant \
  --shell 'echo "this is attempt $JOBD_ATTEMPT"; test "$JOBD_ATTEMPT" -ge 3')
jobctl wait "$flaky" >/dev/null
check "state of job $flaky" "$(field "$flaky" state)" succeeded
check "attempts it took" "$(field "$flaky" attempt)" 3
check "output of attempt 1" "$(jobctl logs "$flaky" --attempt 1)" "this is attempt 1"

step "5. A job that takes too long, and a child of it that ignores TERM"
tell "At its timeout the whole process group gets TERM; what is still there after the grace gets KILL."
show "jobctl submit --name stubborn --timeout 1s --grace 1s --shell 'trap \"\" TERM; sleep 1000 & wait'"
stubborn=$(jobctl submit --name stubborn --timeout 1s --grace 1s \
  --shell 'trap "" TERM; sleep 1000 & echo $!; while :; do wait; done')
check "exit code of 'jobctl wait' (6 is: timed out)" "$(code jobctl wait "$stubborn")" 6
check "reason of job $stubborn" "$(field "$stubborn" reason)" timeout
child=$(jobctl logs "$stubborn" | head -n 1)
check "is its child $child still there" "$(alive "$child")" no

step "6. A job that is cancelled while it runs"
show "jobctl submit --name endless -- sleep 1000"
endless=$(jobctl submit --name endless -- sleep 1000)
until_state "$endless" running
show "jobctl cancel $endless --reason 'no longer needed'"
jobctl cancel "$endless" --reason 'no longer needed' >/dev/null
check "exit code of 'jobctl wait' (5 is: cancelled)" "$(code jobctl wait "$endless")" 5
check "state of job $endless" "$(field "$endless" state)" cancelled

step "7. Jobs that wait for one another"
tell "The second runs when the first has succeeded, and reads what it made; the third because it has failed."
show "jobctl submit --hold --name fetch -- echo 'six times seven'"
fetch=$(jobctl submit --hold --name fetch -- echo 'six times seven' 2>/dev/null)
show "jobctl submit --after $fetch --name use --shell 'sed s/^/parent:\ / \$JOBD_PARENT_1_RESULT; exit 9'"
use=$(jobctl submit --after "$fetch" --name use --shell 'sed "s/^/parent: /" "$JOBD_PARENT_1_RESULT"; exit 9')
rescue=$(jobctl submit --after "$use:failure" --name rescue -- echo 'cleaned up')
never=$(jobctl submit --after "$use" --name never -- true)
show "jobctl why $use"
jobctl why "$use"
jobctl release "$fetch" >/dev/null 2>&1
check "exit code of 'jobctl wait $rescue'" "$(code jobctl wait "$rescue")" 0
check "output of job $use" "$(jobctl logs "$use")" "parent: six times seven"
check "state of job $never" "$(field "$never" state)" skipped

step "8. One job for each of many items, results in order"
show "jobctl map --parallel 2 --results echo got {} ::: a b c"
check "results" "$(jobctl map --parallel 2 --results echo got {} ::: a b c 2>/dev/null | tr '\n' ' ')" "got a got b got c "

step "9. A schedule"
show "jobctl schedule set tick --every 1s --name tock -- date"
jobctl schedule set tick --every 1s --name tock -- date >/dev/null 2>&1
for _ in $(seq 200); do
  [ -n "$(jobctl list --schedule tick --json 2>/dev/null | grep -o '"schedule": *"tick"' | head -n 1)" ] && break
  sleep 0.05
done
tock=$(jobctl list --schedule tick --json | grep -o '"id": *[0-9]*' | head -n 1 | grep -o '[0-9]*')
jobctl wait "$tock" >/dev/null
check "state of job $tock" "$(field "$tock" state)" succeeded
jobctl schedule rm tick >/dev/null 2>&1

step "The delayed job again"
jobctl wait "$later" >/dev/null
check "state of job $later" "$(field "$later" state)" succeeded
started=$(date -d "$(field "$later" started_at)" +%s%3N)
due=$(date -d "$(field "$later" run_at)" +%s%3N)
check "did it start before it was due" "$([ "$started" -lt "$due" ] && echo yes || echo no)" no
tell "It started $((started - due)) ms after it was due."

step "Everything at a glance"
show "jobctl list"
jobctl list
show "jobctl status"
jobctl status

step "A clean stop"
show "kill -TERM $daemon_pid"
kill -TERM "$daemon_pid"
stopped=0
wait "$daemon_pid" || stopped=$?
daemon_pid=
check "exit code of jobd" "$stopped" 0
tell "" "That was jobd. Next: README.md, or 'jobctl --help'."
