/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The evidence of all findings in the order of packets, so that each rung finds its own.
 *
 * Packets alone are no match, for one may bring several lines: the octets have to be the
 * same, too.  What is cited of a mail's octets belongs to the rung of that mail. */
#include "config.h"

#include "ladder-cites.h"

#include <string.h>

typedef struct Cite {
  const Finding *finding;
  const Evidence *evidence;
  guint order; /* of the finding: the worst is the first */
} Cite;

struct LadderCites {
  GArray *cites; /* of Cite, by file and packet */
  const GPtrArray *findings;
  guint count;
};

static int
compare_places (const Origin *a, const Origin *b)
{
  if (a->file != b->file)
    return a->file < b->file ? -1 : 1;
  return a->packet < b->packet ? -1 : a->packet > b->packet;
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  const Cite *one = a, *other = b;
  int order = compare_places (&one->evidence->origin, &other->evidence->origin);
  return order != 0 ? order : one->order < other->order ? -1 : one->order > other->order;
}

LadderCites *
ladder_cites_new (const SmtpSession *session)
{
  LadderCites *cites = g_new0 (LadderCites, 1);
  cites->cites = g_array_new (FALSE, FALSE, sizeof (Cite));
  cites->findings = session->findings;
  cites->count = session->findings != NULL ? session->findings->len : 0;
  for (guint i = 0; i < cites->count; i++)
    {
      const Finding *finding = g_ptr_array_index (session->findings, i);
      for (size_t k = 0; k < MIN (finding->evidence_count, FINDING_EVIDENCE_MAX); k++)
        {
          Cite cite = { finding, &finding->evidence[k], i };
          if (cite.evidence->session == 0 && cite.evidence->origin.packet != 0)
            g_array_append_val (cites->cites, cite);
        }
    }
  g_array_sort (cites->cites, compare);
  return cites;
}

void
ladder_cites_free (LadderCites *cites)
{
  if (cites == NULL)
    return;
  g_array_unref (cites->cites);
  g_free (cites);
}

bool
ladder_cites_are_of (const LadderCites *cites, const SmtpSession *session)
{
  return cites->findings == session->findings
         && cites->count == (session->findings != NULL ? session->findings->len : 0);
}

/* The first that is of this packet or of a later one. */
static guint
first_from (const LadderCites *cites, const Origin *origin)
{
  guint low = 0, high = cites->cites->len;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      if (compare_places (&g_array_index (cites->cites, Cite, middle).evidence->origin, origin) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* The octets of the evidence are the event's, or a part or a copy of them. */
static bool
is_of_event (const Evidence *evidence, const SmtpEvent *event)
{
  uintptr_t begin = (uintptr_t) event->octets.at, at = (uintptr_t) evidence->text.at;
  if (evidence->side != event->side)
    return false;
  if (event->octets.length == 0 || evidence->text.length == 0)
    return event->octets.length == evidence->text.length;
  if (at >= begin && at < begin + event->octets.length)
    return true;
  return memcmp (evidence->text.at, event->octets.at, MIN (evidence->text.length, event->octets.length)) == 0;
}

static bool
is_of_mail (const Cite *cite, const SmtpTransaction *transaction)
{
  return cite->evidence->side == SIDE_CLIENT && smtp_command_verb (cite->evidence->text) == VERB_UNKNOWN
         && (cite->finding->transaction == 0 || cite->finding->transaction == transaction->number);
}

/* The packets that the rung stands for. */
static bool
places_of (const SmtpSession *session, Rung rung, Origin *from, Origin *to)
{
  const SmtpTransaction *transaction = rung.kind == RUNG_MAIL ? rung_transaction (session, rung) : NULL;
  *from = *to = rung_origin (session, rung);
  if (transaction != NULL && transaction->data_origin.packet != 0)
    *from = transaction->data_origin;
  if (transaction != NULL && transaction->data_end.packet != 0)
    *to = transaction->data_end;
  return from->packet != 0 && rung.kind != RUNG_AGAIN && rung.event < session->events->len && rung.kind != RUNG_INSIDE
         && rung.kind != RUNG_TLS_END;
}

const Finding *
ladder_cites_find (const LadderCites *cites, const SmtpSession *session, Rung rung, guint *count)
{
  Origin from, to;
  const Cite *worst = NULL;
  const Finding *last = NULL;
  *count = 0;
  if (!places_of (session, rung, &from, &to))
    return NULL;
  const SmtpEvent *event = smtp_session_event (session, rung.event);
  for (guint i = first_from (cites, &from); i < cites->cites->len; i++)
    {
      const Cite *cite = &g_array_index (cites->cites, Cite, i);
      if (compare_places (&cite->evidence->origin, &to) > 0)
        break;
      if (rung.kind == RUNG_MAIL ? !is_of_mail (cite, event->transaction) : !is_of_event (cite->evidence, event))
        continue;
      *count += cite->finding != last;
      last = cite->finding;
      if (worst == NULL || cite->order < worst->order)
        worst = cite;
    }
  return worst != NULL ? worst->finding : NULL;
}
