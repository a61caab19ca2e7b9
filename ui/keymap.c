/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key table.
 *
 * Hides the terminal library's numbers of the function keys.  Every action can
 * be reached without function keys.  Does not read keys, nor configuration files: see
 * settings. */
#include "config.h"

#include "keymap.h"

#include "curses-wide.h"

#include <glib.h>
#include <string.h>

enum { FUNCTION_KEYS = 24 };

#define F(code) (KEY_FUNCTION | (Key) (code))
#define CONTROL(letter) ((Key) ((letter) &0x1f))

static const KeyBinding bindings[] = {
  { ACTION_OPEN, SCOPE_OPEN, { '\r', '\n', F (KEY_ENTER) }, "open", "open what is selected", "open" },
  { ACTION_NEXT_VIEW, SCOPE_TABS, { '\t' }, "next view", "next view, as the title names them", "next-view" },
  { ACTION_PREVIOUS_VIEW, SCOPE_TABS, { F (KEY_BTAB), 'T' }, NULL, "previous view", "previous-view" },
  { ACTION_UP, SCOPE_MOVE, { F (KEY_UP), 'k' }, NULL, "one row up", "up" },
  { ACTION_DOWN, SCOPE_MOVE, { F (KEY_DOWN), 'j' }, NULL, "one row down", "down" },
  { ACTION_PAGE_UP, SCOPE_MOVE, { F (KEY_PPAGE), CONTROL ('B') }, NULL, "one page up", "page-up" },
  { ACTION_PAGE_DOWN, SCOPE_MOVE, { F (KEY_NPAGE), CONTROL ('F'), ' ' }, NULL, "one page down", "page-down" },
  { ACTION_FIRST, SCOPE_MOVE, { F (KEY_HOME), 'g' }, NULL, "to the first row", "first" },
  { ACTION_LAST, SCOPE_MOVE, { F (KEY_END), 'G' }, NULL, "to the last row", "last" },
  { ACTION_PANE_DOWN, SCOPE_PANE, { 'J' }, NULL, "scroll the part below or beside down", "pane-down" },
  { ACTION_PANE_UP, SCOPE_PANE, { 'K' }, NULL, "scroll the part below or beside up", "pane-up" },
  { ACTION_NEXT_MAIL, SCOPE_MAILS, { F (KEY_RIGHT), ']' }, "next mail", "next mail of the session", "next-mail" },
  { ACTION_PREVIOUS_MAIL, SCOPE_MAILS, { F (KEY_LEFT), '[' }, NULL, "previous mail of the session", "previous-mail" },
  { ACTION_TIMES, SCOPE_TIMES, { 't' }, NULL, "times as UTC, local, from the beginning, from line to line", "times" },
  { ACTION_NEXT_HOP, SCOPE_HOPS, { '>' }, "next hop", "next hop of the mail that was seen", "next-hop" },
  { ACTION_PREVIOUS_HOP, SCOPE_HOPS, { '<' }, NULL, "previous hop of the mail that was seen", "previous-hop" },
  { ACTION_CHANGES, SCOPE_HOPS, { 'd' }, "differences", "what changed in the mail since the hop before", "changes" },
  { ACTION_NEXT_FINDING, SCOPE_FINDINGS, { '}' }, NULL, "next finding", "next-finding" },
  { ACTION_PREVIOUS_FINDING, SCOPE_FINDINGS, { '{' }, NULL, "previous finding", "previous-finding" },
  { ACTION_WHY, SCOPE_FINDINGS, { 'W' }, NULL, "why: what the finding, or the verdict, rests on", "why" },
  { ACTION_SEARCH, SCOPE_SEARCH, { '/' }, "search", "search while you type; Enter keeps, Esc goes back", "search" },
  { ACTION_SEARCH_NEXT, SCOPE_SEARCH, { 'n' }, NULL, "next match", "search-next" },
  { ACTION_SEARCH_PREVIOUS, SCOPE_SEARCH, { 'N' }, NULL, "previous match", "search-previous" },
  { ACTION_HEX,
    SCOPE_OCTETS,
    { 'x' },
    "hex",
    "octets as text, or as hex with offsets; of a mail: read, raw, hex",
    "hex" },
  { ACTION_HEADER, SCOPE_HEADER, { 'h' }, "header", "header fields in brief, or all", "header" },
  { ACTION_REPLAY, SCOPE_REPLAY, { 'p' }, "play", "play the session from here at its own speed; pause, go on", "play" },
  { ACTION_REPLAY_STEP, SCOPE_REPLAY, { '.' }, NULL, "play it line by line: each time one more", "play-line" },
  { ACTION_SLOWER, SCOPE_REPLAY, { '<' }, NULL, "play ten times slower", "slower" },
  { ACTION_FASTER, SCOPE_REPLAY, { '>' }, NULL, "play ten times faster", "faster" },
  { ACTION_STEP, SCOPE_PLAYING, { ' ' }, "next line", "while it plays: pause, and one line on", "next-line" },
  { ACTION_REPLAY_END, SCOPE_PLAYING, { 27 }, "end", "while it plays: end it", "end-play" },
  { ACTION_FILTER,
    SCOPE_FILTER,
    { 'f' },
    "filter",
    "choose sessions, as from ~ bank && exposed; Tab completes",
    "filter" },
  { ACTION_FILTER_FORM, SCOPE_FILTER, { 'w' }, NULL, "the same by a form to fill in", "filter-form" },
  { ACTION_FILTER_TURN, SCOPE_FILTER, { 'F' }, NULL, "turn all filters off, or on again", "filter-turn" },
  { ACTION_FILTER_FINDINGS, SCOPE_FILTER, { '!' }, NULL, "only sessions with findings, or all", "filter-findings" },
  { ACTION_COLUMN_RIGHT, SCOPE_COLUMNS, { 'l' }, NULL, "mark the next column", "column-right" },
  { ACTION_COLUMN_LEFT, SCOPE_COLUMNS, { 'h' }, NULL, "mark the column before", "column-left" },
  { ACTION_FILTER_CELL,
    SCOPE_COLUMNS,
    { '=' },
    NULL,
    "only sessions with what stands in the marked column",
    "filter-cell" },
  { ACTION_FILTER_CELL_NOT, SCOPE_COLUMNS, { '-' }, NULL, "only sessions without it", "filter-cell-not" },
  { ACTION_MARK, SCOPE_MARKS, { 'm' }, NULL, "mark the row, or take its mark off, and go one on", "mark" },
  { ACTION_MARK_RANGE, SCOPE_MARKS, { 'M' }, NULL, "mark all rows from the last one marked to here", "mark-range" },
  { ACTION_MARK_NONE, SCOPE_MARKS, { 'U' }, NULL, "take all marks of this list off", "mark-none" },
  { ACTION_HELP, SCOPE_PROGRAM, { '?', F (KEY_F (1)) }, "help", "this help", "help" },
  { ACTION_QUIT_OR_BACK, SCOPE_PROGRAM, { 'q' }, "back", "back; in the first list: quit", "back-or-quit" },
  { ACTION_BACK, SCOPE_PROGRAM, { 27, F (KEY_BACKSPACE), 127 }, NULL, "back", "back" },
  { ACTION_SECRETS, SCOPE_PROGRAM, { 's' }, NULL, "hide or show passwords (needs --show-secrets)", "secrets" },
  { ACTION_COPY, SCOPE_PROGRAM, { 'y' }, NULL, "copy the selected row, or the top line, to the clipboard", "copy" },
  { ACTION_REDRAW, SCOPE_PROGRAM, { CONTROL ('L') }, NULL, "draw the screen anew", "redraw" },
  { ACTION_SUSPEND, SCOPE_PROGRAM, { CONTROL ('Z') }, NULL, "to the shell; fg comes back", "suspend" },
  { ACTION_QUIT, SCOPE_PROGRAM, { CONTROL ('C'), 'Q' }, NULL, "quit from anywhere", "quit" },
};

