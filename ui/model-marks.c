/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which sessions and mails the user marked.
 *
 * A mark stays on its row whatever the filters and the order of the list are.  Marks of
 * sessions and those of mails know nothing of each other. */
#include "config.h"

#include "model.h"

static void
count (Model *model, MarkKind kind, bool more)
{
  if (more)
    model->marked[kind]++;
  else
    model->marked[kind]--;
}

void
model_mark_session (Model *model, SessionRow *row, bool marked)
{
  if (row->marked == marked)
    return;
  row->marked = marked;
  count (model, MARKS_SESSIONS, marked);
}

void
model_mark_mail (Model *model, MailRow *mail, bool marked)
{
  if (mail->marked == marked)
    return;
  mail->marked = marked;
  count (model, MARKS_MAILS, marked);
}

void
model_mark_none (Model *model, MarkKind kind)
{
  for (guint i = 0; kind == MARKS_SESSIONS && model->marked[kind] > 0 && i < model->rows->len; i++)
    model_mark_session (model, g_ptr_array_index (model->rows, i), false);
  for (guint i = 0; kind == MARKS_MAILS && model->marked[kind] > 0 && i < model->mails->len; i++)
    model_mark_mail (model, g_ptr_array_index (model->mails, i), false);
}

GPtrArray *
model_marked_sessions (const Model *model, guint *hidden)
{
  GPtrArray *rows = g_ptr_array_new ();
  guint away = 0;
  for (guint i = 0; rows->len < model->marked[MARKS_SESSIONS] && i < model->rows->len; i++)
    {
      SessionRow *row = g_ptr_array_index (model->rows, i);
      if (!row->marked)
        continue;
      g_ptr_array_add (rows, row);
      away += !model_is_shown (model, row);
    }
  if (hidden != NULL)
    *hidden = away;
  return rows;
}

GPtrArray *
model_marked_mails (const Model *model, guint *hidden)
{
  GPtrArray *mails = g_ptr_array_new ();
  guint away = 0;
  for (guint i = 0; mails->len < model->marked[MARKS_MAILS] && i < model->mails->len; i++)
    {
      MailRow *mail = g_ptr_array_index (model->mails, i);
      if (!mail->marked)
        continue;
      g_ptr_array_add (mails, mail);
      away += !model_is_shown (model, mail->row);
    }
  if (hidden != NULL)
    *hidden = away;
  return mails;
}
