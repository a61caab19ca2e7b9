/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two streams of one connection while they are rebuilt, and the order in
 * which their octets are handed on.  Inner door of the reassembler's room: only
 * its own files include this.
 *
 * What a stream still lacks is a hole.  A hole becomes a gap once nothing can
 * fill it any more; until then the octets behind it wait, and with them the
 * octets of the other stream that were sent in answer. */
#ifndef SMTPLENS_STREAM_PAIR_H
#define SMTPLENS_STREAM_PAIR_H

#include "connection-table.h"
#include "segment-doubt.h"
#include "stream-queue.h"

enum {
  /* What was acknowledged may still come late, since a capture on several
   * queues shuffles packets; that long it is waited for. */
  SLACK_PACKETS = 16,  /* of this connection */
  START_REACH = 65536, /* so far below its first segment seen a stream without SYN may begin */
  /* Octets ahead of the next one expected, or of the last one acknowledged. */
  WINDOW_OCTETS = 16 * 1024 * 1024,
  SANE_OCTETS = 1024 * 1024 * 1024, /* farther ahead nothing is believed */
  URGENT_MOST = 4,                  /* urgent octets awaited at once; those beyond are ordinary */
};
#define SLACK_NANOSECONDS INT64_C (1000000000)

typedef struct Stream {
  StreamQueue queue;
  StreamHistory history;
  uint64_t cut_until;    /* the capture cut what stood before this position, as far as no copy fills it */
  uint64_t settled;      /* holes below are certain */
  uint64_t acknowledged; /* its receiver said that it has all before, and of that some was captured */
  uint64_t sent;         /* its host has sent all before this position */
  uint64_t waived;       /* acknowledged up to here, and waited for in vain */
  uint64_t mark;         /* acknowledged, with octets captured behind: becomes settled after the slack */
  uint64_t mark_packets;
  int64_t mark_time;
  uint64_t begun_packets; /* when its first data came */
  int64_t begun_time;
  uint64_t gap_start; /* the last gap, to tell octets that come too late */
  uint64_t gap_end;
  SenderHabits habits;
  uint64_t heard; /* how often its receiver has spoken, and when it did so last */
  int64_t heard_time;
  uint64_t proof; /* a doubtful segment here was acknowledged; it counts after the slack */
  uint64_t proof_packets;
  int64_t proof_time;
  uint64_t urgent[URGENT_MOST]; /* octets that are out of band, as soon as they are reached */
  uint64_t left_out;            /* of them, how many were; they stand in ConnectionHalf.octets too */
  uint64_t last_left_out;       /* position */
  uint32_t fin_aside;           /* of a FIN that was not believed, or that another one overruled */
  uint32_t fin_aside_answers;   /* what it acknowledged */
  StreamPlace fin_place;        /* of the FIN that is believed; packet 0: it is not known */
  StreamPlace fin_aside_place;
  uint8_t urgent_count;
  bool has_fin_aside;
  bool doubtful; /* something in the queue is, or was */
  bool history_starved;
} Stream;

/* Pairs that hold something, for each worth (from CLASS_UNKNOWN on) those that began
 * first in front: so what gives way is found at once. */
typedef enum PairHolding { HOLDING_QUEUE, HOLDING_HISTORY, HOLDINGS } PairHolding;
enum { WORTHS = CLASS_COUNT - CLASS_UNKNOWN };

typedef struct PairLink {
  StreamPair *before;
  StreamPair *behind;
  bool linked;
} PairLink;

typedef struct PairList {
  StreamPair *first;
  StreamPair *last;
} PairList;

struct StreamPair {
  Connection *connection;
  PairLink link[HOLDINGS];
  void *session;
  uint64_t charged;        /* in Reassembler.queued */
  uint64_t ending_packets; /* when it became CLASS_ENDING */
  int64_t ending_time;
  uint64_t reset_position; /* the sender of the RST had sent all before it */
  uint64_t reset_reached;  /* and no octet of the other stream from here on was captured yet */
  StreamPlace reset_place;
  StreamPlace syn_place; /* of a SYN inside the connection */
  uint64_t syn_position; /* and where its alleged sender was then */
  Stream stream[2];
  ConnectionView view;
  LinkPath path;
  uint8_t reset_side; /* of the last RST believed or remembered as a hint */
  uint8_t syn_side;   /* of that SYN */
  bool has_syn;       /* there is one, and it is not known yet whether it was meant */
  uint8_t worth;      /* the class that it has, or had before it became CLASS_ENDING */
  bool opened;
  bool start_waived; /* of a stream that answers were made to; it was waited for in vain */
};

