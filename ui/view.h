/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A view: one way to look at the sessions, or at one of them.  One const struct
 * beside its functions and one row in views.c; the frame (ui.c) does the rest:
 * stack, tabs, search, status, hints. */
#ifndef SMTPLENS_VIEW_H
#define SMTPLENS_VIEW_H

#include "canvas.h"
#include "dialog.h"
#include "keymap.h"
#include "model.h"
#include "text-pane.h"

/* What a session's views share, so that one takes up where another was. */
typedef struct Focus {
  SmtpSession *session; /* borrowed: the frame holds a reference; NULL for the first views */
  unsigned transaction; /* number; 0: none */
  Origin evidence;      /* packet 0: none; the dialogue goes there once */
  /* The same mail on an earlier hop, where both are compared; else NULL. */
  SmtpSession *before; /* borrowed, as the session */
  unsigned before_transaction;
  const Finding *finding; /* of the session, whose reasons are told; NULL: the verdict about a sender */
} Focus;

typedef struct ListLayout ListLayout;
struct TableType;

/* A session, or a mail of it, that is selected somewhere. */
typedef struct Pick {
  SessionRow *row;
  unsigned transaction; /* its number; 0: the session as a whole */
} Pick;

/* What views ask of the frame. */
typedef struct Ui Ui;
const Model *ui_model (const Ui *ui);
/* The keys as the user has them. */
const Keymap *ui_keymap (const Ui *ui);
/* How the user wants a list to be laid out; may be changed. */
ListLayout *ui_layout (Ui *ui, const struct TableType *type);
void ui_open_session (Ui *ui, SmtpSession *session);
/* The same, at its mail of this number. */
void ui_open_mail (Ui *ui, SmtpSession *session, unsigned transaction);
/* The same, at the evidence of a finding in its dialogue; packet 0: at its beginning. */
void ui_open_evidence (Ui *ui, SmtpSession *session, unsigned transaction, Origin evidence);
/* What became of a mail between two of its hops. */
void
ui_open_changes (Ui *ui, SmtpSession *before, unsigned before_transaction, SmtpSession *after, unsigned transaction);
/* Why the finding was made; NULL: why the verdict about the sender of this mail was given. */
void ui_open_why (Ui *ui, SmtpSession *session, unsigned transaction, const Finding *finding);
/* To another view of the same session, by its id. */
void ui_switch (Ui *ui, const char *view_id);
/* Takes only sessions that also meet this filter, or only those that do not; NULL: it cannot be said. */
void ui_filter_by (Ui *ui, const char *text, bool like);
/* A first view over the one in front, of sessions that also meet this filter: going back takes it off. */
void ui_open_list (Ui *ui, const char *view_id, const char *filter);
/* The view in front is told by its `tick` in so many milliseconds, once, and drawn; the last call
 * counts.  Negative: not any more.  It is forgotten where another view is in front by then. */
void ui_wake (Ui *ui, int milliseconds);
bool ui_will_wake (const Ui *ui);
/* A dialog over the view in front, which owns its state. */
void ui_open_dialog (Ui *ui, const DialogType *type, gpointer state);
/* Goes to this in the view in front once that was drawn, the first time to where `near` stands, of which
 * it is a part; n and N go on. */
void ui_seek (Ui *ui, const char *needle, const char *near);
/* Tells the user something at the bottom until the next key. */
void ui_say (Ui *ui, const char *text);

typedef enum Place {
  PLACE_ROOT,    /* at the bottom of the stack; Tab goes round among them */
  PLACE_SESSION, /* of one session; Tab goes round among them */
  PLACE_OVER,    /* over any other */
} Place;

typedef struct View {
  const char *id;
  const char *title;
  Place place;
  unsigned scopes; /* of keys it understands, SCOPE_ bits */
  gpointer (*open) (Ui *ui, Focus *focus);
  void (*free) (gpointer view);
  /* It comes to the front; may be NULL. */
  void (*enter) (gpointer view);
  void (*draw) (gpointer view, Canvas *canvas, Area area);
  /* False: not for this view. */
  bool (*act) (gpointer view, Action action);
  /* Scopes of keys that now come before all others, and are hinted at in their place; may be NULL. */
  unsigned (*mode) (gpointer view);
  /* The time that it asked for by ui_wake has come; may be NULL. */
  void (*tick) (gpointer view);
  /* Rows for search, first to last. */
  size_t (*count) (gpointer view);
  size_t (*position) (gpointer view);
  bool (*matches) (gpointer view, size_t row, const char *needle);
  void (*go) (gpointer view, size_t row);
  /* A click beside the rows, at a place of the screen; false: not for this view.  May be NULL. */
  bool (*click) (gpointer view, int row, int column);
  /* What of the selected row is worth copying, g_free; NULL: what the screen shows of it. */
  char *(*copy) (gpointer view);
  /* For --ui=line.  What a row says, whole and in one line, with the names of its cells; g_free.
   * NULL: the view has no rows but a text. */
  char *(*say) (gpointer view, size_t row);
  /* That text, or the one about the row that is selected, plain; borrowed.  NULL: there is none. */
  TextPane *(*text) (gpointer view);
  /* What is selected, of a view of many sessions; false: nothing.  May be NULL. */
  bool (*pick) (gpointer view, Pick *pick);
} View;

/* What the text of --ui=line is laid out for, where something depends on it: a dump in hex. */
enum { LINE_TEXT_COLUMNS = 78 };

extern const View *const views[]; /* ends with NULL */

extern const View view_sessions;
extern const View view_messages;
extern const View view_all_findings;
extern const View view_logins;
extern const View view_hosts;
extern const View view_paths;
extern const View view_overview;
extern const View view_dialogue;
extern const View view_message;
extern const View view_findings;
extern const View view_changes;
extern const View view_why;
extern const View view_search_all;
extern const View view_help;

#endif
