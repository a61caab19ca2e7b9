/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pcap file and the headers of Ethernet, IP, TCP, UDP and ICMP.  Headers are
 * written from the payload backwards.  Limits: no fragments, no VLANs, no IP
 * options; TCP options on SYN only. */
#include "config.h"

#include "wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUFFER_OCTETS (4u << 20)
#define HEADROOM 128u /* record header, Ethernet, IPv6, TCP with options */
#define PACKET_MOST 2048u
#define ETHERNET_LEAST 60u

enum { ETHERNET = 14, IPV4 = 20, IPV6 = 40, TCP = 20, UDP = 8, ICMP = 8, RECORD = 16 };
enum { PROTOCOL_ICMP = 1, PROTOCOL_TCP = 6, PROTOCOL_UDP = 17 };

struct Wire {
  FILE *file;
  const char *path;
  uint64_t octets;
  uint64_t packets;
  uint16_t identification;
  size_t used;
  uint8_t buffer[BUFFER_OCTETS];
  uint8_t scratch[HEADROOM + PACKET_MOST];
};

static void
put16 (uint8_t *to, unsigned value)
{
  to[0] = (uint8_t) (value >> 8);
  to[1] = (uint8_t) value;
}

static void
put32 (uint8_t *to, uint32_t value)
{
  put16 (to, value >> 16);
  put16 (to + 2, value & 0xffff);
}

static void
die (const Wire *wire)
{
  perror (wire->path);
  exit (1);
}

static void
flush (Wire *wire)
{
  if (fwrite (wire->buffer, 1, wire->used, wire->file) != wire->used)
    die (wire);
  wire->octets += wire->used;
  wire->used = 0;
}

/* The sum of RFC 1071 in the order of this machine; it is turned around once, at the end. */
static uint64_t
sum (const uint8_t *at, size_t length, uint64_t so_far)
{
  uint32_t word;
  for (; length >= sizeof word; at += sizeof word, length -= sizeof word)
    {
      memcpy (&word, at, sizeof word);
      so_far += word;
    }
  uint8_t rest[sizeof word] = { 0 };
  memcpy (rest, at, length);
  memcpy (&word, rest, sizeof word);
  return so_far + word;
}

static void
put_checksum (uint8_t *to, uint64_t added)
{
  while (added >> 16 != 0)
    added = (added & 0xffff) + (added >> 16);
  uint16_t checksum = (uint16_t) ~added;
  memcpy (to, &checksum, sizeof checksum);
}

static uint64_t
pseudo_header (const Endpoint *from, const Endpoint *to, unsigned protocol, size_t length)
{
  size_t octets = from->ipv6 ? 16 : 4;
  uint8_t last[8] = { 0 };
  put32 (last, (uint32_t) length);
  last[7] = (uint8_t) protocol;
  return sum (last, sizeof last, sum (to->address, octets, sum (from->address, octets, 0)));
}

/* Puts IP, Ethernet and the record header before `at` and the whole into the buffer. */
static void
write_packet (Wire *wire, uint64_t microseconds, const Endpoint *from, const Endpoint *to, unsigned protocol,
              uint8_t *at, size_t length)
{
  if (from->ipv6)
    {
      at -= IPV6;
      memset (at, 0, IPV6);
      at[0] = 0x60;
      put16 (at + 4, (unsigned) length);
      at[6] = (uint8_t) protocol;
      at[7] = 64;
      memcpy (at + 8, from->address, 16);
      memcpy (at + 24, to->address, 16);
      length += IPV6;
    }
  else
    {
      at -= IPV4;
      memset (at, 0, IPV4);
      length += IPV4;
      at[0] = 0x45;
      put16 (at + 2, (unsigned) length);
      put16 (at + 4, ++wire->identification);
      at[6] = 0x40; /* do not fragment */
      at[8] = 64;
      at[9] = (uint8_t) protocol;
      memcpy (at + 12, from->address, 4);
      memcpy (at + 16, to->address, 4);
      put_checksum (at + 10, sum (at, IPV4, 0));
    }
  at -= ETHERNET;
  length += ETHERNET;
  memcpy (at, to->mac, 6);
  memcpy (at + 6, from->mac, 6);
  put16 (at + 12, from->ipv6 ? 0x86dd : 0x0800);
  if (length < ETHERNET_LEAST)
    {
      memset (at + length, 0, ETHERNET_LEAST - length);
      length = ETHERNET_LEAST;
    }
  uint32_t record[4] = { (uint32_t) (microseconds / 1000000), (uint32_t) (microseconds % 1000000), (uint32_t) length,
                         (uint32_t) length };
  at -= RECORD;
  length += RECORD;
  memcpy (at, record, sizeof record);

  if (wire->used + length > BUFFER_OCTETS)
    flush (wire);
  memcpy (wire->buffer + wire->used, at, length);
  wire->used += length;
  wire->packets++;
}

