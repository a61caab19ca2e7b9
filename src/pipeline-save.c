/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connections are the matter of packet-saver; what they need beside them that of packet-needs,
 * one for the DNS and one for the air, so that neither pushes out the other.
 *
 * DNS is written when a session was judged by it, behind the packets of that session: whoever
 * reads the file judges once it waited, as it was done here.  Where the sessions are known
 * from an earlier pass it is written at its place.
 *
 * Does not save the secrets of TLS that a pcapng file has in blocks of its own, nor the answers
 * that only an SPF check of an earlier hop asked for. */
#include "config.h"

#include "pipeline-save.h"

#include "flow-key.h"
#include "packet-needs.h"

#include "../dissect/sender.h"

struct PipelineSave {
  PacketSaver *connections;
  PacketNeeds *dns, *air;
};

PipelineSave *
pipeline_save_new (uint64_t limit, void (*write) (void *user, const Packet *packet), void *user)
{
  PipelineSave *save = g_new0 (PipelineSave, 1);
  save->connections = packet_saver_new (limit, write, user);
  save->dns = packet_needs_new (limit, write, user);
  save->air = packet_needs_new (limit, write, user);
  return save;
}

void
pipeline_save_free (PipelineSave *save)
{
  if (save == NULL)
    return;
  packet_saver_free (save->connections);
  packet_needs_free (save->dns);
  packet_needs_free (save->air);
  g_free (save);
}

/* --- the air ------------------------------------------------------------------- */

/* A network by its BSSID, a station by its own address, in whatever network: on the way to the
 * next access point its keys come from those before. */
static void
want_air (PipelineSave *save, const uint8_t bssid[6], const uint8_t station[6])
{
  packet_needs_want_key (save->air, bssid, 6);
  packet_needs_want_key (save->air, station, 6);
}

void
pipeline_save_frame (PipelineSave *save, const Packet *packet, const WifiPath *path)
{
  static const uint8_t none[6];
  const bool of_station = memcmp (path->station, none, sizeof none) != 0;
  packet_needs_keep (save->air, of_station ? path->station : path->bssid, 6, packet, NULL);
}

/* --- the DNS ------------------------------------------------------------------- */

typedef struct ExchangeKey {
  FlowKey flow;
  uint32_t identifier; /* of the messages; over TCP none, and more than 16 bits */
} ExchangeKey;

G_STATIC_ASSERT (sizeof (ExchangeKey) <= NEED_KEY_MAX);

enum { OVER_TCP = 0x10000 };

void
pipeline_save_datagram (PipelineSave *save, const UdpDatagram *datagram, bool at_once)
{
  if (datagram->captured < 2)
    return;
  const ExchangeKey key = {
    .flow = flow_key_of (datagram->ip_version, datagram->source, datagram->source_port, datagram->destination,
                         datagram->destination_port),
    .identifier = (uint32_t) (datagram->data[0] << 8 | datagram->data[1]),
  };
  const Packet *packet = datagram->packet;
  packet_needs_keep (save->dns, &key, sizeof key, packet, datagram->fragments);
  if (at_once)
    packet_needs_want (save->dns, &(NeedPlace){ .file = packet->file, .number = packet->number, .time = packet->time });
}

static void
want_packet (PipelineSave *save, Origin origin)
{
  const NeedPlace place = { .file = origin.file, .number = origin.packet, .time = origin.time };
  if (origin.packet != 0)
    packet_needs_want (save->dns, &place);
}

static void
want_answer (void *user, const DnsAnswer *answer)
{
  if (answer->source == DNS_FROM_CAPTURE && answer->differs)
    want_packet (user, answer->differing);
  if (answer->source == DNS_FROM_CAPTURE)
    want_packet (user, answer->origin);
}

void
pipeline_save_answers (PipelineSave *save, const SmtpSession *session)
{
  sender_each_answer (session, want_answer, save);
}

void
pipeline_save_expect (PipelineSave *save, int64_t time)
{
  packet_needs_expect (save->dns, time);
}

/* --- connections --------------------------------------------------------------- */

void
pipeline_save_segment (PipelineSave *save, const TcpSegment *segment, SaveVerdict verdict, bool dns)
{
  const WifiPath *wifi = &segment->path->wifi;
  if (verdict == SAVE_WRITE && wifi->present)
    want_air (save, wifi->bssid, wifi->station);
  packet_saver_add (save->connections, segment, verdict);
  if (!dns)
    return;
  const ExchangeKey key = {
    .flow = flow_key_of (segment->ip_version, segment->source, segment->source_port, segment->destination,
                         segment->destination_port),
    .identifier = OVER_TCP,
  };
  packet_needs_keep (save->dns, &key, sizeof key, segment->packet, segment->fragments);
}

void
pipeline_save_end (PipelineSave *save, const SmtpSession *session, const ConnectionView *connection)
{
  const FlowWifi *wifi = &session->flow.wifi;
  if (wifi->present)
    want_air (save, wifi->bssid, wifi->station);
  packet_saver_end (save->connections, connection);
}

uint64_t
pipeline_save_hit (const PipelineSave *save)
{
  return packet_saver_hit (save->connections) + packet_needs_hit (save->dns) + packet_needs_hit (save->air);
}
