/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What may stand at the cursor of a filter that is being written. */
#ifndef SMTPLENS_FILTER_COMPLETION_H
#define SMTPLENS_FILTER_COMPLETION_H

#include "filter-values.h"

typedef struct FilterCandidate {
  const char *text;    /* static, or the completion's */
  const char *meaning; /* a few words, static; "" where the text says it all */
} FilterCandidate;

typedef struct FilterCompletion {
  size_t start;       /* octets from here to the cursor are the word that a candidate replaces */
  GArray *candidates; /* of FilterCandidate, those that begin with the word first */
  guint beginning;    /* so many of them begin with it */
  GPtrArray *owned;   /* of char *: texts between quotation marks among them; NULL: none */
} FilterCompletion;

/* Looks at the text up to the cursor (an octet of it) alone. */
void filter_complete (FilterCompletion *completion, const char *text, size_t cursor);
/* The same, with values that sessions have; NULL: without. */
void
filter_complete_among (FilterCompletion *completion, const char *text, size_t cursor, const FilterSessions *sessions);
void filter_completion_clear (FilterCompletion *completion);

/* What all candidates that begin with the word have in common, at least the word itself unless only some
 * of them need quotation marks; g_free. */
char *filter_completion_common (const FilterCompletion *completion);

#endif
