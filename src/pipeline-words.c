/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What connections and streams tell, for sessions.  Pure: keeps nothing. */
#include "config.h"

#include "pipeline-words.h"

#include "../dissect/translate.h"
#include "pipeline-wifi.h"

#include <glib.h>

G_STATIC_ASSERT ((int) LINK_VLANS_MAX == (int) FLOW_VLANS_MAX);
G_STATIC_ASSERT ((int) LINK_TUNNELS_MAX == (int) FLOW_TUNNELS_MAX);

Origin
pipeline_origin (const StreamPlace *place)
{
  return (Origin){ .packet = place->packet, .time = place->time, .file = place->file };
}

Flow
pipeline_flow (const ConnectionView *connection)
{
  Flow flow = { .ip_version = connection->ip_version };
  for (unsigned side = 0; side < 2; side++)
    {
      const ConnectionSide *from = &connection->side[side];
      Endpoint *to = &flow.side[side];
      memcpy (to->ip, from->ip, sizeof to->ip);
      memcpy (to->mac, from->mac, sizeof to->mac);
      to->port = from->port;
      to->has_mac = from->has_mac;
    }
  if (connection->path != NULL)
    {
      flow.vlans = connection->path->vlans;
      flow.tunnels = connection->path->tunnels;
      memcpy (flow.vlan, connection->path->vlan, sizeof flow.vlan);
      memcpy (flow.tunnel, connection->path->tunnel, sizeof flow.tunnel);
      flow_take_wifi (&flow, &connection->path->wifi);
    }
  return flow;
}

SessionTraffic
pipeline_traffic (const ConnectionView *connection)
{
  return (SessionTraffic){
    .packets = connection->packets,
    .octets = { connection->side[0].octets, connection->side[1].octets },
    .missing = { connection->side[0].missing, connection->side[1].missing },
    .first = pipeline_origin (&connection->first),
    .last = pipeline_origin (&connection->last),
    .midstream = connection->midstream,
    .nanoseconds = connection->nanoseconds,
    .one_directional = !connection->side[0].seen || !connection->side[1].seen,
  };
}

static void
append_quoted (GString *text, const uint8_t *octets, size_t length)
{
  g_string_append_c (text, '"');
  for (size_t i = 0; i < length; i++)
    if (octets[i] >= 0x20 && octets[i] < 0x7f && octets[i] != '"' && octets[i] != '\\')
      g_string_append_c (text, (char) octets[i]);
    else
      g_string_append_printf (text, "\\x%02x", octets[i]);
  g_string_append_c (text, '"');
}

/* Why one of two copies counts, for a newcomer; neither quotation marks nor names of
 * commands may stand in it.  "The other" is the one that does not count. */
static const char *const ambiguity_why[AMBIGUITY_REASONS] = {
  [AMBIGUITY_DELIVERED] = N_ ("it was in order, so that its receiver had handed it on before the second came"),
  [AMBIGUITY_ACKNOWLEDGED] = N_ ("its receiver had confirmed it before the second came"),
  [AMBIGUITY_POLICY] = N_ ("both came while octets in front of them were missing, and the system of the receiver "
                           "(--overlap, Linux if nothing is said) then reads this one"),
  [AMBIGUITY_FRAGMENTS]
  = N_ ("they are overlapping fragments of one datagram; systems differ over them (--overlap), and "
        "Linux today drops such a datagram"),
  [AMBIGUITY_CHECKSUM] = N_ ("the other has a wrong checksum, for which receivers drop it"),
  [AMBIGUITY_TTL] = N_ ("the other has another time to live than its sender's packets, and may not have reached the "
                        "receiver"),
  [AMBIGUITY_TIMESTAMP] = N_ ("the other has a timestamp older than one that its sender had sent before, for which "
                              "receivers drop it"),
  [AMBIGUITY_NO_ACK] = N_ ("the other lacks the ACK flag, without which receivers take no data"),
  [AMBIGUITY_FUTURE_ACK] = N_ ("the other confirms octets that were never sent, for which receivers drop it"),
  [AMBIGUITY_PAST_ACK] = N_ ("the other confirms octets from before the connection, for which receivers drop it"),
  [AMBIGUITY_SIGNED] = N_ ("the other carries a signature that nobody had agreed on, for which receivers drop it"),
  [AMBIGUITY_WINDOW] = N_ ("the other lies outside of what its receiver had room for"),
  [AMBIGUITY_SYN_DATA]
  = N_ ("the other came with the packet that opens a connection, where most receivers take no data"),
  [AMBIGUITY_URGENT] = N_ ("the other is urgent data, which most receivers keep apart from the stream"),
};

