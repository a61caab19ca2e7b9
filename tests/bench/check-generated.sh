#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs smtplens on small captures of each benchmark workload: the summary must have
# just the sessions and mails that were written into them, no mail with a gap, and say
# that a limit was met where the flood of SYNs meets one, and nowhere else.  The speed
# is of no account here.
set -u
export LC_ALL=C
program=${SMTPLENS:-$PWD/smtplens}
generate=${GENERATE:-$PWD/tests/bench/generate}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/support/told.sh
. "$(dirname "$0")/../support/told.sh"

# number NAME LINE: of "NAME=N" or "NAME":N
number ()
{
  sed -n "s/.*\\b$1\"*[=:]\\([0-9]*\\).*/\\1/p" <<<"$2"
}

for workload in mixed other tiny huge syns
do
  for seed in 1 2
  do
    sent=$("$generate" "$workload" "$work/capture.pcap" --size 12M --seed "$seed")
    "$program" --json "$work/capture.pcap" >"$work/json" 2>"$work/stderr"
    told "$workload $seed: exit status" $?
    summary=$(tail -n 1 "$work/json")
    [ "$(number sessions "$sent")" = "$(number sessions "$summary")" ]
    told "$workload $seed: $(number sessions "$sent") sessions (found $(number sessions "$summary"))" $?
    [ "$(number mails "$sent")" = "$(number messages "$summary")" ]
    told "$workload $seed: $(number mails "$sent") mails (found $(number messages "$summary"))" $?
    [ "$(grep -o '"state":"complete"' "$work/json" | wc -l)" = "$(number mails "$sent")" ]
    told "$workload $seed: every mail is complete" $?
    limits=$(sed -n 's/.*"limits_hit":{\([^}]*\)}.*/\1/p' <<<"$summary")
    case $workload:$limits in
      syns:*half-open*) true ;;
      syns:*) false ;;
      *) [ -z "$limits" ] ;;
    esac
    told "$workload $seed: limits met: ${limits:-none}" $?
    cat "$work/stderr"
  done
done
exit "$failed"
