/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a view says that has nothing to show: what that means, and what to do next.  All
 * views say it in the same words, since it mostly is not about them: nothing has come, nothing is SMTP,
 * a filter takes nothing, TLS or Wi-Fi keep it closed. */
#ifndef SMTPLENS_EMPTY_H
#define SMTPLENS_EMPTY_H

#include "view.h"

typedef enum EmptyView {
  EMPTY_SESSIONS,
  EMPTY_MAILS,
  EMPTY_FINDINGS,
  EMPTY_LOGINS,
  EMPTY_PATHS,
  EMPTY_HOSTS,
  EMPTY_OVERVIEW,
} EmptyView;

typedef struct EmptyWords {
  char *what; /* one sentence */
  char *next; /* a paragraph a line */
} EmptyWords;

/* `filtered`: there are rows, and the filters take none of them.  empty_words_clear. */
EmptyWords empty_words (const Ui *ui, EmptyView view, bool filtered);
void empty_words_clear (EmptyWords *words);
/* Draws them, wrapped, into the area; below the `headings` rows of a list. */
void empty_draw (const Ui *ui, EmptyView view, bool filtered, Canvas *canvas, Area area, int headings);
/* The same of other words. */
void empty_say (Canvas *canvas, Area area, int headings, const char *what, const char *next);

#endif
