/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys and what they do: one table, from which the dispatch, the hints at the
 * bottom, the help and --dump-keys are made.  A key more: one row in keymap.c.  The
 * table has the standard keys; a Keymap those that the user has. */
#ifndef SMTPLENS_KEYMAP_H
#define SMTPLENS_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum Action {
  ACTION_NONE,
  ACTION_UP,
  ACTION_DOWN,
  ACTION_PAGE_UP,
  ACTION_PAGE_DOWN,
  ACTION_FIRST,
  ACTION_LAST,
  ACTION_OPEN,
  ACTION_BACK,
  ACTION_QUIT_OR_BACK,
  ACTION_QUIT,
  ACTION_NEXT_VIEW,
  ACTION_PREVIOUS_VIEW,
  ACTION_NEXT_MAIL,
  ACTION_PREVIOUS_MAIL,
  ACTION_NEXT_HOP,
  ACTION_PREVIOUS_HOP,
  ACTION_CHANGES,
  ACTION_WHY,
  ACTION_NEXT_FINDING,
  ACTION_PREVIOUS_FINDING,
  ACTION_PANE_DOWN,
  ACTION_PANE_UP,
  ACTION_SEARCH,
  ACTION_SEARCH_NEXT,
  ACTION_SEARCH_PREVIOUS,
  ACTION_SEARCH_ALL,
  ACTION_SEARCH_STOP,
  ACTION_FILTER,
  ACTION_FILTER_FORM,
  ACTION_FILTER_TURN,
  ACTION_FILTER_FINDINGS,
  ACTION_PROFILES,
  ACTION_FILTER_CELL,
  ACTION_FILTER_CELL_NOT,
  ACTION_COLUMN_LEFT,
  ACTION_COLUMN_RIGHT,
  ACTION_COLUMNS,
  ACTION_SORT,
  ACTION_FOLLOW,
  ACTION_FREEZE,
  ACTION_MARK,
  ACTION_MARK_RANGE,
  ACTION_MARK_NONE,
  ACTION_TIMES,
  ACTION_HEX,
  ACTION_HEADER,
  ACTION_REPLAY,
  ACTION_REPLAY_STEP,
  ACTION_SLOWER,
  ACTION_FASTER,
  ACTION_STEP,
  ACTION_REPLAY_END,
  ACTION_TOUR_NEXT,
  ACTION_TOUR_BACK,
  ACTION_SECRETS,
  ACTION_COPY,
  ACTION_SAVE,
  ACTION_HELP,
  ACTION_REDRAW,
  ACTION_SUSPEND,
  ACTIONS
} Action;

/* Groups of keys; a view names those it understands. */
typedef enum Scope {
  SCOPE_MOVE = 1 << 0,
  SCOPE_OPEN = 1 << 1,
  SCOPE_TABS = 1 << 2,
  SCOPE_PANE = 1 << 3,
  SCOPE_MAILS = 1 << 4,
  SCOPE_SEARCH = 1 << 5,
  SCOPE_PROGRAM = 1 << 6,
  SCOPE_FILTER = 1 << 7,
  SCOPE_COLUMNS = 1 << 8,
  SCOPE_TIMES = 1 << 9,
  SCOPE_OCTETS = 1 << 10,
  SCOPE_HEADER = 1 << 11,
  SCOPE_REPLAY = 1 << 12,
  SCOPE_PLAYING = 1 << 13, /* before all others: while a session is played */
  SCOPE_HOPS = 1 << 14,
  SCOPE_MARKS = 1 << 15,
  SCOPE_FINDINGS = 1 << 16,
  SCOPE_FOLLOW = 1 << 18,
  SCOPE_SEARCHING = 1 << 20, /* before all others: while all mails are searched */
  SCOPE_TOUR = 1 << 24,      /* before all but those: while a lesson is shown */
} Scope;

/* A key: a character, or a function key of the terminal library with this bit. */
typedef uint32_t Key;
#define KEY_FUNCTION ((Key) 0x40000000)

enum { KEYS_OF_A_BINDING = 4, KEY_NAME = 12, KEYS_MOST = 12, KEYMAP_ROWS = 96 };

typedef struct KeyBinding {
  Action action;
  Scope scope;
  Key keys[KEYS_OF_A_BINDING]; /* 0 ends them */
  const char *hint;            /* for the bottom line; NULL: not there */
  const char *help;            /* for the help */
  const char *name;            /* in a configuration file */
} KeyBinding;

/* The keys of each row of the table as the user has them, 0 behind the last. */
typedef struct Keymap {
  Key keys[KEYMAP_ROWS][KEYS_MOST + 1];
} Keymap;

/* The table, row by row; NULL past the last. */
const KeyBinding *keymap_row (size_t row);
/* What the scope is called in the help; "" for none. */
const char *keymap_scope_title (Scope scope);
/* "Up", "PgDn", "^L", "j". */
void keymap_name (Key key, char name[KEY_NAME]);
/* The keys of that name, for one key of the keyboard may send several codes; how many
 * there are, 0: none is called so.  "^L" and "Ctrl-L" are the same. */
size_t keymap_parse (const char *name, Key keys[KEYS_MOST]);

/* The standard keys. */
void keymap_init (Keymap *keymap);
/* The action of a key among `scopes`; ACTION_NONE if it has none there. */
Action keymap_action (const Keymap *keymap, Key key, unsigned scopes);
/* The first key of an action, "" where it has none. */
void keymap_first_name (const Keymap *keymap, Action action, char name[KEY_NAME]);
/* The keys of a row, each name once: "Enter, o"; "" for none.  g_free. */
char *keymap_names (const Keymap *keymap, size_t row);

#endif