static const struct {
  Scope scope;
  const char *title;
} scopes[] = {
  { SCOPE_OPEN, "Opening" },     { SCOPE_TABS, "Views" },        { SCOPE_MOVE, "Moving" },
  { SCOPE_PANE, "Moving" },      { SCOPE_MAILS, "Views" },       { SCOPE_SEARCH, "Searching" },
  { SCOPE_FILTER, "Filtering" }, { SCOPE_COLUMNS, "Filtering" }, { SCOPE_PROGRAM, "Program" },
  { SCOPE_TIMES, "Views" },      { SCOPE_OCTETS, "Views" },      { SCOPE_HEADER, "Views" },
  { SCOPE_REPLAY, "Replay" },    { SCOPE_PLAYING, "Replay" },    { SCOPE_HOPS, "Views" },
  { SCOPE_MARKS, "Marking" },    { SCOPE_FINDINGS, "Findings" },
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
  { F (KEY_IC), "Insert" },
  { F (KEY_DC), "Delete" },
  { 27, "Esc" },
  { ' ', "Space" },
  { ',', "Comma" }, /* which stands between two keys in a file */
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

void
keymap_init (Keymap *keymap)
{
  G_STATIC_ASSERT (G_N_ELEMENTS (bindings) <= KEYMAP_ROWS);
  memset (keymap, 0, sizeof *keymap);
  for (size_t row = 0; row < G_N_ELEMENTS (bindings); row++)
    memcpy (keymap->keys[row], bindings[row].keys, sizeof bindings[row].keys);
}

static Action
action_among (const Keymap *keymap, Key key, unsigned among)
{
  for (size_t row = 0; row < G_N_ELEMENTS (bindings); row++)
    {
      if ((bindings[row].scope & among) == 0)
        continue;
      for (const Key *one = keymap->keys[row]; *one != 0; one++)
        if (*one == key)
          return bindings[row].action;
    }
  return ACTION_NONE;
}

Action
keymap_action (const Keymap *keymap, Key key, unsigned among)
{
  if (key == 0)
    return ACTION_NONE;
  Action first = action_among (keymap, key, among & SCOPE_PLAYING);
  return first != ACTION_NONE ? first : action_among (keymap, key, among);
}

void
keymap_name (Key key, char name[KEY_NAME])
{
  const Key first = KEY_FUNCTION | KEY_F (1), last = KEY_FUNCTION | KEY_F (FUNCTION_KEYS);
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].key == key)
      {
        g_strlcpy (name, names[i].name, KEY_NAME);
        return;
      }
  if (key >= first && key <= last)
    g_snprintf (name, KEY_NAME, "F%u", (unsigned) (key - first + 1));
  else if (key < 0x20)
    g_snprintf (name, KEY_NAME, "^%c", (int) (key + 0x40));
  else if (key < KEY_FUNCTION && g_unichar_validate (key) && g_unichar_isgraph (key))
    name[g_unichar_to_utf8 (key, name)] = '\0';
  else
    g_snprintf (name, KEY_NAME, "0x%X", (unsigned) key);
}

