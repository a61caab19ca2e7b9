#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# screens.sh FILE: how long the screens take with a large capture, under tmux.
#
# Makes FILE (200,000 tiny sessions; SESSIONS says how many) where there is none, reads it, and
# tells for each key the time until the screen first differs (tmux itself takes some 10 ms of it),
# and how much memory the program holds.  SMTPLENS and GENERATE name the programs.
# It does not measure keys while the file is read, for the screen changes then without them, nor
# the end of a long sort, filter or search: those go on between the keys.
set -u
export LC_ALL=C.UTF-8
[ $# -eq 1 ] || { echo "usage: $0 FILE" >&2; exit 2; }
file=$1
program=${SMTPLENS:-$PWD/smtplens}
generate=${GENERATE:-$PWD/tests/bench/generate}
[ -f "$file" ] || "$generate" tiny "$file" --sessions "${SESSIONS:-200000}" || exit 1

socket=$(mktemp -d) || exit 1
trap 'tm kill-server 2>/dev/null; rm -rf "$socket"' EXIT
tm ()
{
  tmux -S "$socket/tmux" -f /dev/null "$@"
}

screen ()
{
  tm capture-pane -p
}

now ()
{
  echo $(($(date +%s%N) / 1000000))
}

memory ()
{
  awk '/^(VmRSS|RssAnon|RssFile):/ { printf "  %s %.0f MiB\n", $1, $2 / 1024 }' "/proc/$process/status"
}

# press WHAT KEY: until something on the screen is different, at most ten seconds.
press ()
{
  local before begin
  before=$(screen)
  begin=$(now)
  tm send-keys "$2"
  while [ "$(screen)" = "$before" ] && [ $(($(now) - begin)) -lt 10000 ]
  do
    :
  done
  printf '%6d ms  %s\n' $(($(now) - begin)) "$1"
  sleep 1
}

begin=$(now)
tm new-session -d -x 100 -y 30 "$(printf 'exec %q --no-state %q' "$program" "$file")"
process=$(tm list-panes -F '#{pane_pid}')
until screen | grep -qF '[Sessions]'; do sleep 0.1; done
while screen | tail -2 | grep -q 'reading'; do sleep 0.5; done
printf '%6d ms  until all is read\n' $(($(now) - begin))
memory
press 'End' G
press 'Home' g
press 'next page' NPage
for view in Mails Findings Hosts Logins Paths Overview Sessions
do
  press "to $view" Tab
done
press 'sort by time' o
press 'the other way round' o
press 'only sessions with findings' '!'
press 'all again' '!'
press 'filter: the line' f
press 'filter: its first letter' t
press 'filter: given up' Escape
press 'search: the line' /
press 'search: a letter' z
press 'search: another' q
press 'search: given up' Escape
memory
