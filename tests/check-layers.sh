#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# check-layers.sh [TREE]          the arrows between the rooms, and what a room may call
# check-layers.sh --self-test     proves that each rule below catches its violation
#
# Reads every .c and .h of the tree (without an argument: of its own, after the self
# test).  Comments and strings do not count, a macro that hides a call does: this is a
# guard against slips, the linker (see Makefile.am) is the other one.
set -u
export LC_ALL=C.UTF-8
here=$(cd "$(dirname "$0")/.." && pwd) || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# Which files are a room (first row that fits), and which rooms it may include.
# The words of a user's language are a header alone, for every room.
rooms='
words     ^dissect/translate\.h$                         words
main      ^src/main(-.*)?\.[ch]$                          main options pipeline src dissect report ui words
options   ^src/options(-.*)?\.[ch]$                      options pipeline src dissect words
pipeline  ^src/(pipeline|pipeline-.*|mail-spool|session-store|shared-octets|type-guesser|resolver)\.[ch]$  pipeline src dissect words
src       ^src/                                          src words
dissect   ^dissect/                                      dissect words
report    ^report/                                       report dissect words
ui        ^ui/                                           ui dissect words
tests     ^tests/                                        main options pipeline src dissect report ui words tests
'

# A system header (left) may be included by these files alone (right).
headers='
pcap.*\.h                     ^src/capture[^/]*\.[ch]$|^tests/
(ncurses[w]?/)?(n?curses[w]?|panel|menu|form|term)\.h  ^ui/|^tests/
gmime/.*                      ^dissect/|^tests/
ares.*\.h                     ^src/resolver\.c$|^tests/
openssl/.*                    ^dissect/|^src/wifi-(crypto|cipher|given|keys|transition)\.c$|^tests/
magic\.h                      ^src/type-guesser\.c$|^tests/
libintl\.h                    ^dissect/translate\.h$
sys/socket\.h|netinet/.*|arpa/.*|netdb\.h|net/.*  ^src/|^report/|^tests/
fcntl\.h|unistd\.h|time\.h|sys/time\.h|sys/stat\.h  ^src/|^report/|^ui/|^tests/
'

# A function (left) may not be called from these files (right): files, sockets,
# clocks, printing.
calls='
f?open(at|64)?|creat|f(re|d|mem)open|p?open|tmpfile|mkstemp|unlink|g_file_.*|g_fopen|g_open|g_mkstemp.*|g_dir_open  ^dissect/
socket|connect|bind|listen|accept|send(to|msg)?|recv(from|msg)?|getaddrinfo  ^dissect/
time|gettimeofday|clock_gettime|clock|timespec_get|g_get_real_time|g_get_monotonic_time|g_get_current_time|g_date_time_new_now.*|g_timer_.*  ^dissect/
v?f?printf|dprintf|puts|fputs|putc|fputc|putchar|fwrite|perror|g_print|g_printerr|g_message|g_warning|g_debug  ^dissect/
getenv|g_getenv|setenv|system|popen|fork|exec[lv].*|g_spawn_.*|exit|_exit  ^dissect/
strcpy|strcat|sprintf|vsprintf|gets|strtok  ^(src|dissect|report|ui)/
pcap_.*  ^(dissect|report|ui)/
'