struct Reassembler {
  ConnectionTable table;
  StreamHandler handler;
  void *user;
  ReassemblerLimits limits;
  StreamPolicy policy;
  ReassemblerCounters counters;
  uint64_t queued;  /* octets of memory for what waits */
  uint64_t history; /* octets of memory in histories */
  PairList holders[HOLDINGS][WORTHS];
};

/* Whether the streams of the connection are (still) being rebuilt: any call to
 * the handler may end that. */
static inline bool
connection_is_live (const Connection *connection)
{
  return connection->class >= CLASS_ENDING;
}

/* Whether segments of the pair wait for their turn. */
static inline bool
stream_pair_waits (const StreamPair *pair)
{
  return pair->link[HOLDING_QUEUE].linked;
}

/* Of those that hold something the cheapest, and among equals the one that began first;
 * none that is worth more than `worth`.  NULL if there is none. */
StreamPair *stream_pair_cheapest (const Reassembler *reassembler, PairHolding holding, ConnectionClass worth);

/* Turns a half-open connection into one whose streams are rebuilt. */
void stream_pair_begin (Reassembler *reassembler, Connection *connection);

/* Back to half-open, where nothing was opened and nothing is queued. */
void stream_pair_forget (Reassembler *reassembler, Connection *connection);

/* Brings Reassembler.queued and the list of waiting pairs up to date after a
 * queue has changed. */
void stream_pair_charge (Reassembler *reassembler, StreamPair *pair);

/* Hands on the next octets of a stream, or tells that those up to a position
 * are missing.  The connection is opened if need be, and may no longer be live after. */
void stream_pair_hand_on (Reassembler *reassembler, Connection *connection, unsigned side, const uint8_t *octets,
                          size_t length, const StreamPlace *place);
void stream_pair_hand_on_gap (Reassembler *reassembler, Connection *connection, unsigned side, uint64_t until,
                              GapReason reason);

/* Tells two differing copies; opens the connection if need be. */
void stream_pair_tell_ambiguity (Reassembler *reassembler, Connection *connection, unsigned side,
                                 const StreamAmbiguity *ambiguity);

/* The same for what was not heeded; where nothing was opened it is not told. */
void
stream_pair_tell_oddity (Reassembler *reassembler, Connection *connection, unsigned side, const StreamOddity *oddity);

/* The same for what came again. */
void
stream_pair_tell_repeat (Reassembler *reassembler, Connection *connection, unsigned side, const StreamRepeat *repeat);

/* Offset in the stream, as a StreamChunk has it, of what stands at a position. */
uint64_t stream_pair_offset (const Connection *connection, unsigned side, uint64_t position);

/* Calls closed if the connection was opened, and frees the pair. */
void stream_pair_close (Reassembler *reassembler, Connection *connection, ConnectionEnd end);

/* --- stream-order.c: what is handed on when --- */

/* Hands on as much of both streams as the order of their acknowledgments allows. */
void stream_pair_go_on (Reassembler *reassembler, Connection *connection);

/* Whether octets that come now at `position` with this acknowledgment may be handed on at once. */
bool stream_pair_may_pass (const Connection *connection, unsigned side, uint64_t position, const TcpSegment *segment);

/* After a queue has grown: makes room where a limit is met. */
void stream_pair_settle_accounts (Reassembler *reassembler, Connection *connection);

/* Empties the queue of one side without handing on. */
void stream_pair_discard (Reassembler *reassembler, Connection *connection, unsigned side);

/* Ends a connection: hands on what waits, tells what is missing, then closes the
 * pair.  The connection itself stays, for the caller to drop or to keep as closed. */
void stream_pair_finish (Reassembler *reassembler, Connection *connection, ConnectionEnd end);

/* --- stream-intake.c --- */

/* Takes the data of one segment: hands it on, queues it, or finds that it is a copy.
 * `doubt` is what segment_doubt_judge says of it. */
void stream_intake (Reassembler *reassembler, Connection *connection, unsigned side, const TcpSegment *segment,
                    AmbiguityReason doubt);

/* Tells a segment without data that asks whether its receiver is still there; all others are none. */
void
stream_intake_keep_alive (Reassembler *reassembler, Connection *connection, unsigned side, const TcpSegment *segment);

/* Compares the data of a segment with those that are known, and does nothing else. */
void stream_intake_compare (Reassembler *reassembler, Connection *connection, unsigned side, const TcpSegment *segment);

#endif
