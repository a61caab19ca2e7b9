/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A capture as a list in memory, whose packets a test can change: cut anew, move,
 * double, leave out (see packet-variants.h).  Decodes by itself just what the
 * samples hold (Ethernet, one VLAN tag, IPv4 or IPv6 without options, TCP), so that
 * it shares nothing with what it tests. */
#ifndef SMTPLENS_TESTS_PACKET_LIST_H
#define SMTPLENS_TESTS_PACKET_LIST_H

#include "src/packet.h"

#include <glib.h>

enum { FROM_CLIENT, FROM_SERVER }; /* direction: the client sent the first SYN */

typedef struct ListPacket {
  GByteArray *octets;
  size_t length; /* on the wire */
  int64_t time;
  int link_type;
  bool tcp;           /* and so all below holds */
  uint8_t ip_version; /* 0: no IP that is looked into.  Known of UDP too, as is network */
  size_t network;     /* offsets of the headers */
  size_t transport;
  size_t payload;
  unsigned connection; /* index into the list's connections */
  unsigned direction;
} ListPacket;

/* What the capture holds of one connection, rebuilt by the sequence numbers. */
typedef struct ListConnection {
  char *key;             /* see connection_key */
  uint32_t initial[2];   /* sequence number of the first octet, by direction */
  GByteArray *stream[2]; /* every octet sent, by direction */
} ListConnection;

typedef struct PacketList {
  GPtrArray *packets;     /* of ListPacket * */
  GPtrArray *connections; /* of ListConnection *; shared by copies of the list */
  char *key_log;          /* what stands in NAME.keys beside NAME.pcap: secrets of its TLS; NULL: no such file */
} PacketList;

/* Reads a capture file; fails the test if that cannot be done. */
PacketList *packet_list_read (const char *path);
PacketList *packet_list_copy (const PacketList *list);
void packet_list_free (PacketList *list);

static inline ListPacket *
packet_at (const PacketList *list, guint index)
{
  return g_ptr_array_index (list->packets, index);
}

static inline ListConnection *
packet_connection (const PacketList *list, const ListPacket *packet)
{
  return g_ptr_array_index (list->connections, packet->connection);
}

ListPacket *list_packet_copy (const ListPacket *packet);
void list_packet_free (gpointer packet);

/* TCP header fields, in the host's order. */
uint32_t packet_sequence (const ListPacket *packet);
uint32_t packet_acknowledgment (const ListPacket *packet);
uint8_t packet_flags (const ListPacket *packet);
void packet_set_sequence (ListPacket *packet, uint32_t sequence);
void packet_set_acknowledgment (ListPacket *packet, uint32_t acknowledgment);
void packet_set_flags (ListPacket *packet, uint8_t flags);

static inline size_t
packet_data_length (const ListPacket *packet)
{
  return packet->tcp && packet->octets->len > packet->payload ? packet->octets->len - packet->payload : 0;
}

static inline const uint8_t *
packet_data (const ListPacket *packet)
{
  return packet->octets->data + packet->payload;
}

/* Where its data stands in the stream. */
uint32_t packet_offset (const PacketList *list, const ListPacket *packet);

/* The same headers around other data; lengths and checksums are made to fit. */
ListPacket *packet_with_data (const ListPacket *model, uint32_t sequence, const uint8_t *octets, size_t length);
/* Makes lengths and checksums fit what the packet holds. */
void packet_seal (ListPacket *packet);

/* Names a connection by both ends, whichever is given first; g_free. */
char *
connection_key (uint8_t ip_version, const uint8_t *ip, uint16_t port, const uint8_t *other_ip, uint16_t other_port);

/* The path of a file in samples/; g_free. */
char *sample_path (const char *name);
/* The names of the captures there, sorted, NULL at the end; g_strfreev.  Those of Wi-Fi are
 * left out: a list takes Ethernet only, and air-variants.h lets all others cross the air. */
char **sample_names (void);
/* Whether the sample of this name was captured on the air. */
bool sample_is_of_wifi (const char *name);

#endif
