#!/bin/bash
# What stands behind -- is a program and its arguments, and no shell ever sees it. --shell is for what you wrote yourself.
set -eu
name='Ann; echo INJECTED'
say() {
  lines=$(jobctl wait "$2" --results)
  echo "$1 ${lines//$'\n'/ | }"
}

say "exec:   " "$(jobctl submit -- echo hello "$name")"
say "shell:  " "$(jobctl submit --shell "echo hello $name")"
say "quoted: " "$(jobctl submit --shell "echo hello ${name@Q}")"
say "from env" "$(jobctl submit --env "NAME=$name" --shell 'echo hello "$NAME"')"
