/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the frame hands to the view of all hits. */
#ifndef SMTPLENS_VIEW_SEARCH_ALL_H
#define SMTPLENS_VIEW_SEARCH_ALL_H

#include "view.h"

/* Searches for this from now on, in place of what there was. */
void view_search_all_begin (gpointer view, const char *needle);
/* What was searched for, and how far it is; g_free. */
char *view_search_all_words (gpointer view);

#endif
