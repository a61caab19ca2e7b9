/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What smtplens says in its own words, in English and in the user's language at once.
 *
 * A phrase is an English text, found again by its address: who puts it into a longer one by
 * "%s" puts its translation into the translation of that.  What crossed the wire is no
 * phrase, and so is never taken for words of ours, whatever it says. */
#ifndef SMTPLENS_PHRASES_H
#define SMTPLENS_PHRASES_H

#include <stdarg.h>

/* Phrases of one judgment; they live as long as it does. */
typedef struct Phrases Phrases;

Phrases *phrases_new (void);
void phrases_free (Phrases *phrases);

/* The English text, as printf; `format` is looked up in the catalogue. */
const char *phrase (Phrases *phrases, const char *format, ...) __attribute__ ((format (printf, 2, 3)));

const char *phrase_va (Phrases *phrases, const char *format, va_list arguments);

/* A word or sentence of a table there, marked by N_; it is returned.  NULL and "" are nothing. */
const char *phrase_word (Phrases *phrases, const char *word);

/* A text of which both are known already, copied; `local` NULL: the same. */
const char *phrase_pair (Phrases *phrases, const char *english, const char *local);

/* A phrase for who keeps it: both g_free; `*local` NULL: as in English. */
void phrase_copy (const Phrases *phrases, const char *phrase, char **english, char **local);

/* A phrase in the user's language; NULL: as in English, or no phrase.  Borrowed. */
const char *phrase_local (const Phrases *phrases, const char *english);

/* The text that printf makes of the translation of `format`, with phrases translated; NULL: as
 * in English.  `phrases` may be NULL: there are none.  g_free. */
char *phrases_format (const Phrases *phrases, const char *format, va_list arguments);

#endif
