#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# run-fuzzers.sh CORPUS SECONDS TARGET...: runs each libFuzzer target for SECONDS, as
# many at a time as there are processors.  The corpus is read, never written; an
# input that broke its target is left here as crash-NAME-*, and what else was found
# goes with its directory.  The same seed each time (FUZZ_SEED, 1; 0 is a new one each
# time), so that a check that fails tells of a change and not of luck: for finding new
# things run it longer, with FUZZ_SEED=0.
set -eu

corpus=$1
seconds=$2
shift 2
[ "$#" -ge 1 ] || { echo 'there are no fuzz targets'; exit 1; }
if [ "$#" -gt 1 ]
then
  printf '%s\n' "$@" | xargs -d '\n' -P "$(nproc)" -n 1 "$0" "$corpus" "$seconds"
  exit
fi

target=$1
name=${target##*/fuzz-}
found=$(mktemp -d)
trap 'rm -rf "$found"' EXIT
mkdir "$found/corpus"
seeds=
[ ! -d "$corpus/$name" ] || seeds=$corpus/$name

if "./$target" -seed="${FUZZ_SEED:-1}" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -artifact_prefix="./crash-$name-" \
     -print_final_stats=1 "$found/corpus" ${seeds:+"$seeds"} >"$found/log" 2>&1
then
  echo "ok - fuzz $name ($(sed -n 's/^stat::number_of_executed_units: *//p' "$found/log") runs)"
else
  cat "$found/log"
  echo "not ok - fuzz $name"
  exit 1
fi
