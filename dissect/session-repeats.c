/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list and sums, made when the first one comes: most sessions have none. */
#include "config.h"

#include "session-repeats.h"

void
session_repeats_add (SmtpSession *session, const SessionRepeat *repeat)
{
  if (session->repeats == NULL)
    {
      session->repeats = g_new0 (SessionRepeats, 1);
      session->repeats->rows = g_array_new (FALSE, FALSE, sizeof (SessionRepeat));
    }
  SessionRepeats *repeats = session->repeats;
  if (repeat->keep_alive)
    repeats->keep_alives[repeat->side]++;
  else
    {
      repeats->retransmissions[repeat->side]++;
      repeats->octets[repeat->side] += repeat->length;
    }
  if (repeats->rows->len >= SESSION_REPEATS_MAX)
    return;
  SessionRepeat row = *repeat;
  row.event = session->events->len;
  g_array_append_val (repeats->rows, row);
}

void
session_repeats_free (SessionRepeats *repeats)
{
  if (repeats == NULL)
    return;
  g_array_unref (repeats->rows);
  g_free (repeats);
}

uint64_t
session_repeats_cost (const SessionRepeats *repeats)
{
  /* Arrays grow to powers of two. */
  if (repeats == NULL)
    return 0;
  return sizeof *repeats + (UINT64_C (1) << g_bit_storage ((gulong) (repeats->rows->len * sizeof (SessionRepeat))));
}
