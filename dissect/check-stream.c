/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings about the streams themselves.
 *
 * Either copy may hold a password, and the dialogue marked at most the first as
 * a secret; such evidence is marked as a whole.
 *
 * Does not: decide which copy the receiver believed; the session was rebuilt
 * from the first, and the second is shown as evidence. */
#include "config.h"

#include "checks.h"

/* A line of AUTH that the dialogue marked lies where the copies differ. */
static bool
meets_secret (const SmtpSession *session, const SmtpEvent *ambiguity)
{
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      bool secret = event->secret.length > 0 && event->side == ambiguity->side && event->type != EVENT_ANOMALY;
      if (secret && event->offset < ambiguity->offset + ambiguity->length
          && ambiguity->offset < event->offset + event->octets.length)
        return true;
    }
  return false;
}

static bool
is_base64 (uint8_t octet)
{
  return g_ascii_isalnum (octet) || octet == '+' || octet == '/' || octet == '=';
}

/* What stands between two quotation marks is one word of base64, maybe with its
 * line end spelled out: so looks a line of a SASL exchange. */
static bool
has_base64_word (Octets text)
{
  for (size_t quote = octets_find (text, '"'); quote != SIZE_MAX; quote = octets_find (text, '"'))
    {
      text = octets_from (text, quote + 1);
      size_t length = 0;
      while (length < text.length && is_base64 (text.at[length]))
        length++;
      Octets behind = octets_from (text, length);
      bool ends = behind.length > 0 && (behind.at[0] == '"' || behind.at[0] == '\\');
      if (length >= 4 && ends)
        return true;
    }
  return false;
}

static bool
may_hold_secret (const SmtpSession *session, const SmtpEvent *ambiguity)
{
  if (ambiguity->side != SIDE_CLIENT)
    return false;
  return meets_secret (session, ambiguity) || octets_find_nocase (ambiguity->octets, OCTETS ("AUTH")) != SIZE_MAX
         || has_base64_word (ambiguity->octets);
}

static void
cite_ambiguity (Finding *finding, const SmtpSession *session, const SmtpEvent *ambiguity)
{
  SmtpEvent marked = *ambiguity;
  if (may_hold_secret (session, ambiguity))
    marked.secret = marked.octets;
  finding_cite_event (finding, &marked);
}

static void
run_ambiguity (const Check *check, SmtpSession *session)
{
  unsigned places = 0;
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      places += event->type == EVENT_ANOMALY && event->code == ANOMALY_STREAM_AMBIGUITY;
    }
  if (places == 0)
    return;
  Finding *finding
      = places == 1
            ? finding_add (session, check, NULL, "The same octets were sent twice with different content.")
            : finding_add (session, check, NULL, "In %u places octets were sent twice with different content.", places);
  for (guint i = 0; i < session->events->len && finding->evidence_count < FINDING_EVIDENCE_MAX; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      if (event->type == EVENT_ANOMALY && event->code == ANOMALY_STREAM_AMBIGUITY)
        cite_ambiguity (finding, session, event);
    }
}

const Check check_stream_ambiguity = {
  .id = "stream-ambiguity",
  .severity = SEVERITY_HIGH,
  .title = "Two versions of the same octets",
  .explanation = "TCP sends lost octets again, and the copy must be the same as the original. Here it was not: two "
                 "versions of one stretch of the stream crossed the network, and which one the receiver read cannot "
                 "be seen from outside. That is how a sniffer is deceived, or how somebody on the path slips words "
                 "into a dialogue; a broken network card does it far more rarely.",
  .protection = "TLS, for altered octets then fail its check. For the reader of this capture: read both versions, and "
                "trust neither alone.",
  .reference = "RFC 9293 §3.10.7.4, RFC 5961 §5",
  .run = run_ambiguity,
};
