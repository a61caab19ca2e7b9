/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Limits: TEXT_MAX octets, HISTORY_MAX lines, which are forgotten with the program.  Completes
 * nothing. */
#include "config.h"

#include "ask-line.h"

#include "curses-wide.h"

#include "../dissect/printable.h"

#include <string.h>

enum { TEXT_MAX = 1000, HISTORY_MAX = 100 };

void
ask_line_init (AskLine *line)
{
  line->text = g_string_new (NULL);
  line->history = g_ptr_array_new_with_free_func (g_free);
}

void
ask_line_clear (AskLine *line)
{
  g_string_free (line->text, TRUE);
  g_ptr_array_unref (line->history);
  g_free (line->draft);
}

void
ask_line_open (AskLine *line, const char *text)
{
  line->open = true;
  g_string_assign (line->text, text);
  line->cursor = line->text->len;
  line->at = line->history->len;
  g_clear_pointer (&line->draft, g_free);
}

static void
remember (AskLine *line)
{
  GPtrArray *history = line->history;
  if (line->text->len == 0
      || (history->len > 0 && g_str_equal (g_ptr_array_index (history, history->len - 1), line->text->str)))
    return;
  if (history->len >= HISTORY_MAX)
    g_ptr_array_remove_index (history, 0);
  g_ptr_array_add (history, g_strdup (line->text->str));
}

/* --- editing ------------------------------------------------------------------- */

/* False: there is no room. */
static bool
replace (AskLine *line, size_t start, size_t end, const char *by)
{
  if (line->text->len - (end - start) + strlen (by) > TEXT_MAX)
    return false;
  g_string_erase (line->text, (gssize) start, (gssize) (end - start));
  g_string_insert (line->text, (gssize) start, by);
  line->cursor = start + strlen (by);
  return true;
}

/* Where the character before the cursor begins, and where the one behind it ends. */
static size_t
back (const AskLine *line)
{
  const char *text = line->text->str;
  return line->cursor > 0 ? (size_t) (g_utf8_prev_char (text + line->cursor) - text) : 0;
}

static size_t
forward (const AskLine *line)
{
  const char *text = line->text->str;
  return text[line->cursor] != '\0' ? (size_t) (g_utf8_next_char (text + line->cursor) - text) : line->cursor;
}

static size_t
word_back (const AskLine *line)
{
  size_t at = line->cursor;
  while (at > 0 && line->text->str[at - 1] == ' ')
    at--;
  while (at > 0 && line->text->str[at - 1] != ' ')
    at--;
  return at;
}

/* Older by one, or newer. */
static void
recall (AskLine *line, bool older)
{
  if (older ? line->at == 0 : line->at == line->history->len)
    return;
  if (line->at == line->history->len)
    {
      g_free (line->draft);
      line->draft = g_strdup (line->text->str);
    }
  line->at = older ? line->at - 1 : line->at + 1;
  const char *text = line->at < line->history->len ? g_ptr_array_index (line->history, line->at) : line->draft;
  g_string_assign (line->text, text);
  line->cursor = line->text->len;
}

/* Keys that move the cursor; false: not one. */
static bool
move_cursor (AskLine *line, Key key)
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

static void
insert (AskLine *line, gunichar character)
{
  char octets[8] = "";
  if (character < 0x20 || !g_unichar_validate (character) || printable_hides (character))
    return;
  octets[g_unichar_to_utf8 (character, octets)] = '\0';
  replace (line, line->cursor, line->cursor, octets);
}

static void
edit (AskLine *line, Key key)
{
  enum { DELETE = 4, ERASE_OLD = 8, KILL = 11, NEWER = 14, OLDER = 16, ERASE_ALL = 21, ERASE_WORD = 23, ERASE = 127 };
  if (key == ERASE || key == ERASE_OLD || key == (KEY_FUNCTION | KEY_BACKSPACE))
    replace (line, back (line), line->cursor, "");
  else if (key == DELETE || key == (KEY_FUNCTION | KEY_DC))
    replace (line, line->cursor, forward (line), "");
  else if (key == ERASE_ALL)
    replace (line, 0, line->text->len, "");
  else if (key == ERASE_WORD)
    replace (line, word_back (line), line->cursor, "");
  else if (key == KILL)
    replace (line, line->cursor, line->text->len, "");
  else if (key == (KEY_FUNCTION | KEY_UP) || key == OLDER)
    recall (line, true);
  else if (key == (KEY_FUNCTION | KEY_DOWN) || key == NEWER)
    recall (line, false);
  else if (key < KEY_FUNCTION)
    insert (line, key);
}

AskState
ask_line_key (AskLine *line, Key key)
{
  enum { INTERRUPT = 3, LINE_END = '\r', NEW_LINE = '\n', ESCAPE = 27 };
  if (key == ESCAPE || key == INTERRUPT)
    {
      line->open = false;
      return ASK_LEFT;
    }
  if (key == LINE_END || key == NEW_LINE || key == (KEY_FUNCTION | KEY_ENTER))
    {
      remember (line);
      line->open = false;
      return ASK_DONE;
    }
  if (!move_cursor (line, key))
    edit (line, key);
  return ASK_OPEN;
}

void
ask_line_paste (AskLine *line, const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    insert (line, g_utf8_get_char (text));
}

/* --- drawing ------------------------------------------------------------------- */

static int
width_of (const char *text, size_t length)
{
  g_autofree char *shown = printable (octets_of (text, length));
  return (int) printable_width (shown);
}

int
ask_line_draw (const AskLine *line, const char *label, Canvas *canvas, int row)
{
  int columns = canvas_columns (canvas), begin = (int) printable_width (label);
  const char *text = line->text->str;
  size_t first = 0;
  /* Its front goes where the cursor would not fit. */
  while (first < line->cursor && width_of (text + first, line->cursor - first) > columns - begin - 2)
    first = (size_t) (g_utf8_next_char (text + first) - text);
  g_autofree char *shown = printable (octets_of_string (text + first));
  canvas_put (canvas, row, 0, columns, STYLE_HEADING, label);
  canvas_say (canvas, row, begin, columns - begin, STYLE_TEXT, shown);
  return begin + width_of (text + first, line->cursor - first);
}