/* "^L" or "Ctrl-L"; 0: not so. */
static Key
parse_control (const char *name)
{
  static const char prefix[] = "Ctrl-";
  if (g_ascii_strncasecmp (name, prefix, sizeof prefix - 1) == 0)
    name += sizeof prefix - 1;
  else if (name[0] == '^')
    name++;
  else
    return 0;
  char letter = g_ascii_toupper (name[0]);
  return letter > '@' && letter <= '_' && name[1] == '\0' ? CONTROL (letter) : 0;
}

static Key
parse_function (const char *name)
{
  char *end = NULL;
  if (g_ascii_toupper (name[0]) != 'F' || !g_ascii_isdigit (name[1]))
    return 0;
  guint64 number = g_ascii_strtoull (name + 1, &end, 10);
  return *end == '\0' && number >= 1 && number <= FUNCTION_KEYS ? F (KEY_F ((int) number)) : 0;
}

size_t
keymap_parse (const char *name, Key keys[KEYS_MOST])
{
  size_t count = 0;
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (names[i].name, name) == 0)
      keys[count++] = names[i].key;
  if (count > 0)
    return count;
  gunichar character = g_utf8_get_char_validated (name, -1);
  bool alone = name[0] != '\0' && character < KEY_FUNCTION && *g_utf8_next_char (name) == '\0';
  keys[0] = alone && g_unichar_isgraph (character) ? (Key) character : parse_control (name);
  if (keys[0] == 0)
    keys[0] = parse_function (name);
  return keys[0] != 0 ? 1 : 0;
}

void
keymap_first_name (const Keymap *keymap, Action action, char name[KEY_NAME])
{
  size_t row = 0;
  name[0] = '\0';
  while (row < G_N_ELEMENTS (bindings) && bindings[row].action != action)
    row++;
  if (row < G_N_ELEMENTS (bindings) && keymap->keys[row][0] != 0)
    keymap_name (keymap->keys[row][0], name);
}

char *
keymap_names (const Keymap *keymap, size_t row)
{
  GString *all = g_string_new (NULL);
  char name[KEY_NAME], last[KEY_NAME] = "";
  for (const Key *key = keymap->keys[row]; *key != 0; key++)
    {
      keymap_name (*key, name);
      if (!g_str_equal (name, last))
        g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", name);
      g_strlcpy (last, name, sizeof last);
    }
  return g_string_free (all, FALSE);
}
