/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The block of halfwidth and fullwidth forms of Unicode: ASCII from U+FF01 on, kana from U+FF61 on. */
#include "config.h"

#include "kana-width.h"

#include <stdint.h>
#include <string.h>

enum { FULL_FIRST = 0xff01, FULL_LAST = 0xff5e, KANA_FIRST = 0xff61, KANA_LAST = 0xff9f, VOICED = 0xff9e };

static const uint16_t kana[KANA_LAST - KANA_FIRST + 1] = {
  0x3002, 0x300c, 0x300d, 0x3001, 0x30fb, 0x30f2, 0x30a1, 0x30a3, 0x30a5, 0x30a7, 0x30a9, 0x30e3, 0x30e5,
  0x30e7, 0x30c3, 0x30fc, 0x30a2, 0x30a4, 0x30a6, 0x30a8, 0x30aa, 0x30ab, 0x30ad, 0x30af, 0x30b1, 0x30b3,
  0x30b5, 0x30b7, 0x30b9, 0x30bb, 0x30bd, 0x30bf, 0x30c1, 0x30c4, 0x30c6, 0x30c8, 0x30ca, 0x30cb, 0x30cc,
  0x30cd, 0x30ce, 0x30cf, 0x30d2, 0x30d5, 0x30d8, 0x30db, 0x30de, 0x30df, 0x30e0, 0x30e1, 0x30e2, 0x30e4,
  0x30e6, 0x30e8, 0x30e9, 0x30ea, 0x30eb, 0x30ec, 0x30ed, 0x30ef, 0x30f3, 0x309b, 0x309c,
};

/* Behind a kana the two marks combine with it, where such a character exists. */
static gunichar
voiced (gunichar base, gunichar mark)
{
  gunichar made;
  return g_unichar_compose (base, mark == VOICED ? 0x3099 : 0x309a, &made) ? made : 0;
}

gunichar
kana_usual_width (gunichar character, gunichar next, bool *both)
{
  *both = false;
  if (character >= FULL_FIRST && character <= FULL_LAST)
    return character - FULL_FIRST + '!';
  if (character < KANA_FIRST || character > KANA_LAST)
    return character;
  const gunichar base = kana[character - KANA_FIRST];
  const gunichar made = next == VOICED || next == KANA_LAST ? voiced (base, next) : 0;
  *both = made != 0;
  return made != 0 ? made : base;
}

gunichar
kana_usual_char (const char *at, const char **behind)
{
  bool both;
  *behind = g_utf8_next_char (at);
  gunichar usual = kana_usual_width (g_utf8_get_char (at), g_utf8_get_char (*behind), &both);
  if (both)
    *behind = g_utf8_next_char (*behind);
  return usual;
}

char *
kana_usual_text (const char *text)
{
  /* All of the block begin with this octet; few texts have it. */
  if (strchr (text, '\xef') == NULL)
    return g_strdup (text);
  GString *usual = g_string_new (NULL);
  while (*text != '\0')
    g_string_append_unichar (usual, kana_usual_char (text, &text));
  return g_string_free (usual, FALSE);
}
