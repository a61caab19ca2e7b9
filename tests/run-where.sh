#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# --where on the command line: which sessions the faces and the export get, what the summary
# and --fail-on make of it, and how a wrong filter is told.
set -u
export LC_ALL=C.UTF-8 TZ=UTC

top=$(cd "${srcdir:-$(dirname "$0")/..}" && pwd) || exit 1
program=${SMTPLENS:-$PWD/smtplens}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/support/told.sh
. "$top/tests/support/told.sh"

# says NAME STATUS LINE OPTION...: ends with the status, and tells the line and no more.
says ()
{
  local name=$1 status=$2 line=$3 got
  shift 3
  got=$("$program" --text "$@" "$top"/samples/01-*.pcap 2>&1 >/dev/null)
  [ $? -eq "$status" ] && [ "$got" = "${line:+smtplens: $line}" ]
  told "$name" $?
}

says 'a wrong filter' 2 '--where, column 9: there is no field form: did you mean from?' --where 'quit && form ~ x'
says 'an empty filter' 2 '--where, column 1: the name of a field was expected, such as from' --where ''
says 'with -w' 0 '' --where quit -w "$work/out.pcap"
says 'sessions without findings do not fail' 0 '' --where '!findings' --fail-on info
says 'a session with one does' 1 '' --where findings --fail-on info
says 'one by a lesser finding does not' 0 '' --where 'severity < critical && !(severity == critical)' --fail-on critical

# The sessions of JSON are those whose members say so.
"$program" --json "$top"/samples/*.pcap >"$work/all"
for port in 25 587
do
  "$program" --json --where "server.port == $port" "$top"/samples/*.pcap >"$work/some"
  grep '"type":"session"' "$work/all" | grep -E "\"server\":\{\"ip\":\"[^\"]*\",\"port\":$port\b" >"$work/expected"
  [ -s "$work/expected" ] && grep '"type":"session"' "$work/some" | cmp -s - "$work/expected"
  told "sessions of port $port" $?
  grep -q "\"where\":\"server.port == $port\",\"sessions_shown\":$(wc -l <"$work/expected")," "$work/some"
  told 'the summary tells how many' $?
done

# A filter and its opposite share all sessions among them.
for filter in 'from ~ a' exposed 'tls == none' 'severity >= high' 'size > 1K' 'start >= 12:00' 'client.ip == 10.0.0.0/9'
do
  one=$("$program" --json --where "$filter" "$top"/samples/*.pcap | grep -c '"type":"session"')
  other=$("$program" --json --where "!($filter)" "$top"/samples/*.pcap | grep -c '"type":"session"')
  [ $((one + other)) -eq "$(grep -c '"type":"session"' "$work/all")" ]
  told "$filter: $one and $other" $?
done

"$program" --json --where 'attachments && id >= 1' --export "$work/mails" "$top"/samples/*.pcap >"$work/some"
[ "$(grep -c '"attachments":\[' "$work/some")" -ge 1 ] \
  && ! grep -v '"session":'"$(sed -n 's/.*"type":"session","schema":1,"id":\([0-9]*\),.*/\1/p' "$work/some" \
    | paste -sd'|' | sed 's/.*/\\(&\\)/; s/|/\\|/g')," "$work/mails/index.jsonl"
told 'only mails of these sessions are exported' $?
exit "$failed"
