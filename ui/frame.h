/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands around the views: the stack of them, tabs, search, status and
 * hints.  Knows no terminal: keys come in, a canvas is drawn. */
#ifndef SMTPLENS_FRAME_H
#define SMTPLENS_FRAME_H

#include "ask-line.h"
#include "filter-form.h"
#include "filter-prompt.h"
#include "save-dialog.h"
#include "search.h"
#include "tour-pane.h"
#include "view.h"

enum { VIEWS_MAX = 24, FRAME_ROWS_MIN = 10, FRAME_COLUMNS_MIN = 40, NEEDLE_MAX = 16 * 1024 };

/* One floor of the stack: a session and its views, or the first views, or the help. */
typedef struct Level {
  Focus focus; /* holds a reference of its session */
  size_t view; /* index in views[] */
  gpointer states[VIEWS_MAX];
  bool narrows;               /* it shows less than the level below: going back brings that one's filter back */
  FilterChoice filter_before; /* which is this; owns the text alone */
} Level;

typedef struct Prompt {
  bool open;
  GString *needle; /* what is searched for; stays when the prompt closed */
  size_t origin;   /* the row the search started from */
  bool missed;     /* no row has it, nor then a longer one */
} Prompt;

typedef enum Wish { WISH_NONE, WISH_QUIT, WISH_SUSPEND, WISH_REDRAW, WISH_COPY } Wish;

/* Where the title bar names a view. */
typedef struct Tab {
  int from, to; /* columns, the last one not of it */
} Tab;

/* What has to be done to show a step of a lesson. */
typedef enum TourDue { TOUR_SHOWN, TOUR_TO_PLACE, TOUR_TO_POINT } TourDue;

typedef struct Frame {
  const Keymap *keys; /* borrowed */
  GPtrArray *stack;   /* of Level *, the top one last */
  Prompt prompt;
  Search search; /* under way */
  FilterPrompt filter;
  FilterForm form;
  const DialogType *dialog; /* NULL: none is open */
  gpointer dialog_state;
  SaveDialog save;
  SaveRun saving;
  AskLine all;         /* for words to search for in all mails */
  char *sought;        /* to be found in the view that was just opened, the needle in it; NULL: nothing */
  Tab tabs[VIEWS_MAX]; /* of each view, as last drawn */
  int body;            /* the first row of the view, as last drawn */
  char *notice;        /* NULL: none */
  bool unseen;         /* a view came to the front and was not drawn yet */
  TourPane *tour;      /* NULL: no lesson */
  TourDue tour_due;
  bool tour_found;  /* the view that the step means */
  bool tour_filter; /* the filter is the lesson's */
} Frame;

/* `keys` is borrowed, and may be changed until the first key comes. */
void frame_init (Frame *frame, Ui *ui, const Keymap *keys);
void frame_clear (Frame *frame);
/* What the key asks of the terminal's owner.  The view in front must have been
 * drawn once, for its rows depend on the screen: see `unseen`. */
Wish frame_key (Frame *frame, Ui *ui, Key key);
/* The same by what a key would do. */
Wish frame_perform (Frame *frame, Ui *ui, Action action);
/* Whether keys go into a line or a form that is open, and to leave that. */
bool frame_is_asking (const Frame *frame);
void frame_stop_asking (Frame *frame, Ui *ui);
/* Does the seeking, if there is some to do; the view was drawn.  True: it has to be drawn again. */
bool frame_find_sought (Frame *frame);
/* What is searched for from now on. */
void frame_set_needle (Frame *frame, const char *needle);
/* The time that the view in front waited for has come. */
void frame_tick (Frame *frame);
/* Text that was pasted: into the line that is open, or nowhere. */
void frame_paste (Frame *frame, Ui *ui, const char *text);
/* The mouse, at a place of the canvas as last drawn.  True if a click opened a row. */
bool frame_click (Frame *frame, Ui *ui, const Canvas *canvas, int row, int column);
void frame_wheel (Frame *frame, bool up);
/* What the view says is to be copied, or the row that is selected, or the view's first line, as
 * the screen shows it; g_free. */
char *frame_row_text (Frame *frame, const Canvas *canvas);
/* A search goes on for some milliseconds; true: there is more to do. */
bool frame_search_work (Frame *frame);
/* Into the canvas; where the cursor is to stand, row -1: nowhere. */
void frame_draw (Frame *frame, Ui *ui, Canvas *canvas, int *cursor_row, int *cursor_column);

/* What views may ask; see view.h. */
void frame_open_session (Frame *frame, Ui *ui, SmtpSession *session);
void frame_open_mail (Frame *frame, Ui *ui, SmtpSession *session, unsigned transaction);
void frame_open_evidence (Frame *frame, Ui *ui, SmtpSession *session, unsigned transaction, Origin evidence);
void frame_open_changes (Frame *frame, Ui *ui, SmtpSession *before, unsigned before_transaction, SmtpSession *after,
                         unsigned transaction);
void frame_open_why (Frame *frame, Ui *ui, SmtpSession *session, unsigned transaction, const Finding *finding);
void frame_switch (Frame *frame, Ui *ui, const char *view_id);
void frame_filter_by (Frame *frame, Ui *ui, const char *text, bool like);
void frame_open_list (Frame *frame, Ui *ui, const char *view_id, const char *filter);
void frame_open_dialog (Frame *frame, const DialogType *type, gpointer state);
void frame_seek (Frame *frame, const char *needle, const char *near);
/* Opens the search in all mails, or searches there for something else. */
void frame_search_all (Frame *frame, Ui *ui, const char *needle);
/* To one of the first views, whatever is in front. */
void frame_go_root (Frame *frame, Ui *ui, const char *view_id);
const View *frame_root_view (const Frame *frame);
void frame_say (Frame *frame, const char *text);

/* Opens the dialog that saves; in frame-save.c. */
void frame_save (Frame *frame, Ui *ui);
/* A slice of what is being saved. */
void frame_save_work (Frame *frame);
/* Ends it as it is; false: nothing is being saved. */
bool frame_save_stop (Frame *frame);
/* How far it is; NULL: nothing is.  g_free. */
char *frame_save_text (const Frame *frame);

/* --- lessons, in frame-tour.c --- */

/* Takes the pane; once. */
void frame_begin_tour (Frame *frame, TourPane *tour);
/* Inner doors of frame.c and frame-draw.c: the view of a step is opened, and once it was drawn what is
 * meant is selected; true: draw it again. */
void frame_place_tour (Frame *frame, Ui *ui);
bool frame_point_tour (Frame *frame, Ui *ui);
void frame_act_on_tour (Frame *frame, bool forward);
/* The reader went elsewhere. */
void frame_leave_tour (Frame *frame);

/* The status line for so many columns; g_free.  In status.c. */
char *status_text (const Model *model, int columns);
/* The hints that fit, of the keys that a view understands. */
char *status_hints (const Keymap *keys, unsigned scopes, bool first_level, int columns);

#endif
