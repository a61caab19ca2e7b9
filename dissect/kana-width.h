/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Half-width kana and full-width letters, as the usual forms of the same characters.
 *
 * Who looks for a word does not know in which width it was typed.  Not here: other likenesses
 * of Unicode, such as circled numbers, for they are other characters to a reader. */
#ifndef SMTPLENS_KANA_WIDTH_H
#define SMTPLENS_KANA_WIDTH_H

#include <glib.h>
#include <stdbool.h>

/* The usual form of a character; itself for all others.  A half-width kana and the mark behind it are
 * one character in full width: then *both is set, else cleared.  `next` 0: nothing follows. */
gunichar kana_usual_width (gunichar character, gunichar next, bool *both);

/* The character at `at` in valid UTF-8 that does not end there, and the place behind it. */
gunichar kana_usual_char (const char *at, const char **behind);
/* A whole text of valid UTF-8; g_free. */
char *kana_usual_text (const char *text);

#endif
