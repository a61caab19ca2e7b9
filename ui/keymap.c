/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The key table.
 *
 * Hides the terminal library's numbers of the function keys.  Every action can
 * be reached without function keys.  Does not read keys, nor configuration files: see
 * settings. */
#include "config.h"

#include "keymap.h"

#include "curses-wide.h"

#include "../dissect/translate.h"

#include <glib.h>
#include <string.h>

enum { FUNCTION_KEYS = 24 };

#define F(code) (KEY_FUNCTION | (Key) (code))
#define CONTROL(letter) ((Key) ((letter) &0x1f))

static const KeyBinding bindings[] = {
  { ACTION_OPEN, SCOPE_OPEN, { '\r', '\n', F (KEY_ENTER) }, N_ ("open"), N_ ("open what is selected"), "open" },
  { ACTION_NEXT_VIEW, SCOPE_TABS, { '\t' }, N_ ("next view"), N_ ("next view, as the title names them"), "next-view" },
  { ACTION_PREVIOUS_VIEW, SCOPE_TABS, { F (KEY_BTAB), 'T' }, NULL, N_ ("previous view"), "previous-view" },
  { ACTION_UP, SCOPE_MOVE, { F (KEY_UP), 'k' }, NULL, N_ ("one row up"), "up" },
  { ACTION_DOWN, SCOPE_MOVE, { F (KEY_DOWN), 'j' }, NULL, N_ ("one row down"), "down" },
  { ACTION_PAGE_UP, SCOPE_MOVE, { F (KEY_PPAGE), CONTROL ('B') }, NULL, N_ ("one page up"), "page-up" },
  { ACTION_PAGE_DOWN, SCOPE_MOVE, { F (KEY_NPAGE), CONTROL ('F'), ' ' }, NULL, N_ ("one page down"), "page-down" },
  { ACTION_FIRST, SCOPE_MOVE, { F (KEY_HOME), 'g' }, NULL, N_ ("to the first row"), "first" },
  { ACTION_LAST, SCOPE_MOVE, { F (KEY_END), 'G' }, NULL, N_ ("to the last row"), "last" },
  { ACTION_PANE_DOWN, SCOPE_PANE, { 'J' }, NULL, N_ ("scroll the part below or beside down"), "pane-down" },
  { ACTION_PANE_UP, SCOPE_PANE, { 'K' }, NULL, N_ ("scroll the part below or beside up"), "pane-up" },
  { ACTION_NEXT_MAIL,
    SCOPE_MAILS,
    { F (KEY_RIGHT), ']' },
    N_ ("next mail"),
    N_ ("next mail of the session"),
    "next-mail" },
  { ACTION_PREVIOUS_MAIL,
    SCOPE_MAILS,
    { F (KEY_LEFT), '[' },
    NULL,
    N_ ("previous mail of the session"),
    "previous-mail" },
  { ACTION_TIMES,
    SCOPE_TIMES,
    { 't' },
    NULL,
    N_ ("times as UTC, local, from the beginning, from line to line"),
    "times" },
  { ACTION_NEXT_HOP, SCOPE_HOPS, { '>' }, N_ ("next hop"), N_ ("next hop of the mail that was seen"), "next-hop" },
  { ACTION_PREVIOUS_HOP, SCOPE_HOPS, { '<' }, NULL, N_ ("previous hop of the mail that was seen"), "previous-hop" },
  { ACTION_CHANGES,
    SCOPE_HOPS,
    { 'd' },
    N_ ("differences"),
    N_ ("what changed in the mail since the hop before"),
    "changes" },
  { ACTION_NEXT_FINDING, SCOPE_FINDINGS, { '}' }, NULL, N_ ("next finding"), "next-finding" },
  { ACTION_PREVIOUS_FINDING, SCOPE_FINDINGS, { '{' }, NULL, N_ ("previous finding"), "previous-finding" },
  { ACTION_SEARCH,
    SCOPE_SEARCH,
    { '/' },
    N_ ("search"),
    N_ ("search while you type; Enter keeps, Esc goes back"),
    "search" },
  { ACTION_SEARCH_NEXT, SCOPE_SEARCH, { 'n' }, NULL, N_ ("next match"), "search-next" },
  { ACTION_SEARCH_PREVIOUS, SCOPE_SEARCH, { 'N' }, NULL, N_ ("previous match"), "search-previous" },
  { ACTION_SEARCH_ALL,
    SCOPE_SEARCH,
    { 'A' },
    NULL,
    N_ ("search in all mails: header, text, names of files, and what was said"),
    "search-all" },
  { ACTION_SEARCH_STOP,
    SCOPE_SEARCHING,
    { 27 },
    N_ ("stop"),
    N_ ("while all mails are searched: stop"),
    "search-stop" },
  { ACTION_HEX,
    SCOPE_OCTETS,
    { 'x' },
    N_ ("hex"),
    N_ ("octets as text, or as hex with offsets; of a mail: read, raw, hex"),
    "hex" },
  { ACTION_HEADER, SCOPE_HEADER, { 'h' }, N_ ("header"), N_ ("header fields in brief, or all"), "header" },
  { ACTION_REPLAY,
    SCOPE_REPLAY,
    { 'p' },
    N_ ("play"),
    N_ ("play the session from here at its own speed; pause, go on"),
    "play" },
  { ACTION_REPLAY_STEP, SCOPE_REPLAY, { '.' }, NULL, N_ ("play it line by line: each time one more"), "play-line" },
  { ACTION_SLOWER, SCOPE_REPLAY, { '<' }, NULL, N_ ("play ten times slower"), "slower" },
  { ACTION_FASTER, SCOPE_REPLAY, { '>' }, NULL, N_ ("play ten times faster"), "faster" },
  { ACTION_STEP, SCOPE_PLAYING, { ' ' }, N_ ("next line"), N_ ("while it plays: pause, and one line on"), "next-line" },
  { ACTION_REPLAY_END, SCOPE_PLAYING, { 27 }, N_ ("end"), N_ ("while it plays: end it"), "end-play" },
  { ACTION_TOUR_NEXT,
    SCOPE_TOUR,
    { ' ' },
    NULL,
    N_ ("in a lesson: the rest of the text, then the next step"),
    "lesson-next" },
  { ACTION_TOUR_BACK,
    SCOPE_TOUR,
    { F (KEY_BACKSPACE), 127 },
    NULL,
    N_ ("in a lesson: back to its place, then to the step before"),
    "lesson-back" },
  { ACTION_FILTER,
    SCOPE_FILTER,
    { 'f' },
    N_ ("filter"),
    N_ ("choose sessions, as from ~ bank && exposed; Tab completes"),
    "filter" },
  { ACTION_FILTER_FORM, SCOPE_FILTER, { 'w' }, NULL, N_ ("the same by a form to fill in"), "filter-form" },
  { ACTION_FILTER_TURN, SCOPE_FILTER, { 'F' }, NULL, N_ ("turn all filters off, or on again"), "filter-turn" },
  { ACTION_FILTER_FINDINGS,
    SCOPE_FILTER,
    { '!' },
    NULL,
    N_ ("only sessions with findings, or all"),
    "filter-findings" },
  { ACTION_PROFILES, SCOPE_FILTER, { 'P' }, NULL, N_ ("profiles: ways to look at a capture"), "profiles" },
  { ACTION_COLUMN_RIGHT, SCOPE_COLUMNS, { 'l' }, NULL, N_ ("mark the next column"), "column-right" },
  { ACTION_COLUMN_LEFT, SCOPE_COLUMNS, { 'h' }, NULL, N_ ("mark the column before"), "column-left" },
  { ACTION_FILTER_CELL,
    SCOPE_COLUMNS,
    { '=' },
    NULL,
    N_ ("only sessions with what stands in the marked column"),
    "filter-cell" },
  { ACTION_FILTER_CELL_NOT, SCOPE_COLUMNS, { '-' }, NULL, N_ ("only sessions without it"), "filter-cell-not" },
  { ACTION_SORT,
    SCOPE_COLUMNS,
    { 'o' },
    NULL,
    N_ ("sort by the marked column; again: the other way round; again: not at all"),
    "sort" },
  { ACTION_COLUMNS, SCOPE_COLUMNS, { 'O' }, NULL, N_ ("choose the columns of the list"), "columns" },
  { ACTION_FOLLOW, SCOPE_FOLLOW, { 'e' }, NULL, N_ ("follow the end: stay on the newest row"), "follow" },
  { ACTION_FREEZE, SCOPE_FOLLOW, { 'z' }, NULL, N_ ("freeze the list as it is, or let it go on"), "freeze" },
  { ACTION_MARK, SCOPE_MARKS, { 'm' }, NULL, N_ ("mark the row, or take its mark off, and go one on"), "mark" },
  { ACTION_MARK_RANGE,
    SCOPE_MARKS,
    { 'M' },
    NULL,
    N_ ("mark all rows from the last one marked to here"),
    "mark-range" },
  { ACTION_MARK_NONE, SCOPE_MARKS, { 'U' }, NULL, N_ ("take all marks of this list off"), "mark-none" },
  { ACTION_HELP, SCOPE_PROGRAM, { '?', F (KEY_F (1)) }, N_ ("help"), N_ ("this help"), "help" },
  { ACTION_QUIT_OR_BACK, SCOPE_PROGRAM, { 'q' }, N_ ("back"), N_ ("back; in the first list: quit"), "back-or-quit" },
  { ACTION_BACK, SCOPE_PROGRAM, { 27, F (KEY_BACKSPACE), 127 }, NULL, N_ ("back"), "back" },
  { ACTION_WHY, SCOPE_FINDINGS, { 'W' }, N_ ("why"), N_ ("why: what the finding, or the verdict, rests on"), "why" },
  { ACTION_SECRETS, SCOPE_PROGRAM, { 's' }, NULL, N_ ("hide or show passwords (needs --show-secrets)"), "secrets" },
  { ACTION_SAVE, SCOPE_PROGRAM, { 'S' }, NULL, N_ ("save sessions or mails in a new file"), "save" },
  { ACTION_COPY,
    SCOPE_PROGRAM,
    { 'y' },
    NULL,
    N_ ("copy the selected row, or the top line, to the clipboard"),
    "copy" },
  { ACTION_REDRAW, SCOPE_PROGRAM, { CONTROL ('L') }, NULL, N_ ("draw the screen anew"), "redraw" },
  { ACTION_SUSPEND, SCOPE_PROGRAM, { CONTROL ('Z') }, NULL, N_ ("to the shell; fg comes back"), "suspend" },
  { ACTION_QUIT, SCOPE_PROGRAM, { CONTROL ('C'), 'Q' }, NULL, N_ ("quit from anywhere"), "quit" },
};

