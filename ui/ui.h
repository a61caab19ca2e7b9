/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The terminal UI: a sink that keeps the sessions and shows them, joined to the
 * program's main loop.
 *
 * Life of it, all on the thread of the loop:
 *   sink = ui_sink.open (&options);
 *   ui_start (sink, context, quit, user, &error);     the terminal is the UI's from here on
 *   … ui_sink.event, ui_sink.session, ui_progress while packets are read …
 *   ui_sink.close (sink, &summary);     reading ended: the UI stays, the sink is NOT freed
 *   … the loop runs until the UI calls quit (user) …
 *   ui_finish (sink);     the terminal is as it was; frees the sink and its sessions
 * close may come after quit, or never; ui_finish may come at any time after open
 * and must come before what sessions borrow (mail storage, its spool, limits) is freed.
 * quit is called at most once: by the user's wish, or for a terminal that went away.
 *
 * While the UI runs nobody else may write to the terminal, standard error included.
 * setlocale is the program's to call first.  SIGHUP, SIGWINCH, SIGTSTP and SIGCONT are
 * taken here, and signals that end a program at once give the terminal back first. */
#ifndef SMTPLENS_UI_H
#define SMTPLENS_UI_H

#include "saver.h"
#include "settings.h"
#include "tour.h"

#include "../dissect/sink.h"

#include <glib.h>
#include <stdio.h>
#include <wchar.h>

extern const SinkType ui_sink;

typedef struct UiProgress {
  uint64_t packets;
  uint64_t octets;     /* of the input read so far */
  uint64_t octets_all; /* of the whole input; 0: not known */
  int64_t begun;       /* time of the first packet; 0: not known */
  int64_t now;         /* time of the latest packet */
  uint64_t wire;       /* octets of all packets */
  uint64_t dropped;    /* packets, while capturing */
  uint64_t memory;     /* octets that the program takes; 0: not known */
  uint64_t spool;      /* octets of mails in its temporary file */
  bool reading;
  bool live;
  const char *source; /* file or interface, as given; borrowed; may be NULL */
} UiProgress;

/* Keys, colours and mouse as the user wants them; copied, but for profiles, which must outlive the UI.
 * Before the start. */
void ui_configure (gpointer sink, const UiSettings *settings);

/* Who saves; borrowed until ui_finish.  Without one nothing can be saved. */
void ui_set_saver (gpointer sink, const Saver *saver);

/* Where what the screens remember is kept. */
typedef struct ScreenStore {
  /* Puts the text in place of what was kept before; false: it was not. */
  bool (*save) (gpointer user, const char *text);
  gpointer user;
} ScreenStore;

/* What was kept; `store` may be NULL: nothing is kept of this run.  What is wrong in the text is told,
 * and nothing is kept then either, for that would lose it; how many lines that were.  Before the start. */
unsigned ui_remember (gpointer sink, const char *text, size_t length, const ScreenStore *store, SettingsWrong wrong,
                      gpointer user);
/* Begins with a profile; false: there is none of that name.  Before the start. */
bool ui_begin_profile (gpointer sink, const char *name);
/* "'no TLS', 'everything'": all there are; g_free. */
char *ui_profile_names (gpointer sink);

/* Steps through a lesson, which is taken; `next` is what comes after it, as the program
 * would be told to show it, with its title; NULL: nothing.  Once, before the start. */
void ui_begin_tour (gpointer sink, Tour *tour, const char *next, const char *next_title);

/* Takes the terminal: standard output, and standard input or, where that is no
 * terminal (a capture comes from it), /dev/tty.  False with an error, and the
 * terminal untouched, where it cannot; the sink is then still the caller's to ui_finish. */
bool ui_start (gpointer sink, GMainContext *context, void (*quit) (gpointer user), gpointer user, GError **error);

/* The face of lines, in place of a terminal's screen: the same views as text, one after the other. */
typedef struct UiLines {
  int input;    /* where commands come from; -1: from nowhere.  Not closed here */
  FILE *output; /* borrowed; an error of it ends the UI */
  bool live;    /* sessions are told as they end, where no commands come */
} UiLines;
/* As ui_start; signals stay the program's.  `context` NULL: no command is read (for tests). */
void ui_start_lines (gpointer sink, GMainContext *context, const UiLines *lines, void (*quit) (gpointer user),
                     gpointer user);

/* How far the reading is.  Cheap: may be called for every batch of packets. */
void ui_progress (gpointer sink, const UiProgress *progress);
/* Each packet, as it comes: its time, and its octets on the wire. */
void ui_packet (gpointer sink, int64_t time, uint64_t octets);

/* Gives the terminal back, frees the sink; of very many sessions it leaves the memory to the
 * end of the program.  NULL is fine. */
void ui_finish (gpointer sink);

/* --- for tests: a screen without a terminal ------------------------------------- */

/* Draws into memory; `null` is /dev/null, open for reading and writing.  `quit` may
 * be NULL.  False where no terminal description could be found. */
bool ui_start_screen (gpointer sink, int rows, int columns, FILE *null, void (*quit) (gpointer user), gpointer user);
/* As if the window had now this size. */
void ui_resize_screen (gpointer sink, int rows, int columns);
/* As if the key was pressed; `is_function`: one of the KEY_ numbers of <ncurses.h>. */
void ui_key (gpointer sink, wint_t key, bool is_function);
/* As if the text was pasted, and as if the mouse was there; the screen must have been drawn. */
void ui_paste (gpointer sink, const char *text);
void ui_click (gpointer sink, int row, int column);
void ui_wheel (gpointer sink, bool up);
void ui_draw (gpointer sink);
/* As if this command was typed; false: it asked for the end. */
bool ui_line (gpointer sink, const char *line);
/* Milliseconds until the view in front is to be told that its time has come; negative: never. */
int ui_waits (gpointer sink);
/* As if so much time had passed. */
void ui_pass (gpointer sink, int milliseconds);
/* A slice of what is being saved; false: nothing more is. */
bool ui_save_more (gpointer sink);
/* A row of the screen as last drawn, without trailing spaces; g_free. */
char *ui_cell_text (gpointer sink, int row);

#endif
