/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form that asks what to save, how and where.  A file is only ever made anew: of a
 * name that is taken the next one that is free is proposed. */
#ifndef SMTPLENS_SAVE_DIALOG_H
#define SMTPLENS_SAVE_DIALOG_H

#include "edit-line.h"
#include "save-choice.h"
#include "save-run.h"

typedef enum SaveLine { SAVE_LINE_WHAT, SAVE_LINE_FORM, SAVE_LINE_FILE, SAVE_LINES } SaveLine;

/* Rows at the top of the screen that it takes. */
enum { SAVE_DIALOG_ROWS = SAVE_LINES + 3 };

typedef struct SaveDialog {
  const Saver *saver; /* borrowed; NULL: nothing can be saved */
  bool open;
  SaveChoice choice;
  SaveLine line; /* the selected one */
  SaveWhat what;
  SaveForm form; /* stays from one time to the next */
  EditLine path;
  bool typed;    /* the path is the user's, else a proposal */
  char *trouble; /* what is wrong; NULL: nothing */
} SaveDialog;

void save_dialog_init (SaveDialog *dialog);
void save_dialog_clear (SaveDialog *dialog);
void save_dialog_open (SaveDialog *dialog, const Model *model, const SaveChoice *choice);
/* One key.  Enter begins the save in `run` and closes, Esc closes. */
void save_dialog_key (SaveDialog *dialog, const Model *model, Key key, SaveRun *run);
/* Text at the cursor of the path. */
void save_dialog_paste (SaveDialog *dialog, const Model *model, const char *text);
/* Into its rows of the canvas, and the two at its bottom; the row of the cursor, -1 for none,
 * and its column. */
int save_dialog_draw (const SaveDialog *dialog, const Model *model, Canvas *canvas, Area area, int *cursor_column);

#endif
