/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the screens remember of the user's choices. */
#ifndef SMTPLENS_SCREEN_STATE_H
#define SMTPLENS_SCREEN_STATE_H

#include "list-layout.h"

enum { TABLES_MOST = 8 };

typedef struct ScreenState {
  ListLayout lists[TABLES_MOST]; /* in the order of tables[] */
} ScreenState;

/* Nothing chosen yet. */
void screen_state_init (ScreenState *state);
ListLayout *screen_state_list (ScreenState *state, const TableType *type);

#endif
