#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The passwords and tokens of samples/SECRETS.tsv are in no answer of smtplens while secrets are
# masked: neither as they are, nor in base64 (at any place of a longer text), nor in hexadecimal.
# The same search has to find those that crossed in the clear when --show-secrets asks for them:
# else it would prove nothing.  A sample with a key log, or a key of Wi-Fi, beside it
# is asked with and without.
# It does not: look at the screens (tests/screens), or at mails, which are the sender's own words.
set -u
export LC_ALL=C.UTF-8 TZ=UTC

top=$(cd "${srcdir:-$(dirname "$0")/..}" && pwd) || exit 1
program=${SMTPLENS:-$PWD/smtplens}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/support/told.sh
. "$top/tests/support/told.sh"

# core BEFORE SECRET: the base64 of SECRET behind BEFORE octets, without the digits at its edges
# that depend on its neighbours.
core ()
{
  local digits octets=$(($1 + ${#2}))
  digits=$(printf '%.*s%s' "$1" xx "$2" | base64 -w 0)
  digits=${digits%%=*}
  ((octets % 3 == 0)) || digits=${digits%?}
  # 8 bits before the secret: 2 digits are not its own; 16 bits: 3 digits.
  printf '%s\n' "${digits:$1 + ($1 > 0)}"
}

# forms SECRET: what to search for, a line each.
forms ()
{
  printf '%s\n' "$1"
  core 0 "$1"
  core 1 "$1"
  core 2 "$1"
  printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'
  echo
}

# answers SAMPLE OPTION...: all that smtplens says about it, in each format, into one file.  Lines
# are joined as well, for the text face may break a long one.
answers ()
{
  local sample=$1
  shift
  for format in text json html
  do
    "$program" --format "$format" "$@" "$top/samples/$sample.pcap" 2>&1
  done >"$work/answers"
  tr -d ' \n' <"$work/answers" >"$work/joined"
}

# found FORMS: one of these lines in the answers; says which.
found ()
{
  grep -qaiFf "$1" "$work/answers" "$work/joined" || return 1
  grep -haioFf "$1" "$work/answers" "$work/joined" | sort | uniq -c | sed 's/^/# /'
}

# rows SAMPLE: its secrets, and how they crossed.
rows ()
{
  awk -F '\t' -v sample="$1" 'NR > 1 && $1 == sample { print $2 "\t" $3 }' "$top/samples/SECRETS.tsv"
}

# masked SAMPLE OPTION...: no secret of any sample is there.
masked ()
{
  answers "$@"
  ! found "$work/all"
}

# shown SAMPLE HOW OPTION...: those that crossed so are there, with --show-secrets.
shown ()
{
  local sample=$1 how=$2 secret seen status=0
  shift 2
  answers "$sample" --show-secrets "$@"
  while IFS=$'\t' read -r secret seen
  do
    [ "$seen" = "$how" ] || continue
    forms "$secret" >"$work/one"
    found "$work/one" >"$work/places" || { echo "$sample: $secret is not shown"; status=1; }
  done < <(rows "$sample")
  return "$status"
}

if [ ! -x "$program" ]
then
  echo "not ok - $program is not there (set SMTPLENS to the program)"
  exit 1
fi

# The search itself: an AUTH PLAIN as it crosses has the password in base64.
printf '\0hanako\0sakura-saku' | base64 -w 0 >"$work/answers"
tr -d ' \n' <"$work/answers" >"$work/joined"
forms sakura-saku >"$work/one"
found "$work/one" >"$work/places"
told "a password is found in the base64 of AUTH PLAIN" $?

tail -n +2 "$top/samples/SECRETS.tsv" | while IFS=$'\t' read -r _ secret _
do
  forms "$secret"
done >"$work/all"
for sample in "$top"/samples/*.pcap
do
  name=${sample##*/}
  name=${name%.pcap}
  masked "$name"
  told "$name: no secret in any answer" $?
  masked "$name" --redact
  told "$name: nor with --redact" $?
  [ -z "$(rows "$name")" ] || shown "$name" clear
  told "$name: --show-secrets shows them" $?
  if [ -f "$top/samples/$name.keys" ]
  then
    opened=(--tls-keys "$top/samples/$name.keys")
  elif [ -f "$top/samples/$name.wifi-key" ]
  then
    opened=(--wifi-key "$(<"$top/samples/$name.wifi-key")")
  else
    continue
  fi
  masked "$name" "${opened[@]}"
  told "$name: no secret in any answer with the keys" $?
  shown "$name" keys "${opened[@]}"
  told "$name: --show-secrets shows them with the keys" $?
done
exit "$failed"
