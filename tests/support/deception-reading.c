/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See deception-reading.h. */
#include "config.h"

#include "deception-reading.h"

#include "src/ip.h"

#include <string.h>

enum { LINKTYPE_RAW = 101 };

static void
told_free (gpointer pointer)
{
  ToldAmbiguity *told = pointer;
  g_byte_array_unref (told->first);
  g_byte_array_unref (told->second);
  g_free (told);
}

static bool
is_honest (const DeceptionReading *reading, const ConnectionView *view, unsigned side)
{
  return view->side[side].port != reading->deceiver_port;
}

static void *
opened (void *user, const ConnectionView *view)
{
  DeceptionReading *reading = user;
  (void) view;
  reading->connections++;
  return reading;
}

static StreamVerdict
take_data (void *user, void *session, const ConnectionView *view, unsigned side, const StreamChunk *chunk)
{
  DeceptionReading *reading = user;
  (void) session;
  g_byte_array_append (reading->stream[is_honest (reading, view, side)], chunk->octets, (guint) chunk->length);
  return STREAM_WANTED;
}

static StreamVerdict
take_gap (void *user, void *session, const ConnectionView *view, unsigned side, const StreamGap *gap)
{
  DeceptionReading *reading = user;
  (void) session;
  (void) gap;
  g_byte_array_append (reading->stream[is_honest (reading, view, side)], (const uint8_t *) "<gap>", 5);
  return STREAM_WANTED;
}

static void
take_ambiguity (void *user, void *session, const ConnectionView *view, unsigned side, const StreamAmbiguity *ambiguity)
{
  DeceptionReading *reading = user;
  (void) session;
  if (is_honest (reading, view, side))
    {
      reading->told_of_honest++;
      return;
    }
  ToldAmbiguity *told = g_new (ToldAmbiguity, 1);
  told->reason = ambiguity->reason;
  told->second_counts = ambiguity->second_counts;
  told->first = g_byte_array_append (g_byte_array_new (), ambiguity->first, (guint) ambiguity->shown);
  told->second = g_byte_array_append (g_byte_array_new (), ambiguity->second, (guint) ambiguity->shown);
  g_ptr_array_add (reading->told, told);
}

static void
take_oddity (void *user, void *session, const ConnectionView *view, unsigned side, const StreamOddity *oddity)
{
  DeceptionReading *reading = user;
  (void) session;
  (void) oddity;
  reading->oddities += !is_honest (reading, view, side);
}

static void
closed (void *user, void *session, const ConnectionView *view, ConnectionEnd end)
{
  (void) user;
  (void) session;
  (void) view;
  (void) end;
}

static void
push_segment (void *user, const TcpSegment *segment)
{
  reassembler_push (user, segment);
}

DeceptionReading *
deception_reading_new (const DeceptionPlay *play, OverlapPolicy overlap)
{
  static const StreamHandler handler = {
    .opened = opened,
    .data = take_data,
    .gap = take_gap,
    .ambiguity = take_ambiguity,
    .oddity = take_oddity,
    .closed = closed,
  };
  DeceptionReading *reading = g_new0 (DeceptionReading, 1);
  reading->deceiver_port = play->route.source_port;
  for (unsigned i = 0; i < 2; i++)
    reading->stream[i] = g_byte_array_new ();
  reading->told = g_ptr_array_new_with_free_func (told_free);
  ReassemblerLimits limits;
  reassembler_limits_init (&limits);
  Reassembler *reassembler = reassembler_new (&limits, &handler, reading);
  DecoderLimits decoder_limits;
  decoder_limits_init (&decoder_limits);
  Decoder *decoder = decoder_new (&decoder_limits, push_segment, reassembler);
  const StreamPolicy policy = { .overlap = overlap };
  reassembler_set_policy (reassembler, &policy);
  decoder_set_policy (decoder, &policy);
  for (guint i = 0; i < play->packets->len; i++)
    {
      const PlayedPacket *played = g_ptr_array_index (play->packets, i);
      const Packet packet = { .octets = played->octets->data,
                              .captured = played->octets->len,
                              .length = played->octets->len,
                              .number = i + 1,
                              .time = played->time,
                              .link_type = LINKTYPE_RAW };
      decoder_push (decoder, &packet);
    }
  decoder_finish (decoder);
  decoder_free (decoder);
  reassembler_free (reassembler);
  return reading;
}

