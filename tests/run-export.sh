#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# --export and --session, on the samples: as many files as mails, each the octets that
# samples/MAILS.tsv knows from elsewhere; nothing replaced; trouble told with its status.
set -u
export LC_ALL=C.UTF-8 TZ=UTC
umask 022

top=$(cd "${srcdir:-$(dirname "$0")/..}" && pwd) || exit 1
program=${SMTPLENS:-$PWD/smtplens}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/support/told.sh
. "$top/tests/support/told.sh"

# check NAME COMMAND...
check ()
{
  local name=$1
  shift
  "$@"
  told "$name" $?
}

# same A B: two texts are equal.
same ()
{
  [ "$1" = "$2" ] || { printf 'wanted: %s\ngot:    %s\n' "$1" "$2"; return 1; }
}

# Samples of Wi-Fi have their key beside them.
wifi_keys=()
for file in "$top"/samples/*.wifi-key
do
  wifi_keys+=(--wifi-key "$(<"$file")")
done

# export_to NAME OPTION...: all samples into $work/NAME; the status in $status.
export_to ()
{
  local name=$1
  shift
  (cd "$top/samples" && "$program" --json --export "$work/$name" "${wifi_keys[@]}" "$@" ./*.pcap) \
    >"$work/$name.json" 2>"$work/$name.err"
  status=$?
}

# values MEMBER FILE: of a string or number, each line of JSON one.
values ()
{
  grep -o "\"$1\":\"*[^,\"}]*" "$2" | sed -e 's/^[^:]*://' -e 's/^"//'
}

expected=$(tail -n +2 "$top/samples/MAILS.tsv" | cut -f 5 | sort)
mails=$(printf '%s\n' "$expected" | wc -l)

# --- eml
export_to eml --attachments
check 'eml: status 0' same 0 "$status"
check 'eml: the octets of every mail' same "$expected" \
  "$(sha256sum "$work"/eml/*.eml | cut -d ' ' -f 1 | sort)"
check 'eml: the count of the summary' same "$mails" "$(tail -n 1 "$work/eml.json" | grep -o '"messages":[0-9]*' | cut -d : -f 2)"
check 'eml: the index has a line a mail' same "$mails" "$(wc -l <"$work/eml/index.jsonl")"
check 'eml: files and index name the same' same "$(find "$work/eml" -name '*.eml' -printf '%f\n' | sort)" \
  "$(values file "$work/eml/index.jsonl" | grep '[.]eml$' | sort)"
check 'files are for their owner alone' same '' "$(find "$work/eml" -type f ! -perm 600)"
check 'nothing unfinished is left' same '' "$(find "$work/eml" -name '.*.part')"
check 'attachments hash to what the index says' same \
  "$(grep -o '"attachments":.*' "$work/eml/index.jsonl" | grep -o '"sha256":"[0-9a-f]*' | cut -d '"' -f 4 | sort)" \
  "$(sha256sum "$work"/eml/attachments/* | cut -d ' ' -f 1 | sort)"

# --- once more into the same place
before=$(cd "$work/eml" && find . -type f -exec sha256sum {} + | sort)
export_to eml --attachments
check 'again: status 0' same 0 "$status"
check 'again: every old file is as it was' same "$before" \
  "$(cd "$work/eml" && printf '%s\n' "$before" | cut -c 67- | xargs -d '\n' sha256sum | sort)"
check 'again: each mail once more' same $((2 * mails)) "$(find "$work/eml" -maxdepth 1 -name '*.eml' | wc -l)"
check 'again: an index of its own' same "$mails" "$(wc -l <"$work/eml/index-2.jsonl")"

# --- mbox
export_to mbox --as mbox
check 'mbox: status 0' same 0 "$status"
check 'mbox: one file' same 'mails.mbox' "$(find "$work/mbox" -name '*mbox*' -type f -printf '%f\n')"
check 'mbox: a From line a mail' same "$mails" "$(grep -c '^From ' "$work/mbox/mails.mbox")"
check 'mbox: no line ends in CR' same 0 "$(grep -c $'\r$' "$work/mbox/mails.mbox")"
# mbox_part LINE: the mail that this line of the index describes hashes to what it says.
mbox_part ()
{
  local offset length
  offset=$(values offset <(printf '%s\n' "$1"))
  length=$(values length <(printf '%s\n' "$1"))
  same "$(values part_sha256 <(printf '%s\n' "$1"))" \
    "$(tail -c +$((offset + 1)) "$work/mbox/mails.mbox" | head -c "$length" | sha256sum | cut -d ' ' -f 1)"
}
wrong=0
while IFS= read -r line
do
  mbox_part "$line" || wrong=1
done <"$work/mbox/index.jsonl"
told 'mbox: each part hashes to what the index says' "$wrong"
# mutt_counts: what the status line of mutt says about the mbox.
mutt_counts ()
{
  local socket=$work/tmux screen=
  echo 'set folder=/' >"$work/muttrc"
  tmux -S "$socket" -f /dev/null new-session -d -x 80 -y 24 \
    "HOME=$work TERM=screen mutt -n -F $work/muttrc -R -f $work/mbox/mails.mbox" 2>/dev/null || return
  for _ in $(seq 100)
  do
    screen=$(tmux -S "$socket" capture-pane -p 2>/dev/null | grep -o 'Msgs:[0-9]*') && break
    sleep 0.1
  done
  tmux -S "$socket" kill-server 2>/dev/null
  echo "${screen#Msgs:}"
}
if command -v mutt >/dev/null && command -v tmux >/dev/null
then
  check 'mbox: mutt counts the mails' same "$mails" "$(mutt_counts)"
else
  echo 'ok - mbox: mutt counts the mails # SKIP no mutt or no tmux'
fi

# --- Maildir
export_to maildir --as maildir
check 'maildir: status 0' same 0 "$status"
check 'maildir: a file a mail in new' same "$mails" "$(find "$work/maildir/new" -type f | wc -l)"
check 'maildir: nothing in tmp and cur' same '' "$(find "$work/maildir/tmp" "$work/maildir/cur" -type f)"
check 'maildir: the files hash to what the index says' same "$(values file_sha256 "$work/maildir/index.jsonl" | sort)" \
  "$(sha256sum "$work"/maildir/new/* | cut -d ' ' -f 1 | sort)"

# --- a mail with a gap: no octet stands in its place
head -c 8600 "$top/samples/07-pipelining-bdat.pcap" >"$work/cut.pcap"
"$program" --json --export "$work/cut" "$work/cut.pcap" >"$work/cut.json" 2>"$work/cut.err"
check 'a capture that is cut: status 4' same 4 $?
check 'a capture that is cut: as many files as mails' same \
  "$(grep -o '"messages":[0-9]*' "$work/cut.json" | cut -d : -f 2)" "$(find "$work/cut" -name '*.eml' | wc -l)"
check 'a capture that is cut: sizes are those of the index' same \
  "$(values size "$work/cut/index.jsonl" | sort -n)" "$(stat -c %s "$work"/cut/*.eml | sort -n)"

# --- trouble
: >"$work/file"
"$program" --json --export "$work/file/x" "$top/samples/01-typed-by-hand.pcap" >"$work/out" 2>"$work/err"
check 'no directory can be made: status 3' same 3 $?
check 'no directory can be made: one line' same 1 "$(wc -l <"$work/err")"
check 'no directory can be made: no face began' same '' "$(cat "$work/out")"
"$program" --json --as mbox "$top/samples/01-typed-by-hand.pcap" >/dev/null 2>&1
check '--as without --export: status 2' same 2 $?
"$program" --json --export "$work/x" --as tar "$top/samples/01-typed-by-hand.pcap" >/dev/null 2>&1
check '--as something else: status 2' same 2 $?
# A file system without room for the larger mails.
if mkdir "$work/small" && unshare --mount true 2>/dev/null
then
  # shellcheck disable=SC2016 # expanded by the inner shell
  SMTPLENS=$program SAMPLES=$top/samples unshare --mount bash -c '
    mount -t tmpfs -o size=24k small "$1/small" || exit 77
    cd "$SAMPLES" && "$SMTPLENS" --json --export "$1/small/x" ./*.pcap >"$1/small.json" 2>"$1/small.err"
    echo $? >"$1/small.status"
    find "$1/small/x" -name "*.eml" -exec sha256sum {} + | cut -d " " -f 1 | sort >"$1/small.sums"
    find "$1/small/x" -name ".*" -type f >"$1/small.left"' small "$work"
  if [ -f "$work/small.status" ]
  then
    check 'disk full: status 3' same 3 "$(cat "$work/small.status")"
    check 'disk full: told' grep -q 'No space left' "$work/small.err"
    check 'disk full: what is there, is whole' same '' "$(comm -23 "$work/small.sums" <(printf '%s\n' "$expected"))"
    check 'disk full: some mails were stored' test -s "$work/small.sums"
    check 'disk full: nothing unfinished is left' same '' "$(cat "$work/small.left")"
    check 'disk full: the face is whole' same 1 "$(grep -c '"type":"summary"' "$work/small.json")"
  else
    echo 'ok - disk full # SKIP no tmpfs can be mounted'
  fi
else
  echo 'ok - disk full # SKIP no mount namespace'
fi

# --- --session
cd "$top/samples" || exit 1
for id in 1 2 3
do
  "$program" --json --session "$id" -w "$work/one.pcap" 02-submission-cleartext-auth.pcap >"$work/one.json"
  check "--session $id: that session alone" same "$id" "$(grep '"type":"session"' "$work/one.json" | values id /dev/stdin | head -n 1)"
  "$program" --json "$work/one.pcap" >"$work/again.json"
  community='s/.*"community_id":"\([^"]*\)".*/\1/p'
  check "--session $id: its packets are that connection" same "$(sed -n "$community" "$work/one.json")" \
    "$(sed -n "$community" "$work/again.json")"
  check "--session $id: all of its packets" same "$(grep -o '"packets":[0-9]*' "$work/one.json" | head -n 1)" \
    "$(grep -o '"packets":[0-9]*' "$work/again.json" | tail -n 1)"
done
"$program" --json --session 9 02-submission-cleartext-auth.pcap >"$work/one.json" 2>"$work/one.err"
check '--session of a number that is none: one line says so' same 'smtplens: there is no session 9: 3 were found' \
  "$(cat "$work/one.err")"
check '--session of a number that is none: the summary' same 1 "$(wc -l <"$work/one.json")"
"$program" --json --session x 02-submission-cleartext-auth.pcap >/dev/null 2>&1
check '--session x: status 2' same 2 $?

# --- -w -
"$program" -w "$work/packets.pcap" 02-submission-cleartext-auth.pcap >/dev/null
"$program" -w - 02-submission-cleartext-auth.pcap >"$work/output.pcap"
check '-w -: nothing but packets on standard output' cmp "$work/packets.pcap" "$work/output.pcap"
"$program" --json -w - 02-submission-cleartext-auth.pcap >"$work/output.json" 2>/dev/null
check '-w - and a format: status 2' same 2 $?
check '-w - and a format: nothing is written' same 0 "$(wc -c <"$work/output.json")"

exit "$failed"
