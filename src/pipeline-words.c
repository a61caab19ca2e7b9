/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What connections and streams tell, for sessions.  Pure: keeps nothing. */
#include "config.h"

#include "pipeline-words.h"

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
    if (octets[i] >= 0x20 && octets[i] < 0x7f)
      g_string_append_c (text, (char) octets[i]);
    else
      g_string_append_printf (text, "\\x%02x", octets[i]);
  g_string_append_c (text, '"');
}

char *
pipeline_ambiguity_text (const StreamAmbiguity *ambiguity)
{
  GString *text = g_string_new (NULL);
  g_string_append (text, "first copy ");
  append_quoted (text, ambiguity->first, ambiguity->shown);
  if (ambiguity->first_place.packet != 0)
    g_string_append_printf (text, " in packet %" G_GUINT64_FORMAT, ambiguity->first_place.packet);
  g_string_append (text, ", second copy ");
  append_quoted (text, ambiguity->second, ambiguity->shown);
  g_string_append_printf (text, " in packet %" G_GUINT64_FORMAT, ambiguity->second_place.packet);
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
