/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of one direction.
 *
 * Behind a gap that took the begin of a record, where records begin is not known.
 * A place is believed when a header stands there and another one (or the end of the
 * stream) where the first says that its record ends, or the handler has a proof; what
 * was held of that place is then read as if it had just come.
 *
 * Limits: one record (18 KiB; SSL 2.0: 32 KiB) is gathered; while seeking SEEK_MAX, and
 * where PIECES_MAX pieces of it came from. */
#include "config.h"

#include "tls-record.h"

enum {
  SEEK_MAX = TLS_RECORD_HEADER + TLS_FRAGMENT_MAX + TLS_RECORD_HEADER,
  PIECES_MAX = 256, /* further ones count to the last */
};

/* While seeking: octets of gathered from `start` on came with this. */
typedef struct Piece {
  size_t start;
  Origin origin;
} Piece;

void
tls_record_reader_init (TlsRecordReader *reader, const TlsRecordHandler *handler, gpointer user, bool seeking)
{
  *reader = (TlsRecordReader){
    .handler = handler,
    .user = user,
    .state = seeking ? TLS_RECORD_SEEKING : TLS_RECORD_BETWEEN,
    .at_start = !seeking,
  };
}

void
tls_record_reader_clear (TlsRecordReader *reader)
{
  g_clear_pointer (&reader->gathered, g_byte_array_unref);
  g_clear_pointer (&reader->pieces, g_array_unref);
}

void
tls_record_reader_stop (TlsRecordReader *reader)
{
  reader->state = TLS_RECORD_STOPPED;
}

/* A header of TLS, or as far as it goes the begin of one. */
static bool
header_fits (const uint8_t *at, size_t length)
{
  if (length > 0 && (at[0] < TLS_CHANGE_CIPHER_SPEC || at[0] > TLS_HEARTBEAT))
    return false;
  if ((length > 1 && at[1] != 3) || (length > 2 && at[2] > 4))
    return false;
  return length < TLS_RECORD_HEADER || (at[3] << 8 | at[4]) <= TLS_FRAGMENT_MAX;
}

/* A record of SSL 2.0 with a hello in it (RFC 5246 appendix E.2). */
static bool
ssl2_hello (const uint8_t *at)
{
  size_t length = (size_t) (at[0] & 0x7f) << 8 | at[1];
  bool client = at[2] == 1 && (at[3] == 3 || (at[3] == 0 && at[4] == 2));
  bool server = at[2] == 4 && at[3] <= 1 && at[4] == 1;
  return (at[0] & 0x80) != 0 && length >= 9 && (client || server);
}

static bool
read_header (TlsRecordReader *reader, const uint8_t *at, uint64_t offset, Origin origin)
{
  TlsRecord *now = &reader->now;
  *now = (TlsRecord){ .offset = offset, .origin = origin, .number = reader->records };
  if (header_fits (at, TLS_RECORD_HEADER))
    {
      now->type = at[0];
      now->version = (uint16_t) (at[1] << 8 | at[2]);
      now->header_length = TLS_RECORD_HEADER;
      now->length = (size_t) (at[3] << 8 | at[4]);
    }
  else if (reader->at_start && ssl2_hello (at))
    {
      now->type = TLS_SSL2;
      now->version = 2;
      now->header_length = 2;
      now->length = (size_t) (at[0] & 0x7f) << 8 | at[1];
    }
  else
    return false;
  reader->at_start = false;
  reader->records++;
  return true;
}

static void
give (TlsRecordReader *reader, Octets octets, Origin end)
{
  reader->state = TLS_RECORD_BETWEEN;
  reader->header_length = 0;
  reader->now.octets = octets;
  reader->now.end = end;
  reader->handler->record (reader->user, &reader->now);
}

static void
gather (TlsRecordReader *reader, Octets octets)
{
  if (reader->gathered == NULL)
    reader->gathered = g_byte_array_new ();
  g_byte_array_append (reader->gathered, octets.at, (guint) octets.length);
}

static void
give_cut (TlsRecordReader *reader)
{
  reader->now.cut = true;
  if (reader->wants && reader->gathered != NULL)
    reader->now.begin = octets_of (reader->gathered->data, reader->gathered->len);
  give (reader, OCTETS_NONE, reader->last);
}

