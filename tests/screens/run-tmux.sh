#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# run-tmux.sh [CAPTURE]: the UI under a real terminal.  What screens in memory cannot
# show: that keys arrive, that a window resized while it is drawn comes back whole,
# that a stop and the end leave the terminal as it was, and that a terminal that goes
# away ends the program at once.
#
# SMTPLENS names the program (default ./smtplens).  Skips (77) without tmux, program
# or capture.
set -u
export LC_ALL=C.UTF-8
unset NO_COLOR TMUX COLUMNS LINES
export XDG_CONFIG_HOME=/nonexistent XDG_CONFIG_DIRS=/nonexistent
unset XDG_STATE_HOME HOME

top=$(cd "${srcdir:-$(dirname "$0")/../..}" && pwd) || exit 1
program=${SMTPLENS:-$PWD/smtplens}
capture=${1:-$top/samples/06-japanese.pcap}
text=${2:-お花見}

# shellcheck source=tests/screens/terminal.sh
. "$top/tests/screens/terminal.sh"

command -v tmux >/dev/null || skip 'tmux is not installed'
[ -x "$program" ] || skip "there is no program $program"
[ -f "$capture" ] || skip "there is no capture $capture"

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

# --- what terminals differ in --------------------------------------------------

# start_logged COLUMNS ROWS COMMAND: what it writes to the terminal also comes into a file.
start_logged ()
{
  : >"$work/output"
  start "$1" "$2" 'cat'
  tm pipe-pane -O "cat >>$(printf '%q' "$work/output")"
  tm respawn-pane -k "$3"
}

wrote ()
{
  grep -qaF -- "$1" "$work/output"
}

for kind in vt100 linux xterm-256color tmux-256color screen
do
  infocmp "$kind" >/dev/null 2>&1 || continue
  start_logged 80 24 "TERM=$kind $quoted"
  sees "$kind: the list" '[Sessions]'
  tm send-keys y
  case $kind in
    vt100 | linux)
      sees "$kind: nothing is copied" 'takes nothing for a clipboard'
      ! wrote $'\e]52' && ! wrote $'\e[?2004'
      told "$kind: gets no sequence it does not know" $?
      ;;
    *)
      sees "$kind: a row is copied" 'Copied'
      wrote $'\e]52;c;' && wrote $'\e[?2004h'
      told "$kind: clipboard and marked paste" $?
      ;;
  esac
  case $kind in
    vt100) ! wrote $'\e[?1000h' && ! wrote $'\e[31m' ;;
    *) wrote '1000h' ;;
  esac
  told "$kind: the mouse, or none" $?
  tm send-keys q
done

# Whether colours were asked for: SGR 30 to 37, 38.
colors ()
{
  grep -qaE $'\e\\[([0-9]+;)*(3[0-8])(;|m)' "$work/output"
}

start_logged 80 24 "TERM=xterm-256color $quoted"
sees 'with colours' '[Sessions]'
tm send-keys Enter
sees 'in the dialogue' '[Dialogue]'
colors
told 'colours are there' $?
start_logged 80 24 "NO_COLOR=1 TERM=xterm-256color $quoted --theme dark"
sees 'with NO_COLOR' '[Sessions]'
tm send-keys Enter
sees 'in the dialogue' '[Dialogue]'
! colors
told 'NO_COLOR: none, whatever the theme' $?
start_logged 80 24 "TERM=xterm-256color $quoted --theme color-blind"
sees 'for the colour-blind' '[Sessions]'
tm send-keys Enter
sees 'in the dialogue' '[Dialogue]'
wrote '38;5;' && ! grep -qaE $'\e\\[([0-9;]+;)?3[12](;|m)' "$work/output"
told 'blue and orange of 256, no red and no green' $?
if infocmp xterm-direct >/dev/null 2>&1
then
  start_logged 80 24 "TERM=xterm-direct $quoted --theme color-blind"
  sees 'with direct colours' '[Sessions]'
  tm send-keys Enter
  sees 'in the dialogue' '[Dialogue]'
  wrote '38:2::255:135:0m' && ! wrote '38:2::0:0:208m'
  told 'the orange of 256 colours is orange there, too' $?
