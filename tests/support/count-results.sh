#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# count-results.sh BUILD: adds up what the tests of a build said and prints the line
# "N passed, N failed[, N skipped]".  A program of cmocka's counts its cases, a script
# its lines "ok" and "not ok"; a program that says neither counts as one, and one
# that failed without naming a case (a crash) as one failed.
set -eu

find "$1/tests" -name '*.trs' | sort | while read -r result
do
  awk -v result="$(sed -n 's/^:global-test-result: //p' "$result")" '
    /^\[  PASSED  \] [0-9]+ test/ { passed += $4 }
    /^\[  FAILED  \] [0-9]+ test/ { failed += $4 }
    /^\[  SKIPPED \] [0-9]+ test/ { skipped += $4 }
    /^ok / && / # SKIP/ { skipped++; next }
    /^ok / { passed++ }
    /^not ok / { failed++ }
    END {
      if (result ~ /FAIL|ERROR/ && !failed) failed = 1
      if (result == "PASS" && !passed && !skipped) passed = 1
      if (result == "SKIP" && !skipped) skipped = 1
      print passed + 0, failed + 0, skipped + 0
    }' "${result%.trs}.log"
done | awk '
  { passed += $1; failed += $2; skipped += $3 }
  END { printf "%d passed, %d failed%s\n", passed, failed, skipped ? sprintf (", %d skipped", skipped) : "" }'
