/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The connections under way: a keyed hash table over addresses and ports, and
 * for each class of connection a list by age.  A connection without data costs
 * one Connection and its share of the slots, at most 256 octets in all; what
 * it takes to rebuild its streams is allocated when data comes (StreamPair).
 *
 * Positions: an octet of a stream is named by a 64-bit position whose low 32
 * bits are its sequence number on the wire, so that a stream never wraps and a
 * position never has to be translated (RFC 9293 §3.4). */
#ifndef SMTPLENS_CONNECTION_TABLE_H
#define SMTPLENS_CONNECTION_TABLE_H

#include "keyed-hash.h"
#include "reassembler.h"

#include <glib.h>

typedef struct Connection Connection;
typedef struct StreamPair StreamPair;

/* What a connection is worth; each class has its own list, the longest idle first.
 * The streams of the last four are being rebuilt. */
typedef enum ConnectionClass {
  CLASS_CLOSED,    /* over and told; kept a while to swallow stragglers */
  CLASS_HALF_OPEN, /* no data yet */
  CLASS_UNWANTED,  /* the receiver said STREAM_UNWANTED */
  CLASS_ENDING,    /* after a credible RST or both FINs, until it is certain */
  CLASS_UNKNOWN,   /* the receiver does not know yet what it is */
  CLASS_KNOWN,     /* the receiver said STREAM_KNOWN */
  CLASS_BUSY,      /* or STREAM_BUSY */
  CLASS_COUNT,
} ConnectionClass;

enum {
  HALF_SEEN = 0x01,  /* a packet of this host was captured */
  HALF_SYN = 0x02,   /* its initial sequence number is known */
  HALF_START = 0x04, /* the first octet of its stream is known; else it may still move down */
  HALF_ACKED = 0x08, /* acked is valid and ahead of next */
  HALF_FIN = 0x10,   /* fin is valid */
  HALF_FIN_ACKED = 0x20,
  HALF_INFERRED = 0x40, /* HALF_START is what an acknowledgment suggests */
};

/* One host's half of a connection. */
typedef struct ConnectionHalf {
  uint64_t next;    /* position of the octet to be handed on next */
  uint64_t octets;  /* handed on */
  uint64_t missing; /* in gaps */
  uint32_t acked;   /* the other host received all before this sequence number */
  uint32_t fin;     /* sequence number behind the last octet */
  uint8_t flags;    /* HALF_ */
  uint8_t mac[6];   /* as the first packet has it; its source is the half's that sent it */
  uint8_t syn;      /* what segment-doubt.h keeps of its SYN */
} ConnectionHalf;

enum {
  CONNECTION_MIDSTREAM = 0x01,
  CONNECTION_NANOSECONDS = 0x02,
  CONNECTION_PATH_MACS = 0x04,
  CONNECTION_OTHER_MAC = 0x08,    /* other_mac was seen on a packet of its own */
  CONNECTION_FIRST_SIDE = 0x10,   /* side 1 sent the first packet */
  CONNECTION_RESET_HINT = 0x20,   /* an RST in the window was seen, not at the exact place */
  CONNECTION_IS_SUCCESSOR = 0x40, /* not in the table: `next` is the connection it may replace */
  CONNECTION_WAS_UNWANTED = 0x80, /* its positions were not kept up */
};

struct Connection {
  Connection *next; /* in its slot */
  Connection *older;
  Connection *newer;
  union {
    StreamPair *pair; /* from CLASS_ENDING on; else NULL */
    void *session;    /* CLASS_UNWANTED */
  };
  Connection *successor; /* begun by a SYN that is not believed yet */
  uint64_t packets;
  uint64_t first_packet;
  uint64_t last_packet;
  int64_t first_time;
  int64_t last_time;
  uint32_t first_file;
  uint32_t last_file;
  uint32_t hash;
  uint16_t port[2];
  uint8_t ip[2][16];
  ConnectionHalf half[2];
  uint8_t other_mac[6]; /* of the host that did not send the first packet */
  uint8_t bssid[6];     /* these two of the first packet, by wifi */
  uint8_t station[6];
  uint8_t ip_version : 4;
  uint8_t wifi : 4; /* 0, or 1 + WifiProtection */
  uint8_t class;
  uint8_t flags;  /* CONNECTION_ */
  uint8_t ttl[2]; /* of the first packet of each side; 0: unknown */
  uint8_t vlans : 4;
  uint8_t tunnels : 4;
  uint8_t tunnel[LINK_TUNNELS_MAX]; /* index into the table's tunnel names */
  uint16_t vlan[LINK_VLANS_MAX];
};

