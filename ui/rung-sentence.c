/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says in words what the ladder draws: whose arrow it is, a gap, the tube of TLS. */
#include "config.h"

#include "rung-sentence.h"

#include "rung-text.h"

#include "../dissect/translate.h"

#include <string.h>

/* What stands in front; "" where the text itself says it. */
static const char *
lead_of (const SmtpSession *session, Rung rung, bool inside)
{
  bool client = rung_side (session, rung) == SIDE_CLIENT;
  switch (rung.kind)
    {
    case RUNG_AGAIN:
    case RUNG_SPOKEN:
    case RUNG_MAIL:
      if (inside)
        return client ? _ ("client to server inside TLS") : _ ("server to client inside TLS");
      return client ? _ ("client to server") : _ ("server to client");
    case RUNG_GAP:
      return _ ("gap");
    case RUNG_DOUBT:
      return _ ("doubt");
    case RUNG_TLS:
      return _ ("TLS begins");
    case RUNG_INSIDE:
      return _ ("inside TLS");
    case RUNG_TLS_END:
      return "";
    case RUNG_ODD:
      return _ ("anomaly");
    case RUNG_NOTE:
    default:
      return _ ("note");
    }
}

/* "+0.012345" is of seconds. */
static char *
time_with_unit (const char *time)
{
  bool bare = (time[0] == '+' || time[0] == '-') && !g_str_has_suffix (time, "s");
  return bare ? g_strdup_printf (_ ("%s s"), time) : g_strdup (time);
}

char *
rung_sentence (Wording wording, const SmtpSession *session, Rung rung, const char *time)
{
  const SmtpEvent *event
      = rung.kind != RUNG_AGAIN && rung.event < session->events->len ? smtp_session_event (session, rung.event) : NULL;
  const Origin origin = rung_origin (session, rung);
  bool said = rung.kind == RUNG_SPOKEN || rung.kind == RUNG_MAIL;
  bool inside = event != NULL && event->tls && said;
  Rung plain = rung;
  plain.doubtful = false;
  /* The ladder marks what was opened. */
  g_autofree char *text = rung.kind == RUNG_TLS && session->decrypted
                              ? g_strdup (_ ("your keys opened what is said to be inside"))
                              : rung_text (wording, session, plain);
  g_autofree char *when = time_with_unit (time);
  const char *words = text, *lead = lead_of (session, rung, inside);
  /* The marks of the ladder, which the lead says in words. */
  if (inside && g_str_has_prefix (words, "T "))
    words += strlen ("T ");
  if (rung.kind == RUNG_AGAIN && g_str_has_prefix (words, "↻ "))
    words += strlen ("↻ ");
  if (rung.kind == RUNG_ODD && g_str_has_prefix (words, "! "))
    words += strlen ("! ");
  g_autofree char *doubt = said && rung.doubtful
                               ? g_strdup_printf (_ ("%s (of some of it another copy came that differs)"), words)
                               : g_strdup (words);
  g_autofree char *packet = g_strdup_printf ("%" G_GUINT64_FORMAT, origin.packet);
  if (origin.packet == 0)
    return lead[0] != '\0' ? g_strdup_printf ("%s: %s", lead, doubt) : g_steal_pointer (&doubt);
  if (lead[0] == '\0')
    return g_strdup_printf (_ ("%s, packet %s: %s"), when, packet, doubt);
  return g_strdup_printf (_ ("%s, %s, packet %s: %s"), lead, when, packet, doubt);
}