Wire *
wire_open (const char *path)
{
  Wire *wire = calloc (1, sizeof *wire);
  if (wire == NULL)
    abort ();
  wire->path = path;
  wire->file = fopen (path, "wb");
  if (wire->file == NULL)
    die (wire);
  /* Magic, version 2.4, no time zone, no accuracy, snapshot length, Ethernet. */
  const uint32_t header[] = { 0xa1b2c3d4, 2 | 4 << 16, 0, 0, 262144, 1 };
  memcpy (wire->buffer, header, sizeof header);
  wire->used = sizeof header;
  return wire;
}

void
wire_close (Wire *wire)
{
  flush (wire);
  if (fclose (wire->file) != 0)
    die (wire);
  free (wire);
}

uint64_t
wire_octets (const Wire *wire)
{
  return wire->octets + wire->used;
}

uint64_t
wire_packets (const Wire *wire)
{
  return wire->packets;
}

uint8_t *
wire_payload (Wire *wire)
{
  return wire->scratch + HEADROOM;
}

void
wire_tcp (Wire *wire, uint64_t microseconds, const Endpoint *from, const Endpoint *to, const TcpHeader *tcp,
          size_t length)
{
  /* MSS, SACK permitted, window scale 7, and padding. */
  static const uint8_t syn_options[] = { 2, 4, 0x05, 0xb4, 1, 1, 4, 2, 1, 3, 3, 7 };
  size_t options = (tcp->flags & TCP_SYN) != 0 ? sizeof syn_options : 0;
  uint8_t *at = wire_payload (wire) - options;
  memcpy (at, syn_options, options);
  if (options != 0 && from->ipv6)
    put16 (at + 2, MSS_IPV6);
  at -= TCP;
  put16 (at, from->port);
  put16 (at + 2, to->port);
  put32 (at + 4, tcp->sequence);
  put32 (at + 8, tcp->acknowledged);
  at[12] = (uint8_t) ((TCP + options) / 4 << 4);
  at[13] = tcp->flags;
  put16 (at + 14, options != 0 ? 64240 : 502);
  put32 (at + 16, 0);
  length += TCP + options;
  put_checksum (at + 16, sum (at, length, pseudo_header (from, to, PROTOCOL_TCP, length)));
  write_packet (wire, microseconds, from, to, PROTOCOL_TCP, at, length);
}

void
wire_udp (Wire *wire, uint64_t microseconds, const Endpoint *from, const Endpoint *to, size_t length)
{
  uint8_t *at = wire_payload (wire) - UDP;
  length += UDP;
  put16 (at, from->port);
  put16 (at + 2, to->port);
  put16 (at + 4, (unsigned) length);
  put16 (at + 6, 0);
  put_checksum (at + 6, sum (at, length, pseudo_header (from, to, PROTOCOL_UDP, length)));
  write_packet (wire, microseconds, from, to, PROTOCOL_UDP, at, length);
}

void
wire_ping (Wire *wire, uint64_t microseconds, const Endpoint *from, const Endpoint *to, bool reply, uint16_t sequence,
           size_t length)
{
  uint8_t *at = wire_payload (wire) - ICMP;
  length += ICMP;
  put16 (at, reply ? 0 : 8 << 8);
  put16 (at + 2, 0);
  put16 (at + 4, from->port ^ to->port);
  put16 (at + 6, sequence);
  put_checksum (at + 2, sum (at, length, 0));
  write_packet (wire, microseconds, from, to, PROTOCOL_ICMP, at, length);
}
