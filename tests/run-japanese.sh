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
# shellcheck source=tests/support/told.sh
. "$top/tests/support/told.sh"

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

# What goes wrong while it reads is told in Japanese; what programs read of it is English.
head -c 2000 "$sample" >"$work/cut.pcap"
japanese --json "$work/cut.pcap" 2>"$work/error" >"$work/json"
grep -q "^smtplens: $work/cut.pcap: オクテット 2000 で途切れています" "$work/error"
told 'so does damage' $?
grep -q '"damage":"[^"]*: cut short at octet 2000: the packet record at' "$work/json"
told 'but not in JSON' $?
printf 'list\nview overview\nlist\n' | japanese --no-state --ui=line "$work/cut.pcap" 2>/dev/null | grep -q 'オクテット 2000 で途切れています'
told 'the screens tell the damage in Japanese' $?
: >"$work/empty.pcap"
for wrong in "$work/none.pcap" "$work/empty.pcap"
do
  japanese --text "$wrong" 2>"$work/error" >/dev/null
  tail -1 "$work/error" | grep -q '^smtplens: 入力を一つも読めませんでした'
  told "so does ${wrong##*/}" $?
done
printf 'a.example. IN A 192.0.2.300\n' >"$work/zone"
japanese --text --dns "$work/zone" "$sample" 2>&1 >/dev/null | grep -q ' の 1 行目: .*IPv4 のアドレスではありません'
told 'so does a zone file' $?
japanese --json --session 99 "$sample" 2>&1 >/dev/null | grep -q '^smtplens: セッション 99 はありません'
told 'so does a session that is not there' $?
japanese --text --wifi-key x "$sample" 2>&1 >/dev/null | grep -q '^smtplens: 1 番目の --wifi-key: SSID'
told 'so does a key of Wi-Fi' $?
japanese --text "$top/samples/23-wifi-passphrase.pcap" 2>&1 >/dev/null | grep -q '^smtplens: Wi-Fi .*を読めませんでした: 鍵が指定されていません'
told 'so does a network that stays closed' $?

# Evidence that is no octets, but words about them.
evidence ()
{
  printf 'open 2\nview findings\nlist\ndetails\n' | japanese --no-state --ui=line "$top/samples/03-starttls.pcap" 2>/dev/null
}
evidence | grep -q 'S: 証明書: mail.hogehoge.or.jp、EC prime256v1' && ! evidence | grep -q 'Certificate for'
told 'evidence about TLS is Japanese' $?

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
