/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which sessions or mails are saved: the selected, the marked, those that the filters
 * take, or all.  Knows nothing of files. */
#ifndef SMTPLENS_SAVE_CHOICE_H
#define SMTPLENS_SAVE_CHOICE_H

#include "view.h"

typedef enum SaveWhat { SAVE_SELECTED, SAVE_MARKED, SAVE_FILTERED, SAVE_ALL, SAVE_WHATS } SaveWhat;

/* What one may choose from. */
typedef struct SaveChoice {
  bool mails; /* rows are mails, else sessions */
  Pick pick;  /* the selected; its row is NULL: none is */
} SaveChoice;

/* So many rows; 0: there is nothing to choose. */
guint save_choice_count (const SaveChoice *choice, const Model *model, SaveWhat what);
/* "this mail", "3 marked sessions" …; g_free. */
char *save_choice_words (const SaveChoice *choice, const Model *model, SaveWhat what);
/* What is chosen best at first. */
SaveWhat save_choice_first (const SaveChoice *choice, const Model *model);
/* The rows, an array of Pick: a mail each or a whole session, as they are now.  With
 * `sessions` each session of them once. */
GArray *save_choice_picks (const SaveChoice *choice, const Model *model, SaveWhat what, bool sessions);
/* Mails of them that can be saved, counted no further than `most`. */
guint save_picks_mails (const GArray *picks, guint most);

#endif
