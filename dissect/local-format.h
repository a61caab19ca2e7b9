/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sentence in the user's language, filled in with what printf would put into the English one. */
#ifndef SMTPLENS_LOCAL_FORMAT_H
#define SMTPLENS_LOCAL_FORMAT_H

#include <stdarg.h>

/* The words to take for the argument of a plain "%s", or NULL: it stands as it is. */
typedef const char *(*LocalWord) (const char *argument, const void *words);

/* `format` is a literal of ours, `translated` comes from a catalogue; both as printf has
 * them, with %s %.*s %c %d %u %x, lengths hh h l ll z, and %%.  The translation may put
 * the arguments into another order (%2$s, counted as C does, so that "%.*s" is two), and
 * must use all of them, each as the English format does.  Where it does not, or where
 * `format` asks for more than that: NULL, and the English text has to do.  `word` may be
 * NULL.  g_free. */
char *local_format (const char *format, const char *translated, LocalWord word, const void *words, va_list arguments);

#endif
