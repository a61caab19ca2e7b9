/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame and what is saved: what the view in front has selected, the dialog, and the
 * save under way. */
#include "config.h"

#include "frame-top.h"

#include "../dissect/translate.h"

/* What the view in front is about, if it is about one session or mail. */
static Pick
pick_in_front (const Frame *frame, Model *model)
{
  const Level *level = top_level (frame);
  const View *view = top_view (frame);
  Pick pick = { 0 };
  if (view->pick != NULL && view->pick (top_state (frame), &pick))
    return pick;
  if (level->focus.session == NULL)
    return (Pick){ 0 };
  pick.row = model_row_of (model, level->focus.session->id);
  if (view == &view_message)
    pick.transaction = MAX (level->focus.transaction, 1);
  return pick;
}

void
frame_save (Frame *frame, Ui *ui)
{
  Model *model = (Model *) ui_model (ui);
  SaveChoice choice = { .pick = pick_in_front (frame, model) };
  choice.mails = choice.pick.transaction != 0 || top_view (frame) == &view_messages;
  if (save_run_is_on (&frame->saving))
    frame_say (frame, _ ("Something is being saved still: wait for it, or stop it."));
  else if (frame->save.saver == NULL)
    frame_say (frame, _ ("Nothing can be saved here."));
  else if (model->rows->len == 0)
    frame_say (frame, _ ("There is nothing to save yet."));
  else
    save_dialog_open (&frame->save, model, &choice);
}

void
frame_save_work (Frame *frame)
{
  char *told = NULL;
  if (save_run_is_on (&frame->saving) && !save_run_work (&frame->saving, &told))
    frame_say (frame, told);
  g_free (told);
}

bool
frame_save_stop (Frame *frame)
{
  if (!save_run_is_on (&frame->saving))
    return false;
  g_autofree char *told = save_run_stop (&frame->saving);
  frame_say (frame, told);
  return true;
}

char *
frame_save_text (const Frame *frame)
{
  char name[KEY_NAME];
  if (!save_run_is_on (&frame->saving))
    return NULL;
  keymap_first_name (frame->keys, ACTION_BACK, name);
  return save_run_text (&frame->saving, name);
}
