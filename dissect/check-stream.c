/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings about the streams themselves.
 *
 * Does not: decide which copy the receiver believed; the session was rebuilt
 * from the first, and the second is shown as evidence. */
#include "config.h"

#include "checks.h"

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
        finding_cite_event (finding, event);
    }
}

const Check check_stream_ambiguity = {
  .id = "stream-ambiguity",
  .severity = SEVERITY_HIGH,
  .subject = SUBJECT_EVIDENCE,
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
