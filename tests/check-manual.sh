#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The manual page against the program: options, limits with their values, fields of filters, and findings
# with their severity and title, none missing on either side; output-schema.md against the
# members of JSON.  (The keys: see tests/unit/ui/test-manual.c.)  Where there is a tool that
# reads manual pages, it may have nothing to complain about.  Names sources that the map in
# DESIGN.md lacks.
set -u
export LC_ALL=C.UTF-8

top=$(cd "${srcdir:-$(dirname "$0")/..}" && pwd) || exit 1
program=${SMTPLENS:-$PWD/smtplens}
manual=$top/docs/smtplens.1
failed=0

# told NAME STATUS
told ()
{
  if [ "$2" -eq 0 ]
  then
    echo "ok - $1"
  else
    echo "not ok - $1"
    failed=1
  fi
}

# entries SECTION: what stands behind each .TP of it, and the line that explains it,
# as "TAG|TEXT" without fonts, quotes and the spaces of the tag.
entries ()
{
  sed -e 's/\\-/-/g' -e 's/\\f[BIR]//g' "$manual" | awk -v section=".SH $1" '
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
