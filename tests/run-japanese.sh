#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Help, lists and errors in Japanese; what programs read is English all the same.
# The environment is that of gettext: LANGUAGE, where the locale is one of UTF-8.
set -u
export LC_ALL=C.UTF-8
unset LANGUAGE

top=$(cd "${srcdir:-$(dirname "$0")/..}" && pwd) || exit 1
program=${SMTPLENS:-$PWD/smtplens}
sample=$top/samples/02-submission-cleartext-auth.pcap
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

skip ()
{
  echo "skipped: $*"
  exit 77
}

[ -x "$program" ] || skip "there is no program $program"
catalogues=${TEXTDOMAINDIR:-${program%/*}/locale}
[ -f "$catalogues/ja/LC_MESSAGES/smtplens.mo" ] || skip 'no catalogue was built (Debian package gettext)'
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# japanese ARGUMENT…
japanese ()
{
  LANGUAGE=ja "$program" "$@"
}

# english ARGUMENT…
english ()
{
  LANGUAGE=en "$program" "$@"
}

japanese --help >"$work/help"
grep -q '^使い方:' "$work/help" && grep -q '^  -r, --read=FILE  *キャプチャ' "$work/help"
told 'the help speaks Japanese' $?
# Every description begins in one column: options are ASCII, so octets tell.
[ "$(grep -oE '^  (-., )?--[^ ]+ +' "$work/help" | awk '{ print length ($0) }' | sort -u | wc -l)" -eq 1 ]
told 'its columns stand below each other' $?
for list in --help-where --help-limits --list-checks
do
  ! diff -q <(japanese "$list") <(english "$list") >/dev/null \
    && diff -q <(japanese "$list" | awk '{ print $1 }') <(english "$list" | awk '{ print $1 }') >/dev/null
  told "$list speaks Japanese, but for the names" $?
done

japanese --session x "$sample" 2>"$work/error"
grep -q '^smtplens: --session .*セッション番号' "$work/error"
told 'errors speak Japanese behind the name of the program' $?
japanese --where 'sujbect ~ x' "$sample" 2>&1 | grep -q '^smtplens: --where .*subject のことですか'
told 'so do those of filters' $?

for form in text json
do
  cmp -s <(japanese --"$form" "$sample") <(english --"$form" "$sample")
  told "$form is the same in any language" $?
done
for language in ja en
do
  LANGUAGE=$language "$program" --json --export "$work/$language" "$sample" >/dev/null
done
diff -r "$work/ja" "$work/en" >/dev/null
told 'so are files' $?

# The remarks are Japanese; what is read again are names.
mkdir "$work/smtplens"
japanese --dump-keys >"$work/smtplens/config"
XDG_CONFIG_HOME=$work english --dump-keys >"$work/again"
told 'a configuration with Japanese remarks is read' $?
grep -q '[^ -~]' "$work/smtplens/config" \
  && diff <(grep -v '^#' "$work/smtplens/config") <(grep -v '^#' "$work/again")
told 'and is the same' $?

for locale in C POSIX
do
  cmp -s <(LC_ALL=$locale japanese --help) <(LC_ALL=$locale english --help)
  told "the locale $locale stays with English" $?
done
cmp -s <(TEXTDOMAINDIR=/nonexistent japanese --help) <(english --help)
told 'TEXTDOMAINDIR says where catalogues are' $?
env -u TEXTDOMAINDIR LANGUAGE=ja "$program" --help | cmp -s - "$work/help"
told 'without it those beside the program are found' $?
exit "$failed"
