#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# run-fuzzers.sh CORPUS SECONDS TARGET...: runs each libFuzzer target for SECONDS.
# The corpus is read, never written: what a run finds new goes with its directory.
set -eu

corpus=$1
seconds=$2
shift 2
found=$(mktemp -d)
trap 'rm -rf "$found"' EXIT

for target in "$@"
do
  name=${target##*/fuzz-}
  mkdir -p "$found/$name"
  seeds=
  [ ! -d "$corpus/$name" ] || seeds=$corpus/$name
  if "./$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -artifact_prefix="./crash-$name-" \
       -print_final_stats=1 "$found/$name" ${seeds:+"$seeds"} >"$found/$name.log" 2>&1
  then
    echo "ok - fuzz $name ($(sed -n 's/^stat::number_of_executed_units: *//p' "$found/$name.log") runs)"
  else
    cat "$found/$name.log"
    echo "not ok - fuzz $name"
    exit 1
  fi
done
