/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One captured packet and the way it came, as borrowed views.  Nothing here
 * owns octets: whoever keeps some copies them before the call returns. */
#ifndef SMTPLENS_PACKET_H
#define SMTPLENS_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Seen from the host that captured. */
enum { PACKET_DIRECTION_UNKNOWN, PACKET_INBOUND, PACKET_OUTBOUND };

/* A packet as the capture file or the device gave it. */
typedef struct Packet {
  const uint8_t *octets;
  size_t captured;           /* octets that are here */
  size_t length;             /* octets that were on the wire; never less than captured */
  uint64_t number;           /* from 1, as Wireshark counts in the same file */
  int64_t time;              /* nanoseconds since the epoch */
  uint32_t file;             /* index of the input, from 0 */
  int link_type;             /* LINKTYPE_ number of the packet's interface */
  uint32_t interface;        /* of those that the input describes, from 1; 0: not told */
  bool nanoseconds;          /* the input's clock is finer than a microsecond */
  bool damaged;              /* the receiver says that its octets did not come whole: a wrong check sequence … */
  uint8_t direction;         /* PACKET_ */
  uint8_t check_octets;      /* at its end are a frame check sequence, by the word of the input */
  struct PacketNotes *notes; /* comments beside it (packet-notes.h), borrowed; NULL: none */
} Packet;

enum { LINK_VLANS_MAX = 4, LINK_TUNNELS_MAX = 8 };

/* How an 802.11 frame was protected as it crossed. */
typedef enum WifiProtection { WIFI_OPEN, WIFI_WEP, WIFI_WPA, WIFI_WPA2, WIFI_WPA3, WIFI_PROTECTIONS } WifiProtection;

/* The wireless part of a packet's way. */
typedef struct WifiPath {
  bool present;
  uint8_t protection; /* WifiProtection */
  bool own_key;       /* it was opened by a master key of this station alone */
  uint8_t bssid[6];
  uint8_t station[6];
} WifiPath;

/* What a capture header tells of the form of an 802.11 frame: LinkPath.radio. */
enum {
  RADIO_FCS = 0x01, /* a frame check sequence ends it */
  RADIO_NO_FCS = 0x02,
  RADIO_DAMAGED = 0x04, /* the receiver says that the check sequence is wrong */
  RADIO_PADDED = 0x08,  /* the MAC header is padded to a multiple of 4 octets */
  RADIO_SWAPPED = 0x10, /* the octets of frame control stand in the wrong order */
};

/* The way a packet came: what stood before its innermost IP header.  MAC addresses are those of
 * the innermost frame. */
typedef struct LinkPath {
  uint8_t source_mac[6];
  uint8_t destination_mac[6];
  bool has_macs;
  uint8_t vlans; /* entries used of vlan */
  uint8_t tunnels;
  bool too_deep; /* nested in more tunnels than fit: read no further */
  uint8_t radio; /* RADIO_ */
  WifiPath wifi;
  uint16_t vlan[LINK_VLANS_MAX];        /* outermost first */
  const char *tunnel[LINK_TUNNELS_MAX]; /* static names, outermost first */
} LinkPath;

enum {
  TCP_FIN = 0x01,
  TCP_SYN = 0x02,
  TCP_RST = 0x04,
  TCP_PSH = 0x08,
  TCP_ACK = 0x10,
  TCP_URG = 0x20,
};

/* A TCP segment, its header decoded.  Addresses have 4 or 16 octets by
 * ip_version.  Octets captured..length of the data were cut by the snapshot
 * length: they existed, and are not here. */
typedef struct TcpSegment {
  const Packet *packet;
  /* The packets with the other fragments of its datagram; NULL where there are none, or
   * where nobody asked the decoder to keep them. */
  const struct PacketChain *fragments;
  const LinkPath *path;
  uint8_t ip_version; /* 4 or 6 */
  uint8_t ttl;
  uint8_t flags;
  bool checksum_bad;
  const uint8_t *source;
  const uint8_t *destination;
  uint16_t source_port;
  uint16_t destination_port;
  uint32_t sequence;
  uint32_t acknowledgment;
  uint16_t window;
  uint16_t urgent;        /* as the header has it; says something only with TCP_URG */
  uint8_t options_length; /* octets of options that are here, at most 40 */
  bool doubtful;          /* of a datagram that hosts drop whole, since its fragments overlap */
  bool second_reading;    /* of a datagram whose fragments overlap and differ: to be compared, never handed on */
  const uint8_t *options;
  const uint8_t *data;
  size_t captured;
  size_t length;
} TcpSegment;

/* A UDP datagram, the same. */
typedef struct UdpDatagram {
  const Packet *packet;
  const struct PacketChain *fragments;
  uint8_t ip_version; /* 4 or 6 */
  const uint8_t *source;
  const uint8_t *destination;
  uint16_t source_port;
  uint16_t destination_port;
  const uint8_t *data;
  size_t captured;
  size_t length;
} UdpDatagram;

#endif