# code FILE: its text with comments blanked and strings emptied, lines kept.
# shellcheck disable=SC2016 # awk
strip='
{
  out = ""
  n = length ($0)
  for (i = 1; i <= n; i++)
    {
      c = substr ($0, i, 1)
      two = substr ($0, i, 2)
      if (comment)
        { if (two == "*/") { comment = 0; i++ } }
      else if (two == "/*")
        { comment = 1; i++ }
      else if (two == "//")
        break
      else if ((c == "\"" && $0 !~ /^[ \t]*#[ \t]*include/) || c == "\047")
        {
          for (i++; i <= n && substr ($0, i, 1) != c; i++)
            if (substr ($0, i, 1) == "\\")
              i++
          out = out c c
        }
      else
        out = out c
    }
  print FILENAME ":" FNR ":" out
}
FNR == 1 { comment = 0 }'

# resolve FROM NAME: the path of an included file from the top of the tree.
resolve ()
{
  local path
  if [ -f "$(dirname "$1")/$2" ]
  then
    path=$(dirname "$1")/$2
  else
    path=$2
  fi
  while [[ $path =~ ^(.*/)?[^/.]+/\.\./(.*)$ ]]
  do
    path=${BASH_REMATCH[1]}${BASH_REMATCH[2]}
  done
  printf '%s' "${path#./}"
}

# room_of PATH: sets room and may.
room_of ()
{
  local name pattern allowed
  room='' may=''
  while read -r name pattern allowed
  do
    [ -n "$name" ] || continue
    if [[ $1 =~ $pattern ]]
    then
      room=$name may=" $allowed "
      return
    fi
  done <<<"$rooms"
}

check_includes ()
{
  local file line rest target from pattern owners
  local include='^[[:space:]]*#[[:space:]]*include[[:space:]]*([<"])([^>"]*)'
  while IFS=: read -r file line rest
  do
    [[ $rest =~ $include ]] || continue
    target=${BASH_REMATCH[2]}
    if [ "${BASH_REMATCH[1]}" = '"' ]
    then
      [ "$target" != config.h ] || continue
      target=$(resolve "$file" "$target")
      room_of "$file"
      from=$room
      local allowed=$may
      room_of "$target"
      if [ -z "$room" ] || [[ $allowed != *" $room "* ]]
      then
        echo "$file:$line: room '$from' may not include $target (room '${room:-none}')"
      fi
    else
      while read -r pattern owners
      do
        [ -n "$pattern" ] || continue
        if [[ $target =~ ^($pattern)$ ]] && ! [[ $file =~ $owners ]]
        then
          echo "$file:$line: <$target> may not be included here"
        fi
      done <<<"$headers"
    fi
  done <"$work/includes"
}

# A name before "(" that is not a member (a->open (), a.open ()) and not a pointer's
# declaration ((*open) ()).
check_calls ()
{
  local names files
  while read -r names files
  do
    [ -n "$names" ] || continue
    grep -E "$files" "$work/code" | grep -E "^[^:]*:[0-9]+:(.*[^A-Za-z0-9_.>*])?($names) *\(" \
      | sed -E 's/^([^:]*:[0-9]+):[ \t]*(.*)$/\1: this room may not call that: \2/'
  done <<<"$calls"
}

check_form ()
{
  local file lines
  while read -r file
  do
    head -n 3 "$file" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' || echo "$file:1: no SPDX line"
    if [[ $file =~ ^(src|dissect|report|ui)/.*\.[ch]$ ]] && [ -f Makefile.am ] && ! grep -qF "$file" Makefile.am
    then
      echo "$file:1: not listed in Makefile.am"
    fi
    if [[ $file == *.c ]] && [ "$(grep -m1 -E '^ *# *include' "$file")" != '#include "config.h"' ]
    then
      echo "$file:1: the first include is not \"config.h\""
    fi
    lines=$(wc -l <"$file")
    [ "$lines" -le 600 ] || echo "warning: $file has $lines lines: split it by meaning?" >&2
  done <"$work/files"
}

# check TREE: says each violation in a line; false if there is one.
check ()
{
  cd "$1" || return 1
  find src dissect report ui tests -name '*.[ch]' 2>/dev/null | sort >"$work/files"
  if ! [ -s "$work/files" ]
  then
    echo "no sources in $1"
    return 1
  fi
  xargs -d '\n' awk "$strip" <"$work/files" >"$work/code"
  grep -E ':[[:space:]]*#[[:space:]]*include' "$work/code" >"$work/includes"
  { check_includes; check_calls; check_form; } >"$work/violations"
  cat "$work/violations"
  [ ! -s "$work/violations" ]
}

# expect VERDICT NAME FILE LINE...: a tree with this one file more is clean, or its
# violation is caught; "bare" is caught too, and the file gets no proper head first.
expect ()
{
  local verdict=$1 name=$2 file=$3 got=clean
  shift 3
  local tree=$work/tree
  rm -rf "$tree"
  mkdir -p "$tree"/{src,dissect,report,ui,tests/unit}
  for header in src/ip.h src/pipeline.h src/options.h dissect/octets.h dissect/translate.h report/sinks.h ui/ui.h
  do
    echo '/* SPDX-License-Identifier: GPL-3.0-or-later */' >"$tree/$header"
  done
  printf '%s\n' "$@" >"$tree/$file"
  [ "$verdict" = bare ] || sed -i '1i /* SPDX-License-Identifier: GPL-3.0-or-later */\n#include "config.h"' "$tree/$file"
  (check "$tree") >"$work/told" 2>&1 || got=caught
  if [ "$got" = "${verdict/bare/caught}" ]
  then
    echo "ok - self test: $name"
  else
    echo "not ok - self test: $name was to be $verdict"
    cat "$work/told"
    failed=1
  fi
}

self_test ()
{
  expect clean  'a room includes its own' src/link.c '#include "ip.h"'
  expect clean  'a room includes its own from the top' src/link.c '#include "src/ip.h"'
  expect clean  'pipeline joins src and dissect' src/pipeline.c '#include "ip.h"' '#include "../dissect/octets.h"'
  expect caught 'src includes dissect' src/link.c '#include "../dissect/octets.h"'
  expect caught 'src includes dissect from the top' src/link.c '#include "dissect/octets.h"'
  expect clean  'every room may translate' src/link.c '#include "../dissect/translate.h"'
  expect caught 'src includes the pipeline' src/link.c '#include "pipeline.h"'
  expect clean  'main includes a sink' src/main.c '#include "../report/sinks.h"' '#include "../ui/ui.h"'
  expect caught 'the pipeline includes a sink' src/pipeline.c '#include "../report/sinks.h"'
  expect caught 'options include the UI' src/options.c '#include "../ui/ui.h"'
  expect caught 'dissect includes src' dissect/message.c '#include "../src/ip.h"'
  expect caught 'dissect includes report' dissect/message.c '#include "../report/sinks.h"'
  expect caught 'report includes src' report/text.c '#include "../src/ip.h"'
  expect caught 'report includes ui' report/text.c '#include "../ui/ui.h"'
  expect caught 'ui includes report' ui/view.c '#include "../report/sinks.h"'
  expect caught 'an include that is nowhere' ui/view.c '#include "nowhere.h"'
  expect clean  'an include in a comment' ui/view.c '/*' '#include "../src/ip.h"' '*/'
  expect clean  'capture includes pcap' src/capture.c '#include <pcap.h>'
  expect caught 'another file includes pcap' src/link.c '#include <pcap/pcap.h>'
  expect clean  'ui includes ncurses' ui/view.c '#include <ncurses.h>'
  expect caught 'report includes ncurses' report/text.c '#include <ncursesw/curses.h>'
  expect caught 'dissect includes a socket header' dissect/dns.c '#include <netinet/in.h>'
  expect caught 'dissect opens a file' dissect/spf.c 'FILE *f = fopen (name, "r");'
  expect caught 'dissect opens a descriptor' dissect/spf.c 'int f = open(name, 0);'
  expect caught 'dissect makes a socket' dissect/dns.c 'if ((s = socket (1, 2, 3)) < 0)'
  expect caught 'dissect asks the clock' dissect/dkim.c 'return time (NULL);'
  expect caught 'dissect asks GLib for the clock' dissect/dkim.c 'x = g_date_time_new_now_utc ();'
  expect caught 'dissect prints' dissect/message.c 'printf ("%s", text);'
  expect caught 'dissect prints to a file' dissect/message.c '  fprintf (stderr, "%s", text);'
  expect caught 'dissect prints by GLib' dissect/message.c '  g_print ("x");'
  expect clean  'dissect formats into memory' dissect/message.c 'g_snprintf (to, 3, "x"); snprintf (to, 3, "time (");'
  expect clean  'dissect calls a member named open' dissect/message.c 'sink->open (x); sink.open (x); int (*open) (int);'
  expect clean  'a call in a comment' dissect/message.c '/* by time (NULL),' '   or open () */' '// time (NULL)'
  expect clean  'a call in a string after a quote' dissect/message.c "char c = '\"'; char *s = \"\\\" time (0)\"; c = '\\'';"
  expect clean  'a longer name' dissect/message.c 'packet_time (x); reopen_it (y);'
  expect caught 'strcpy' report/text.c 'strcpy (a, b);'
  expect caught 'report calls libpcap' report/text.c 'pcap_close (p);'
  expect bare   'no SPDX line' src/link.c '#include "config.h"'
  expect bare   'config.h is not first' src/link.c '/* SPDX-License-Identifier: GPL-3.0-or-later */' '#include <glib.h>'
}

failed=0
case ${1:-} in
  --self-test)
    self_test
    exit "$failed"
    ;;
  '')
    self_test
    tree=$here
    ;;
  *)
    tree=$1
    ;;
esac
if check "$tree"
then
  echo 'ok - the rooms keep to their layers'
else
  echo 'not ok - the rooms keep to their layers'
  failed=1
fi
exit "$failed"