fi
start 80 24 "TERM=dumb $quoted | head -3; cat"
sees 'TERM=dumb: text' 'Session 1'

# --- the mouse, as xterm tells it: button, column and row, from 1 ---------------

press ()
{
  tm send-keys -l "$(printf '\033[<%d;%d;%dM\033[<%d;%d;%dm' "$1" "$2" "$3" "$1" "$2" "$3")"
}

start 80 24 "TERM=xterm-256color $quoted"
sees 'the mouse: the list' "$text"
press 0 20 1
press 0 24 1
sees 'a click on a name in the title goes there' '[Mails]'
press 0 13 1
sleep 0.5
press 0 13 1
sees 'and back' '[Sessions]'
sleep 0.5
press 0 10 3
sees 'a click on the selected row opens it' '[Dialogue]'
press 0 10 6
press 65 10 6
sleep 0.3
sees 'the second half of a double click and the wheel leave it there' '[Dialogue]'
tm send-keys q
start_logged 80 24 "TERM=xterm-256color $quoted --no-mouse"
sees 'without a mouse' "$text"
! wrote '1000h'
told '--no-mouse asks for none' $?

# --- pasted text -----------------------------------------------------------------

start 80 24 "TERM=xterm-256color $quoted"
sees 'pasting: the list' "$text"
printf 'qQ?\nq\n' | tm load-buffer -
tm paste-buffer -p
sees 'pasted text is no keys' 'Pasted text does nothing here'
{ head -c 10000 /dev/zero | tr '\0' 'y'; printf 'the end\n'; } | tm load-buffer -
tm send-keys /
tm paste-buffer -p
sees 'pasted into a search it arrives whole, to its end' 'yyyythe end'
tm send-keys Escape
sees 'and Esc leaves the search' '? help'
tm set-option -s set-clipboard on
tm send-keys y
sees 'copied' 'Copied'
for ((i = 0; i < polls; i++))
do
  tm show-buffer 2>/dev/null | grep -qF "$text" && break
  sleep 0.05
done
[ "$i" -lt "$polls" ]
told 'what was copied came to the clipboard' $?

# --- signals ---------------------------------------------------------------------

# It leaves its number where the signals are sent from.
printf '#!/bin/sh\necho $$ >%q\n%s\n' "$work/number" "$quoted" >"$work/run"
chmod +x "$work/run"

start 80 24 'bash --norc --noprofile -i'
tm send-keys -l "PS1='ready> '; export TERM=xterm-256color; $work/run"
tm send-keys Enter
sees 'signals: started' '[Sessions]'
process=$(cat "$work/number")
kill -TSTP "$process"
sees 'a stop from outside stops it' 'Stopped'
tm send-keys -l 'fg'
tm send-keys Enter
sees 'and it comes back' '[Sessions]'
kill -STOP "$process"
sees 'stopped without a word' 'Stopped'
tm send-keys -l 'fg'
tm send-keys Enter
sees 'it comes back from that too' "$text"
tm send-keys Enter
sees 'and takes keys' '[Dialogue]'
for signal in QUIT SEGV TRAP USR1 TERM ABRT
do
  kill -"$signal" "$process"
  gone "$process"
  told "SIG$signal ends it" $?
  sees "SIG$signal: the shell has its prompt" 'ready>'
  tm send-keys -l "stty -a | grep -qw -- icanon && stty -a | grep -qw -- echo && echo back-$signal-\$((40 + 2))"
  tm send-keys Enter
  sees "SIG$signal: the terminal is as it was" "back-$signal-42"
  tm display -p '#{alternate_on}#{mouse_any_flag}' | grep -q '^00$'
  told "SIG$signal: no screen and no mouse are left" $?
  [ "$signal" != ABRT ] || break
  tm send-keys -l "clear; ulimit -c 0; $work/run"
  tm send-keys Enter
  sees 'once more' '[Sessions]'
  process=$(cat "$work/number")
done

# --- the user's language ---------------------------------------------------------

