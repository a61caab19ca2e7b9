#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check-readme.sh [FILE...]: what README (and its kin) shows is what the program shows.
#
# A comment in front of a block says where it comes from:
#   <!-- text: OPTION... FILE -->       a part of what --text says of the file
#   <!-- screen: FILE KEY... -->        a part of an 80x24 screen behind these keys, as tmux names them
# Each block of text needs one.  FILE is below samples/.  The lines of the block have to
# follow each other there, too.  Skips (77) without tmux or program.
set -u
export LC_ALL=C.UTF-8 TZ=UTC
unset NO_COLOR TMUX COLUMNS LINES LANGUAGE
unset HOME XDG_STATE_HOME
export XDG_CONFIG_HOME=/nonexistent XDG_CONFIG_DIRS=/nonexistent

top=$(cd "${srcdir:-$(dirname "$0")/../..}" && pwd) || exit 1
program=${SMTPLENS:-$PWD/smtplens}

# shellcheck source=tests/screens/terminal.sh
. "$top/tests/screens/terminal.sh"

command -v tmux >/dev/null || skip 'tmux is not installed'
[ -x "$program" ] || skip "there is no program $program"
cd "$top/samples" || exit 1

# output_of WORD...: what the program shows, for the words of such a comment.
output_of ()
{
  local kind=$1 file=$2
  shift
  case $kind in
    text:)
      "$program" --text "$@"
      ;;
    screen:)
      shift
      start 80 24 "$(printf 'exec %q %q' "$program" "$file")"
      shows '[Sessions]'
      for key
      do
        tm send-keys "$key"
        sleep 0.1
      done
      sleep 0.3
      tm capture-pane -p
      ;;
    *)
      echo "(an unknown kind: $kind)"
      ;;
  esac
}

# check_block NAME COMMENT BLOCK
check_block ()
{
  local words output status
  if [ -z "$2" ]
  then
    told "$1: a comment says where it comes from" 1
    return
  fi
  read -ra words <<<"$2"
  output=$(output_of "${words[@]}" 2>/dev/null | sed 's/ *$//')
  [[ $'\n'$output$'\n' == *$'\n'"$3"* ]]
  status=$?
  [ "$status" -eq 0 ] || diff <(printf '%s' "$3") <(printf '%s\n' "$output") | grep '^<'
  told "$1: $2" "$status"
}

check_file ()
{
  local line comment='' block='' inside=false number=0
  while IFS= read -r line
  do
    number=$((number + 1))
    case $inside:$line in
      false:'<!-- text: '*' -->' | false:'<!-- screen: '*' -->')
        comment=${line#<!-- }
        comment=${comment% -->}
        ;;
      false:'```text')
        inside=true
        block=''
        ;;
      true:'```')
        check_block "${1##*/}, line $number" "$comment" "$block"
        inside=false
        comment=''
        ;;
      true:*)
        block+=${line%"${line##*[! ]}"}$'\n'
        ;;
    esac
  done <"$1"
}

[ $# -gt 0 ] || set -- "$top/README.md"
for file
do
  check_file "$file"
done
exit "$failed"
