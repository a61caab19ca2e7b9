/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key table.
 *
 * Hides the terminal library's numbers of the function keys.  Every action can
 * be reached without function keys.  Does not read keys, and does not let the
 * user change them. */
#include "config.h"

#include "keymap.h"

#include "curses-wide.h"

#include <glib.h>

#define F(code) (KEY_FUNCTION | (Key) (code))
#define CONTROL(letter) ((Key) ((letter) &0x1f))

static const KeyBinding bindings[] = {
  { ACTION_OPEN, SCOPE_OPEN, { '\r', '\n', F (KEY_ENTER) }, "open", "open what is selected" },
  { ACTION_NEXT_VIEW, SCOPE_TABS, { '\t' }, "next view", "next view, as the title names them" },
  { ACTION_PREVIOUS_VIEW, SCOPE_TABS, { F (KEY_BTAB), 'T' }, NULL, "previous view" },
  { ACTION_UP, SCOPE_MOVE, { F (KEY_UP), 'k' }, NULL, "one row up" },
  { ACTION_DOWN, SCOPE_MOVE, { F (KEY_DOWN), 'j' }, NULL, "one row down" },
  { ACTION_PAGE_UP, SCOPE_MOVE, { F (KEY_PPAGE), CONTROL ('B') }, NULL, "one page up" },
  { ACTION_PAGE_DOWN, SCOPE_MOVE, { F (KEY_NPAGE), CONTROL ('F'), ' ' }, NULL, "one page down" },
  { ACTION_FIRST, SCOPE_MOVE, { F (KEY_HOME), 'g' }, NULL, "to the first row" },
  { ACTION_LAST, SCOPE_MOVE, { F (KEY_END), 'G' }, NULL, "to the last row" },
  { ACTION_PANE_DOWN, SCOPE_PANE, { 'J' }, NULL, "scroll the lower part down" },
  { ACTION_PANE_UP, SCOPE_PANE, { 'K' }, NULL, "scroll the lower part up" },
  { ACTION_NEXT_MAIL, SCOPE_MAILS, { F (KEY_RIGHT), ']' }, "next mail", "next mail of the session" },
  { ACTION_PREVIOUS_MAIL, SCOPE_MAILS, { F (KEY_LEFT), '[' }, NULL, "previous mail of the session" },
  { ACTION_SEARCH, SCOPE_SEARCH, { '/' }, "search", "search while you type; Enter keeps, Esc goes back" },
  { ACTION_SEARCH_NEXT, SCOPE_SEARCH, { 'n' }, NULL, "next match" },
  { ACTION_SEARCH_PREVIOUS, SCOPE_SEARCH, { 'N' }, NULL, "previous match" },
  { ACTION_FILTER, SCOPE_FILTER, { 'f' }, "filter", "choose sessions, as from ~ bank && exposed; Tab completes" },
  { ACTION_FILTER_FORM, SCOPE_FILTER, { 'w' }, NULL, "the same by a form to fill in" },
  { ACTION_FILTER_TURN, SCOPE_FILTER, { 'F' }, NULL, "turn all filters off, or on again" },
  { ACTION_FILTER_FINDINGS, SCOPE_FILTER, { '!' }, NULL, "only sessions with findings, or all" },
  { ACTION_COLUMN_RIGHT, SCOPE_COLUMNS, { 'l' }, NULL, "mark the next column" },
  { ACTION_COLUMN_LEFT, SCOPE_COLUMNS, { 'h' }, NULL, "mark the column before" },
  { ACTION_FILTER_CELL, SCOPE_COLUMNS, { '=' }, NULL, "only sessions with what stands in the marked column" },
  { ACTION_FILTER_CELL_NOT, SCOPE_COLUMNS, { '-' }, NULL, "only sessions without it" },
  { ACTION_HELP, SCOPE_PROGRAM, { '?', F (KEY_F (1)) }, "help", "this help" },
  { ACTION_QUIT_OR_BACK, SCOPE_PROGRAM, { 'q' }, "back", "back; in the first list: quit" },
  { ACTION_BACK, SCOPE_PROGRAM, { 27, F (KEY_BACKSPACE), 127 }, NULL, "back" },
  { ACTION_SECRETS, SCOPE_PROGRAM, { 's' }, NULL, "hide or show passwords (needs --show-secrets)" },
  { ACTION_REDRAW, SCOPE_PROGRAM, { CONTROL ('L') }, NULL, "draw the screen anew" },
  { ACTION_SUSPEND, SCOPE_PROGRAM, { CONTROL ('Z') }, NULL, "to the shell; fg comes back" },
  { ACTION_QUIT, SCOPE_PROGRAM, { CONTROL ('C'), 'Q' }, NULL, "quit from anywhere" },
};

static const struct {
  Scope scope;
  const char *title;
} scopes[] = {
  { SCOPE_OPEN, "Opening" },     { SCOPE_TABS, "Views" },        { SCOPE_MOVE, "Moving" },
  { SCOPE_PANE, "Moving" },      { SCOPE_MAILS, "Views" },       { SCOPE_SEARCH, "Searching" },
  { SCOPE_FILTER, "Filtering" }, { SCOPE_COLUMNS, "Filtering" }, { SCOPE_PROGRAM, "Program" },
};

static const struct {
  Key key;
  const char *name;
} names[] = {
  { '\r', "Enter" },
  { '\n', "Enter" },
  { F (KEY_ENTER), "Enter" },
  { '\t', "Tab" },
  { F (KEY_BTAB), "Shift-Tab" },
  { F (KEY_UP), "Up" },
  { F (KEY_DOWN), "Down" },
  { F (KEY_LEFT), "Left" },
  { F (KEY_RIGHT), "Right" },
  { F (KEY_PPAGE), "PgUp" },
  { F (KEY_NPAGE), "PgDn" },
  { F (KEY_HOME), "Home" },
  { F (KEY_END), "End" },
  { F (KEY_F (1)), "F1" },
  { 27, "Esc" },
  { ' ', "Space" },
  { 127, "Backspace" },
  { F (KEY_BACKSPACE), "Backspace" },
};

const KeyBinding *
keymap_row (size_t row)
{
  return row < G_N_ELEMENTS (bindings) ? &bindings[row] : NULL;
}

const char *
keymap_scope_title (Scope scope)
{
  for (size_t i = 0; i < G_N_ELEMENTS (scopes); i++)
    if (scopes[i].scope == scope)
      return scopes[i].title;
  return "";
}

Action
keymap_action (Key key, unsigned among)
{
  if (key == 0)
    return ACTION_NONE;
  for (size_t i = 0; i < G_N_ELEMENTS (bindings); i++)
    {
      if ((bindings[i].scope & among) == 0)
        continue;
      for (size_t k = 0; k < KEYS_OF_A_BINDING && bindings[i].keys[k] != 0; k++)
        if (bindings[i].keys[k] == key)
          return bindings[i].action;
    }
  return ACTION_NONE;
}

void
keymap_name (Key key, char name[KEY_NAME])
{
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].key == key)
      {
        g_strlcpy (name, names[i].name, KEY_NAME);
        return;
      }
  if (key < 0x20)
    g_snprintf (name, KEY_NAME, "^%c", (int) (key + 0x40));
  else if (key < 0x7f)
    g_snprintf (name, KEY_NAME, "%c", (int) key);
  else
    g_snprintf (name, KEY_NAME, "0x%X", (unsigned) key);
}
