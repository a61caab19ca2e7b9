/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A dialog: in place of the view in front until the user takes what he chose, or goes back.  One
 * const struct beside its functions; the frame draws what stands around it. */
#ifndef SMTPLENS_DIALOG_H
#define SMTPLENS_DIALOG_H

#include "canvas.h"
#include "keymap.h"

enum { DIALOG_HINTS = 10 };

typedef struct DialogType {
  void (*free) (gpointer state);
  /* One key; false: the dialog is over, and is freed. */
  bool (*key) (gpointer state, Key key);
  /* A click on a row that `draw` told the canvas of; the same.  NULL: nothing happens. */
  bool (*click) (gpointer state, size_t row);
  /* Pasted text in one line; NULL: nothing happens. */
  void (*paste) (gpointer state, const char *text);
  /* Row of the cursor, below 0: none, and its column. */
  int (*draw) (gpointer state, Canvas *canvas, Area area, int *cursor_column);
  /* What its keys do, a few words each; a NULL ends them. */
  void (*hints) (gpointer state, const char *pieces[DIALOG_HINTS]);
} DialogType;

/* Keys that mean the same in all of them, whatever the user's are: Enter; Esc and Control-C. */
bool dialog_key_takes (Key key);
bool dialog_key_cancels (Key key);

#endif
