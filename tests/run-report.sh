#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# --report on the samples: good HTML by the word of a validator (tidy or html5lib, where one is
# there), a policy that fits the style, nothing asked of a network, no file written over, and one
# page that is known by heart (tests/golden/02-submission-cleartext-auth.html; UPDATE=1 writes it).
set -u
export LC_ALL=C.UTF-8 TZ=UTC

top=$(cd "${srcdir:-$(dirname "$0")/..}" && pwd) || exit 1
program=${SMTPLENS:-$PWD/smtplens}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/support/told.sh
. "$top/tests/support/told.sh"

# validate FILE: good HTML.
validate ()
{
  if command -v tidy >/dev/null
  then
    tidy -q -e "$1" >"$work/complaints" 2>&1
    ! grep . "$work/complaints"
  elif python3 -c 'import html5lib' 2>/dev/null
  then
    python3 -c 'import html5lib, sys; html5lib.HTMLParser (strict=True).parse (open (sys.argv[1], "rb"))' "$1"
  else
    return 0
  fi
}

command -v tidy >/dev/null || python3 -c 'import html5lib' 2>/dev/null \
  || echo 'ok - good HTML # skipped: neither tidy nor html5lib is there'

report ()
{
  (cd "$top/samples" && "$program" --json --report "$work/$1" "${@:2}") >"$work/json" 2>"$work/errors"
}

for sample in "$top"/samples/*.pcap
do
  name=$(basename "$sample" .pcap)
  options=()
  [ ! -f "$top/samples/$name.keys" ] || options+=(--tls-keys "$name.keys")
  [ ! -f "$top/samples/$name.wifi-key" ] || options+=(--wifi-key "$(<"$top/samples/$name.wifi-key")")
  report "$name.html" "${options[@]}" "$name.pcap"
  told "$name: written" $?
  validate "$work/$name.html"
  told "$name: good HTML" $?
  sessions=$(grep -c '"type":"session"' "$work/json")
  [ "$(grep -c '<h3 id="s[0-9]*">' "$work/$name.html")" -eq "$sessions" ]
  told "$name: a section a session" $?
done

pages=("$work"/*.html)
! grep -liE '<script|<link|<img|<iframe|<object|<embed|<form|(src|href|action) *= *"?[^#" ]|style *=|[ "]on[a-z]+ *=|url *\(|@import' "${pages[@]}"
told 'no page asks anything of a network, or runs anything' $?

page=$work/02-submission-cleartext-auth.html
hash=$(awk '/<style>/ { on = 1; sub (/.*<style>/, "") } /<\/style>/ { sub (/<\/style>.*/, ""); printf "%s", $0; on = 0 } on { print }' "$page" \
  | sha256sum | cut -d ' ' -f 1 | sed 's/../\\x&/g')
# shellcheck disable=SC2059 # the octets of the hash
grep -qF "style-src 'sha256-$(printf "$hash" | base64)'" "$page"
told 'the policy allows the style of the page, by its hash' $?

if [ -n "${UPDATE:-}" ]
then
  cp "$page" "$top/tests/golden/02-submission-cleartext-auth.html"
else
  diff -u "$top/tests/golden/02-submission-cleartext-auth.html" "$page"
fi
told 'the page that is known' $?

before=$(sha256sum <"$page")
report 02-submission-cleartext-auth.html 02-submission-cleartext-auth.pcap
status=$?
[ "$status" -eq 3 ] && grep -q 'never written over' "$work/errors" && [ "$before" = "$(sha256sum <"$page")" ]
told 'a file that is there stays as it is, status 3' $?
[ "$(stat -c %a "$page")" = 600 ]
told 'it is for its owner alone' $?

report none.html --where 'subject == "no such subject"' 02-submission-cleartext-auth.pcap
validate "$work/none.html" && grep -q 'None: nothing in this capture' "$work/none.html"
told 'a page without sessions' $?

report where.html --where 'auth.result == accepted' 02-submission-cleartext-auth.pcap
validate "$work/where.html" && grep -q '<dt>Only sessions</dt><dd>auth.result == accepted</dd>' "$work/where.html"
told 'only sessions that a filter takes' $?

report one.html --session 2 17-forged-and-proven.pcap
validate "$work/one.html" && grep -q '<dt>Only session</dt><dd>2 of 4</dd>' "$work/one.html" \
  && [ "$(grep -c '<h3 id="s' "$work/one.html")" -eq 1 ] && grep -q '<a href="#s2m1">2.1</a>' "$work/one.html"
told 'one session alone' $?

report several.html --tls-keys 09-implicit-tls.keys 09-implicit-tls.pcap 17-forged-and-proven.pcap && validate "$work/several.html"
told 'several captures' $?
grep -qE '<strong class="bad">contradicted</strong>: .*<td>sender, recipients, header with subject, text</td>' "$work/several.html" \
  && grep -q '<strong class="good">verified</strong>: ' "$work/several.html" && grep -q '<td>nothing</td>' "$work/several.html"
told 'the table of mails answers both questions' $?

"$program" --json --report "$work/pipe.html" - <"$top/samples/02-submission-cleartext-auth.pcap" >/dev/null \
  && grep -q '<dt>Input</dt><dd>standard input, ' "$work/pipe.html"
told 'of standard input' $?
(cd "$work" && "$program" --text --report - "$top/samples/02-submission-cleartext-auth.pcap" >/dev/null 2>&1)
[ $? -eq 2 ] && [ ! -e "$work/-" ]
told 'standard output is for text and JSON' $?

report redacted.html --redact 17-forged-and-proven.pcap && validate "$work/redacted.html" \
  && ! grep -qiE 'president|collector|taro|please' "$work/redacted.html"
told 'redacted' $?

exit "$failed"
