#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# --tour from the command line: which lessons there are, in which language, and what is refused.  Their
# screens: see tests/unit/ui/test-lessons.c.
set -u
export LC_ALL=C.UTF-8 TERM=dumb
unset LANGUAGE SMTPLENS_DATADIR

top=$(cd "${srcdir:-$(dirname "$0")/..}" && pwd) || exit 1
program=${SMTPLENS:-$PWD/smtplens}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/support/told.sh
. "$top/tests/support/told.sh"

# ends STATUS [OPTION…]: the program ends with that; its words are in $work/out and $work/err.
ends ()
{
  local wanted=$1 status=0
  shift
  "$program" "$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
  [ "$status" -eq "$wanted" ] || { echo "smtplens $*: status $status"; cat "$work/err"; return 1; }
}

if [ ! -x "$program" ]
then
  echo "not ok - $program is not there (set SMTPLENS to the program)"
  exit 1
fi
export SMTPLENS_DATADIR=$top
lessons=$(find "$top/samples" -name '*.tour' | wc -l)

ends 0 --tour list && [ "$(wc -l <"$work/out")" -eq "$lessons" ] && [ "$lessons" -gt 0 ] \
  && grep -q '^04-relay  *The bucket brigade$' "$work/out"
told "--tour list names $lessons lessons" $?
ends 2 --tour && grep -q 'needs a lesson' "$work/err" && [ "$(wc -l <"$work/err")" -eq $((lessons + 1)) ]
told '--tour alone names them, too' $?
ends 2 --tour 77 && grep -q "no lesson '77'" "$work/err" && [ "$(wc -l <"$work/err")" -eq $((lessons + 1)) ]
told 'a lesson that is not there is refused' $?

ends 0 --tour 04-relay && cp "$work/out" "$work/named" && [ "$(grep -c '^Step [1-7] of 7$' "$work/named")" -eq 7 ] \
  && [ "$(grep -c '^Look at this:$' "$work/named")" -eq 7 ]
told 'without a terminal a lesson is said whole' $?
grep -A 1 '^Look at this:$' "$work/named" | grep -q '^3 of 17: client to server, .*packet 33: EHLO relay.sender.example$' \
  && grep -q '^17 of 17: note, .*: connection closed$' "$work/named" && grep -q '^The way of this mail$' "$work/named"
told 'with the lines of its views' $?
[ "$(grep -c '^Session 1, Dialogue: ' "$work/named")" -eq 1 ]
told 'a view that two steps are about is said once' $?
for name in 4 04 "$top/samples/04-relay.pcap" "$top/samples/04-relay.tour"
do
  ends 0 --tour "$name" && cmp -s "$work/out" "$work/named"
  told "${name##*/} is the same lesson" $?
done
LANGUAGE=ja ends 0 --tour 04 && grep -q 'バケツリレー$' "$work/out"
told 'it is told in Japanese' $?
LC_ALL=C LANGUAGE=ja ends 0 --tour 04 && grep -q 'The bucket brigade$' "$work/out"
told 'in English where Japanese cannot be shown' $?
ends 2 --tour 04 --json && ends 2 --tour 04 "$top/samples/04-relay.pcap" && ends 2 --tour 04 -i lo
told 'a format, another capture and an interface are refused' $?

# Every step of every lesson points at something that is there.
pointless=
for file in "$top"/samples/*.tour
do
  ends 0 --tour "$file" && [ "$(grep -c '^Look at this:$' "$work/out")" -ge "$(grep -cE '^(packet|row|finding)=' "$file")" ] \
    && [ "$(grep -c '^Step ' "$work/out")" -ge "$(grep -c '^\[step\]' "$file")" ] \
    && ! grep -q 'is not in this capture' "$work/out" && continue
  pointless="$pointless ${file##*/}"
done
[ -z "$pointless" ] || echo "lessons that point at nothing:$pointless"
[ -z "$pointless" ]
told 'all lessons show what they speak of' $?

# Commands: an empty line goes on, and one may look around.
printf '\nnext\nstep-back\nview findings\nstep-back\nquit\n' \
  | "$program" --tour 04 --ui=line >"$work/out" 2>"$work/err" \
  && [ "$(grep '^Step ' "$work/out" | tr '\n' ' ')" = 'Step 1 of 7 Step 2 of 7 Step 1 of 7 Step 1 of 7 ' ] \
  && grep -q '^Session 1, Dialogue 13 of 17> next$' "$work/out" && grep -q '^14 of 17: server to client' "$work/out"
told 'a lesson obeys commands' $?
printf '%b' '\n\n\n\n\n\n\n\n' | "$program" --tour 04 --ui=line >"$work/out" 2>"$work/err" \
  && grep -q '^This lesson is over' "$work/out"
told 'behind its last step it is over' $?

# The program finds the samples of its own tree by itself, and those of the installation.
line=$(grep -o 'smtplens --tour [0-9]*' "$top/README.md" | head -n 1)
[ -n "$line" ] && ends 0 --tour "${line##* }"
told "what README shows works: $line" $?

# A lesson beside a capture from elsewhere may say nothing else than a lesson may.
cp "$top/samples/04-relay.pcap" "$work/foreign.pcap"
printf '[lesson]\ntls-keys=/etc/passwd\nshow-secrets=1\n[step]\nview=sessions\ntext=\033[2JHere.\n' >"$work/foreign.tour"
ends 0 --tour "$work/foreign.pcap" && grep -q "foreign.tour:2: 'tls-keys' names a file beside" "$work/err" \
  && grep -q "foreign.tour:3: a lesson knows no 'show-secrets'" "$work/err" && grep -qF '\x1b[2JHere.' "$work/out"
told 'a foreign lesson names no files elsewhere, and no other options' $?
printf '[lesson]\ntls-keys=absent.keys\n[step]\nview=sessions\ntext=Here.\n' >"$work/foreign.tour"
ends 2 --tour "$work/foreign.pcap" && grep -q 'absent.keys' "$work/err"
told 'a file that it needs and that is not there is told' $?
printf '[step]\n' >"$work/foreign.tour"
ends 2 --tour "$work/foreign.pcap" && grep -q 'foreign.tour:1: the step lacks a view' "$work/err"
told 'a lesson without a step is refused' $?
rm "$work/foreign.tour"
mkfifo "$work/foreign.tour"
ends 2 --tour "$work/foreign.pcap" && grep -q 'this is no lesson' "$work/err"
told 'what is no file is not opened' $?
exit "$failed"