/* Gathers a header; true when it is there and is one. */
static bool
take_header (TlsRecordReader *reader, Octets *octets, uint64_t *offset, Origin origin)
{
  if (reader->header_length == 0)
    {
      reader->header_offset = *offset;
      reader->header_origin = origin;
    }
  size_t length = MIN (TLS_RECORD_HEADER - reader->header_length, octets->length);
  memcpy (reader->header + reader->header_length, octets->at, length);
  reader->header_length += length;
  *octets = octets_from (*octets, length);
  *offset += length;
  if (reader->header_length < TLS_RECORD_HEADER)
    return false;
  if (!read_header (reader, reader->header, reader->header_offset, reader->header_origin))
    {
      reader->state = TLS_RECORD_STOPPED;
      reader->handler->malformed (reader->user, octets_of (reader->header, TLS_RECORD_HEADER), reader->header_offset,
                                  reader->header_origin);
      return false;
    }
  reader->state = TLS_RECORD_INSIDE;
  reader->wants = reader->handler->wanted (reader->user, &reader->now);
  if (reader->state != TLS_RECORD_INSIDE) /* the handler stopped it */
    return false;
  reader->left = reader->now.header_length + reader->now.length - TLS_RECORD_HEADER;
  if (reader->gathered != NULL)
    g_byte_array_set_size (reader->gathered, 0);
  return true;
}

/* Takes octets of the record that is inside.  `whole`: the octets that the header was
 * read from are in front of them in memory. */
static void
take_fragment (TlsRecordReader *reader, Octets *octets, uint64_t *offset, Origin origin, bool whole)
{
  size_t length = MIN (reader->left, octets->length);
  Octets part = octets_slice (*octets, 0, length);
  bool begins = reader->gathered == NULL || reader->gathered->len == 0;
  bool kept = reader->wants && !reader->now.cut;
  *octets = octets_from (*octets, length);
  *offset += length;
  reader->left -= length;
  if (kept && whole && reader->left == 0 && length > 0)
    {
      give (reader, octets_of (part.at - TLS_RECORD_HEADER, TLS_RECORD_HEADER + length), origin);
      return;
    }
  if (kept && begins)
    gather (reader, octets_of (reader->header, TLS_RECORD_HEADER));
  if (kept && length > 0)
    gather (reader, part);
  if (reader->left > 0)
    return;
  if (reader->now.cut)
    give_cut (reader);
  else
    give (reader, kept ? octets_of (reader->gathered->data, reader->gathered->len) : OCTETS_NONE, origin);
}

static void
take (TlsRecordReader *reader, Octets octets, uint64_t offset, Origin origin)
{
  while (octets.length > 0 && (reader->state == TLS_RECORD_BETWEEN || reader->state == TLS_RECORD_INSIDE))
    {
      bool whole = false;
      if (reader->state == TLS_RECORD_BETWEEN)
        {
          whole = reader->header_length == 0 && octets.length >= TLS_RECORD_HEADER;
          if (!take_header (reader, &octets, &offset, origin))
            continue;
        }
      if (octets.length > 0 || reader->left == 0)
        take_fragment (reader, &octets, &offset, origin, whole);
    }
}

static Origin
piece_origin (const TlsRecordReader *reader, size_t at)
{
  guint i = reader->pieces->len;
  while (i > 1 && g_array_index (reader->pieces, Piece, i - 1).start > at)
    i--;
  return g_array_index (reader->pieces, Piece, i - 1).origin;
}

/* Where in what is held a record begins: `*at`, and whether that is sure; else all
 * before `*at` is surely none. */
static bool
find_record (const TlsRecordReader *reader, bool ended, size_t *at)
{
  const uint8_t *held = reader->gathered->data;
  size_t length = reader->gathered->len;
  for (; *at < length; ++*at)
    {
      size_t here = length - *at;
      if (!header_fits (held + *at, here))
        continue;
      if (here < TLS_RECORD_HEADER)
        return false;
      size_t whole = TLS_RECORD_HEADER + (size_t) (held[*at + 3] << 8 | held[*at + 4]);
      if (here < whole && !ended)
        return false;
      if (here < whole)
        continue;
      /* A proof holds whatever follows: the answer must not depend on how much of that
       * has come. */
      size_t behind = here - whole;
      bool follows = header_fits (held + *at + whole, behind);
      if (follows && (behind >= TLS_RECORD_HEADER || (ended && behind == 0)))
        return true;
      if (reader->handler->proves != NULL && reader->handler->proves (reader->user, octets_of (held + *at, whole)))
        return true;
      if (follows && !ended)
        return false;
    }
  return false;
}

