/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes packets with right lengths and checksums into a pcap file (microseconds,
 * Ethernet).  Output is gathered in one large buffer; a payload is put together in
 * it at once, so that no octet is copied twice. */
#ifndef SMTPLENS_BENCH_WIRE_H
#define SMTPLENS_BENCH_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What an Ethernet of 1500 octets leaves to TCP without options over IPv4, IPv6. */
#define MSS_IPV4 1460
#define MSS_IPV6 1440

enum {
  TCP_FIN = 0x01,
  TCP_SYN = 0x02,
  TCP_RST = 0x04,
  TCP_PSH = 0x08,
  TCP_ACK = 0x10,
};

typedef struct Endpoint {
  uint8_t mac[6];
  bool ipv6;
  uint8_t address[16]; /* the first 4 for IPv4 */
  uint16_t port;
} Endpoint;

typedef struct TcpHeader {
  uint32_t sequence;
  uint32_t acknowledged;
  uint8_t flags;
} TcpHeader;

typedef struct Wire Wire;

/* Ends the program if the file cannot be written. */
Wire *wire_open (const char *path);
void wire_close (Wire *wire);

uint64_t wire_octets (const Wire *wire);
uint64_t wire_packets (const Wire *wire);

/* Where the caller puts the payload (at most 1500 octets) of the packet that it
 * writes next, by one of the functions below. */
uint8_t *wire_payload (Wire *wire);

void wire_tcp (Wire *wire, uint64_t microseconds, const Endpoint *from, const Endpoint *to, const TcpHeader *tcp,
               size_t length);
void wire_udp (Wire *wire, uint64_t microseconds, const Endpoint *from, const Endpoint *to, size_t length);
/* An echo request (or its reply) over IPv4. */
void wire_ping (Wire *wire, uint64_t microseconds, const Endpoint *from, const Endpoint *to, bool reply,
                uint16_t sequence, size_t length);

#endif
