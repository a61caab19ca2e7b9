#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# run-tmux.sh [CAPTURE]: the UI under a real terminal.  What screens in memory cannot
# show: that keys arrive, that a window resized while it is drawn comes back whole,
# that a stop and the end leave the terminal as it was, and that a terminal that goes
# away ends the program at once.
#
# SMTPLENS names the program (default ./smtplens).  Skips (77) without tmux, program
# or capture.  Waits by polling for a text; HANGUP_TENTHS is how long the program may
# live on without its terminal, in tenths of a second.
set -u
export LC_ALL=C.UTF-8
unset NO_COLOR TMUX COLUMNS LINES

top=$(cd "${srcdir:-$(dirname "$0")/../..}" && pwd) || exit 1
program=${SMTPLENS:-$PWD/smtplens}
capture=${1:-$top/samples/06-japanese.pcap}
text=${2:-お花見}
polls=100

skip ()
{
  echo "skipped: $1"
  exit 77
}

command -v tmux >/dev/null || skip 'tmux is not installed'
[ -x "$program" ] || skip "there is no program $program"
[ -f "$capture" ] || skip "there is no capture $capture"

work=$(mktemp -d) || exit 1
trap 'tm kill-server 2>/dev/null; rm -rf "$work"' EXIT
failed=0

tm ()
{
  tmux -S "$work/socket" -f /dev/null "$@"
}

told ()
{
  if [ "$2" -eq 0 ]
  then
    echo "ok - $1"
  else
    echo "not ok - $1"
    tm capture-pane -p 2>/dev/null | sed 's/^/    | /'
    failed=1
  fi
}

shows ()
{
  for ((i = 0; i < polls; i++))
  do
    tm capture-pane -p 2>/dev/null | grep -qF -- "$1" && return 0
    sleep 0.05
  done
  return 1
}

# sees NAME TEXT: waits for the text.
sees ()
{
  shows "$2"
  told "$1" $?
}

# start COLUMNS ROWS COMMAND
start ()
{
  tm kill-server 2>/dev/null
  for ((i = 0; i < polls; i++))
  do
    tm new-session -d -x "$1" -y "$2" "$3" 2>/dev/null && return 0
    sleep 0.05
  done
  return 1
}

# A zombie is gone: who should have reaped it went with the terminal.
gone ()
{
  for ((i = 0; i < ${HANGUP_TENTHS:-10} * 2; i++))
  do
    case $(awk '{ print $3 }' "/proc/$1/stat" 2>/dev/null) in
      '' | Z) return 0 ;;
    esac
    sleep 0.05
  done
  return 1
}

# Clock ticks of processor time the process has used.
ticks ()
{
  awk '{ print $14 + $15 }' "/proc/$1/stat"
}

quoted=$(printf 'exec %q %q' "$program" "$capture")

start 80 24 "$quoted"
sees 'the list fills' "$text"
tm send-keys Enter
sees 'Enter opens the dialogue' '[Dialogue]'
tm send-keys Tab
sees 'Tab goes to the message' '[Message]'
tm send-keys Tab
sees 'Tab goes to the findings' '[Findings]'
tm send-keys '?'
sees 'a question mark shows the help' '[Help]'
tm send-keys Escape
sees 'Esc goes back' '[Findings]'
tm send-keys q
sees 'q goes back to the list' '[Sessions]'

for ((n = 0; n < 30; n++))
do
  tm send-keys j k Enter Tab q
  tm resize-window -x $((41 + n * 3)) -y $((10 + n))
done
tm resize-window -x 100 -y 30
sees 'a storm of sizes and keys ends in a whole screen' '[Sessions]'
tm resize-window -x 20 -y 5
sees 'a tiny window says so' 'too small'
tm resize-window -x 80 -y 24
sees 'and comes back whole' "$text"

head -c 10000 /dev/zero | tr '\0' 'x' | tm load-buffer -
tm send-keys /
sees 'the prompt opens' '/'
tm paste-buffer
sees 'a pasted text of 10 kB is taken in' 'xxxxxxxxxxxxxxxxxxxx'
tm send-keys Escape
sees 'and Esc leaves the search' '? help'

process=$(tm list-panes -F '#{pane_pid}')
before=$(ticks "$process")
sleep 1
after=$(ticks "$process")
[ $((after - before)) -le 10 ]
told 'it sleeps when nothing happens' $?
tm kill-server
gone "$process"
told 'a closed terminal ends it' $?

# A shell with jobs: stop, resize meanwhile, go on; then a terminal as it was.
start 80 24 'bash --norc --noprofile -i'
tm send-keys -l "PS1='ready> '; $(printf '%q %q' "$program" "$capture")"
tm send-keys Enter
sees 'started by a shell' '[Sessions]'
tm send-keys C-z
sees 'stopped' 'Stopped'
tm resize-window -x 100 -y 30
tm send-keys fg Enter
sees 'on again' '[Sessions]'
sees 'in the new size' "$text"
tm send-keys q
sees 'q ends it' 'ready>'
tm send-keys -l "stty -a | grep -qw -- icanon && stty -a | grep -qw -- echo && echo terminal-\$((40 + 2))"
tm send-keys Enter
sees 'the terminal is as it was' 'terminal-42'

# The keys come from the terminal where the capture comes from a pipe.
start 80 24 "$(printf 'cat %q | %q -r -' "$capture" "$program")"
sees 'a capture from a pipe' "$text"
tm send-keys q
exit "$failed"