char *
pipeline_ambiguity_text (const StreamAmbiguity *ambiguity)
{
  GString *text = g_string_new (NULL);
  g_string_append (text, "first copy ");
  append_quoted (text, ambiguity->first, ambiguity->shown);
  if (ambiguity->first_place.packet != 0)
    g_string_append_printf (text, " in packet %" G_GUINT64_FORMAT, ambiguity->first_place.packet);
  g_string_append (text, ", second copy ");
  append_quoted (text, ambiguity->second, ambiguity->reason == AMBIGUITY_URGENT ? 0 : ambiguity->shown);
  g_string_append_printf (text, " in packet %" G_GUINT64_FORMAT, ambiguity->second_place.packet);
  const char *why = (size_t) ambiguity->reason < G_N_ELEMENTS (ambiguity_why) ? ambiguity_why[ambiguity->reason] : NULL;
  if (why != NULL)
    g_string_append_printf (text, "; the %s counts: %s", ambiguity->second_counts ? "second" : "first", why);
  return g_string_free (text, FALSE);
}

/* What is odd of octets that their receiver did not take; the same rules. */
static const char *const refusal_why[AMBIGUITY_REASONS] = {
  [AMBIGUITY_FRAGMENTS] = N_ ("they came in overlapping fragments, which Linux today drops"),
  [AMBIGUITY_CHECKSUM] = N_ ("the checksum is wrong"),
  [AMBIGUITY_TTL] = N_ ("the time to live is not that of their sender's other packets"),
  [AMBIGUITY_TIMESTAMP] = N_ ("the timestamp is older than what their sender had sent before"),
  [AMBIGUITY_NO_ACK] = N_ ("the ACK flag is not set"),
  [AMBIGUITY_FUTURE_ACK] = N_ ("they confirm octets that were never sent"),
  [AMBIGUITY_PAST_ACK] = N_ ("they confirm octets from before the connection"),
  [AMBIGUITY_SIGNED] = N_ ("they carry a signature that nobody had agreed on"),
  [AMBIGUITY_WINDOW] = N_ ("they lie outside of what their receiver had room for"),
  [AMBIGUITY_SYN_DATA] = N_ ("they came with a packet that opens a connection"),
};

char *
pipeline_oddity_text (const StreamOddity *oddity)
{
  switch (oddity->kind)
    {
    case ODDITY_RESET:
      return g_strdup (N_ ("connection broken off (RST), and its alleged sender went on"));
    case ODDITY_FIN:
      return g_strdup (N_ ("end of the stream (FIN), and the stream went on behind it"));
    case ODDITY_SYN:
      return g_strdup (N_ ("new connection (SYN) inside this one, and its alleged sender went on with the old one"));
    default:
      break;
    }
  GString *text = g_string_new ("refused ");
  append_quoted (text, oddity->octets, oddity->shown);
  if (oddity->shown < oddity->length)
    g_string_append_printf (text, " and %" G_GUINT64_FORMAT " octets more", oddity->length - oddity->shown);
  const char *why = (size_t) oddity->reason < G_N_ELEMENTS (refusal_why) ? refusal_why[oddity->reason] : NULL;
  if (why != NULL)
    g_string_append_printf (text, ": %s", why);
  return g_string_free (text, FALSE);
}

SessionEnd
pipeline_session_end (ConnectionEnd end)
{
  switch (end)
    {
    case CONNECTION_FIN:
      return SESSION_FIN;
    case CONNECTION_RESET:
      return SESSION_RESET;
    case CONNECTION_TIMEOUT:
      return SESSION_TIMEOUT;
    default:
      return SESSION_OPEN;
    }
}
