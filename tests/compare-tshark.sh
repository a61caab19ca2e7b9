#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Compares what smtplens says about captures with what tshark says: which sessions there are, how
# they logged in, who the envelopes name and what was answered, the mails and their subjects.
#     tests/compare-tshark.sh [CAPTURE...]      the samples, if none is named
# Both are brought into the same lines, "CLIENT>SERVER KIND WORDS", and those of each kind have to
# be the same.  Where tshark reads a sample otherwise, the table `differences` says why; then the
# octets themselves decide, as tshark hands them out without reading them as SMTP.  A difference
# that the table does not know fails, and so does a row for a difference that is no more.
# Mail data is out of view here: its hashes are compared where samples are made and varied.
set -u
export LC_ALL=C.UTF-8 TZ=UTC

top=$(cd "${srcdir:-$(dirname "$0")/..}" && pwd) || exit 1
program=${SMTPLENS:-$PWD/smtplens}
separator=$'\037'
kinds='session auth mail rcpt answer subject messages'
failed=0

# SAMPLE|KINDS|REASON
differences='
07-pipelining-bdat|mail rcpt answer subject messages|a segment that ends in mail data of BDAT is mail data to tshark from its first octet, so that it misses MAIL, RCPT and BDAT in front of it
09-implicit-tls|session|TLS from the first octet is TLS to tshark, and no SMTP before it is opened
09-implicit-tls-opened|session|the same of the session whose secrets are not in the key log
16-extensions|mail rcpt subject|tshark reads addresses and subjects in UTF-8 (SMTPUTF8) as ASCII, and replaces each octet that is none
'

if ! command -v tshark >/dev/null
then
  echo 'skipped: tshark is not installed'
  exit 77
fi
if [ ! -x "$program" ]
then
  echo "no program $program: build it, or name it in SMTPLENS" >&2
  exit 1
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# What several readings share, in awk: the address of a MAIL or RCPT line, and the dialogue, a queue
# of commands that the replies answer in order (RFC 2920).
# shellcheck disable=SC2016
dialogue='
function address (line)
{
  sub (/^[^:]*:[ \t]*/, "", line)
  if (line ~ /^</)
    { sub (/^</, "", line); sub (/>.*$/, "", line) }
  else
    sub (/[ \t].*$/, "", line)
  return line
}
function told (key, command, code,   words, verb)
{
  split (command, words, " ")
  verb = toupper (substr (command, 1, 4))
  if (verb == "LHLO")
    lmtp[key] = 1
  if (verb == "MAIL")
    { print key, "mail", address (command); accepted[key] = 0 }
  else if (verb == "RCPT")
    { print key, "rcpt", address (command), code; accepted[key] += code < 300 }
  else if (verb == "AUTH")
    print key, "auth", toupper (words[2]), code == 235 ? "accepted" : "rejected"
  else if (command == "." || (verb == "BDAT" && toupper (words[3]) == "LAST"))
    { print key, "answer", code; messages++ }
  else if (command == "..")
    print key, "answer", code
}
function said (stream, command) { queue[stream, ++last[stream]] = command }
function answered (stream, key, code,   command)
{
  command = queue[stream, first[stream] + 1]
  if (first[stream] >= last[stream] || (code == 334 && toupper (command) ~ /^AUTH/))
    return
  first[stream]++
  told (key, command, code)
  if (code == 354 && toupper (command) ~ /^DATA/)
    {
      # In LMTP each recipient accepted has its answer to the mail (RFC 2033).
      for (; lmtp[key] && accepted[key] > 1; accepted[key]--)
        queue[stream, first[stream]--] = ".."
      queue[stream, first[stream]--] = "."
    }
}
'

# of_tshark FILE [OPTION...]: tshark reads the octets and the dialogue.
of_tshark ()
{
  tshark -n -r "$1" -d tcp.port==24,smtp -o tcp.reassemble_out_of_order:TRUE "${@:2}" -Y 'smtp || (tcp && imf)' -T fields -E separator=/t \
      -E aggregator="$separator" -e tcp.stream -e ip.src -e ipv6.src -e tcp.srcport -e ip.dst -e ipv6.dst \
      -e tcp.dstport -e smtp.command_line -e smtp.response.code -e imf.subject -e frame.protocols 2>/dev/null |
    awk -F '\t' -v separator="$separator" "$dialogue"'
      function innermost (field,   parts) { return parts[split (field, parts, separator)] }
      $NF !~ /smtp/ { next }
      {
        from = innermost ($2 $3) ":" $4
        to = innermost ($5 $6) ":" $7
        if (!($1 in key))
          {
            # Who speaks first is the server, if it speaks in codes.
            key[$1] = $9 != "" ? to ">" from : from ">" to
            print key[$1], "session"
          }
        count = split ($8, lines, separator)
        for (i = 1; i <= count; i++)
          { sub (/(\\r)?\\n$/, "", lines[i]); said($1, lines[i]) }
        count = split ($9, codes, separator)
        for (i = 1; i <= count; i++)
          answered($1, key[$1], codes[i])
        if ($10 != "")
          { sub (separator ".*", "", $10); print key[$1], "subject", $10 }
      }
      END { print "-", "messages", messages + 0 }' | decoded
}