if [ -f "${TEXTDOMAINDIR:-${program%/*}/locale}/ja/LC_MESSAGES/smtplens.mo" ]
then
  start 80 24 "export LC_ALL= LANG=C.UTF-8 LANGUAGE=ja; $quoted"
  sees 'LANGUAGE=ja: the screens speak Japanese' '[セッション]'
  sees 'and mails stand as ever' "$text"
  tm send-keys Enter
  sees 'so do those of a session' '[対話]'
  tm send-keys '?'
  sees 'and the help' '[ヘルプ]'
  tm resize-window -x 40 -y 10
  sees 'also on a small screen' '[ヘルプ]'
  tm send-keys q q q
  start 80 24 "export LC_ALL=C LANGUAGE=ja; $quoted"
  sees 'the C locale stays with English' '[Sessions]'
  tm send-keys q
else
  echo 'skipped: no catalogue was built'
fi

# --- the configuration file ------------------------------------------------------

mkdir -p "$work/smtplens"
printf '[keys]\nopen = v\nhelp = H\nup = j\n[colors]\nhigh = nothing\n' >"$work/smtplens/config"
start 80 24 'bash --norc --noprofile -i'
tm send-keys -l "PS1='ready> '; export XDG_CONFIG_HOME=$(printf '%q' "$work"); $work/run"
tm send-keys Enter
sees 'lines that are wrong are told on the screen' '2 lines of the configuration file were left out'
tm send-keys Escape
sees 'the keys of the file are in the hints' 'first list'
tm send-keys j
sees 'as the user has them' 'v open'
tm send-keys v
sees 'and open' '[Dialogue]'
tm send-keys Q
sees 'the end' 'ready>'
sees 'wrong lines stand on standard error, with file and number' 'smtplens/config:6:'

# --- searching in all mails ------------------------------------------------------

start 80 24 "TERM=xterm-256color $quoted"
sees 'the list to search in' '[Sessions]'
tm send-keys -l 'A花見'
sees 'A asks for words' 'Search in all mails: 花見'
tm send-keys Enter
sees 'and finds them, the match in brackets' '[花見]'
tm send-keys Enter
sees 'Enter opens the mail' '[Message]'
tm send-keys Escape
sees 'Esc goes back to the hits' '[Search in all mails]'

# --- the face of lines -----------------------------------------------------------

start 100 30 "TERM=dumb ${quoted#exec } --ui=line; echo ended-\$?; cat"
sees 'lines: a prompt on a terminal without abilities' 'Sessions 1 of 1>'
tm send-keys -l 'open 1'
tm send-keys Enter
sees 'a command opens the dialogue' 'Dialogue 1 of'
tm send-keys Enter
sees 'an empty line goes on' 'Dialogue 2 of'
tm send-keys C-d
sees 'the end of the input ends it' 'ended-0'

# --- what the screens remember ----------------------------------------------------------

state=$work/state/smtplens/screens
start 80 24 'bash --norc --noprofile -i'
tm send-keys -l "PS1='ready> '; export XDG_STATE_HOME=$(printf '%q' "$work/state"); $work/run"
tm send-keys Enter
sees 'the list' '[Sessions]'
tm send-keys l o
sees 'a list is sorted' 'Time UTC▲'
tm send-keys Q
sees 'the end' 'ready>'
grep -qx 'sessions.sort = time' "$state"
told 'its order is kept' $?
[ "$(stat -c %a "$state")" = 600 ] && [ "$(stat -c %a "$work/state/smtplens")" = 700 ]
told 'where only its owner can read it' $?
tm clear-history
tm send-keys -l 'clear; '"$work/run"
tm send-keys Enter
sees 'and there again in the next run' 'Time UTC▲'
tm send-keys Q
sees 'the end' 'ready>'
tm send-keys -l "clear; ($quoted --no-state)"
tm send-keys Enter
sees 'but not with --no-state' 'Time UTC Client'
tm send-keys Q
sees 'the end' 'ready>'
printf 'times = noon\n' >>"$state"
cp "$state" "$work/before"
tm send-keys -l 'clear; '"$work/run"
tm send-keys Enter
sees 'what is wrong is told on the screen' 'Something is wrong in what was remembered'
tm send-keys l o
tm send-keys Q
sees 'and on standard error' 'stays as it is'
cmp -s "$state" "$work/before"
told 'and the file is left alone' $?
exit "$failed"