/* At most two connections a slot, and slots double: never more than 8 octets each. */
G_STATIC_ASSERT (sizeof (Connection) + sizeof (Connection *) <= 256);

typedef struct ConnectionAges {
  Connection *oldest;
  Connection *newest;
  size_t count;
} ConnectionAges;

typedef struct ConnectionTable {
  HashKey key;
  Connection **slots;
  size_t slot_count; /* a power of two */
  size_t count;      /* connections in all classes, successors included */
  ConnectionAges ages[CLASS_COUNT];
  Connection *unused;
  GPtrArray *slabs;
  const char *tunnel_names[UINT8_MAX];
  uint8_t tunnel_name_count;
} ConnectionTable;

void connection_table_init (ConnectionTable *table);
/* Frees the connections too; their pairs must be gone. */
void connection_table_clear (ConnectionTable *table);

/* The connection of a segment; `hash` is set in any case, `side` where one is found. */
Connection *
connection_table_find (const ConnectionTable *table, const TcpSegment *segment, uint32_t *hash, unsigned *side);

/* Which side of `connection` sent the segment. */
unsigned connection_side_of (const Connection *connection, const TcpSegment *segment);

/* A new connection of CLASS_HALF_OPEN with addresses, path and first packet
 * filled in, not yet in a slot. */
Connection *connection_new (ConnectionTable *table, const TcpSegment *segment, uint32_t hash, unsigned sender);

void connection_table_insert (ConnectionTable *table, Connection *connection);
/* Takes it out of its slot; a successor moves in. */
void connection_table_remove (ConnectionTable *table, Connection *connection);
/* Gives its memory back; it must be in no slot. */
void connection_free (ConnectionTable *table, Connection *connection);

/* Makes it the newest of a class. */
void connection_table_age (ConnectionTable *table, Connection *connection, ConnectionClass worth);

/* Exchanges side 0 and side 1; nothing may have been handed on. */
void connection_swap (Connection *connection);

/* Fills view and path, which view then points to. */
void connection_view (const ConnectionTable *table, const Connection *connection, ConnectionView *view, LinkPath *path);

static inline uint64_t
half_position (const ConnectionHalf *half, uint32_t sequence)
{
  return half->next + (uint64_t) (int64_t) (int32_t) (sequence - (uint32_t) half->next);
}

/* Position of the first octet of the stream. */
static inline uint64_t
half_start (const ConnectionHalf *half)
{
  return half->next - half->octets - half->missing;
}

static inline bool
half_untouched (const ConnectionHalf *half)
{
  return half->octets == 0 && half->missing == 0;
}

/* Whether all octets before its FIN were handed on or told missing. */
static inline bool
half_finished (const ConnectionHalf *half)
{
  return (half->flags & HALF_FIN) != 0 && half->fin == (uint32_t) half->next;
}

/* Begins (again) at this sequence number, with room below for 2^30 turns. */
static inline void
half_begin (ConnectionHalf *half, uint32_t sequence)
{
  half->next = (UINT64_C (1) << 62) | sequence;
  half->flags &= (uint8_t) ~(HALF_ACKED | HALF_FIN | HALF_FIN_ACKED);
}

/* Whether it is sure that the stream does not begin below half_start. */
static inline bool
half_start_is_sure (const ConnectionHalf *half)
{
  return (half->flags & HALF_SYN) != 0 || (half->flags & (HALF_START | HALF_INFERRED)) == HALF_START;
}

#endif
