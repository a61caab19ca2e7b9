/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From TCP segments to two ordered streams a connection (RFC 9293 §3.4).
 *
 * Octets are handed on in the order in which the two hosts lived them: a
 * segment that acknowledges octets of the other stream waits until those
 * octets were handed on or declared a gap.  So the dialogue on the right sees
 * a reply only after the command it answers, even where the capture shuffled
 * packets or lost some. */
#ifndef SMTPLENS_REASSEMBLER_H
#define SMTPLENS_REASSEMBLER_H

#include "packet.h"
#include "stream-policy.h"

typedef struct Reassembler Reassembler;

/* Where an octet came from. */
typedef struct StreamPlace {
  uint64_t packet;
  int64_t time;
  uint32_t file;
} StreamPlace;

/* Ordered octets of one stream, borrowed until the call returns. */
typedef struct StreamChunk {
  const uint8_t *octets;
  size_t length;
  uint64_t offset; /* position in the stream, the first data octet being 0 */
  StreamPlace place;
} StreamChunk;

typedef enum GapReason {
  GAP_LOST,    /* the other side acknowledged octets that were never captured */
  GAP_SNAPLEN, /* the capture cut the packet */
  GAP_LIMIT,   /* more out of order octets than the limit; the hole never filled */
  GAP_END,     /* the connection ended before the hole was filled */
} GapReason;

typedef struct StreamGap {
  uint64_t offset;
  uint64_t length;
  GapReason reason;
  StreamPlace place; /* of the packet that made the gap certain */
} StreamGap;

/* Why one of two differing copies counts, and the other is evidence alone. */
typedef enum AmbiguityReason {
  AMBIGUITY_DELIVERED,    /* the first was in order: its receiver had it before the second came */
  AMBIGUITY_ACKNOWLEDGED, /* the first was acknowledged before the second came */
  AMBIGUITY_POLICY,       /* both waited behind a hole: OverlapPolicy chose */
  AMBIGUITY_FRAGMENTS,    /* overlapping fragments of one datagram */
  AMBIGUITY_CHECKSUM,     /* from here on: what is wrong with the one that does not count */
  AMBIGUITY_TTL,          /* its time to live is not the one of its sender's other packets */
  AMBIGUITY_TIMESTAMP,    /* older than what its sender sent before (RFC 7323 §5) */
  AMBIGUITY_NO_ACK,       /* it lacks the ACK flag */
  AMBIGUITY_FUTURE_ACK,   /* it acknowledges what was never sent (RFC 5961 §5) */
  AMBIGUITY_PAST_ACK,     /* it acknowledges what stands before the first octet (the same) */
  AMBIGUITY_SIGNED,       /* it has a signature option (RFC 2385, RFC 5925) in a connection without */
  AMBIGUITY_WINDOW,       /* it lies outside the window of its receiver */
  AMBIGUITY_SYN_DATA,     /* on a SYN, and the receiver did not take it (RFC 7413 §3) */
  AMBIGUITY_URGENT,       /* urgent data: out of band for most receivers (RFC 6093) */
  AMBIGUITY_REASONS,
} AmbiguityReason;

/* Two copies of the same octets that differ, in the order of capture.  One was
 * (or will be) handed on, the other is evidence.  At most AMBIGUITY_OCTETS of each.
 * AMBIGUITY_URGENT has one copy: first is the octet that was left out, and second means nothing. */
enum { AMBIGUITY_OCTETS = 256 };
typedef struct StreamAmbiguity {
  AmbiguityReason reason;
  bool second_counts;
  uint64_t offset;
  size_t length; /* octets that differ from the first to the last difference */
  const uint8_t *first;
  const uint8_t *second;
  size_t shown;            /* octets in each of first and second */
  StreamPlace first_place; /* packet 0 where it is no longer known */
  StreamPlace second_place;
} StreamAmbiguity;

/* What somebody sent into a connection that its hosts did not heed, as far as it brought
 * no octets that differ from others (those are ambiguities). */
typedef enum OddityKind {
  ODDITY_RESET, /* an RST, and its alleged sender went on */
  ODDITY_FIN,   /* a FIN, and the octets went on behind it */
  ODDITY_SYN,   /* a SYN with another number, and the connection went on */
  ODDITY_DATA,  /* octets that the receiver did not take; reason tells why */
  ODDITY_KINDS,
} OddityKind;

typedef struct StreamOddity {
  OddityKind kind;
  AmbiguityReason reason; /* of ODDITY_DATA, from AMBIGUITY_FRAGMENTS on */
  uint64_t offset;        /* in the stream of the alleged sender */
  uint64_t length;        /* octets, of ODDITY_DATA */
  const uint8_t *octets;  /* the first of them; AMBIGUITY_OCTETS at most */
  size_t shown;
  StreamPlace place;
} StreamOddity;

/* Octets that had been captured already, in another segment, and are the same as far as the first
 * ones are still known; or a keep-alive (RFC 9293 §3.8.4). */
typedef struct StreamRepeat {
  bool keep_alive;
  uint64_t offset;   /* of the first of them */
  uint64_t length;   /* of a keep-alive 0 or 1 */
  StreamPlace first; /* where the first of them came first; packet 0 where it is no longer known */
  StreamPlace place;
} StreamRepeat;

