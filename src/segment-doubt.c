/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Doubts about segments (see segment-doubt.h).
 *
 * What a receiver does was looked up in RFC 9293 §3.10.7.4 (no ACK flag, window), RFC
 * 7323 §5 (old timestamps), RFC 5961 §5 (acknowledgments of what was never sent), RFC 2385
 * and RFC 5925 (signatures), and tried with Linux 6.  A time to live that is not the
 * sender's usual one means nothing to the receiver; it tells that somebody else may have
 * sent the segment, or that it was to die on the way.
 *
 * Captures lose packets, so no doubt is final: see stream-order.c.  Wrong checksums are
 * ordinary where the sender's own machine was captured, for its network card fills them
 * in later (RFC 9293 leaves them no meaning before that): a sender of whom no right one
 * was seen is not doubted for them. */
#include "config.h"

#include "bytes.h"
#include "stream-pair.h"

/* ConnectionHalf.syn */
enum {
  SYN_SCALE = 0x0f,     /* RFC 7323 §2; NO_SCALE: not offered */
  SYN_KNOWN = 0x10,     /* its SYN was captured with its options */
  SYN_TIMESTAMP = 0x20, /* offered */
  SYN_UNSIGNED = 0x40,  /* a packet without signature was seen */
  SYN_RIGHT = 0x80,     /* … with a right checksum */
  NO_SCALE = 0x0f,
  MOST_SCALE = 14,
};

/* SenderHabits.flags */
enum {
  HABIT_RIGHT = 0x01,    /* right checksums were seen */
  HABIT_OFFLOADS = 0x02, /* wrong ones mean nothing */
  HABIT_UNSIGNED = 0x04,
  HABIT_TIMESTAMP = 0x08, /* timestamp is valid */
};

enum {
  TTL_NEAR = 3,     /* a higher one, but by less, is a detour */
  LASTING = 8,      /* so often without interruption, it is a habit */
  PROVEN = 2,       /* wrong checksums that were acknowledged, until they are one */
  RECENT_DAYS = 24, /* RFC 7323 §5.5 */
};

typedef struct Options {
  uint32_t timestamp;
  uint8_t scale;
  bool has_timestamp;
  bool is_signed;
} Options;

/* RFC 9293 §3.1: kinds 0 and 1 have no length. */
static Options
read_options (const TcpSegment *segment)
{
  enum { END, NOTHING, SCALE = 3, TIMESTAMP = 8, MD5 = 19, AUTHENTICATION = 29 };
  enum { USUAL = 0x0101080a }; /* NOTHING, NOTHING, TIMESTAMP of 10 octets */
  Options found = { .scale = NO_SCALE };
  const uint8_t *at = segment->options;
  size_t left = segment->options_length;
  if (left == 12 && be32_at (at) == USUAL)
    {
      found.timestamp = be32_at (at + 4);
      found.has_timestamp = true;
      return found;
    }
  while (left > 0 && *at != END)
    {
      size_t size = *at == NOTHING ? 1 : left > 1 ? at[1] : 0;
      if (size == 0 || size > left || (size == 1 && *at != NOTHING))
        break;
      if (*at == SCALE && size == 3)
        found.scale = MIN (at[2], MOST_SCALE);
      else if (*at == TIMESTAMP && size == 10)
        {
          found.timestamp = be32_at (at + 2);
          found.has_timestamp = true;
        }
      else if (*at == MD5 || *at == AUTHENTICATION)
        found.is_signed = true;
      at += size;
      left -= size;
    }
  return found;
}

/* Its checksum could be made, and is right. */
static bool
has_right_checksum (const TcpSegment *segment)
{
  return !segment->checksum_bad && segment->captured == segment->length;
}

void
segment_doubt_meet (Connection *connection, unsigned side, const TcpSegment *segment)
{
  ConnectionHalf *half = &connection->half[side];
  connection->ttl[side] = segment->ttl;
  Options options = read_options (segment);
  half->syn &= SYN_RIGHT;
  if ((segment->flags & TCP_SYN) != 0)
    half->syn |= SYN_KNOWN;
  half->syn |= options.scale;
  half->syn |= options.has_timestamp ? SYN_TIMESTAMP : 0;
  half->syn |= options.is_signed ? 0 : SYN_UNSIGNED;
  half->syn |= has_right_checksum (segment) ? SYN_RIGHT : 0;
}

void
segment_doubt_begin (Connection *connection)
{
  for (unsigned side = 0; side < 2; side++)
    {
      SenderHabits *habits = &connection->pair->stream[side].habits;
      uint8_t syn = connection->half[side].syn;
      habits->ttl[0] = connection->ttl[side];
      habits->flags = (syn & SYN_RIGHT) != 0 ? HABIT_RIGHT : 0;
      habits->flags |= (syn & SYN_UNSIGNED) != 0 ? HABIT_UNSIGNED : 0;
    }
}