# of_octets FILE: tshark gives the octets of each stream, and the dialogue is read here.
of_octets ()
{
  local stream
  tshark -n -r "$1" -d tcp.port==24,smtp -Y 'smtp || tls' -T fields -e tcp.stream 2>/dev/null | sort -nu | while read -r stream
  do
    tshark -n -r "$1" -q -z "follow,tcp,raw,$stream" 2>/dev/null
  done | LC_ALL=C awk "$dialogue"'
      function text (hex,   out, i)
      {
        out = ""
        for (i = 1; i < length (hex); i += 2)
          out = out character[substr (hex, i, 2)]
        return out
      }
      # Cuts the first line off the client or server text of this stream.
      function line (side,   end, cut)
      {
        end = index (octets[side], "\n")
        cut = substr (octets[side], 1, end - 1)
        octets[side] = substr (octets[side], end + 1)
        sub (/\r$/, "", cut)
        return cut
      }
      function subject (mail,   at)
      {
        at = match (mail, /(^|\n)[Ss]ubject: [^\r\n]*/)
        if (at)
          { at = substr (mail, RSTART, RLENGTH); sub (/^[^:]*: /, "", at); print key, "subject", at }
      }
      function read_stream (   command, size, mail, one)
      {
        stream++
        while (index (octets["client"], "\n"))
          {
            command = line("client")
            said(stream, command)
            if (toupper (command) == "DATA" && (size = index (octets["client"], "\n.\r\n")))
              {
                # Each DATA of the samples was answered by 354.
                subject(substr (octets["client"], 1, size))
                octets["client"] = substr (octets["client"], size + 4)
              }
            if (toupper (command) !~ /^BDAT [0-9]/)
              continue
            size = substr (command, 6) + 0
            mail = mail substr (octets["client"], 1, size)
            octets["client"] = substr (octets["client"], size + 1)
            if (toupper (command) ~ / LAST$/)
              { subject(mail); mail = "" }
          }
        line("server") # the greeting
        while (index (octets["server"], "\n"))
          {
            one = line("server")
            if (one ~ /^[0-9][0-9][0-9]( |$)/)
              answered(stream, key, substr (one, 1, 3))
          }
      }
      BEGIN {
        for (i = 0; i < 256; i++)
          character[sprintf ("%02x", i)] = i == 9 || i == 10 || i == 13 || (i >= 32 && i != 127) ? sprintf ("%c", i) : "?"
      }
      /^Node 0:/ { octets["client"] = octets["server"] = ""; client = $3 }
      /^Node 1:/ { key = client ">" $3; print key, "session" }
      /^\t[0-9a-f]+$/ { octets["server"] = octets["server"] text(substr ($0, 2)) }
      /^[0-9a-f]+$/ { octets["client"] = octets["client"] text($0) }
      /^====/ && octets["client"] != "" { read_stream(); octets["client"] = "" }
      END { print "-", "messages", messages + 0 }' | decoded
}

# decoded: encoded words of subject lines (RFC 2047) as the text they stand for.
decoded ()
{
  local row before word charset encoding text
  sed -e '/ subject /s/\\r\\n//g' -e '/ subject /s/?=[ \t]*=?/?==?/g' | while IFS= read -r row
  do
    while [[ $row =~ ^(.*' subject '.*)=\?([^?]+)\?([BbQq])\?([^?]*)\?=(.*)$ ]]
    do
      before=${BASH_REMATCH[1]} charset=${BASH_REMATCH[2]} encoding=${BASH_REMATCH[3]} word=${BASH_REMATCH[4]}
      text=${BASH_REMATCH[5]}
      case $encoding in
        [Bb]) word=$(printf %s "$word" | base64 -d 2>/dev/null | iconv -f "$charset" -t UTF-8) ;;
        *) word=${word//_/ } word=$(printf '%b' "${word//=/\\x}" | iconv -f "$charset" -t UTF-8) ;;
      esac
      row=$before$word$text
    done
    printf '%s\n' "$row"
  done
}

