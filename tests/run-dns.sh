#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# --dns on the command line: facts are used, and what is wrong is told in a line, with
# its status.
set -u
export LC_ALL=C.UTF-8 TZ=UTC

top=$(cd "${srcdir:-$(dirname "$0")/..}" && pwd) || exit 1
program=${SMTPLENS:-$PWD/smtplens}
capture=$(find "$top/samples" -name '01-*.pcap' | head -n 1)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0

# refused NAME STATUS LINE OPTION...: ends with the status, and tells the line and no more.
refused ()
{
  local name=$1 status=$2 line=$3 got
  shift 3
  got=$("$program" --text "$@" "$capture" 2>&1 >/dev/null)
  if [ $? -eq "$status" ] && [ "$got" = "smtplens: $line" ]
  then
    echo "ok - $name"
  else
    echo "not ok - $name: $got"
    failed=1
  fi
}

printf 'a.example A 192.0.2.1\n' >"$work/good"
printf 'a.example A 192.0.2.1\nb.example A 192.0.2\n' >"$work/bad"
printf '%s\n' "\$ORIGIN example." 'a SRV 0 0 25 b' 'a TXXT x' 'a TXT y' >"$work/strange"
: >"$work/empty"

if "$program" --text --dns "$work/good" --dns "$work/good" "$capture" >/dev/null 2>"$work/told" && [ ! -s "$work/told" ]
then
  echo 'ok - facts are taken'
else
  echo 'not ok - facts are taken'
  failed=1
fi
refused 'a wrong line' 2 "$work/bad, line 2: '192.0.2' is no address of IPv4" --dns "$work/bad"
refused 'a wrong line in the second file' 2 "$work/bad, line 2: '192.0.2' is no address of IPv4" \
  --dns "$work/good" --dns "$work/bad"
refused 'no such file' 3 "$work/none: No such file or directory" --dns "$work/none"
refused 'a directory' 3 "$work: Is a directory" --dns "$work"
refused 'an unknown type' 0 "$work/strange, line 3: 'TXXT' is no type of record; passed over" --dns "$work/strange"
refused 'an empty file' 0 "$work/empty: no DNS records are in this file" --dns "$work/empty"
printf 'a.example A 192.0.2.1\nb.example A 192.0.2.2\n' >"$work/two"
refused 'more facts than the limit' 2 \
  "$work/two, line 2: no room for more facts (see the limits dns-facts and dns-octets)" \
  --limit dns-facts=1 --dns "$work/two"
refused 'an address that is none' 2 \
  'mail.example: that is no address of a DNS server, such as 192.0.2.1, 192.0.2.1:5353 or [2001:db8::1]:53' \
  --resolver mail.example
# Nobody answers on that port of the loopback: the run ends all the same, and says what it did.
refused 'live DNS is told of' 0 \
  '--resolve: DNS servers are asked about the senders of these mails, and so learn what is looked at' \
  --resolver 127.0.0.1:9 --limit resolve-seconds=1
exit "$failed"
