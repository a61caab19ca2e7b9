#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The languages of po/LINGUAS against the sources: every marked text is translated, none is
# fuzzy, conversions of printf fit; and every text of the screens that has words is marked.
# Says that it was skipped where gettext's tools are not there.
set -u
export LC_ALL=C.UTF-8

top=$(cd "${srcdir:-$(dirname "$0")/..}" && pwd) || exit 1
# shellcheck source=tests/support/told.sh
. "$top/tests/support/told.sh"

for tool in xgettext msgmerge msgattrib msgfmt
do
  command -v "$tool" >/dev/null || { echo "skipped: $tool is not there (Debian package gettext)"; exit 77; }
done

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# texts: the texts of a catalogue, a line each, as they stand in it.
texts ()
{
  sed 's/^#~ //' | awk '
    function tell () { if (text != "") print text; text = ""; inside = 0 }
    /^msgid / { tell (); inside = 1; sub (/^msgid /, "") }
    inside && /^"/ { part = $0; sub (/^"/, "", part); sub (/"$/, "", part); text = text part; next }
    { tell () }
    END { tell () }'
}

# complete NAME CATALOGUE TEMPLATE: tells what is missing.
complete ()
{
  msgmerge --quiet --no-fuzzy-matching --no-wrap --output="$work/merged.po" "$2" "$3" || return 1
  {
    msgattrib --untranslated --no-obsolete --no-wrap "$work/merged.po"
    msgattrib --only-fuzzy --no-wrap "$2"
  } | texts >"$work/missing"
  sed "s/^/$1: not translated, or fuzzy: /" "$work/missing" | head -20 >&2
  # Harmless, and make update-po takes them out.
  msgattrib --only-obsolete --no-wrap "$work/merged.po" | texts >"$work/left"
  sed "s/^/warning: $1: no longer in the sources: /" "$work/left" | head -5 >&2
  [ ! -s "$work/missing" ]
}

# unmarked FILE...: literals of these sources that are two words or more, and not marked.
# Those of the filter language, and what only programs read, are no texts.
unmarked ()
{
  printf '%s\n' "$@" | xgettext --files-from=- --output=- --language=C --from-code=UTF-8 \
    --extract-all --no-location --no-wrap 2>/dev/null | texts | sort -u >"$work/all"
  printf '%s\n' "$@" | "$top/po/update.sh" -x "$work/marked.po"
  { cat "$work/marked.po" 2>/dev/null; } | sed 's/^msgid_plural/msgid/' | texts | sort -u >"$work/marked"
  comm -23 "$work/all" "$work/marked" | grep -E "[A-Za-z][a-z']+,? [a-z]+" | grep -vxFf "$top/po/no-texts"
}

# The check itself: each kind of fault is seen.
cat >"$work/sample.c" <<'EOT'
const char *a = N_ ("This is marked.");
const char *b = "This is not marked.";
const char *c = "one-word";
EOT
[ "$(cd "$work" && unmarked sample.c)" = 'This is not marked.' ]
told 'a text that is not marked would be seen' $?
printf 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "old"\nmsgstr "alt"\n' >"$work/old.po"
printf 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "new"\nmsgstr ""\n' >"$work/new.po"
! complete sample "$work/old.po" "$work/new.po" 2>/dev/null && [ "$(cat "$work/missing" "$work/left")" = "$(printf 'new\nold')" ]
told 'a text that is not translated would be seen' $?

"$top/po/update.sh" -t "$work/texts.pot" && [ "$(texts <"$work/texts.pot" | wc -l)" -gt 0 ]
told 'the sources have texts' $?
while read -r language
do
  msgfmt --check --statistics --output-file=/dev/null "$top/po/$language.po"
  told "$language: msgfmt has nothing to say" $?
  complete "$language" "$top/po/$language.po" "$work/texts.pot"
  told "$language: complete" $?
done <"$top/po/LINGUAS"

(cd "$top" && unmarked ui/*.c) >"$work/unmarked"
sed 's/^/not marked: /' "$work/unmarked" | head -40 >&2
[ ! -s "$work/unmarked" ]
told 'every text of the screens is marked' $?
exit "$failed"