void
deception_reading_free (DeceptionReading *reading)
{
  for (unsigned i = 0; i < 2; i++)
    g_byte_array_unref (reading->stream[i]);
  g_ptr_array_unref (reading->told);
  g_free (reading);
}

static void
tell (GString *faults, const char *what, const GByteArray *octets)
{
  g_string_append_printf (faults, "%s \"", what);
  for (guint i = 0; i < octets->len; i++)
    if (g_ascii_isprint (octets->data[i]))
      g_string_append_c (faults, (char) octets->data[i]);
    else
      g_string_append_printf (faults, "\\x%02x", octets->data[i]);
  g_string_append (faults, "\"\n");
}

static void
compare (GString *faults, const char *whose, const GByteArray *seen, const GByteArray *lived)
{
  if (seen->len == lived->len && (seen->len == 0 || memcmp (seen->data, lived->data, seen->len) == 0))
    return;
  g_string_append_printf (faults, "%s was read otherwise\n", whose);
  tell (faults, "  it was", lived);
  tell (faults, "  read as", seen);
}

static bool
shows_other (const ToldAmbiguity *told, const char *other)
{
  const GByteArray *loser = told->second_counts ? told->first : told->second;
  return memmem (loser->data, loser->len, other, strlen (other)) != NULL;
}

static void
compare_ambiguities (GString *faults, const DeceptionReading *reading, const Deception *row)
{
  const char *other = row->other;
  bool shown = other == NULL || (row->odd && reading->oddities > 0);
  for (guint i = 0; i < reading->told->len; i++)
    {
      const ToldAmbiguity *told = g_ptr_array_index (reading->told, i);
      shown = shown || shows_other (told, other);
      if (other == NULL)
        {
          g_string_append_printf (faults, "an ambiguity (%s) where there is none\n",
                                  ambiguity_reason_word (told->reason));
          tell (faults, "  first", told->first);
          tell (faults, "  second", told->second);
        }
    }
  if (!shown)
    g_string_append_printf (faults, "no ambiguity shows \"%s\" as what does not count\n", other);
  if (reading->told_of_honest > 0)
    g_string_append (faults, "an ambiguity of the honest host\n");
}

static void
compare_streams (GString *faults, const DeceptionReading *reading, const DeceptionPlay *play)
{
  if (reading->connections != 1)
    g_string_append_printf (faults, "%u connections\n", reading->connections);
  compare (faults, "the deceiver", reading->stream[0], play->read);
  compare (faults, "the honest host", reading->stream[1], play->heard);
}

char *
deception_reading_stream_faults (const DeceptionReading *reading, const DeceptionPlay *play)
{
  GString *faults = g_string_new (NULL);
  compare_streams (faults, reading, play);
  return g_string_free (faults, FALSE);
}

char *
deception_reading_faults (const DeceptionReading *reading, const DeceptionPlay *play)
{
  GString *faults = g_string_new (NULL);
  compare_streams (faults, reading, play);
  compare_ambiguities (faults, reading, play->row);
  return g_string_free (faults, FALSE);
}

const char *
ambiguity_reason_word (AmbiguityReason reason)
{
  static const char *const words[AMBIGUITY_REASONS] = {
    "delivered", "acknowledged", "policy", "fragments", "checksum", "ttl",    "timestamp",
    "no ACK",    "future ACK",   "signed", "window",    "SYN data", "urgent",
  };
  return reason < AMBIGUITY_REASONS ? words[reason] : "?";
}
