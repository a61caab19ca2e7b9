/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Octets that came again, and keep-alives, in the ladder.
 *
 * Limits: DESCRIBED of those that one rung stands for. */
#include "config.h"

#include "rung-again.h"

#include "moment.h"

#include "../dissect/time-difference.h"
#include "../dissect/translate.h"

#include <inttypes.h>

enum { DESCRIBED = 100 };

static const SessionRepeat *
repeat_at (const SmtpSession *session, guint index)
{
  return &g_array_index (session->repeats->rows, SessionRepeat, index);
}

void
rungs_add_again (GArray *rungs, const SmtpSession *session, guint event, guint *repeat)
{
  const guint count = session->repeats != NULL ? session->repeats->rows->len : 0;
  while (*repeat < count && repeat_at (session, *repeat)->event <= event)
    {
      const SessionRepeat *first = repeat_at (session, *repeat);
      Rung rung = { .kind = RUNG_AGAIN, .event = event, .repeat = *repeat };
      for (; *repeat < count; (*repeat)++, rung.repeats++)
        {
          const SessionRepeat *next = repeat_at (session, *repeat);
          if (next->event > event || next->side != first->side || next->keep_alive != first->keep_alive)
            break;
        }
      g_array_append_val (rungs, rung);
    }
}

const SessionRepeat *
rung_again (const SmtpSession *session, Rung rung, guint index)
{
  return repeat_at (session, rung.repeat + index);
}

Side
rung_again_side (const SmtpSession *session, Rung rung)
{
  return rung_again (session, rung, 0)->side == session->client_side ? SIDE_CLIENT : SIDE_SERVER;
}

static uint64_t
octets_of_rung (const SmtpSession *session, Rung rung)
{
  uint64_t octets = 0;
  for (guint i = 0; i < rung.repeats; i++)
    octets += rung_again (session, rung, i)->length;
  return octets;
}

char *
rung_again_text (const SmtpSession *session, Rung rung)
{
  const SessionRepeat *first = rung_again (session, rung, 0);
  g_autofree char *octets = wording_count (octets_of_rung (session, rung), "%s octet", "%s octets");
  g_autofree char *times = wording_number (rung.repeats);
  if (first->keep_alive)
    return rung.repeats == 1 ? g_strdup (_ ("↻ keep-alive: still there?"))
                             : g_strdup_printf (_ ("↻ %s keep-alives: still there?"), times);
  if (rung.repeats > 1)
    return g_strdup_printf (_ ("↻ %s again, in %s segments"), octets, times);
  if (first->first.packet == 0)
    return g_strdup_printf (_ ("↻ %s again"), octets);
  return g_strdup_printf (_ ("↻ %s again, first in packet %" PRIu64), octets, first->first.packet);
}

static void
describe_one (TextPane *pane, const SmtpSession *session, const SessionRepeat *repeat)
{
  g_autofree char *octets = wording_count (repeat->length, "%s octet", "%s octets");
  g_autofree char *offset = wording_number (repeat->offset);
  g_autofree char *time = wording_delay (repeat->origin.time, session_start (session));
  if (repeat->keep_alive)
    text_pane_addf (pane, STYLE_TEXT, 4, _ ("  packet %" PRIu64 "  %s"), repeat->origin.packet, time);
  else if (repeat->first.packet == 0)
    text_pane_addf (pane, STYLE_TEXT, 4,
                    _ ("  packet %" PRIu64 "  %s  %s from offset %s on; where they came first is no longer known"),
                    repeat->origin.packet, time, octets, offset);
  else
    {
      g_autofree char *later = moment_duration (time_difference (repeat->origin.time, repeat->first.time));
      text_pane_addf (pane, STYLE_TEXT, 4,
                      _ ("  packet %" PRIu64 "  %s  %s from offset %s on; first in packet %" PRIu64 ", %s before"),
                      repeat->origin.packet, time, octets, offset, repeat->first.packet, later);
    }
}

void
rung_again_describe (TextPane *pane, const SmtpSession *session, Rung rung)
{
  text_pane_add (
      pane, STYLE_TEXT, 0,
      rung_again (session, rung, 0)->keep_alive
          ? _ ("The host had nothing to say, and asks whether the other one is still there.")
          : _ ("These octets had been captured before, and are the same: their host sent them again for want "
               "of an acknowledgment, or the capture has packets twice. They were read once."));
  for (guint i = 0; i < MIN (rung.repeats, DESCRIBED); i++)
    describe_one (pane, session, rung_again (session, rung, i));
  if (rung.repeats > DESCRIBED)
    text_pane_addf (pane, STYLE_DIM, 0, _ ("  … and %u more"), rung.repeats - DESCRIBED);
}

/* Gaps in the log, and the octets in them. */
static guint
count_gaps (const SmtpSession *session, uint64_t *octets)
{
  guint gaps = 0;
  *octets = 0;
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = smtp_session_event (session, i);
      if (event->type != EVENT_GAP || event->tls)
        continue;
      gaps++;
      *octets += event->length;
    }
  return gaps;
}

static void
append (GString *text, char *words)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", words);
  g_free (words);
}

char *
session_losses_text (const SmtpSession *session)
{
  GString *text = g_string_new (NULL);
  const SessionRepeats *repeats = session->repeats;
  uint64_t missing, again = repeats != NULL ? repeats->retransmissions[0] + repeats->retransmissions[1] : 0,
                    alive = repeats != NULL ? repeats->keep_alives[0] + repeats->keep_alives[1] : 0;
  guint gaps = count_gaps (session, &missing);
  if (again > 0)
    append (text, wording_count (again, "%s retransmission", "%s retransmissions"));
  if (gaps > 0)
    {
      g_autofree char *count = wording_count (gaps, "%s gap", "%s gaps");
      g_autofree char *octets = wording_count (missing, "%s octet", "%s octets");
      append (text, g_strdup_printf ("%s (%s)", count, octets));
    }
  if (alive > 0)
    append (text, wording_count (alive, "%s keep-alive", "%s keep-alives"));
  return g_string_free (text, FALSE);
}
