/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the wiring share: the program's state, and its loop. */
#ifndef SMTPLENS_MAIN_PROGRAM_H
#define SMTPLENS_MAIN_PROGRAM_H

#include "capture.h"
#include "mail-spool.h"
#include "main-keys.h"
#include "main-outputs.h"
#include "main-settings.h"
#include "main-state.h"
#include "main-tour.h"
#include "main-where.h"
#include "options.h"
#include "pipeline.h"
#include "session-store.h"

#include "../ui/saver.h"

enum {
  EXIT_DONE = 0,
  EXIT_FAIL_ON = 1,
  EXIT_USAGE = 2,
  EXIT_NO_INPUT = 3,
  EXIT_DAMAGED = 4,
  EXIT_NO_PERMISSION = 5,
};

typedef struct Program {
  Options options;
  GMainLoop *loop;
  Capture *capture;
  CaptureWriter *writer;
  struct SavedPackets *chosen; /* in place of writer: packets of chosen sessions, to be read again; or NULL */
  Pipeline *pipeline;
  MailSpool *spool;
  ArenaStore *store; /* of sessions that the screen keeps; NULL: none */
  Outputs outputs;
  Where where;
  Lesson lesson;
  UiSettings settings; /* read where there is a screen */
  StateFile state;     /* the same */
  KeyLogs key_logs;
  Saver saver; /* of the screen */
  bool ui;     /* its screen or its lines */
  bool screen; /* the terminal belongs to the UI */
  bool reading;
  bool output_failed;
  bool ending; /* all that is open ends, and keys may come in between */
  bool interrupted;
  bool paused; /* until live DNS has answered */
  bool progress_shown;
  guint source;    /* of the capture in the loop */
  unsigned batch;  /* packets to be read at once next, where there are keys; 0: not known yet */
  gint64 breathed; /* when keys were last asked for while sessions end with the capture; microseconds */
  uint64_t packets;
  bool session_seen; /* that of --session */
  int64_t first_time;
  int exit_status;
  GString *told; /* lines for standard error that wait until the UI is gone */
} Program;

/* One line on standard error; while the UI has the terminal, kept for later. */
void program_tell (Program *program, const char *line);
/* The same of an error, which is freed; the first one decides the exit status. */
void program_tell_error (Program *program, GError *error);

/* The limits that the options set.  False where one is wrong, which was told. */
bool program_limits (Program *program, PipelineLimits *limits);

/* --- main-loop.c --- */

/* Reading, the screen's clock and signals join the loop. */
void loop_begin (Program *program);
/* The loop may go on, since live DNS has answered. */
void loop_resume (Program *program);
/* The user of the screen wants to end. */
void loop_quit (gpointer program);
/* Tells the screen how far the reading is. */
void loop_show_progress (const Program *program);

#endif
