/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows into a file.  What is chosen was noted at the beginning: what the user does with
 * filters and marks meanwhile changes nothing.  Slices are of SLICE_MICROSECONDS. */
#include "config.h"

#include "save-run.h"

#include "../dissect/printable.h"
#include "../dissect/translate.h"

enum { SLICE_MICROSECONDS = 15000 };

bool
save_form_is_of_mails (SaveForm form)
{
  return form == SAVE_EML || form == SAVE_MBOX;
}

bool
save_run_is_on (const SaveRun *run)
{
  return run->job != NULL;
}

bool
save_run_begin (SaveRun *run, const Saver *saver, const SaveOrder *order, GArray *picks, bool *taken, char **trouble)
{
  g_assert (run->job == NULL);
  gpointer job = saver->begin (saver->user, order, taken, trouble);
  if (job == NULL)
    {
      g_array_unref (picks);
      return false;
    }
  *run = (SaveRun){ .saver = saver, .job = job, .form = order->form, .path = g_strdup (order->path), .picks = picks };
  return true;
}

/* --- what the user is told ----------------------------------------------------- */

/* Mails or sessions, by the form. */
static char *
count_words (const SaveRun *run, const SaveResult *result)
{
  return save_form_is_of_mails (run->form) ? wording_count (result->mails, "%s mail", "%s mails")
                                           : wording_count (result->sessions, "%s session", "%s sessions");
}

static char *
told_at_end (const SaveRun *run, const SaveResult *result, bool stopped)
{
  g_autofree char *count = count_words (run, result);
  g_autofree char *path = printable (octets_of_string (run->path));
  GString *line = g_string_new (NULL);
  if (stopped)
    g_string_append_printf (line, _ ("Stopped: %s saved so far, left in %s."), count, path);
  else if (result->trouble != NULL)
    {
      g_autofree char *trouble = printable (octets_of_string (result->trouble));
      g_string_append_printf (line, _ ("Not all was saved (%s): %s in %s."), trouble, count, path);
    }
  else
    g_string_append_printf (line, _ ("%s saved in %s."), count, path);
  if (result->missed > 0)
    {
      g_autofree char *missed = wording_count (result->missed, "%s session", "%s sessions");
      g_string_append_c (line, ' ');
      g_string_append_printf (line, _ ("Not found again in the input: %s."), missed);
    }
  if (run->open > 0)
    {
      g_autofree char *open = wording_count (run->open, "%s session", "%s sessions");
      g_string_append_c (line, ' ');
      g_string_append_printf (line, _ ("Not over yet: %s."), open);
    }
  return g_string_free (line, FALSE);
}

static char *
end (SaveRun *run, bool stopped)
{
  SaveResult result = { 0 };
  run->saver->end (run->job, &result);
  char *told = told_at_end (run, &result, stopped);
  g_free (result.trouble);
  g_free (run->path);
  g_array_unref (run->picks);
  *run = (SaveRun){ 0 };
  return told;
}

char *
save_run_text (const SaveRun *run, const char *stop_key)
{
  g_autofree char *path = printable (octets_of_string (run->path));
  guint count = MAX (run->picks->len, 1);
  /* Of packets adding is nothing yet, of all else it is all. */
  unsigned percent = run->form == SAVE_PCAP ? run->percent : (unsigned) ((guint64) run->next * 100 / count);
  return g_strdup_printf (_ ("Saving in %s: %u %%; %s stops."), path, percent, stop_key);
}

/* --- the work ------------------------------------------------------------------ */

static void
add_next (SaveRun *run)
{
  const Pick *pick = &g_array_index (run->picks, Pick, run->next++);
  if (pick->row->open)
    run->open++;
  if (pick->row->open && !save_form_is_of_mails (run->form))
    return;
  run->failed = !run->saver->add (run->job, pick->row->session, pick->transaction);
}

bool
save_run_work (SaveRun *run, char **told)
{
  gint64 until = g_get_monotonic_time () + SLICE_MICROSECONDS;
  bool more = true;
  while (more && !run->failed && g_get_monotonic_time () < until)
    if (run->next < run->picks->len)
      add_next (run);
    else
      more = run->saver->work (run->job, &run->percent);
  if (more && !run->failed)
    return true;
  *told = end (run, false);
  return false;
}

char *
save_run_stop (SaveRun *run)
{
  return end (run, true);
}
