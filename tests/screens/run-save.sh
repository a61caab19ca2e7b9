#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What the screens save, in a real terminal and with real files: each form is what --export,
# --text and --json make of the same sessions, packets give the same sessions when they are read
# again, and no file that is there is touched.
#
# SMTPLENS names the program (default ./smtplens).  Skips (77) without tmux or program.
set -u
export LC_ALL=C.UTF-8 TZ=UTC
unset NO_COLOR TMUX COLUMNS LINES
export XDG_CONFIG_HOME=/nonexistent XDG_CONFIG_DIRS=/nonexistent

top=$(cd "${srcdir:-$(dirname "$0")/../..}" && pwd) || exit 1
program=${SMTPLENS:-$PWD/smtplens}
polls=600
# As the dialog has them.
forms=6 eml=0 mbox=1 pcap=2 json=3 text=4 html=5

skip ()
{
  echo "skipped: $1"
  exit 77
}

command -v tmux >/dev/null || skip 'tmux is not installed'
[ -x "$program" ] || skip "there is no program $program"

work=$(mktemp -d) || exit 1
trap 'tm kill-server 2>/dev/null; rm -rf "$work"' EXIT
failed=0
# Logins, mails, LMTP, a capture without DNS: so that senders are judged the same when packets are read again.
inputs=("$top/samples/02-submission-cleartext-auth.pcap" "$top/samples/07-pipelining-bdat.pcap" "$top/samples/11-lmtp.pcap")

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

# sees NAME TEXT: waits for the text.
sees ()
{
  local i
  for ((i = 0; i < polls; i++))
  do
    if tm capture-pane -p 2>/dev/null | grep -qF -- "$2"
    then
      told "$1" 0
      return
    fi
    sleep 0.05
  done
  told "$1" 1
}

# start COMMAND: in a new terminal, in a directory of its own.
start ()
{
  local i
  form=0
  tm kill-server 2>/dev/null
  for ((i = 0; i < polls; i++))
  do
    tm new-session -d -x 132 -y 43 -c "$work/saved" "$1" 2>/dev/null && return 0
    sleep 0.05
  done
  return 1
}

# save PATH FORM: all sessions.  The form that was chosen the last time stays.
save ()
{
  tm send-keys S
  tm send-keys Right Down
  while [ "$form" -ne "$2" ]
  do
    tm send-keys Right
    form=$(((form + 1) % forms))
  done
  tm send-keys Down C-u
  tm send-keys -l "$1"
  tm send-keys Enter
}

# plain FILE: sessions of JSON without what may differ: numbers of packets, sessions, files, and
# nanoseconds, which the files written here have.
plain ()
{
  grep '"type":"session"' "$1" \
    | sed -E 's/"(id|first_packet|last_packet|packet|file)":("[^"]*"|[0-9]+),?//g; s/(\.[0-9]{6})000Z/\1Z/g' | sort
}

mkdir "$work/saved"
start "$(printf 'exec %q' "$program"; printf ' %q' "${inputs[@]}")"
sees 'the list' '[Sessions]'
(
  cd "$work" || exit 1
  "$program" --json --export direct-eml "${inputs[@]}" >direct.jsonl
  "$program" --text --export direct-mbox --as mbox "${inputs[@]}" >direct.txt
) 2>/dev/null

save all-eml "$eml"
sees 'mails as files' 'saved in all-eml.'
diff -r "$work/direct-eml" "$work/saved/all-eml" >"$work/difference"
told 'they and their index are those of --export' $?

save all.mbox "$mbox"
sees 'mails in an mbox' 'saved in all.mbox.'
cmp -s "$work/direct-mbox/mails.mbox" "$work/saved/all.mbox"
told 'it is that of --export --as mbox' $?

save all.pcapng "$pcap"
sees 'packets' 'saved in all.pcapng.'
"$program" --json "$work/saved/all.pcapng" >"$work/again.jsonl" 2>/dev/null
[ -s "$work/again.jsonl" ] && diff <(plain "$work/direct.jsonl") <(plain "$work/again.jsonl") >"$work/difference"
told 'they give the same sessions again' $?

save all.pcap "$pcap"
sees 'packets in the older form' 'saved in all.pcap.'
"$program" --json "$work/saved/all.pcap" >"$work/again.jsonl" 2>/dev/null
[ -s "$work/again.jsonl" ] && diff <(plain "$work/direct.jsonl") <(plain "$work/again.jsonl") >"$work/difference"
told 'and so do they' $?

save all.jsonl "$json"
sees 'JSON' 'saved in all.jsonl.'
diff <(grep '"type":"session"' "$work/direct.jsonl" | sort) <(grep '"type":"session"' "$work/saved/all.jsonl" | sort) >"$work/difference"
told 'its sessions are those of --json' $?
sessions=$(grep -c '"type":"session"' "$work/direct.jsonl")
tail -n 1 "$work/saved/all.jsonl" | grep -q "^{\"type\":\"summary\",\"schema\":1,\"selection\":true,.*\"sessions\":$sessions,"
told 'and its last line counts them' $?

