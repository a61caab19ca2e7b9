#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What programs read is English in every language: text and JSON of each sample are octet for
# octet the same with each catalogue of po/LINGUAS, while what people read is translated.
# Says that it was skipped where no catalogue was built.
set -u
export LC_ALL=C.UTF-8 TZ=UTC
unset HOME XDG_STATE_HOME

top=$(cd "${srcdir:-$(dirname "$0")/..}" && pwd) || exit 1
program=${SMTPLENS:-$PWD/smtplens}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/support/told.sh
. "$top/tests/support/told.sh"

export TEXTDOMAINDIR=${TEXTDOMAINDIR:-$(dirname "$program")/locale}
while read -r language
do
  [ -f "$TEXTDOMAINDIR/$language/LC_MESSAGES/smtplens.mo" ] \
    || { echo "skipped: no catalogue was built for $language (needs msgfmt)"; exit 77; }
done <"$top/po/LINGUAS"

for format in text json
do
  LANGUAGE=en "$program" --"$format" "$top"/samples/*.pcap >"$work/english.$format" 2>/dev/null
done
LANGUAGE=en "$program" --list-checks >"$work/english.checks"
while read -r language
do
  for format in text json
  do
    LANGUAGE=$language "$program" --"$format" "$top"/samples/*.pcap >"$work/other.$format" 2>/dev/null
    [ -s "$work/other.$format" ] && cmp -s "$work/english.$format" "$work/other.$format"
    told "$language: $format is the same" $?
  done
  LANGUAGE=$language "$program" --list-checks >"$work/other.checks"
  # Ids and severities are what --fail-on and filters take; titles are for people.
  cmp -s <(cut -d' ' -f1 "$work/english.checks") <(cut -d' ' -f1 "$work/other.checks") \
    && ! grep -qxFf "$work/english.checks" "$work/other.checks"
  told "$language: every check has a title of its own" $?
done <"$top/po/LINGUAS"
exit "$failed"