bool
segment_doubt_of_checksum (const Connection *connection, unsigned side, const TcpSegment *segment,
                           ChecksumPolicy policy)
{
  if (!segment->checksum_bad || policy == CHECKSUMS_IGNORE)
    return false;
  if (!connection_is_live (connection))
    return (connection->half[side].syn & SYN_RIGHT) != 0;
  return (connection->pair->stream[side].habits.flags & (HABIT_RIGHT | HABIT_OFFLOADS)) == HABIT_RIGHT;
}

static bool
has_odd_ttl (const SenderHabits *habits, const TcpSegment *segment)
{
  uint8_t ttl = segment->ttl, usual = habits->ttl[0];
  return ttl != usual && ttl != habits->ttl[1] && usual != 0 && ttl != 0 && (ttl < usual || ttl - usual >= TTL_NEAR);
}

/* A detour that lasts is the way from now on. */
static void
follow_ttl (SenderHabits *habits, uint8_t ttl)
{
  if (ttl != habits->odd_ttl)
    habits->odd_run = 0;
  habits->odd_ttl = ttl;
  if (++habits->odd_run >= LASTING)
    segment_doubt_learn (habits, AMBIGUITY_TTL, ttl);
}

static bool
uses_timestamps (const Connection *connection)
{
  uint8_t both = connection->half[0].syn & connection->half[1].syn;
  const Stream *stream = connection->pair->stream;
  if ((both & SYN_KNOWN) != 0)
    return (both & SYN_TIMESTAMP) != 0;
  return (stream[0].habits.flags & stream[1].habits.flags & HABIT_TIMESTAMP) != 0;
}

/* RFC 7323 §5.3.  One tick of grace, as Linux has it. */
static bool
is_stale (const Connection *connection, const SenderHabits *habits, const TcpSegment *segment, const Options *options)
{
  const int64_t day = INT64_C (86400) * 1000000000;
  return options->has_timestamp && (habits->flags & HABIT_TIMESTAMP) != 0
         && (int32_t) (options->timestamp - habits->timestamp) < -1
         && segment->packet->time - habits->timestamp_time < RECENT_DAYS * day && uses_timestamps (connection);
}

/* Whether it acknowledges octets of the other stream of which nothing was captured. */
static bool
acknowledges_unsent (const Connection *connection, unsigned side, const TcpSegment *segment)
{
  const ConnectionHalf *other = &connection->half[!side];
  const Stream *stream = &connection->pair->stream[!side];
  uint32_t ahead = segment->acknowledgment - (uint32_t) other->next;
  if (ahead == 0 || ahead > INT32_MAX || (other->flags & HALF_SEEN) == 0 || !half_start_is_sure (other))
    return false;
  uint64_t captured = MAX (MAX (other->next, stream->waived), stream_queue_end (&stream->queue));
  if ((other->flags & HALF_FIN) != 0)
    captured = MAX (captured, half_position (other, other->fin) + 1);
  return other->next + ahead > captured;
}

/* Whether it acknowledges octets from before the other stream began, of which the SYN was captured. */
static bool
acknowledges_past (const Connection *connection, unsigned side, const TcpSegment *segment)
{
  const ConnectionHalf *other = &connection->half[!side];
  return (other->flags & HALF_SYN) != 0 && half_position (other, segment->acknowledgment) < half_start (other);
}

/* RFC 7323 §2.3: a window is scaled where both SYNs say so.  One that was not captured may
 * have said anything. */
static unsigned
window_scale (const Connection *connection, unsigned side, const TcpSegment *segment)
{
  if ((segment->flags & TCP_SYN) != 0)
    return 0;
  uint8_t own = connection->half[side].syn, other = connection->half[!side].syn;
  if ((own & other & SYN_KNOWN) == 0)
    return MOST_SCALE;
  return (own & SYN_SCALE) == NO_SCALE || (other & SYN_SCALE) == NO_SCALE ? 0 : own & SYN_SCALE;
}