save all.txt "$text"
sees 'a report' 'saved in all.txt.'
diff <(sed '/^━━ Summary/,$d' "$work/direct.txt") <(sed '/^━━ Summary/,$d' "$work/saved/all.txt") >"$work/difference"
told 'it is that of --text' $?
grep -q 'Chosen  ' "$work/saved/all.txt"
told 'and its summary says that sessions were chosen' $?

save all.html "$html"
sees 'a page' 'saved in all.html.'
"$program" --json --report "$work/direct.html" "${inputs[@]}" >/dev/null 2>&1
diff <(sed '1,/<h2 id="findings">/d' "$work/direct.html") <(sed '1,/<h2 id="findings">/d' "$work/saved/all.html") \
  >"$work/difference"
told 'it is that of --report' $?

# --- nothing is written over
before=$(find "$work/saved" -type f -exec sha256sum {} + | sort)
save all.mbox "$mbox"
sees 'a file that is there is told' 'all.mbox is there already'
sees 'and the next name proposed' 'all-2.mbox'
tm send-keys Escape
sees 'Esc leaves it so' '[Sessions]'
save all-eml "$eml"
sees 'a directory that is there too' 'all-eml is there already'
tm send-keys Escape
ln -s "$work/nowhere" "$work/saved/link.txt"
save link.txt "$text"
sees 'and a link that leads nowhere' 'link.txt is there already'
tm send-keys Escape
[ ! -e "$work/nowhere" ] && [ "$before" = "$(find "$work/saved" -type f -exec sha256sum {} + | sort)" ]
told 'all is as it was' $?
[ -z "$(find "$work/saved" -type f ! -perm 600)" ]
told 'files are for their owner alone' $?

# --- trouble
save missing/all.txt "$text"
sees 'a directory that is not there' 'No such file or directory'
tm send-keys Escape
save /proc/smtplens.txt "$text"
sees 'one in which nothing can be made' ': /proc/smtplens.txt'
tm send-keys Escape

# --- one mail, by way of the list of mails
tm send-keys Tab
sees 'the list of mails' '[Mails]'
tm send-keys S
tm send-keys Down
while [ "$form" -ne "$eml" ]
do
  tm send-keys Right
  form=$(((form + 1) % forms))
done
tm send-keys Down C-u
tm send-keys -l one.eml
tm send-keys Enter
sees 'one mail in a file' '1 mail saved in one.eml.'
first=$(head -n 1 "$work/direct-eml/index.jsonl" | grep -o '"sha256":"[0-9a-f]*' | head -n 1 | cut -d '"' -f 4)
[ "$first" = "$(sha256sum "$work/saved/one.eml" | cut -d ' ' -f 1)" ]
told 'octet by octet' $?
tm send-keys q

# --- a small disk
if unshare -rm true 2>/dev/null
then
  mkdir "$work/saved/small"
  start "$(printf 'exec unshare -rm sh -c %q' "mount -t tmpfs -o size=8k none small && exec $(printf '%q' "$program")$(printf ' %q' "${inputs[@]}")")"
  sees 'with a small disk' '[Sessions]'
  save small/all.txt 4
  sees 'a disk that is full is told' 'Not all was saved (No space left on device)'
  tm send-keys q
else
  echo 'ok - a small disk # skipped: no namespaces'
fi

# --- standard input, without and with -w
start "$(printf 'cat %q | %q -r -' "${inputs[0]}" "$program")"
sees 'from a pipe' '[Sessions]'
save pipe.pcapng "$pcap"
sees 'packets of a pipe are gone' 'cannot be read twice'
tm send-keys Escape
tm send-keys q
start "$(printf 'cat %q | %q -r - -w kept.pcap' "${inputs[0]}" "$program")"
sees 'from a pipe, with -w' '[Sessions]'
save pipe.pcapng "$pcap"
sees 'they are in its file' 'saved in pipe.pcapng.'
"$program" --json "$work/saved/pipe.pcapng" >"$work/again.jsonl" 2>/dev/null
"$program" --json "${inputs[0]}" >"$work/first.jsonl" 2>/dev/null
[ -s "$work/again.jsonl" ] && diff <(plain "$work/first.jsonl") <(plain "$work/again.jsonl") >"$work/difference"
told 'and give the same sessions again' $?
tm send-keys q

# --- masked as on the screens
start "$(printf 'exec %q --redact' "$program"; printf ' %q' "${inputs[0]}")"
sees 'redacted' '[Sessions]'
save redacted.jsonl "$json"
sees 'JSON of it' 'saved in redacted.jsonl.'
"$program" --json --redact "${inputs[0]}" >"$work/redacted.jsonl" 2>/dev/null
diff <(grep '"type":"session"' "$work/redacted.jsonl" | sort) <(grep '"type":"session"' "$work/saved/redacted.jsonl" | sort) \
  >"$work/difference"
told 'is that of --json --redact' $?
tm send-keys q

exit "$failed"
