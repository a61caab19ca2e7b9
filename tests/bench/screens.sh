#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# screens.sh FILE: how long the screens take with a large capture, under tmux.
#
# Makes FILE (200,000 tiny sessions; SESSIONS says how many) where there is none, and prints a table:
# for each key the time until the screen shows what it did, while the file is read and when all is
# read (tmux and this script take some 20 ms of it), and how much memory and disk the program holds.
# It exits with 1 if a key took longer than MOST milliseconds (100).  SMTPLENS and GENERATE name the
# programs.
#
# Each key is pressed three times, where it can be, and the middle of these counts: other programs
# take their time, too.  The end of a long sort, filter or search is measured by itself, for those go
# on between the keys.
set -u
export LC_ALL=C.UTF-8
[ $# -eq 1 ] || { echo "usage: $0 FILE" >&2; exit 2; }
file=$1
program=${SMTPLENS:-$PWD/smtplens}
generate=${GENERATE:-$PWD/tests/bench/generate}
most=${MOST:-100}
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

# What changes by keys alone: of the title all but how many rows there are, the heading, the row of
# the cursor, what is being typed, and the last line.
by_keys ()
{
  screen | sed -nE '1s,/[0-9]+ *$,,p; 2p; 3,28{/^>/{=;s/^(.{40}).*/\1/p}}; /^ ?(Filter|Search|Find)/p; $p'
}

reading ()
{
  screen | tail -2 | grep -q 'reading'
}

memory ()
{
  awk '/^(VmRSS|RssAnon):/ { printf "%s %.0f MiB  ", $1, $2 / 1024 }' "/proc/$process/status"
  find "/proc/$process/fd" -lname '*(deleted)' -exec stat -L -c '%b' {} + 2>/dev/null |
    awk '{ sum += $1 } END { printf "disk: %.0f MiB\n", sum / 2048 }'
}

# press KEY: sets took, the milliseconds until something is different that keys change; at most ten
# seconds.
press ()
{
  local before begin
  before=$(by_keys)
  begin=$(now)
  tm send-keys "$1"
  while [ "$(by_keys)" = "$before" ] && [ $(($(now) - begin)) -lt 10000 ]
  do
    :
  done
  took=$(($(now) - begin))
  sleep 0.3
}

# tell WHAT MILLISECONDS…: a row of the table, with the middle of them.
tell ()
{
  local what=$1 middle mark=''
  shift
  middle=$(printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p")
  [ "$middle" -le "$most" ] || { mark='  *'; slow=$((slow + 1)); }
  printf '  %6d  %-34s%s\n' "$middle" "$what" "$mark"
}

# keys WHAT KEY BACK: KEY three times, and BACK after each.
keys ()
{
  local times=() what=$1 key=$2 back=${3:-}
  for _ in 1 2 3
  do
    press "$key"
    times+=("$took")
    if [ -n "$back" ]
    then
      tm send-keys "$back"
      sleep 0.3
    fi
  done
  tell "$what" "${times[@]}"
}

# done_after WHAT KEY SIGN: until the screen does not say SIGN any more.
done_after ()
{
  local begin
  begin=$(now)
  tm send-keys "$2"
  sleep 0.05
  while screen | grep -qE "$3"; do sleep 0.02; done
  printf '  %6d  %s, to its end\n' $(($(now) - begin)) "$1"
}

all_keys ()
{
  local view
  keys 'the next row' j
  keys 'the next page' NPage
  keys 'the last row' G g
  for view in Mails Findings Hosts Logins Paths Overview Sessions
  do
    press Tab
    tell "to $view" "$took"
  done
  keys 'sorted the other way round, begun' o
  keys 'the line of filters' f Escape
  press f
  keys 'a letter in it' t BSpace
  tm send-keys Escape
  sleep 0.5
  press /
  keys 'a letter in the line of search' z BSpace
  tm send-keys Escape
  sleep 0.5
  keys 'help' '?' Escape
  keys 'a session opened' Enter Escape
}

slow=0
begin=$(now)
tm new-session -d -x 100 -y 30 "$(printf 'exec %q --no-state %q' "$program" "$file")"
process=$(tm list-panes -F '#{pane_pid}')
until screen | grep -qF '[Sessions]'; do sleep 0.1; done
sleep 2
echo 'milliseconds, while the file is read:'
all_keys
reading || echo '  (the end of the file came before the last of these: take a larger one)'
tm send-keys Escape Escape g
while reading; do sleep 0.5; done
printf '%d ms until all was read\n' $(($(now) - begin))
memory
echo 'milliseconds, when all is read:'
all_keys
tm send-keys l l
done_after 'sorted by another column' o '[Ss]orting'
memory
[ "$slow" -eq 0 ] || { echo "$slow keys (*) took longer than $most ms"; exit 1; }
