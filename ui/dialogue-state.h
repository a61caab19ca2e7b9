/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of a session's dialogue on the screen, for view-dialogue.c and dialogue-*.c alone. */
#ifndef SMTPLENS_DIALOGUE_STATE_H
#define SMTPLENS_DIALOGUE_STATE_H

#include "ladder-cites.h"
#include "replay.h"
#include "rung-description.h"
#include "view.h"

/* What the text beside the ladder was made from; it is made anew when one of them changes. */
typedef struct Shown {
  Rung rung;
  guint events;
  uint64_t mail_octets;
  RungLook look;
  bool secrets;
} Shown;

typedef struct DialogueView {
  Ui *ui;
  Focus *focus;
  GArray *rungs; /* of Rung */
  guint events;  /* that they were made from */
  guint repeats; /* the same */
  char *losses;  /* of the session, in words; "": none */
  List list;
  TextPane *pane;
  Shown shown;
  bool tall; /* the text takes most of the screen */
  bool hex;
  Replay replay;
  LadderCites *cites; /* NULL: not asked for yet */
} DialogueView;

/* --- view-dialogue.c --- */

/* Takes in what happened since; the selection stays on its event. */
void dialogue_update (DialogueView *view);
/* The selection was moved. */
void dialogue_note_selection (DialogueView *view);

static inline Rung
dialogue_rung (const DialogueView *view, size_t index)
{
  return g_array_index (view->rungs, Rung, index);
}

/* --- dialogue-replay.c --- */

/* The selection has moved, by the replay or by hand. */
void dialogue_go_on (DialogueView *view);
/* As View has them. */
void dialogue_tick (gpointer state);
unsigned dialogue_mode (gpointer state);
/* False: the action is none of a replay. */
bool dialogue_act_on_replay (DialogueView *view, Action action);

/* --- dialogue-findings.c --- */

/* To the next rung that a finding cites, which is told at the bottom. */
void dialogue_turn_finding (DialogueView *view, bool forward);
/* Why the finding was made that cites the selected rung. */
void dialogue_open_why (DialogueView *view);

#endif
