/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of the rows that were asked for last; the one that came first gives way. */
#include "config.h"

#include "row-words.h"

typedef struct Said {
  gconstpointer row; /* NULL: none yet */
  guint version;
  char *words[ROW_WORDS_MAX];
} Said;

struct RowWords {
  GHashTable *of; /* a row to its Said */
  guint next;     /* that gives way */
  Said said[ROW_WORDS_KEPT];
};

RowWords *
row_words_new (void)
{
  RowWords *words = g_new0 (RowWords, 1);
  words->of = g_hash_table_new (NULL, NULL);
  return words;
}

static void
clear (Said *said)
{
  for (int i = 0; i < ROW_WORDS_MAX; i++)
    g_clear_pointer (&said->words[i], g_free);
}

void
row_words_free (RowWords *words)
{
  for (guint i = 0; i < ROW_WORDS_KEPT; i++)
    clear (&words->said[i]);
  g_hash_table_unref (words->of);
  g_free (words);
}

char **
row_words_of (RowWords *words, gconstpointer row, guint version, bool *said)
{
  Said *known = g_hash_table_lookup (words->of, row);
  *said = known != NULL && known->version == version;
  if (known == NULL)
    {
      known = &words->said[words->next];
      words->next = (words->next + 1) % ROW_WORDS_KEPT;
      if (known->row != NULL)
        g_hash_table_remove (words->of, known->row);
      known->row = row;
      g_hash_table_insert (words->of, (gpointer) row, known);
    }
  if (!*said)
    clear (known);
  known->version = version;
  return known->words;
}
