/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that may be saved. */
#include "config.h"

#include "save-choice.h"

#include "../dissect/translate.h"

static const GPtrArray *
rows_of (const SaveChoice *choice, const Model *model, SaveWhat what)
{
  if (what == SAVE_FILTERED)
    return choice->mails ? model->shown_mails : model->shown;
  return choice->mails ? model->mails : model->rows;
}

guint
save_choice_count (const SaveChoice *choice, const Model *model, SaveWhat what)
{
  switch (what)
    {
    case SAVE_SELECTED:
      return choice->pick.row != NULL ? 1 : 0;
    case SAVE_MARKED:
      return model->marked[choice->mails ? MARKS_MAILS : MARKS_SESSIONS];
    case SAVE_FILTERED:
      return model_is_filtered (model) ? rows_of (choice, model, what)->len : 0;
    case SAVE_ALL:
      return rows_of (choice, model, what)->len;
    default:
      return 0;
    }
}

char *
save_choice_words (const SaveChoice *choice, const Model *model, SaveWhat what)
{
  static const struct {
    const char *sessions, *mails;
  } words[SAVE_WHATS] = {
    [SAVE_SELECTED] = { N_ ("the session here"), N_ ("the mail here") },
    [SAVE_MARKED] = { N_ ("marked: %s"), N_ ("marked: %s") },
    [SAVE_FILTERED] = { N_ ("taken by the filters: %s"), N_ ("taken by the filters: %s") },
    [SAVE_ALL] = { N_ ("all: %s"), N_ ("all: %s") },
  };
  const char *format = choice->mails ? words[what].mails : words[what].sessions;
  if (what == SAVE_SELECTED)
    return g_strdup (_ (format));
  guint number = save_choice_count (choice, model, what);
  g_autofree char *count = choice->mails ? wording_count (number, "%s mail", "%s mails")
                                         : wording_count (number, "%s session", "%s sessions");
  return g_strdup_printf (_ (format), count);
}

SaveWhat
save_choice_first (const SaveChoice *choice, const Model *model)
{
  static const SaveWhat order[] = { SAVE_MARKED, SAVE_SELECTED, SAVE_FILTERED };
  for (size_t i = 0; i < G_N_ELEMENTS (order); i++)
    if (save_choice_count (choice, model, order[i]) > 0)
      return order[i];
  return SAVE_ALL;
}

/* --- the rows themselves ------------------------------------------------------- */

typedef struct Gathered {
  GArray *picks;
  GHashTable *met; /* of SessionRow *: sessions that are in it; NULL: mails are gathered */
} Gathered;

static void
gather (Gathered *gathered, Pick pick)
{
  if (gathered->met != NULL)
    {
      if (!g_hash_table_add (gathered->met, pick.row))
        return;
      pick.transaction = 0;
    }
  g_array_append_val (gathered->picks, pick);
}

static Pick
pick_of_row (const SaveChoice *choice, gpointer row)
{
  if (!choice->mails)
    return (Pick){ .row = row };
  const MailRow *mail = row;
  return (Pick){ .row = mail->row, .transaction = mail->transaction->number };
}

static void
gather_all (Gathered *gathered, const SaveChoice *choice, const GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    gather (gathered, pick_of_row (choice, g_ptr_array_index (rows, i)));
}

GArray *
save_choice_picks (const SaveChoice *choice, const Model *model, SaveWhat what, bool sessions)
{
  Gathered gathered = { .picks = g_array_new (FALSE, FALSE, sizeof (Pick)) };
  if (sessions && choice->mails)
    gathered.met = g_hash_table_new (NULL, NULL);
  if (what == SAVE_SELECTED && choice->pick.row != NULL)
    gather (&gathered, choice->mails ? choice->pick : (Pick){ .row = choice->pick.row });
  else if (what == SAVE_MARKED)
    {
      g_autoptr (GPtrArray) rows
          = choice->mails ? model_marked_mails (model, NULL) : model_marked_sessions (model, NULL);
      gather_all (&gathered, choice, rows);
    }
  else if (what == SAVE_FILTERED || what == SAVE_ALL)
    gather_all (&gathered, choice, rows_of (choice, model, what));
  g_clear_pointer (&gathered.met, g_hash_table_unref);
  return gathered.picks;
}

guint
save_picks_mails (const GArray *picks, guint most)
{
  guint count = 0;
  for (guint i = 0; i < picks->len && count < most; i++)
    {
      const Pick *pick = &g_array_index (picks, Pick, i);
      const GPtrArray *transactions = pick->row->session->transactions;
      for (guint k = 0; k < transactions->len && count < most; k++)
        {
          const SmtpTransaction *transaction = g_ptr_array_index (transactions, k);
          bool chosen = pick->transaction == 0 || pick->transaction == transaction->number;
          count += chosen && transaction->message != NULL && transaction->message_done;
        }
    }
  return count;
}