# of_smtplens FILE [OPTION...]: the JSON lines of smtplens.
of_smtplens ()
{
  "$program" --json "$@" | awk '
    function string (   found)
    {
      match (text, /^"([^"\\]|\\.)*"/)
      found = substr (text, 2, RLENGTH - 2)
      text = substr (text, RLENGTH + 1)
      gsub (/\\"/, "\"", found)
      gsub (/\\\\/, "\\", found)
      return found
    }
    # Takes one value off the text into member[PATH].
    function value (path,   opening, item, name)
    {
      opening = substr (text, 1, 1)
      if (opening == "\"")
        { member[path] = string(); return }
      if (opening != "{" && opening != "[")
        {
          match (text, /^[^]},]*/)
          member[path] = substr (text, 1, RLENGTH)
          text = substr (text, RLENGTH + 1)
          return
        }
      text = substr (text, 2)
      for (item = 0; text !~ /^[]}]/; item++)
        {
          name = item
          if (opening == "{")
            { name = string(); text = substr (text, 2) }
          value(path "." name)
          sub (/^,/, "", text)
        }
      text = substr (text, 2)
      member[path] = item
    }
    function end (name) { return (name ".ip" in member) ? member[name ".ip"] ":" member[name ".port"] : "?" }
    {
      split ("", member)
      text = $0
      value("")
    }
    member[".type"] == "summary" { print "-", "messages", member[".messages"] }
    member[".type"] != "session" { next }
    {
      key = end(".client") ">" end(".server")
      print key, "session"
      for (i = 0; i < member[".auth"]; i++)
        print key, "auth", member[".auth." i ".mechanism"], member[".auth." i ".result"]
      for (i = 0; i < member[".transactions"]; i++)
        {
          at = ".transactions." i
          if ((at ".mail_from") in member)
            print key, "mail", member[at ".mail_from"]
          for (j = 0; j < member[at ".rcpt_to"]; j++)
            print key, "rcpt", member[at ".rcpt_to." j ".address"], member[at ".rcpt_to." j ".reply"]
          if ((at ".transfer") in member && member[".protocol"] == "lmtp")
            for (j = 0; j < member[at ".rcpt_to"]; j++)
              {
                if ((at ".rcpt_to." j ".final_reply") in member)
                  print key, "answer", substr (member[at ".rcpt_to." j ".final_reply"], 1, 3)
              }
          else if ((at ".transfer") in member)
            print key, "answer", substr (member[at ".reply"], 1, 3)
          if ((at ".message.subject") in member)
            print key, "subject", member[at ".message.subject"]
        }
    }'
}

# equal KIND OTHER: smtplens and the other reading tell the same of this kind.  Sessions come in
# the order of their ends or begins, so they are sorted; the order inside each stands.
equal ()
{
  local reading
  for reading in smtplens "$2"
  do
    awk -v kind="$1" '$2 == kind' "$work/$reading" | sort -s -k 1,1 >"$work/$reading.kind"
  done
  diff -u --label "$2" --label smtplens "$work/$2.kind" "$work/smtplens.kind" >"$work/difference"
}

# known SAMPLE KIND: the reason for which tshark differs there, in any kind if KIND is empty; false
# where none is known.
known ()
{
  printf '%s' "$differences" | awk -F '|' -v sample="$1" -v kind="$2" '
    $1 == sample && (kind == "" || index (" " $2 " ", " " kind " ")) { print $3; found = 1 }
    END { exit !found }'
}

# judge NAME KIND: one line a case, counted by count-results.sh.
judge ()
{
  if known "$1" "$2" >/dev/null
  then
    if equal "$2" tshark
    then
      echo "not ok - $1: $2 (a known difference is no more; strike its row)"
    elif equal "$2" octets
    then
      echo "ok - $1: $2 as in the octets (a known difference)"
      return
    else
      echo "not ok - $1: $2, and the octets say otherwise too"
      cat "$work/difference"
    fi
  elif equal "$2" tshark
  then
    echo "ok - $1: $2"
    return
  else
    echo "not ok - $1: $2"
    cat "$work/difference"
  fi
  failed=1
}

# compare NAME FILE [OPTION...]: each kind of lines; the options are tshark's, those of smtplens
# for the same are in with_keys.
with_keys=()
compare ()
{
  local kind reason
  of_smtplens "$2" "${with_keys[@]}" >"$work/smtplens"
  of_tshark "${@:2}" >"$work/tshark"
  : >"$work/octets"
  if reason=$(known "$1" '')
  then
    echo "# $1: $reason"
    of_octets "$2" >"$work/octets"
  fi
  for kind in $kinds
  do
    judge "$1" "$kind"
  done
}

if [ $# -eq 0 ]
then
  set -- "$top"/samples/*.pcap
fi
for capture in "$@"
do
  name=$(basename "$capture")
  name=${name%.pcap}
  if [ ! -r "$capture" ]
  then
    echo "not ok - $name: cannot be read"
    failed=1
    continue
  fi
  compare "$name" "$capture"
  keys=${capture%.pcap}.keys
  if [ -r "$keys" ]
  then
    with_keys=(--tls-keys "$keys")
    compare "$name-opened" "$capture" -o tls.keylog_file:"$keys"
  fi
  # SSID:PASSPHRASE; tshark wants the passphrase first.
  if [ -r "${capture%.pcap}.wifi-key" ]
  then
    key=$(<"${capture%.pcap}.wifi-key")
    with_keys=(--wifi-key "$key")
    compare "$name-opened" "$capture" -o wlan.enable_decryption:TRUE \
      -o "uat:80211_keys:\"wpa-pwd\",\"${key#*:}:${key%%:*}\""
  fi
  with_keys=()
done
exit $failed
