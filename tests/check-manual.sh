#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The manual page against the program: options, limits with their values, fields of filters, and findings
# with their severity and title, none missing on either side; output-schema.md against the
# members of JSON.  (The keys: see tests/unit/ui/test-manual.c.)  The manuals in other languages against
# that in English.  Where there is a tool that
# reads manual pages, it may have nothing to complain about.  Names sources that the map in
# DESIGN.md lacks.
set -u
export LC_ALL=C.UTF-8

top=$(cd "${srcdir:-$(dirname "$0")/..}" && pwd) || exit 1
program=${SMTPLENS:-$PWD/smtplens}
manual=$top/docs/smtplens.1
# shellcheck source=tests/support/told.sh
. "$top/tests/support/told.sh"

# follows NAME STATUS: the same for what lags behind while the manual in English grows; it
# fails with STRICT_TRANSLATIONS=1.
follows ()
{
  if [ "$2" -ne 0 ] && [ "${STRICT_TRANSLATIONS:-0}" = 0 ]
  then
    echo "warning: not ok - $1"
  else
    told "$1" "$2"
  fi
}

# entries SECTION: what stands behind each .TP of it, and the line that explains it,
# as "TAG|TEXT" without fonts, quotes and the spaces of the tag.  Of another manual: $2.
entries ()
{
  sed -e 's/\\-/-/g' -e 's/\\f[BIR]//g' "${2:-$manual}" | awk -v section=".SH $1" '
    /^\.SH / { inside = $0 == section }
    inside && /^\.TP/ {
      getline tag
      getline text
      sub (/^\.[BI]R? /, "", tag)
      gsub (/[" ]/, "", tag)
      print tag "|" text
    }' | sort
}

# same NAME: the two files of $work are equal.
same ()
{
  [ -s "$work/program" ] \
    && diff -u --label 'the program' --label 'the manual' "$work/program" "$work/manual"
  told "the manual has the $1" $?
}

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
if [ ! -x "$program" ]
then
  echo "not ok - $program is not there (set SMTPLENS to the program)"
  exit 1
fi

"$program" --help | sed -nE 's/^  ((-.,) )?(--[^ ]+) .*/\2\3/p' | sort >"$work/program"
entries OPTIONS | cut -d'|' -f1 | sort >"$work/manual"
same options

"$program" --help-limits | sed -E 's/^([^ ]+) +([0-9]+) +(.*)/\1(\2)|\3/' | sort >"$work/program"
entries LIMITS >"$work/manual"
same limits

"$program" --list-checks | sed -E 's/^([^ ]+) +([^ ]+) +(.*)/\1(\2)|\3/' | sort >"$work/program"
entries FINDINGS >"$work/manual"
same findings

"$program" --help-where | awk -F'  +' '{ gsub (/ /, "", $1); gsub (/ /, "", $2); print $1 "(" $2 ")|" $3 }' | sort >"$work/program"
entries 'FILTER LANGUAGE' | sed 's/\\e/\\/g' >"$work/manual"
same 'fields of filters'

version=$("$program" --version)
grep -q "^\.TH SMTPLENS 1 .*\"$version\"" "$manual"
told "the manual is that of $version" $?

if command -v mandoc >/dev/null
then
  mandoc -T lint -W warning "$manual"
  told 'mandoc has nothing to say about it' $?
fi
if command -v groff >/dev/null
then
  [ -z "$(groff -man -ww -Tutf8 -z "$manual" 2>&1 | tee /dev/stderr)" ]
  told 'groff has nothing to say about it' $?
fi

# skeleton MANUAL: what does not depend on the language: sections (without their names), paragraphs,
# the tags of entries, examples, and in each section the options and standards that it names.
skeleton ()
{
  sed 's/\\-/-/g' "$1" | awk '
    function tell (word) {
      for (word in words) print section, word | "sort"
      close ("sort")
      delete words
    }
    /^\.\\"/ { next }
    /^\.S[HS] / { tell (); section++; print section, $1; next }
    /^\.TP/ { print section, $0; getline; print section, $0; next }
    /^\.PP/ { print section, $0 }
    /^\.(EX|nf)/ { raw = 1 }
    raw { print section, $0 }
    /^\.(EE|fi)/ { raw = 0 }
    {
      line = $0
      while (match (line, /--[a-z][a-z-]*[a-z]|(RFC|LC_|TERM|TMPDIR|NO_COLOR|XDG_)[ A-Z_]*[0-9]*/)) {
        words[substr (line, RSTART, RLENGTH)]
        line = substr (line, RSTART + RLENGTH)
      }
    }
    END { tell () }'
}

# equal NAME NAME: the same, with the first lines that differ.
equal ()
{
  local status
  [ -s "$work/program" ] && diff -u --label "$1" --label "$2" "$work/program" "$work/manual" >"$work/differences"
  status=$?
  head -40 "$work/differences"
  return "$status"
}

# outline FILE: the headings of a page, and below each its points and the standards that it names.
outline ()
{
  awk '
    function tell () {
      if (heading != "") print heading, points
      for (word in words) print heading, word | "sort"
      close ("sort")
      delete words
      points = 0
    }
    /^## / { tell (); heading = $2 }
    /^- / { points++ }
    {
      line = $0
      while (match (line, /RFC [0-9]+|CVE-[0-9]+-[0-9]+|`[a-z_-]+`/)) {
        words[substr (line, RSTART, RLENGTH)]
        line = substr (line, RSTART + RLENGTH)
      }
    }
    END { tell () }' "$1"
}

# The manual in another language says no less: nobody reads what it says, but it may not fall behind.
while read -r language
do
  other=$top/docs/smtplens.$language.1
  skeleton "$manual" >"$work/program"
  skeleton "$other" >"$work/manual"
  equal 'the manual' "that in $language"
  follows "$language: the manual is that in English, entry by entry" $?
  if [ -f "${program%/*}/locale/$language/LC_MESSAGES/smtplens.mo" ]
  then
    LANGUAGE=$language "$program" --list-checks | sed -E 's/^([^ ]+) +([^ ]+) +(.*)/\1(\2)|\3/' | sort >"$work/program"
    section=$(awk '/^\.SH / { name = $2 } /^\.BR cleartext/ { print name; exit }' "$other")
    entries "$section" "$other" >"$work/manual"
    equal 'the program' "the manual in $language"
    follows "$language: the manual has the findings as the program calls them" $?
  fi
  outline "$top/docs/findings.md" >"$work/program"
  outline "$top/docs/findings.$language.md" >"$work/manual"
  equal findings.md "findings.$language.md"
  follows "$language: findings.md is that in English, heading by heading" $?
  if command -v groff >/dev/null
  then
    [ -z "$(groff -man -ww -Kutf8 -Tutf8 -z "$other" 2>&1 | tee /dev/stderr)" ]
    told "$language: groff has nothing to say about it" $?
  fi
  if command -v man >/dev/null
  then
    MANWIDTH=80 man --warnings=w -l "$other" >"$work/shown" 2>"$work/said"
    [ ! -s "$work/said" ] && [ "$(wc -l <"$work/shown")" -gt 500 ] \
      && [ "$(wc -L <"$work/shown")" -le 110 ]
    told "$language: man shows it" $?
    cat "$work/said" >&2
  fi
done <"$top/po/LINGUAS"

# Members of JSON and the words for their values that a source names, and the members that
# an answer on the samples has, stand in docs/output-schema.md.  Names that come from the capture are in capitals.
grep -oE "\`[a-z0-9_]+\`" "$top/docs/output-schema.md" | tr -d "\`" | sort -u >"$work/described"
{
  grep -ohE '"[a-z][a-z0-9_]+"' "$top"/report/json*.c | tr -d '"' | grep -vx json
  "$program" --json "$top"/samples/*.pcap | sed 's/"\(\\.\|[^"\\]\)*"\([],}]\)/\2/g' \
    | grep -oE '"[a-z0-9_]+":' | tr -d '":'
} | sort -u | sed 's/_b64$//' >"$work/written"
[ "$(wc -l <"$work/written")" -gt 100 ] && [ -z "$(comm -23 "$work/written" "$work/described" | tee /dev/stderr)" ]
told 'the members of JSON are described' $?

# A source that the map does not know is no failure while it is being written.
for file in "$top"/src/*.[ch] "$top"/dissect/*.[ch]
do
  name=${file##*/}
  grep -qE "\`(${name%.*}|$name)\`" "$top/docs/DESIGN.md" || [[ $name == check-* ]] \
    || echo "warning: docs/DESIGN.md has no row for $name"
done
exit "$failed"
