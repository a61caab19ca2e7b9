/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the rows that were shown last: of a million rows only these are kept. */
#ifndef SMTPLENS_ROW_WORDS_H
#define SMTPLENS_ROW_WORDS_H

#include <glib.h>
#include <stdbool.h>

enum { ROW_WORDS_MAX = 9, ROW_WORDS_KEPT = 1024 };

typedef struct RowWords RowWords;

RowWords *row_words_new (void);
void row_words_free (RowWords *words);
/* The words of a row, as of this version.  False in `said`: they are all NULL and have to be said, each to be
 * freed by g_free here.  They stay until ROW_WORDS_KEPT other rows were asked for. */
char **row_words_of (RowWords *words, gconstpointer row, guint version, bool *said);

#endif