static const struct {
  Scope scope;
  const char *title;
} scopes[] = {
  { SCOPE_OPEN, N_ ("Opening") },
  { SCOPE_TABS, N_ ("Views") },
  { SCOPE_MOVE, N_ ("Moving") },
  { SCOPE_PANE, N_ ("Moving") },
  { SCOPE_MAILS, N_ ("Views") },
  { SCOPE_SEARCH, N_ ("Searching") },
  { SCOPE_FILTER, N_ ("Filtering") },
  { SCOPE_COLUMNS, N_ ("Filtering") },
  { SCOPE_PROGRAM, N_ ("Program") },
  { SCOPE_TIMES, N_ ("Views") },
  { SCOPE_OCTETS, N_ ("Views") },
  { SCOPE_HEADER, N_ ("Views") },
  { SCOPE_REPLAY, N_ ("Replay") },
  { SCOPE_PLAYING, N_ ("Replay") },
  { SCOPE_HOPS, N_ ("Views") },
  { SCOPE_MARKS, N_ ("Marking") },
  { SCOPE_FOLLOW, N_ ("While it is captured") },
  { SCOPE_FINDINGS, N_ ("Findings") },
  { SCOPE_SEARCHING, N_ ("Searching") },
  { SCOPE_TOUR, N_ ("Lessons") },
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
      return _ (scopes[i].title);
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
  static const unsigned firsts[] = { SCOPE_PLAYING | SCOPE_SEARCHING, SCOPE_TOUR };
  for (size_t i = 0; i < G_N_ELEMENTS (firsts); i++)
    {
      Action action = action_among (keymap, key, among & firsts[i]);
      if (action != ACTION_NONE)
        return action;
    }
  return action_among (keymap, key, among);
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
