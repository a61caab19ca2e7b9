/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The UI's own state, for ui.c and ui-input.c alone. */
#ifndef SMTPLENS_UI_STATE_H
#define SMTPLENS_UI_STATE_H

#include "ui.h"

#include "curses-wide.h"
#include "frame.h"
#include "key-sequence.h"
#include "screen-modes.h"
#include "screen-state.h"

enum { UI_SOURCES = 4 };

struct Ui {
  Model *model;
  Frame frame;
  UiSettings settings;
  ScreenState state;
  ScreenStore store; /* save is NULL: nothing is kept */
  char *kept;        /* what was kept last */
  /* The screen; NULL before it was started. */
  SCREEN *screen;
  Canvas *canvas;
  WINDOW *keys; /* keys are read by a pad, for reading by the screen would draw it */
  FILE *opened; /* /dev/tty, where standard input is no terminal */
  int input;    /* file descriptor of the keys; -1: a test's screen */
  bool ended;   /* quit was called */
  ScreenModes modes;
  KeySequence sequence; /* of keys that came without a pause */
  GString *paste;       /* what was pasted until now; NULL: nothing is */
  gint64 paste_time;    /* of its last character */
  gint64 open_time;     /* of a click that opened something: the second half of it may follow */
  /* The main loop */
  GMainContext *context;
  GSource *sources[UI_SOURCES];
  GSource *timer;          /* a redraw is due */
  GSource *work;           /* sessions are to be asked by the filters; NULL: none, or before the loop runs */
  GSource *saving;         /* something is being saved; NULL: not, or before the loop runs */
  GSource *wake;           /* the view in front waits; NULL: it does not, or there is no loop */
  int wake_in;             /* milliseconds, when that began; negative: it does not */
  struct LineInput *lines; /* the face of lines; NULL: there is a screen */
  void (*quit) (gpointer user);
  gpointer user;
};

/* --- ui.c --- */

/* Asks some sessions that the filters have not asked yet. */
void ui_do_work (Ui *ui);
/* Draws what the frame shows; ui_redraw whatever the terminal shows. */
void ui_show (Ui *ui);
void ui_redraw (Ui *ui);
/* Gives the terminal back, stops, and takes it again. */
void ui_suspend (Ui *ui);
/* The user wants to end, or the terminal went away. */
void ui_end (Ui *ui);

/* Something on the screen may differ: draws within a tenth of a second. */
void ui_changed (Ui *ui);

/* --- ui-save.c --- */

/* What is being saved goes on when there are no keys. */
void ui_go_on_saving (Ui *ui);
/* The UI ends: so does what is being saved, as it is, and standard error tells. */
void ui_end_saving (Ui *ui);

/* A new screen gets its modes, its keys and its canvas. */
void ui_screen_ready (Ui *ui);
/* The time that the view in front waited for has come. */
void ui_woke (Ui *ui);

/* --- ui-input.c --- */

/* What the terminal library read: a key or a part of one, a part of pasted text, or the mouse; and that
 * there is nothing more now. */
void ui_take_read (Ui *ui, Key key);
void ui_take_pause (Ui *ui);
void ui_take_key (Ui *ui, Key key);

#endif
