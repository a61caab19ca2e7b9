/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Limits: TEXT_MAX octets.  Completes nothing. */
#include "config.h"

#include "ask-line.h"

#include "dialog.h"

#include "../dissect/printable.h"

enum { TEXT_MAX = 1000 };

void
ask_line_init (AskLine *ask)
{
  edit_line_init (&ask->line, TEXT_MAX, ' ');
  edit_history_init (&ask->history);
}

void
ask_line_clear (AskLine *ask)
{
  edit_line_clear (&ask->line);
  edit_history_clear (&ask->history);
}

void
ask_line_open (AskLine *ask, const char *text)
{
  ask->open = true;
  edit_line_set (&ask->line, text);
  edit_history_begin (&ask->history);
}

AskState
ask_line_key (AskLine *ask, Key key)
{
  if (dialog_key_cancels (key))
    {
      ask->open = false;
      return ASK_LEFT;
    }
  if (dialog_key_takes (key))
    {
      edit_history_add (&ask->history, ask->line.text->str);
      ask->open = false;
      return ASK_DONE;
    }
  if (!edit_history_key (&ask->history, &ask->line, key))
    edit_line_key (&ask->line, key);
  return ASK_OPEN;
}

void
ask_line_paste (AskLine *ask, const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    edit_line_insert (&ask->line, g_utf8_get_char (text));
}

int
ask_line_draw (const AskLine *ask, const char *label, Canvas *canvas, int row)
{
  int columns = canvas_columns (canvas), begin = (int) printable_width (label);
  canvas_put (canvas, row, 0, columns, STYLE_HEADING, label);
  return edit_line_draw (&ask->line, canvas, row, begin, columns - begin, STYLE_TEXT);
}