/* Reads what was held of the place that was found, piece by piece as it came. */
static void
resume (TlsRecordReader *reader, size_t at)
{
  GByteArray *held = g_steal_pointer (&reader->gathered);
  GArray *pieces = g_steal_pointer (&reader->pieces);
  uint64_t start = reader->position - held->len;
  reader->state = TLS_RECORD_BETWEEN;
  reader->header_length = 0;
  for (guint i = 0; i < pieces->len; i++)
    {
      const Piece *piece = &g_array_index (pieces, Piece, i);
      size_t end = i + 1 < pieces->len ? g_array_index (pieces, Piece, i + 1).start : held->len;
      size_t begin = MAX (piece->start, at);
      if (begin < end)
        take (reader, octets_of (held->data + begin, end - begin), start + begin, piece->origin);
    }
  g_byte_array_unref (held);
  g_array_unref (pieces);
}

static void
forget (TlsRecordReader *reader, size_t length)
{
  Origin origin = length < reader->gathered->len ? piece_origin (reader, length) : (Origin){ 0 };
  g_byte_array_remove_range (reader->gathered, 0, (guint) length);
  guint gone = 0;
  while (gone < reader->pieces->len && g_array_index (reader->pieces, Piece, gone).start <= length)
    gone++;
  g_array_remove_range (reader->pieces, 0, gone);
  for (guint i = 0; i < reader->pieces->len; i++)
    g_array_index (reader->pieces, Piece, i).start -= length;
  if (reader->gathered->len > 0)
    {
      Piece first = { 0, origin };
      g_array_prepend_val (reader->pieces, first);
    }
}

/* Takes octets while no place is sure; returns how many. */
static size_t
seek (TlsRecordReader *reader, Octets octets, Origin origin)
{
  if (reader->gathered == NULL)
    reader->gathered = g_byte_array_new ();
  if (reader->pieces == NULL)
    {
      reader->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
      g_byte_array_set_size (reader->gathered, 0);
    }
  size_t length = MIN (octets.length, (size_t) SEEK_MAX - reader->gathered->len);
  Piece piece = { reader->gathered->len, origin };
  const Origin *before
      = reader->pieces->len > 0 ? &g_array_index (reader->pieces, Piece, reader->pieces->len - 1).origin : NULL;
  bool same = before != NULL && before->packet == origin.packet && before->file == origin.file;
  if (reader->gathered->len == 0 || (!same && reader->pieces->len < PIECES_MAX))
    g_array_append_val (reader->pieces, piece);
  g_byte_array_append (reader->gathered, octets.at, (guint) length);
  reader->position += length;
  size_t at = 0;
  if (find_record (reader, false, &at))
    resume (reader, at);
  else if (at > 0)
    forget (reader, at);
  return length;
}

void
tls_record_reader_feed (TlsRecordReader *reader, Octets octets, uint64_t offset, Origin origin)
{
  reader->position = offset;
  reader->last = origin;
  while (reader->state == TLS_RECORD_SEEKING && octets.length > 0)
    {
      size_t used = seek (reader, octets, origin);
      octets = octets_from (octets, used);
      offset += used;
    }
  take (reader, octets, offset, origin);
  reader->position = offset + octets.length;
}

void
tls_record_reader_gap (TlsRecordReader *reader, uint64_t offset, uint64_t length, bool cut, Origin origin)
{
  if (reader->state == TLS_RECORD_STOPPED || length == 0)
    return;
  reader->position = offset + length;
  if (reader->state == TLS_RECORD_INSIDE && length <= reader->left)
    {
      reader->now.cut = true;
      reader->left -= length;
      if (reader->left == 0)
        give_cut (reader);
      return;
    }
  if (reader->state == TLS_RECORD_INSIDE)
    give_cut (reader);
  if (reader->state == TLS_RECORD_STOPPED)
    return;
  reader->state = TLS_RECORD_SEEKING;
  reader->at_start = false;
  g_clear_pointer (&reader->pieces, g_array_unref);
  reader->handler->lost (reader->user, offset, length, cut, origin);
}

void
tls_record_reader_end (TlsRecordReader *reader)
{
  size_t at = 0;
  if (reader->state == TLS_RECORD_SEEKING && reader->pieces != NULL && find_record (reader, true, &at))
    resume (reader, at);
  if (reader->state == TLS_RECORD_INSIDE)
    give_cut (reader);
  bool begun = reader->state == TLS_RECORD_BETWEEN && reader->header_length > 0;
  reader->state = TLS_RECORD_STOPPED;
  if (begun && !header_fits (reader->header, reader->header_length) && !reader->at_start)
    reader->handler->malformed (reader->user, octets_of (reader->header, reader->header_length), reader->header_offset,
                                reader->header_origin);
}
