/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The UI on a screen in memory, for tests: fed by model sessions, driven by keys. */
#ifndef SMTPLENS_UI_SCREEN_H
#define SMTPLENS_UI_SCREEN_H

#include "tests/support/model-sessions.h"
#include "ui/settings.h"

typedef struct UiScreen {
  gpointer ui;
  ModelRun *run;
  FILE *null;
  int rows, columns;
  unsigned quits; /* how often the UI asked to end */
} UiScreen;

void ui_screen_open (UiScreen *screen, int rows, int columns, const SinkOptions *options);
/* The same with the user's keys and colours; NULL: the standard. */
void
ui_screen_open_with (UiScreen *screen, int rows, int columns, const SinkOptions *options, const UiSettings *settings);
void ui_screen_close (UiScreen *screen);
/* Feeds each dialogue of the model named; NULL ends. */
void ui_screen_feed (UiScreen *screen, const char *const *names);
void ui_screen_finish_reading (UiScreen *screen);

/* Types: characters as they are; "{Enter}", "{Tab}", "{Esc}", "{Up}", "{Down}",
 * "{PgDn}", "{PgUp}", "{Home}", "{End}", "{Left}", "{Right}", "{Backspace}", "{Backtab}". */
void ui_screen_type (UiScreen *screen, const char *keys);
void ui_screen_resize (UiScreen *screen, int rows, int columns);

/* The screen, a line a row, as drawn now; g_free. */
char *ui_screen_text (UiScreen *screen);
/* Whether the text stands in one row of it. */
bool ui_screen_shows (UiScreen *screen, const char *text);
/* Whether the text is that of tests/screens/NAME.txt; tells the rows that differ.
 * With UPDATE=1 in the environment it becomes it. */
bool ui_screen_is_golden (const char *name, const char *text);

#endif
