#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# po/update.sh          brings po/POTFILES.in and the catalogues up to the sources
# po/update.sh -t FILE  only writes the template there, for tests
# po/update.sh -x FILE  the same of the sources that standard input names
#
# The catalogues have neither places nor dates, lines as long as they are, and rows in the order of
# their texts, so that changes of several people merge.  A text that changed in the
# sources is a new one: nothing is guessed (no fuzzy rows).
set -eu
here=$(cd "$(dirname "$0")" && pwd)

phrases='finding_(add|note|phrase|cite_words)|phrase|spf_check_cause|savefile_(fail|blemish)|tls_half_tell'

# All sources that mark a text.
marked ()
{
  grep -lE "(^|[^A-Za-z0-9_])(N?C?_|translate(_in|_count)?|ngettext|wording_count|$phrases) \\(" \
    src/*.[ch] dissect/*.[ch] report/*.[ch] ui/*.[ch] \
    | grep -vx -e dissect/translate.h | LC_ALL=C sort
}

# template FILE: of the sources that standard input names.
template ()
{
  xgettext --files-from=- --output="$1" --language=C --from-code=UTF-8 --no-location --sort-output --no-wrap \
    --keyword --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 \
    --keyword=translate:2 --keyword=translate_in:2c,3 --keyword=translate_count:2,3 \
    --keyword=ngettext:1,2 --keyword=wording_count:2,3 \
    --keyword=finding_add:4 --keyword=finding_note:3 --keyword=finding_phrase:2 --keyword=phrase:2 \
    --keyword=spf_check_cause:2 --keyword=savefile_fail:3 --keyword=savefile_blemish:3 --keyword=finding_cite_words:5 --keyword=tls_half_tell:3 \
    --flag=finding_cite_words:5:c-format --flag=savefile_fail:3:c-format --flag=savefile_blemish:3:c-format --flag=finding_add:4:c-format --flag=finding_note:3:c-format \
    --flag=finding_phrase:2:c-format --flag=phrase:2:c-format --flag=spf_check_cause:2:c-format \
    --add-comments=Translators
  [ -f "$1" ] || return 0
  sed -e '/^"POT-Creation-Date/d' -e '/^"Report-Msgid-Bugs-To/d' -e 's/charset=CHARSET/charset=UTF-8/' "$1" >"$1.part"
  mv "$1.part" "$1"
}

if [ "${1:-}" = -x ]
then
  template "$2"
  exit 0
fi
cd "$here/.."
if [ "${1:-}" = -t ]
then
  marked | template "$2"
  exit 0
fi

pot=$(mktemp)
trap 'rm -f "$pot"' EXIT
marked | template "$pot"
{
  echo '# SPDX-License-Identifier: GPL-3.0-or-later'
  echo '# The sources with texts to translate; po/update.sh writes it.'
  marked
} >po/POTFILES.in
while read -r language
do
  msgmerge --quiet --no-fuzzy-matching --no-location --sort-output --no-wrap --output="$pot.po" "po/$language.po" "$pot"
  msgattrib --no-obsolete --no-location --sort-output --no-wrap --output="po/$language.po" "$pot.po"
  rm -f "$pot.po"
  msgfmt --check --statistics --output=/dev/null "po/$language.po"
done <po/LINGUAS
