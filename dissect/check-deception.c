/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings about packets that the hosts of a connection did not heed: made to end it, or
 * to make an onlooker read what its receiver does not.
 *
 * Does not: tell who sent them; or of refused octets those of which an ordinary copy was
 * captured too, which are an ambiguity (check-stream.c). */
#include "config.h"

#include "checks.h"

static bool
is_anomaly (const SmtpEvent *event, SmtpAnomaly code)
{
  return event->type == EVENT_ANOMALY && event->code == code;
}

static unsigned
count (const SmtpSession *session, SmtpAnomaly code, bool with_octets)
{
  unsigned found = 0;
  for (guint i = 0; i < session->events->len; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      found += is_anomaly (event, code) && (event->length > 0 || !with_octets);
    }
  return found;
}

static void
cite (const SmtpSession *session, Finding *finding, SmtpAnomaly code)
{
  for (guint i = 0; i < session->events->len && finding->evidence_count < FINDING_EVIDENCE_MAX; i++)
    {
      const SmtpEvent *event = &g_array_index (session->events, SmtpEvent, i);
      if (is_anomaly (event, code))
        finding_cite_event (finding, event);
    }
}

/* --- forged-reset -------------------------------------------------------------- */

static void
run_forged_reset (const Check *check, SmtpSession *session)
{
  unsigned ends = count (session, ANOMALY_FORGED_RESET, false);
  if (ends == 0)
    return;
  Finding *finding
      = ends == 1
            ? finding_add (session, check, NULL, "A packet was to end the connection, and its alleged sender went on.")
            : finding_add (session, check, NULL,
                           "%u packets were to end the connection, and their alleged sender went on.", ends);
  cite (session, finding, ANOMALY_FORGED_RESET);
}

const Check check_forged_reset = {
  .id = "forged-reset",
  .severity = SEVERITY_MEDIUM,
  .subject = SUBJECT_ATTACK,
  .title = N_ ("A forged end of the connection"),
  .explanation
  = N_ ("With RST a host breaks a TCP connection off, with FIN it says that it has sent all, and after either "
        "it sends nothing new. Here it did: so somebody else sent that packet in its name. Whoever can see a "
        "connection, such as a filter on the path, can break it off like this; others have to guess its "
        "numbers. It is also a way to make a sniffer look away while the hosts talk on."),
  .protection
  = N_ ("Hosts that obey RFC 5961 take an RST at the exact number only. Against somebody who sees the packets "
        "only IPsec, a VPN or the TCP Authentication Option help: TLS protects what is said, not that it "
        "can be said."),
  .reference = "RFC 5961 §3, RFC 9293 §3.10.7.4",
  .run = run_forged_reset,
};

/* --- stream-deception ---------------------------------------------------------- */

static void
run_stream_deception (const Check *check, SmtpSession *session)
{
  unsigned packets = count (session, ANOMALY_STREAM_DECEPTION, false);
  if (packets == 0)
    return;
  Finding *finding
      = packets == 1
            ? finding_add (session, check, NULL, "A packet was sent that its receiver did not heed.")
            : finding_add (session, check, NULL, "%u packets were sent that their receiver did not heed.", packets);
  if (count (session, ANOMALY_STREAM_DECEPTION, true) == 0)
    finding->severity = SEVERITY_MEDIUM;
  finding_note (session, finding, "The session was built without what they say.");
  cite (session, finding, ANOMALY_STREAM_DECEPTION);
}

const Check check_stream_deception = {
  .id = "stream-deception",
  .severity = SEVERITY_HIGH,
  .subject = SUBJECT_EVIDENCE,
  .title = N_ ("Packets made to deceive an onlooker"),
  .explanation = N_ ("Some packets reach a sniffer and mean nothing to the host that they are addressed to: it throws "
                     "them away for a wrong checksum, an old timestamp or a missing flag, or they die on the way. Who "
                     "sends such packets wants an onlooker, such as a filter, to read words that were never said. "
                     "Here their receiver went on as if they had not come."),
  .protection
  = N_ ("TLS, for inside it nobody can slip words in. A filter on the path has to drop what a host would drop "
        "(traffic normalization)."),
  .reference = "RFC 9293 §3.10.7.4, RFC 5961 §4, RFC 7323 §5",
  .run = run_stream_deception,
};
