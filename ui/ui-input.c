/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes from the terminal: keys, pasted text, the mouse.
 *
 * Pasted text comes between two marks of the terminal and is never taken for keys; where
 * the second mark does not come, it ends when nothing came for a second. */
#include "config.h"

#include "ui-state.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

#include <string.h>

enum { PASTE_OCTETS_MAX = 64 * 1024, PASTE_PAUSE = G_USEC_PER_SEC, DOUBLE_CLICK = G_USEC_PER_SEC * 4 / 10 };

static void
copy (Ui *ui)
{
  enum { TOLD_COLUMNS = 40 };
  g_autofree char *text = frame_row_text (&ui->frame, ui->canvas);
  g_autofree char *line_of_it = g_strdelimit (g_strdup (text), "\t", ' ');
  g_autofree char *shown = printable_fit (line_of_it, TOLD_COLUMNS);
  g_autofree char *line = NULL;
  if (text[0] == '\0')
    line = g_strdup (_ ("There is nothing to copy here."));
  else if (screen_modes_copy (&ui->modes, text, strlen (text)))
    line = g_strdup_printf (_ ("Copied, if the terminal lets it: %s"), shown);
  else
    line = g_strdup (_ ("This terminal takes nothing for a clipboard."));
  frame_say (&ui->frame, line);
}

void
ui_take_key (Ui *ui, Key key)
{
  int row, column;
  /* While a filter is written only the last of many keys counts. */
  if (!ui->frame.filter.open && !ui->frame.form.open)
    ui_do_work (ui);
  /* Keys that came in one go: the next one may act on rows that only drawing makes. */
  if (ui->frame.unseen && ui->canvas != NULL)
    frame_draw (&ui->frame, ui, ui->canvas, &row, &column);
  switch (frame_key (&ui->frame, ui, key))
    {
    case WISH_QUIT:
      ui_end (ui);
      break;
    case WISH_SUSPEND:
      ui_suspend (ui);
      break;
    case WISH_COPY:
      copy (ui);
      break;
    case WISH_REDRAW:
      ui_redraw (ui);
      break;
    case WISH_NONE:
    default:
      break;
    }
}

static void
end_paste (Ui *ui)
{
  g_autofree char *text = g_string_free (g_steal_pointer (&ui->paste), FALSE);
  frame_paste (&ui->frame, ui, text);
}

/* Takes a key as pasted text, if it is; false: it is a key. */
static bool
take_pasted (Ui *ui, Key key)
{
  gint64 now = g_get_monotonic_time ();
  if (ui->paste != NULL && now - ui->paste_time > PASTE_PAUSE)
    end_paste (ui);
  if (key == (KEY_FUNCTION | KEY_PASTE_BEGIN) && ui->paste == NULL)
    ui->paste = g_string_new (NULL);
  else if (key == (KEY_FUNCTION | KEY_PASTE_END) && ui->paste != NULL)
    end_paste (ui);
  else if (ui->paste == NULL)
    return false;
  else if (key < KEY_FUNCTION && g_unichar_validate (key) && ui->paste->len < PASTE_OCTETS_MAX)
    g_string_append_unichar (ui->paste, key);
  ui->paste_time = now;
  return true;
}

static void
take_click (Ui *ui, int row, int column)
{
  gint64 now = g_get_monotonic_time ();
  /* Of a double click on what is selected the second half must not act on what the first opened. */
  if (ui->open_time != 0 && now - ui->open_time < DOUBLE_CLICK)
    return;
  ui->open_time = frame_click (&ui->frame, ui, ui->canvas, row, column) ? now : 0;
}

static void
take_mouse (Ui *ui)
{
  MEVENT event;
  int row, column;
  if (getmouse (&event) != OK)
    return;
  if (ui->frame.unseen)
    frame_draw (&ui->frame, ui, ui->canvas, &row, &column);
  if ((event.bstate & BUTTON1_PRESSED) != 0)
    take_click (ui, event.y, event.x);
  else if ((event.bstate & (BUTTON4_PRESSED | BUTTON5_PRESSED)) != 0)
    frame_wheel (&ui->frame, (event.bstate & BUTTON4_PRESSED) != 0);
}

static void
take_input (Ui *ui, Key key)
{
  if (take_pasted (ui, key))
    return;
  if (key == (KEY_FUNCTION | KEY_MOUSE))
    take_mouse (ui);
  else
    ui_take_key (ui, key);
}

static void
take_all (Ui *ui, const Key *keys, unsigned count)
{
  for (unsigned i = 0; i < count && !ui->ended; i++)
    take_input (ui, keys[i]);
}

void
ui_take_read (Ui *ui, Key key)
{
  Key keys[KEY_SEQUENCE_KEYS] = { key };
  take_all (ui, keys, ui->paste != NULL ? 1 : key_sequence_take (&ui->sequence, key, keys));
}

void
ui_take_pause (Ui *ui)
{
  Key keys[KEY_SEQUENCE_KEYS];
  take_all (ui, keys, key_sequence_end (&ui->sequence, keys));
}
