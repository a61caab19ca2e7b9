#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# --ui=line as a program: commands by a pipe, a log without any, a capture that still comes,
# no terminal description, outputs that go away, exit status.  (The texts: tests/unit/ui/test-line.c.)
set -u
export LC_ALL=C.UTF-8 TZ=UTC
unset TERM LANGUAGE HOME XDG_STATE_HOME

top=$(cd "${srcdir:-$(dirname "$0")/..}" && pwd) || exit 1
program=${SMTPLENS:-$PWD/smtplens}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/support/told.sh
. "$top/tests/support/told.sh"
samples=("$top"/samples/[01]*.pcap)

# wrong NAME LINE OPTION...: wrong usage, told by that line.
wrong ()
{
  local name=$1 line=$2 got
  shift 2
  got=$("$program" "$@" 2>&1 >/dev/null </dev/null)
  [ $? -eq 2 ] && [ "$got" = "smtplens: $line" ]
  told "$name" $?
}

wrong 'another face' "--ui is one of screen and line, not 'lines'" --ui=lines "${samples[0]}"
wrong 'no face' 'Missing argument for --ui (--help lists the options)' "${samples[0]}" --ui
wrong 'with a format' 'choose one of --ui and a format' --ui=line --text "${samples[0]}"
wrong 'an escape sequence' 'Unknown option --\x1b[2Jred (--help lists the options)' $'--\033[2Jred'
wrong 'packets on standard output' \
  'choose one of -w - and a format or --ui: both would go to standard output' --ui line -w - "${samples[0]}"
wrong 'screens without a terminal' 'standard output is no terminal; --text and --ui=line need no screen' --ui=screen "${samples[0]}"

"$program" --ui=line "${samples[@]}" </dev/null >"$work/log" 2>"$work/errors"
status=$?
[ $status -eq 0 ] && [ ! -s "$work/errors" ]
told 'a log ends well' $?
for title in Sessions Mails Findings Hosts Logins Paths Overview
do
  grep -q "^$title" "$work/log"
  told "a log has $title" $?
done
LC_ALL=C grep -q "$(printf '[\001-\011\013-\037\177]')" "$work/log"
[ $? -eq 1 ]
told 'a log has no control' $?

LC_ALL=C "$program" --ui=line "${samples[@]}" </dev/null >"$work/ascii"
status=$?
[ $status -eq 0 ] && LC_ALL=C grep -q '^Overview' "$work/ascii" && ! LC_ALL=C grep -q "$(printf '[\200-\377]')" "$work/ascii"
told 'a locale without UTF-8 gets ASCII' $?

"$program" --ui=line --fail-on info "${samples[0]}" </dev/null >/dev/null
[ $? -eq 1 ]
told '--fail-on' $?
"$program" --ui=line "$work/nothing.pcap" </dev/null >/dev/null 2>&1
[ $? -eq 3 ]
told 'nothing to read' $?
head -c 900 "${samples[0]}" >"$work/cut.pcap"
"$program" --ui=line "$work/cut.pcap" </dev/null >"$work/out" 2>/dev/null
[ $? -eq 4 ] && grep -q '^Sessions' "$work/out"
told 'damaged input is said as far as it goes' $?

printf 'open 1\nview message\nquit\nview hosts\n' | "$program" --ui=line "${samples[0]}" >"$work/out"
status=$?
[ $status -eq 0 ] && grep -q '^Session 1, Message> quit$' "$work/out" && ! grep -q '^Hosts' "$work/out"
told 'commands by a pipe, until one ends it' $?
printf 'view hosts' | "$program" --ui=line "${samples[0]}" >"$work/out"
status=$?
[ $status -eq 0 ] && grep -q '^Hosts: 2 rows$' "$work/out"
told 'the last line needs no end' $?
{ printf 'view '; head -c 100000 /dev/zero | tr '\0' x; printf '\nview hosts\n'; } \
  | "$program" --ui=line "${samples[0]}" >"$work/out"
status=$?
[ $status -eq 0 ] && grep -q '^Hosts: 2 rows$' "$work/out" && [ "$(wc -c <"$work/out")" -lt 20000 ]
told 'a line without end' $?
"$program" --ui=line "${samples[0]}" <&- >"$work/out"
status=$?
[ $status -eq 0 ] && grep -q '^Sessions: 1 row$' "$work/out"
told 'standard input may be closed' $?

"$program" --ui=line "${samples[@]}" </dev/null 2>"$work/errors" | head -n 1 >/dev/null
[ "${PIPESTATUS[0]}" -eq 0 ] && [ ! -s "$work/errors" ]
told 'a broken pipe is quiet' $?
if [ -c /dev/full ]
then
  "$program" --ui=line "${samples[0]}" </dev/null >/dev/full 2>"$work/errors"
  [ $? -eq 3 ] && grep -q 'could not be written' "$work/errors"
  told 'a full disk is told' $?
fi

# A capture that still comes: what has ended is said before the end.
mkfifo "$work/pipe"
"$program" --ui=line - <"$work/pipe" >"$work/out" &
reader=$!
exec 3>"$work/pipe"
size=$(wc -c <"$top/samples/14-password-guessing.pcap")
head -c $((size / 2)) "$top/samples/14-password-guessing.pcap" >&3
for _ in $(seq 100)
do
  grep -q '^Session 1 ended: ' "$work/out" && break
  sleep 0.05
done
grep -q '^Session 1 ended: ' "$work/out" && ! grep -q '^Overview' "$work/out"
told 'a session is told as it ends' $?
kill -INT $reader
wait $reader
status=$?
[ $status -eq 0 ] && grep -q '^Overview' "$work/out" && ! grep -q '^Sessions: ' "$work/out"
told 'SIGINT ends in order, with the rest said' $?
exec 3>&-

exit $failed
