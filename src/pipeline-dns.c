/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hands on DNS messages.
 *
 * Limit: HELD_OCTETS of messages that are not whole, in all connections; over it a
 * direction is given up.
 *
 * Does not: look for DNS on other ports than 53, or inside TLS, HTTPS or QUIC. */
#include "config.h"

#include "pipeline-dns.h"

#include <glib.h>

#include "../dissect/dns-stream.h"

enum { HELD_OCTETS = 4 * 1024 * 1024 };

struct PipelineDns {
  DnsWatch *watch;
  size_t held; /* octets */
};

struct DnsConnection {
  PipelineDns *dns;
  DnsStream stream[2];
};

PipelineDns *
pipeline_dns_new (uint64_t questions, DnsFacts *facts, const uint8_t seed[SIPHASH_KEY_OCTETS])
{
  PipelineDns *dns = g_new0 (PipelineDns, 1);
  dns->watch = dns_watch_new (questions, facts, seed);
  return dns;
}

void
pipeline_dns_free (PipelineDns *dns)
{
  if (dns == NULL)
    return;
  dns_watch_free (dns->watch);
  g_free (dns);
}

void
pipeline_dns_datagram (PipelineDns *dns, const UdpDatagram *datagram)
{
  const Packet *packet = datagram->packet;
  const DnsPath path = {
    .ip_version = datagram->ip_version,
    .source = datagram->source,
    .destination = datagram->destination,
    .source_port = datagram->source_port,
    .destination_port = datagram->destination_port,
  };
  dns_watch_push (dns->watch, &path, octets_of (datagram->data, datagram->captured),
                  datagram->captured < datagram->length,
                  (Origin){ .packet = packet->number, .time = packet->time, .file = packet->file });
}

/* --- connections -------------------------------------------------------------------- */

bool
pipeline_dns_is_dns (const ConnectionView *connection, const uint8_t *octets, size_t length)
{
  if (connection->side[0].port != DNS_PORT && connection->side[1].port != DNS_PORT)
    return false;
  return length == 0 || octets[0] < ' '; /* the length of a message of less than 8 KiB */
}

DnsConnection *
pipeline_dns_open (PipelineDns *dns)
{
  DnsConnection *held = g_slice_new0 (DnsConnection);
  held->dns = dns;
  return held;
}

typedef struct Delivery {
  DnsWatch *watch;
  DnsPath path;
  Origin origin;
} Delivery;

static bool
deliver (void *user, Octets message)
{
  const Delivery *delivery = user;
  return dns_watch_push (delivery->watch, &delivery->path, message, false, delivery->origin);
}

static size_t
held_octets (const DnsConnection *held, unsigned side)
{
  return held->stream[side].held != NULL ? held->stream[side].held->len : 0;
}

/* Both directions are lost, or one goes on. */
static StreamVerdict
verdict_of (const DnsConnection *held)
{
  return held->stream[0].lost && held->stream[1].lost ? STREAM_UNWANTED : STREAM_WANTED;
}

StreamVerdict
pipeline_dns_data (DnsConnection *held, const ConnectionView *connection, unsigned side, const StreamChunk *chunk)
{
  PipelineDns *dns = held->dns;
  const ConnectionSide *from = &connection->side[side], *to = &connection->side[1 - side];
  Delivery delivery = {
    .watch = dns->watch,
    .path = { .ip_version = connection->ip_version,
              .source = from->ip,
              .destination = to->ip,
              .source_port = from->port,
              .destination_port = to->port,
              .tcp = true },
    .origin = { .packet = chunk->place.packet, .time = chunk->place.time, .file = chunk->place.file },
  };
  dns->held -= held_octets (held, side);
  dns_stream_feed (&held->stream[side], octets_of (chunk->octets, chunk->length), deliver, &delivery);
  if (dns->held + held_octets (held, side) > HELD_OCTETS)
    dns_stream_gap (&held->stream[side]);
  dns->held += held_octets (held, side);
  return verdict_of (held);
}

StreamVerdict
pipeline_dns_gap (DnsConnection *held, unsigned side)
{
  held->dns->held -= held_octets (held, side);
  dns_stream_gap (&held->stream[side]);
  return verdict_of (held);
}

void
pipeline_dns_close (DnsConnection *held)
{
  if (held == NULL)
    return;
  for (unsigned side = 0; side < 2; side++)
    {
      held->dns->held -= held_octets (held, side);
      dns_stream_clear (&held->stream[side]);
    }
  g_slice_free (DnsConnection, held);
}

const DnsWatchCounters *
pipeline_dns_counters (const PipelineDns *dns)
{
  return dns_watch_counters (dns->watch);
}
