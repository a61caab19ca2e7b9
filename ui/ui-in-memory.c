/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The screen in memory, with keys, mouse and time as a test has them (see ui.h).
 *
 * What the terminal's own screen does is not told apart from it: nothing here decides. */
#include "config.h"

#include "ui.h"

#include "line-input.h"
#include "ui-state.h"

bool
ui_start_screen (gpointer sink, int rows, int columns, FILE *null, void (*quit) (gpointer user), gpointer user)
{
  static const char *const kinds[] = { "xterm-256color", "xterm", "linux", "vt100" };
  Ui *ui = sink;
  for (size_t i = 0; i < G_N_ELEMENTS (kinds) && ui->screen == NULL; i++)
    ui->screen = newterm (kinds[i], null, null);
  if (ui->screen == NULL)
    return false;
  ui->quit = quit;
  ui->user = user;
  ui_screen_ready (ui);
  resizeterm (rows, columns);
  return true;
}

void
ui_resize_screen (gpointer sink, int rows, int columns)
{
  resizeterm (rows, columns);
  ui_show (sink);
}

void
ui_key (gpointer sink, wint_t key, bool is_function)
{
  ui_take_key (sink, is_function ? KEY_FUNCTION | (Key) key : (Key) key);
}

void
ui_paste (gpointer sink, const char *text)
{
  frame_paste (&((Ui *) sink)->frame, sink, text);
}

void
ui_click (gpointer sink, int row, int column)
{
  Ui *ui = sink;
  frame_click (&ui->frame, ui, ui->canvas, row, column);
}

void
ui_wheel (gpointer sink, bool up)
{
  frame_wheel (&((Ui *) sink)->frame, up);
}

void
ui_draw (gpointer sink)
{
  ui_show (sink);
}

bool
ui_line (gpointer sink, const char *line)
{
  return line_input_take (((const Ui *) sink)->lines, line);
}

int
ui_waits (gpointer sink)
{
  return ((const Ui *) sink)->wake_in;
}

void
ui_pass (gpointer sink, int milliseconds)
{
  Ui *ui = sink;
  while (ui->wake_in >= 0 && ui->wake_in <= milliseconds)
    {
      milliseconds -= ui->wake_in;
      ui_woke (ui);
    }
  if (ui->wake_in >= 0)
    ui->wake_in -= milliseconds;
}

char *
ui_cell_text (gpointer sink, int row)
{
  return canvas_row_text (((const Ui *) sink)->canvas, row);
}