/* What an ordinary segment tells of its sender, and of what it will take. */
static void
note_habits (Connection *connection, unsigned side, const TcpSegment *segment, const Options *options,
             uint64_t position)
{
  const ConnectionHalf *half = &connection->half[side], *other = &connection->half[!side];
  Stream *stream = connection->pair->stream;
  SenderHabits *habits = &stream[side].habits, *others = &stream[!side].habits;
  if (habits->ttl[0] == 0)
    habits->ttl[0] = segment->ttl;
  if (options->has_timestamp && position <= half->next && half_start_is_sure (half)
      && ((habits->flags & HABIT_TIMESTAMP) == 0 || (int32_t) (options->timestamp - habits->timestamp) >= 0))
    {
      habits->timestamp = options->timestamp;
      habits->timestamp_time = segment->packet->time;
      habits->flags |= HABIT_TIMESTAMP;
    }
  habits->flags |= options->is_signed ? 0 : HABIT_UNSIGNED;
  if ((segment->flags & TCP_ACK) == 0 || (other->flags & (HALF_SEEN | HALF_START)) == 0)
    return;
  uint64_t window = (uint64_t) segment->window << window_scale (connection, side, segment);
  others->window_end = MAX (others->window_end, half_position (other, segment->acknowledgment) + window);
  stream[!side].heard++;
  stream[!side].heard_time = segment->packet->time;
}

/* What a segment of a sender that is not doubted for its checksum has against it, if it
 * brings data or a FIN. */
static AmbiguityReason
doubt_of_content (const Connection *connection, unsigned side, const TcpSegment *segment, const Options *options,
                  uint64_t position)
{
  const SenderHabits *habits = &connection->pair->stream[side].habits;
  if (has_odd_ttl (habits, segment))
    return AMBIGUITY_TTL;
  /* What was sent before may come late, and with an older timestamp. */
  if (position + segment->length > connection->half[side].next && is_stale (connection, habits, segment, options))
    return AMBIGUITY_TIMESTAMP;
  if (options->is_signed && (habits->flags & HABIT_UNSIGNED) != 0)
    return AMBIGUITY_SIGNED;
  /* At its end, a host may probe a window that is closed (RFC 9293 §3.8.6.1). */
  if (habits->window_end != 0 && position > habits->window_end)
    return AMBIGUITY_WINDOW;
  if (segment->length > 0 && acknowledges_unsent (connection, side, segment))
    return AMBIGUITY_FUTURE_ACK;
  if (acknowledges_past (connection, side, segment))
    return AMBIGUITY_PAST_ACK;
  return AMBIGUITY_DELIVERED;
}

AmbiguityReason
segment_doubt_judge (Connection *connection, unsigned side, const TcpSegment *segment, ChecksumPolicy policy)
{
  SenderHabits *habits = &connection->pair->stream[side].habits;
  const bool carries = segment->length > 0 || (segment->flags & TCP_FIN) != 0;
  if (segment->doubtful)
    return AMBIGUITY_FRAGMENTS;
  if (segment->checksum_bad && segment_doubt_of_checksum (connection, side, segment, policy))
    {
      if (!carries && ++habits->wrong_run >= LASTING)
        habits->flags |= HABIT_OFFLOADS;
      return AMBIGUITY_CHECKSUM;
    }
  if (has_right_checksum (segment))
    {
      habits->flags |= HABIT_RIGHT;
      habits->wrong_run = 0;
    }
  if ((segment->flags & (TCP_SYN | TCP_ACK)) != TCP_ACK)
    {
      if ((segment->flags & TCP_SYN) == 0)
        return AMBIGUITY_NO_ACK;
      if (segment->length > 0)
        return AMBIGUITY_SYN_DATA;
      if ((segment->flags & TCP_ACK) == 0)
        return AMBIGUITY_DELIVERED;
    }
  const Options options = read_options (segment);
  const uint64_t position
      = half_position (&connection->half[side], segment->sequence + ((segment->flags & TCP_SYN) != 0));
  if (carries)
    {
      AmbiguityReason doubt = doubt_of_content (connection, side, segment, &options, position);
      if (doubt != AMBIGUITY_DELIVERED)
        return doubt;
      habits->odd_run = 0;
    }
  else if (has_odd_ttl (habits, segment))
    {
      follow_ttl (habits, segment->ttl);
      return AMBIGUITY_DELIVERED;
    }
  note_habits (connection, side, segment, &options, position);
  return AMBIGUITY_DELIVERED;
}

bool
segment_doubt_learn (SenderHabits *habits, AmbiguityReason doubt, uint8_t ttl)
{
  switch (doubt)
    {
    case AMBIGUITY_TTL:
      if (ttl != habits->ttl[0])
        {
          habits->ttl[1] = habits->ttl[0];
          habits->ttl[0] = ttl;
        }
      habits->odd_run = 0;
      return true;
    case AMBIGUITY_CHECKSUM:
      if (habits->wrong_proven < PROVEN)
        habits->wrong_proven++;
      if (habits->wrong_proven == PROVEN)
        habits->flags |= HABIT_OFFLOADS;
      return habits->wrong_proven == PROVEN;
    case AMBIGUITY_TIMESTAMP:
      habits->flags &= (uint8_t) ~HABIT_TIMESTAMP;
      return true;
    case AMBIGUITY_WINDOW:
      habits->window_end = 0;
      return true;
    default:
      return false;
    }
}
