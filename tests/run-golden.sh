#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Compares what smtplens says about each capture of samples/ with tests/golden/.
# With UPDATE=1 the answers of today become the golden ones: read their diff before
# you commit it.  A sample without its golden files fails, and so does an empty
# samples/.  Differences of the terminal and its size are out of view: see tests/screens.
set -u
export LC_ALL=C.UTF-8 TZ=UTC
unset NO_COLOR COLUMNS

top=$(cd "${srcdir:-$(dirname "$0")/..}" && pwd) || exit 1
program=${SMTPLENS:-$PWD/smtplens}
golden=$top/tests/golden
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/support/told.sh
. "$top/tests/support/told.sh"

# matches NAME.EXTENSION: the answer in $work equals the golden one.
matches ()
{
  if [ -n "${UPDATE:-}" ]
  then
    cp "$work/$1" "$golden/$1"
  elif [ ! -f "$golden/$1" ]
  then
    echo "tests/golden/$1 does not exist (UPDATE=1 tests/run-golden.sh makes it)"
    return 1
  else
    diff -u --label "golden/$1" --label "now" "$golden/$1" "$work/$1"
  fi
}

# answers NAME.EXTENSION FORMAT FILE [OPTION…]: runs from samples/, so that names in the answers do not
# depend on where the tree lies.
answers ()
{
  (cd "$top/samples" && "$program" "--$2" "${@:3}") >"$work/$1" 2>"$work/stderr"
  local status=$?
  if [ "$status" -ne 0 ] && [ "$status" -ne 4 ]
  then
    echo "smtplens --$2 $3 ended with $status"
    cat "$work/stderr"
    return 1
  fi
  matches "$1"
}

if [ ! -x "$program" ]
then
  echo "not ok - $program is not there (set SMTPLENS to the program)"
  exit 1
fi

seen=0
for sample in "$top"/samples/*.pcap*
do
  [ -f "$sample" ] || continue
  seen=$((seen + 1))
  file=${sample##*/}
  name=${file%%.pcap*}
  answers "$name.txt" text "$file"
  told "$file as text" $?
  answers "$name.json" json "$file"
  told "$file as json" $?
  if [ -f "$top/samples/$name.keys" ]
  then
    answers "$name-opened.txt" text "$file" --tls-keys "$name.keys"
    told "$file with its keys, as text" $?
    answers "$name-opened.json" json "$file" --tls-keys "$name.keys"
    told "$file with its keys, as json" $?
  fi
  if [ -f "$top/samples/$name.wifi-key" ]
  then
    key=$(<"$top/samples/$name.wifi-key")
    answers "$name-opened.txt" text "$file" --wifi-key "$key"
    told "$file with its key, as text" $?
    answers "$name-opened.json" json "$file" --wifi-key "$key"
    told "$file with its key, as json" $?
  fi
  grep -q "  $file\$" "$top/samples/SHA256SUMS"
  told "$file is listed in SHA256SUMS" $?
done

[ "$seen" -gt 0 ]
told "there are samples ($seen)" $?
[ "$seen" -eq 0 ] || (cd "$top/samples" && sha256sum --quiet -c SHA256SUMS)
told "samples are those of SHA256SUMS" $?
exit "$failed"