typedef enum ConnectionEnd {
  CONNECTION_OPEN, /* the capture ended first */
  CONNECTION_FIN,
  CONNECTION_RESET,
  CONNECTION_TIMEOUT, /* idle for longer than the limit, or evicted */
} ConnectionEnd;

/* One host's half, as it stands. */
typedef struct ConnectionSide {
  uint8_t ip[16];
  uint16_t port;
  uint8_t mac[6];
  bool seen; /* a packet of this side was captured */
  bool has_mac;
  uint64_t octets;  /* handed on */
  uint64_t missing; /* in gaps */
} ConnectionSide;

/* What may be read of a connection from a StreamHandler.  Side 0 sent the
 * first SYN, or else the first packet seen (where a SYN+ACK is seen first, its
 * receiver is side 0). */
typedef struct ConnectionView {
  ConnectionSide side[2];
  uint8_t ip_version;
  bool midstream; /* no SYN and no SYN+ACK was seen */
  bool nanoseconds;
  const LinkPath *path; /* of the first packet */
  uint64_t packets;
  StreamPlace first;
  StreamPlace last;
} ConnectionView;

/* What the receiver of the streams wants from now on, and what the connection is
 * worth to it: where a limit is met, the cheapest gives way. */
typedef enum StreamVerdict {
  STREAM_WANTED,   /* it is not known yet what it is */
  STREAM_UNWANTED, /* free all that was kept; no further call but none of closed */
  STREAM_KNOWN,    /* it is what the receiver looks for, and at rest */
  STREAM_BUSY,     /* … and in the middle of something that would be lost */
} StreamVerdict;

/* `user` is the pointer given to reassembler_new; `session` the pointer that
 * opened returned for this connection. */
typedef struct StreamHandler {
  /* The first data octets of a connection are about to be handed on; returns
   * what the later calls get as `session`. */
  void *(*opened) (void *user, const ConnectionView *connection);
  StreamVerdict (*data) (void *user, void *session, const ConnectionView *connection, unsigned side,
                         const StreamChunk *chunk);
  StreamVerdict (*gap) (void *user, void *session, const ConnectionView *connection, unsigned side,
                        const StreamGap *gap);
  void (*ambiguity) (void *user, void *session, const ConnectionView *connection, unsigned side,
                     const StreamAmbiguity *ambiguity);
  /* May be NULL. */
  void (*oddity) (void *user, void *session, const ConnectionView *connection, unsigned side,
                  const StreamOddity *oddity);
  /* May be NULL. */
  void (*repeat) (void *user, void *session, const ConnectionView *connection, unsigned side,
                  const StreamRepeat *repeat);
  /* Called once for each opened connection, also after STREAM_UNWANTED: here
   * the session pointer is let go. */
  void (*closed) (void *user, void *session, const ConnectionView *connection, ConnectionEnd end);
} StreamHandler;

typedef struct ReassemblerLimits {
  uint64_t connections;    /* in the table */
  uint64_t half_open;      /* of them, those with no data yet */
  uint64_t stream_octets;  /* out of order octets of one stream */
  uint64_t total_octets;   /* out of order octets in all */
  uint64_t history_octets; /* octets kept of one stream to compare copies with */
  uint64_t total_history;  /* the same in all streams; none of those that are worth less keep any meanwhile */
  uint64_t idle_seconds;   /* a connection with no packet for longer is over */
} ReassemblerLimits;

typedef struct ReassemblerCounters {
  uint64_t connections;
  uint64_t segments;
  uint64_t checksum_bad;
  uint64_t doubtful; /* segments that their receiver may well have refused */
  uint64_t gaps;
  uint64_t gap_octets;
  uint64_t retransmissions;
  uint64_t out_of_order;
  uint64_t ambiguities;
  uint64_t resets_ignored; /* RST outside the window */
  uint64_t octets_ignored; /* outside the window, behind a FIN, or too late for the gap they belong to */
  /* how often each limit was met */
  uint64_t connections_evicted;
  uint64_t half_open_evicted;
  uint64_t stream_octets_hit;
  uint64_t total_octets_hit;
  uint64_t history_hit; /* histories that were forgotten, or not kept, for want of room */
  uint64_t idle_closed;
} ReassemblerCounters;

/* The defaults, all overridable. */
void reassembler_limits_init (ReassemblerLimits *limits);

/* Copies limits and handler; `user` goes back to the handler. */
Reassembler *reassembler_new (const ReassemblerLimits *limits, const StreamHandler *handler, void *user);

/* Ends every connection still open (CONNECTION_OPEN, in the order of their
 * first packets) and frees all.  NULL is fine. */
void reassembler_free (Reassembler *reassembler);

/* How to read what disagrees; before the first segment.  The default is that of all zeros. */
void reassembler_set_policy (Reassembler *reassembler, const StreamPolicy *policy);

/* Takes one segment.  Returns the session pointer of its connection, NULL where
 * there is none (yet) or it is unwanted. */
void *reassembler_push (Reassembler *reassembler, const TcpSegment *segment);

/* Ends the connection that is worth least of all whose streams are being rebuilt, as one that
 * was idle for too long: for a limit of the receiver.  Not from inside its calls.  False if
 * there is none. */
bool reassembler_give_way (Reassembler *reassembler, int64_t now);

/* Ends every connection, as at the end of the capture, and leaves the table empty. */
void reassembler_flush (Reassembler *reassembler);

const ReassemblerCounters *reassembler_counters (const Reassembler *reassembler);

#endif
