/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Editing of one line.
 *
 * Limits: `most` octets of the line, HISTORY_MAX lines before it, which are forgotten with the program
 * unless somebody keeps them. */
#include "config.h"

#include "edit-line.h"

#include "curses-wide.h"

#include "../dissect/printable.h"

#include <string.h>

enum { HISTORY_MAX = 100 };

void
edit_line_init (EditLine *line, size_t most, char between)
{
  *line = (EditLine){ .text = g_string_new (NULL), .most = most, .between = between };
}

void
edit_line_clear (EditLine *line)
{
  g_string_free (line->text, TRUE);
}

void
edit_line_set (EditLine *line, const char *text)
{
  g_string_assign (line->text, text);
  line->cursor = line->text->len;
}

bool
edit_line_replace (EditLine *line, size_t start, size_t end, const char *by)
{
  if (line->text->len - (end - start) + strlen (by) > line->most)
    return false;
  g_string_erase (line->text, (gssize) start, (gssize) (end - start));
  g_string_insert (line->text, (gssize) start, by);
  line->cursor = start + strlen (by);
  return true;
}

static bool
may_stand (gunichar character)
{
  return character >= 0x20 && g_unichar_validate (character) && !printable_hides (character);
}

bool
edit_line_insert (EditLine *line, gunichar character)
{
  char octets[8] = "";
  if (!may_stand (character))
    return false;
  octets[g_unichar_to_utf8 (character, octets)] = '\0';
  return edit_line_replace (line, line->cursor, line->cursor, octets);
}

bool
edit_line_paste (EditLine *line, const char *text)
{
  g_autoptr (GString) shown = g_string_new (NULL);
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (may_stand (g_utf8_get_char (text)))
      g_string_append_unichar (shown, g_utf8_get_char (text));
  return edit_line_replace (line, line->cursor, line->cursor, shown->str);
}

/* --- keys -------------------------------------------------------------------------------- */

/* Where the character before the cursor begins, and where the one behind it ends. */
static size_t
back (const EditLine *line)
{
  const char *text = line->text->str;
  return line->cursor > 0 ? (size_t) (g_utf8_prev_char (text + line->cursor) - text) : 0;
}

static size_t
forward (const EditLine *line)
{
  const char *text = line->text->str;
  return text[line->cursor] != '\0' ? (size_t) (g_utf8_next_char (text + line->cursor) - text) : line->cursor;
}

static size_t
word_back (const EditLine *line)
{
  size_t at = line->cursor;
  while (at > 0 && line->text->str[at - 1] == line->between)
    at--;
  while (at > 0 && line->text->str[at - 1] != line->between)
    at--;
  return at;
}

/* False: not a key that moves the cursor. */
static bool
move_cursor (EditLine *line, Key key)
{
  enum { LINE_BEGIN = 1, BACK = 2, LINE_ENDS = 5, FORWARD = 6 };
  if (key == (KEY_FUNCTION | KEY_LEFT) || key == BACK)
    line->cursor = back (line);
  else if (key == (KEY_FUNCTION | KEY_RIGHT) || key == FORWARD)
    line->cursor = forward (line);
  else if (key == (KEY_FUNCTION | KEY_HOME) || key == LINE_BEGIN)
    line->cursor = 0;
  else if (key == (KEY_FUNCTION | KEY_END) || key == LINE_ENDS)
    line->cursor = line->text->len;
  else
    return false;
  return true;
}

EditResult
edit_line_key (EditLine *line, Key key)
{
  enum { DELETE = 4, ERASE_OLD = 8, KILL = 11, ERASE_ALL = 21, ERASE_WORD = 23, ERASE = 127 };
  if (move_cursor (line, key))
    return EDIT_MOVED;
  if (key == ERASE || key == ERASE_OLD || key == (KEY_FUNCTION | KEY_BACKSPACE))
    edit_line_replace (line, back (line), line->cursor, "");
  else if (key == DELETE || key == (KEY_FUNCTION | KEY_DC))
    edit_line_replace (line, line->cursor, forward (line), "");
  else if (key == ERASE_ALL)
    edit_line_replace (line, 0, line->text->len, "");
  else if (key == ERASE_WORD)
    edit_line_replace (line, word_back (line), line->cursor, "");
  else if (key == KILL)
    edit_line_replace (line, line->cursor, line->text->len, "");
  else if (key >= KEY_FUNCTION || !edit_line_insert (line, key))
    return EDIT_NOTHING;
  return EDIT_CHANGED;
}

/* --- drawing ----------------------------------------------------------------------------- */

static int
width_of (const char *text, size_t length)
{
  g_autofree char *shown = printable (octets_of (text, length));
  return (int) printable_width (shown);
}

/* The first octet that is drawn. */
static size_t
first_shown (const EditLine *line, int room)
{
  enum { OCTETS_A_COLUMN = 8 };
  const char *text = line->text->str;
  /* What cannot be in sight need not be measured again and again. */
  const size_t most = (size_t) MAX (room, 1) * OCTETS_A_COLUMN;
  size_t first = line->cursor > most ? line->cursor - most : 0;
  while (((uint8_t) text[first] & 0xc0) == 0x80)
    first++;
  while (first < line->cursor && width_of (text + first, line->cursor - first) > room - 2)
    first = (size_t) (g_utf8_next_char (text + first) - text);
  return first;
}

int
edit_line_column (const EditLine *line, int room, size_t octet)
{
  const size_t first = first_shown (line, room);
  return octet > first ? width_of (line->text->str + first, octet - first) : 0;
}

int
edit_line_draw (const EditLine *line, Canvas *canvas, int row, int column, int room, Style style)
{
  const size_t first = first_shown (line, room);
  g_autofree char *shown = printable (octets_of_string (line->text->str + first));
  canvas_say (canvas, row, column, room, style, shown);
  return column + width_of (line->text->str + first, line->cursor - first);
}

/* --- what was written before ------------------------------------------------------------- */

void
edit_history_init (EditHistory *history)
{
  *history = (EditHistory){ .lines = g_ptr_array_new_with_free_func (g_free) };
}

void
edit_history_clear (EditHistory *history)
{
  g_ptr_array_unref (history->lines);
  g_free (history->draft);
}

void
edit_history_begin (EditHistory *history)
{
  history->at = history->lines->len;
  g_clear_pointer (&history->draft, g_free);
}

void
edit_history_add (EditHistory *history, const char *text)
{
  GPtrArray *lines = history->lines;
  if (text[0] == '\0' || (lines->len > 0 && g_str_equal (g_ptr_array_index (lines, lines->len - 1), text)))
    return;
  if (lines->len >= HISTORY_MAX)
    g_ptr_array_remove_index (lines, 0);
  g_ptr_array_add (lines, g_strdup (text));
}

/* Older by one, or newer. */
static void
recall (EditHistory *history, EditLine *line, bool older)
{
  const GPtrArray *lines = history->lines;
  if (older ? history->at == 0 : history->at >= lines->len)
    return;
  if (history->at == lines->len)
    {
      g_free (history->draft);
      history->draft = g_strdup (line->text->str);
    }
  history->at = older ? history->at - 1 : history->at + 1;
  edit_line_set (line, history->at < lines->len ? g_ptr_array_index (lines, history->at) : history->draft);
}

bool
edit_history_key (EditHistory *history, EditLine *line, Key key)
{
  enum { NEWER = 14, OLDER = 16 };
  bool older = key == (KEY_FUNCTION | KEY_UP) || key == OLDER;
  if (!older && key != (KEY_FUNCTION | KEY_DOWN) && key != NEWER)
    return false;
  recall (history, line, older);
  return true;
}
