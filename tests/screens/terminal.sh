# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# terminal.sh: what scripts share that look at the UI under tmux; read by them with `.`.
#
# Waits by polling for a text; HANGUP_TENTHS is how long the program may live on without its
# terminal, in tenths of a second.  Wants nothing set before; sets work (a directory that goes
# with the script), polls and failed.

polls=100
failed=0
work=$(mktemp -d) || exit 1
trap 'tm kill-server 2>/dev/null; rm -rf "$work"' EXIT

skip ()
{
  echo "skipped: $1"
  exit 77
}

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
    export failed=1
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
