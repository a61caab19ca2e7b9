#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# -w: a file of the packets of one session, read again, tells of it what the whole capture told,
# with the verdicts about its senders and what they rest on; so does one of all sessions, and one
# of those that --where takes.  What cannot be so is listed in cannot.
set -u
export LC_ALL=C.UTF-8 TZ=UTC

top=$(cd "${srcdir:-$(dirname "$0")/..}" && pwd) || exit 1
program=${SMTPLENS:-$PWD/smtplens}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/support/told.sh
. "$top/tests/support/told.sh"

# Findings that compare a session with others, which are not in the file of it alone; what is
# left of them.
cannot ()
{
  case $1 in
    12-starttls-stripped:3) echo 's/"starttls-stripped","severity":"critical"/"starttls-stripped","severity":"high"/' ;;
    12-starttls-stripped:5) echo 's/"starttls-stripped","severity":"high"/"starttls-not-offered","severity":"info"/' ;;
    14-password-guessing:2 | 14-password-guessing:4) echo '/"password-guessing"/d' ;;
    14-password-guessing:13) echo '/"password-spraying"/d' ;;
    # bank.example is only in other sessions; 18:2 mixes scripts by itself, too.
    18-look-alike:3) echo '/"lookalike-domain"/d;s/"verdict":"contradicted"/"verdict":"verified"/' ;;
  esac
}

# facts: the sessions of JSON, without what tells places in the file, and how finely it counts time.
facts ()
{
  grep '"type":"session"' \
    | sed -E 's/"(id|packet|first_packet|last_packet|[a-z_]*session|tls_from_packet)":[0-9]+,?//g
              s/"file":"[^"]*",?//g
              s/packet [0-9]+/packet/g
              s/"20[0-9-]+T[0-9:.]+Z",?//g
              s/"packets":\[[0-9,]*\],?//g'
}

# judged: of a session's JSON what it is, its mails, the verdicts about them, and its findings; the
# hops of its mails are of other sessions.
judged ()
{
  grep '"type":"session"' \
    | grep -oE -e '"(packets|bytes|missing|closed|midstream|ssid|version|sni|verdict|result|outcome|sha256)":("[^"]*"|[a-z0-9]+|\{[^}]*\})' \
           -e '"id":"[a-z0-9-]+","severity":"[a-z]+"' \
    | LC_ALL=C sort
}

# read FILE KEY...: JSON of it
read_it ()
{
  "$program" --json "${@:2}" "$1" 2>>"$work/errors"
}

keys_of ()
{
  keys=()
  [ ! -f "$top/samples/$1.keys" ] || keys+=(--tls-keys "$top/samples/$1.keys")
  [ ! -f "$top/samples/$1.wifi-key" ] || keys+=(--wifi-key "$(cat "$top/samples/$1.wifi-key")")
}

for file in "$top"/samples/*.pcap
do
  name=$(basename "$file" .pcap)
  keys_of "$name"
  read_it "$file" "${keys[@]}" >"$work/all"
  ids=$(grep '"type":"session"' "$work/all" | sed -E 's/.*"schema":1,"id":([0-9]+).*/\1/')
  [ -n "$ids" ]
  told "$name: it has sessions" $?
  for id in $ids
  do
    rm -f "$work"/one.pcapng
    grep "\"schema\":1,\"id\":$id," "$work/all" | judged | sed "$(cannot "$name:$id")" | sort >"$work/expected"
    read_it "$file" "${keys[@]}" --session "$id" -w "$work/one.pcapng" >/dev/null
    read_it "$work/one.pcapng" "${keys[@]}" | judged | sort >"$work/got"
    [ -s "$work/expected" ] && cmp -s "$work/expected" "$work/got"
    told "$name: session $id alone" $?
  done
  # With a pcap, where all packets are of one link type.
  rm -f "$work"/all.pcap
  facts <"$work/all" | sort >"$work/expected"
  read_it "$file" "${keys[@]}" -w "$work/all.pcap" >/dev/null
  read_it "$work/all.pcap" "${keys[@]}" | facts | sort >"$work/got"
  [ -s "$work/expected" ] && cmp -s "$work/expected" "$work/got"
  told "$name: all sessions" $?
done

# Sessions of a filter, in a file of their own.
forged=$top/samples/17-forged-and-proven.pcap
read_it "$forged" --where 'verdict == contradicted' -w "$work/where.pcapng" | facts | sort >"$work/expected"
read_it "$work/where.pcapng" | facts | sort >"$work/got"
[ "$(wc -l <"$work/got")" -eq 3 ] && diff "$work/expected" "$work/got" >/dev/null
told 'what --where takes' $?

# A capture that comes through a pipe is read once; what a session needs stands behind it then.
"$program" --json --session 2 -w "$work/pipe.pcapng" - <"$forged" 2>>"$work/errors" | judged >"$work/expected"
read_it "$work/pipe.pcapng" | judged >"$work/got"
[ -s "$work/expected" ] && cmp -s "$work/expected" "$work/got"
told 'one session of a pipe' $?
"$program" --json --where quit -w "$work/none.pcapng" - <"$forged" >/dev/null 2>"$work/told"
[ $? -eq 2 ] && grep -q 'cannot be read twice' "$work/told" && [ ! -e "$work/none.pcapng" ]
told '--where of a pipe is refused, and no file is made' $?

# Of a connection in several sessions all is saved, for the later ones go on where the first ended.
limit=(--limit session-octets=1000)
typed=$top/samples/01-typed-by-hand.pcap
read_it "$typed" "${limit[@]}" --session 3 -w "$work/third.pcapng" | facts >"$work/expected"
read_it "$work/third.pcapng" "${limit[@]}" | grep '"id":3,' | facts >"$work/got"
[ -s "$work/expected" ] && cmp -s "$work/expected" "$work/got"
told 'a session that continues another one' $?

# The DNS that nobody was judged by is not in the file of one session, nor are others' mails.
read_it "$forged" --session 1 -w "$work/first.pcap" >/dev/null
[ "$(wc -c <"$work/first.pcap")" -lt "$(wc -c <"$forged")" ] && ! grep -aq 'collector@stranger' "$work/first.pcap"
told 'no more than is needed' $?

exit $failed
