/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The save under way and the main loop: a slice whenever nothing else is to be done. */
#include "config.h"

#include "ui-state.h"

void
ui_set_saver (gpointer sink, const Saver *saver)
{
  ((Ui *) sink)->frame.save.saver = saver;
}

bool
ui_save_more (gpointer sink)
{
  Ui *ui = sink;
  frame_save_work (&ui->frame);
  return save_run_is_on (&ui->frame.saving);
}

static gboolean
on_slice (gpointer pointer)
{
  Ui *ui = pointer;
  ui_changed (ui);
  if (!ui->ended && ui_save_more (ui))
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&ui->saving, g_source_unref);
  return G_SOURCE_REMOVE;
}

void
ui_go_on_saving (Ui *ui)
{
  if (ui->saving != NULL || ui->context == NULL || !save_run_is_on (&ui->frame.saving))
    return;
  ui->saving = g_idle_source_new ();
  g_source_set_callback (ui->saving, on_slice, ui, NULL);
  g_source_attach (ui->saving, ui->context);
}

void
ui_end_saving (Ui *ui)
{
  const Saver *saver = ui->frame.save.saver;
  if (ui->saving != NULL)
    {
      g_source_destroy (ui->saving);
      g_clear_pointer (&ui->saving, g_source_unref);
    }
  if (!save_run_is_on (&ui->frame.saving))
    return;
  g_autofree char *told = save_run_stop (&ui->frame.saving);
  saver->tell (saver->user, told);
}
