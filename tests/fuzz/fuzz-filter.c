/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any octets as a filter: the first line.  What follows is a dialogue that it is asked about, of
 * lines that client and server say in turn.
 *
 * An error has a sentence and a place inside the text.  What is accepted prints to a text that reads back to
 * an equal tree, which prints the same and answers the same; "!" in front turns the answer around.  Completion
 * replaces nothing but the word at the cursor. */
#include "config.h"

#include "dissect/filter-completion.h"
#include "dissect/session-filter.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length);

static void
check (bool holds)
{
  if (!holds)
    abort ();
}

static SmtpSession *
play (SmtpSurroundings *surroundings, Octets said)
{
  const Flow flow = { .ip_version = 4, .side = { { .ip = { 192, 0, 2, 1 }, .port = 4000 }, { .port = 25 } } };
  SmtpSession *session = smtp_session_new (&flow, false, surroundings);
  uint64_t offset[2] = { 0, 0 };
  Origin origin = { 1, 1700000000000000000, 0 };
  for (unsigned side = 1; said.length > 0 && offset[0] + offset[1] < 4096; side = 1 - side)
    {
      size_t end = MIN (octets_find (said, '\n'), said.length - 1) + 1;
      if (smtp_session_feed (session, side, octets_slice (said, 0, end), offset[side], origin) == FEED_NOT_SMTP)
        break;
      offset[side] += end;
      origin.packet++;
      said = octets_from (said, end);
    }
  const SessionTraffic traffic = { .packets = origin.packet, .last = origin };
  smtp_session_end (session, SESSION_FIN, &traffic);
  return session;
}

static void
read_back (const SessionFilter *filter, const SmtpSession *session)
{
  FilterError error;
  g_autofree char *printed = session_filter_print (filter);
  /* Quotation marks and backslashes make it longer. */
  if (strlen (printed) + 3 > FILTER_TEXT_MAX)
    return;
  SessionFilter *again = session_filter_new (printed, &error);
  check (again != NULL && session_filter_equal (filter, again));
  g_autofree char *same = session_filter_print (again);
  check (g_str_equal (printed, same));
  check (session_filter_matches (filter, session) == session_filter_matches (again, session));
  session_filter_free (again);
  g_autofree char *turned = g_strdup_printf ("!(%s)", printed);
  SessionFilter *not = session_filter_new (turned, &error);
  if (not != NULL)
    check (session_filter_matches (not, session) != session_filter_matches (filter, session));
  else
    filter_error_clear (&error); /* nested too deeply now */
  session_filter_free (not );
}

int
LLVMFuzzerTestOneInput (const uint8_t *octets, size_t length)
{
  Octets all = octets_of (octets, length);
  size_t end = MIN (octets_find (all, '\n'), length);
  g_autofree char *text = g_strndup ((const char *) octets, end);
  MailStorage storage = { .keep = true, .mail_memory = 65536, .total_memory = 65536 };
  SmtpSurroundings surroundings = { .next_id = 1, .storage = &storage };
  session_limits_init (&surroundings.limits);
  SmtpSession *session = play (&surroundings, octets_from (all, end + 1));
  FilterError error;
  SessionFilter *filter = session_filter_new (text, &error);
  check ((filter == NULL) == (error.text != NULL));
  if (filter != NULL)
    read_back (filter, session);
  else
    check (error.at <= strlen (text) && error.text[0] != '\0');
  FilterCompletion completion;
  filter_complete (&completion, text, strlen (text));
  check (completion.start <= strlen (text) && completion.beginning <= completion.candidates->len);
  g_autofree char *common = filter_completion_common (&completion);
  check (completion.beginning == 0 || strlen (common) >= strlen (text) - completion.start);
  filter_completion_clear (&completion);
  session_filter_free (filter);
  filter_error_clear (&error);
  smtp_session_unref (session);
  return 0;
}
