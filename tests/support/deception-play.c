/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See deception-play.h.  The deceiver's TCP takes what comes in order, which is all
 * that ever comes on this way, and never sends anything twice unless the script says so. */
#include "config.h"

#include "deception-play.h"

#include "deception-script.h"

#include <stdio.h>
#include <string.h>

enum { FIN = 0x01, SYN = 0x02, RST = 0x04, PSH = 0x08, ACK = 0x10, URG = 0x20 };
enum { USUAL_TTL = 64, USUAL_WINDOW = 64000, USUAL_INITIAL = 0x10203040, LINKTYPE_RAW = 101 };

static const char greeting[] = "220 mx.example ESMTP\r\n";

static void
packet_free (gpointer pointer)
{
  PlayedPacket *packet = pointer;
  g_byte_array_unref (packet->octets);
  g_free (packet);
}

DeceptionPlay *
deception_play_new (const Deception *row, const MadeRoute *route, const HonestHost *host)
{
  DeceptionPlay *play = g_new0 (DeceptionPlay, 1);
  play->row = row;
  play->route = *route;
  play->host = *host;
  play->packets = g_ptr_array_new_with_free_func (packet_free);
  play->trouble = g_string_new (NULL);
  play->expected = g_byte_array_new ();
  play->heard = g_byte_array_new ();
  play->read = g_byte_array_new ();
  play->said = g_byte_array_new ();
  play->identification = (uint16_t) (route->source_port << 6); /* no two rows share any */
  play->initial = row->initial != 0 ? row->initial : USUAL_INITIAL;
  return play;
}

void
deception_play_free (DeceptionPlay *play)
{
  g_ptr_array_unref (play->packets);
  g_string_free (play->trouble, TRUE);
  g_byte_array_unref (play->expected);
  g_byte_array_unref (play->heard);
  g_byte_array_unref (play->read);
  g_byte_array_unref (play->said);
  g_free (play);
}

static void
keep (DeceptionPlay *play, const uint8_t *octets, size_t length)
{
  PlayedPacket *packet = g_new (PlayedPacket, 1);
  packet->octets = g_byte_array_append (g_byte_array_new (), octets, (guint) length);
  packet->time = play->host.clock (play->host.user);
  g_ptr_array_add (play->packets, packet);
}

static void
hand_over (void *user, const uint8_t *octets, size_t length)
{
  DeceptionPlay *play = user;
  keep (play, octets, length);
  play->host.take (play->host.user, play, octets, length);
}

static void
send_segment (DeceptionPlay *play, MadeSegment *segment)
{
  segment->identification = ++play->identification;
  if (segment->ttl == 0)
    segment->ttl = USUAL_TTL;
  made_send (&play->route, segment, hand_over, play);
}

static void
add_option (MadeSegment *segment, const uint8_t *option, size_t length)
{
  g_assert (segment->options_length + length <= MADE_OPTIONS_MAX);
  memcpy (segment->options + segment->options_length, option, length);
  segment->options_length += (unsigned) length;
}

/* Milliseconds, as Linux has them. */
static void
add_timestamp (DeceptionPlay *play, MadeSegment *segment, int64_t offset)
{
  int64_t milliseconds = play->host.clock (play->host.user) / 1000000;
  if (play->clock == 0)
    play->clock = play->row->clock != 0 ? (int64_t) play->row->clock - milliseconds : 1;
  uint32_t now = (uint32_t) (milliseconds + play->clock + offset), echo = play->timestamp;
  const uint8_t option[12] = {
    1,
    1,
    8,
    10,
    (uint8_t) (now >> 24),
    (uint8_t) (now >> 16),
    (uint8_t) (now >> 8),
    (uint8_t) now,
    (uint8_t) (echo >> 24),
    (uint8_t) (echo >> 16),
    (uint8_t) (echo >> 8),
    (uint8_t) echo,
  };
  add_option (segment, option, sizeof option);
}

static MadeSegment
ordinary_segment (DeceptionPlay *play, uint64_t place, uint8_t flags)
{
  return (MadeSegment){
    .sequence = play->initial + 1 + (uint32_t) place,
    .acknowledgment = play->other_initial + 1 + (uint32_t) play->received + play->other_fin,
    .window = USUAL_WINDOW,
    .flags = flags,
  };
}

static void
send_ordinary (DeceptionPlay *play, uint64_t place, uint8_t flags, const GByteArray *data)
{
  MadeSegment segment = ordinary_segment (play, place, flags);
  if (play->row->timestamps)
    add_timestamp (play, &segment, 0);
  segment.data = data;
  send_segment (play, &segment);
}

static void
send_syn (DeceptionPlay *play)
{
  static const uint8_t mss[4] = { 2, 4, 1460 >> 8, 1460 & 0xff };
  MadeSegment segment = ordinary_segment (play, 0, SYN);
  segment.sequence--;
  if (play->connected)
    segment.flags |= ACK;
  else
    segment.acknowledgment = 0;
  add_option (&segment, mss, sizeof mss);
  if (play->row->timestamps)
    add_timestamp (play, &segment, 0);
  GByteArray *data = g_byte_array_new ();
  if (play->row->on_syn != NULL)
    g_byte_array_append (data, (const uint8_t *) play->row->on_syn, (guint) strlen (play->row->on_syn));
  segment.data = data;
  send_segment (play, &segment);
  g_byte_array_unref (data);
}

void
deception_play_take (DeceptionPlay *play, const uint8_t *octets, size_t length)
{
  ReadSegment segment;
  keep (play, octets, length);
  if (!read_segment (octets, length, &segment))
    return;
  if (segment.has_timestamp)
    play->timestamp = segment.timestamp;
  if ((segment.flags & RST) != 0)
    {
      play->other_reset = true;
      return;
    }
  if ((segment.flags & SYN) != 0)
    {
      play->other_initial = segment.sequence;
      play->connected = true;
      play->route.destination_port = segment.route.source_port;
      if (play->row->server)
        send_syn (play);
      return;
    }
  uint32_t acknowledged = segment.acknowledgment - play->initial - 1;
  if (acknowledged > play->acknowledged && acknowledged < UINT32_C (1) << 31)
    play->acknowledged = acknowledged;
  uint32_t expected = play->other_initial + 1 + (uint32_t) play->received;
  bool news = false;
  if (segment.sequence == expected && segment.length > 0)
    {
      g_byte_array_append (play->heard, segment.data, (guint) segment.length);
      play->received += segment.length;
      news = true;
    }
  if ((segment.flags & FIN) != 0
      && segment.sequence + (uint32_t) segment.length == expected + (news ? (uint32_t) segment.length : 0))
    news = play->other_fin = true;
  if (news)
    send_ordinary (play, play->acknowledged, ACK, NULL);
}

bool
deception_play_is_settled (const DeceptionPlay *play)
{
  if (play->dies)
    return (play->dead || play->other_reset) && play->read->len >= play->expected->len;
  return play->connected && play->read->len >= play->expected->len && play->acknowledged >= play->acknowledged_wanted
         && play->received >= play->said->len;
}

static void
told (DeceptionPlay *play, const char *what, const GByteArray *octets, size_t from)
{
  g_string_append_printf (play->trouble, "%s \"", what);
  for (size_t i = from; i < octets->len; i++)
    if (g_ascii_isprint (octets->data[i]))
      g_string_append_c (play->trouble, (char) octets->data[i]);
    else
      g_string_append_printf (play->trouble, "\\x%02x", octets->data[i]);
  g_string_append (play->trouble, "\"\n");
}

static void
compare_reading (DeceptionPlay *play)
{
  bool same = play->read->len == play->expected->len
              && (play->read->len == 0 || memcmp (play->read->data, play->expected->data, play->read->len) == 0);
  if (!same)
    {
      told (play, "shall have read", play->expected, 0);
      told (play, "has read", play->read, 0);
    }
}

/* Lets the honest host go on, and compares. */
static void
settle (DeceptionPlay *play)
{
  play->host.go_on (play->host.user, play);
  compare_reading (play);
  if (play->acknowledged != play->acknowledged_wanted && play->trouble->len == 0)
    g_string_append_printf (play->trouble, "%d of %d octets are acknowledged\n", (int) play->acknowledged,
                            (int) play->acknowledged_wanted);
  if (play->dead || play->other_reset)
    g_string_append (play->trouble, "the connection broke\n");
}

static void
expect (DeceptionPlay *play, const DeceptionStep *step)
{
  g_byte_array_append (play->expected, step->octets->data, step->octets->len);
  play->here += step->octets->len + step->skip;
  play->acknowledged_wanted = play->here;
  settle (play);
}

static void
play_segment (DeceptionPlay *play, const DeceptionStep *step)
{
  static const uint8_t signature[20] = { 1, 1, 19, 18, 'n', 'o', 't', ' ', 'a', ' ', 's', 'i', 'g', 'n' };
  MadeSegment segment = ordinary_segment (play, 0, ACK);
  segment.sequence = play->initial + 1 + (uint32_t) (play->here + (uint64_t) step->place);
  if (step->octets != NULL)
    segment.flags |= PSH;
  if (step->flags >= 0)
    segment.flags = (uint8_t) step->flags;
  if ((segment.flags & ACK) == 0)
    segment.acknowledgment = 0;
  segment.acknowledgment += (uint32_t) step->acknowledges;
  if (step->window >= 0)
    segment.window = (uint16_t) step->window;
  if (step->urgent >= 0)
    {
      segment.urgent = (uint16_t) step->urgent;
      segment.flags |= step->flags < 0 ? URG : 0;
    }
  segment.ttl = (uint8_t) step->ttl;
  segment.checksum_bad = step->sum_bad;
  segment.ip_checksum_bad = step->ip_sum_bad;
  segment.data = step->octets;
  segment.other = step->other;
  segment.summed = step->summed;
  memcpy (segment.piece, step->piece, sizeof step->piece);
  segment.pieces = step->pieces;
  if (play->row->timestamps && !step->no_time)
    add_timestamp (play, &segment, step->time);
  if (step->md5)
    add_option (&segment, signature, sizeof signature);
  send_segment (play, &segment);
  if (step->pause > 0)
    play->host.pause (play->host.user, step->pause);
}

static void
play_step (DeceptionPlay *play, const DeceptionStep *step)
{
  switch (step->kind)
    {
    case STEP_HONEST:
      send_ordinary (play, play->here, PSH | ACK, step->octets);
      expect (play, step);
      break;
    case STEP_SEGMENT:
      play_segment (play, step);
      break;
    case STEP_ACKNOWLEDGED:
      play->acknowledged_wanted = play->here + (uint64_t) step->place;
      play->host.go_on (play->host.user, play);
      if (play->acknowledged != play->acknowledged_wanted)
        g_string_append_printf (play->trouble, "%d octets from here are acknowledged, and shall be %d\n",
                                (int) (play->acknowledged - play->here), (int) step->place);
      break;
    case STEP_READS:
      expect (play, step);
      break;
    case STEP_TAKES:
      play->here += (uint64_t) step->place;
      play->acknowledged_wanted = play->here;
      play->host.go_on (play->host.user, play);
      g_byte_array_set_size (play->expected, 0);
      g_byte_array_append (play->expected, play->read->data, play->read->len);
      if (play->acknowledged != play->acknowledged_wanted)
        g_string_append_printf (play->trouble, "%d octets from here are acknowledged\n",
                                (int) (play->acknowledged + (uint64_t) step->place - play->here));
      break;
    case STEP_HOLDS:
      settle (play);
      break;
    case STEP_PAUSE:
      play->host.pause (play->host.user, step->pause);
      settle (play);
      break;
    case STEP_DIES:
      play->dies = true;
      if (step->octets != NULL)
        g_byte_array_append (play->expected, step->octets->data, step->octets->len);
      play->host.go_on (play->host.user, play);
      compare_reading (play);
      if (!play->dead && !play->other_reset)
        g_string_append (play->trouble, "the connection lives\n");
      break;
    }
}

static void
connect_both (DeceptionPlay *play)
{
  if (!play->row->server)
    {
      send_syn (play);
      play->host.go_on (play->host.user, play);
      send_ordinary (play, 0, ACK, NULL);
    }
  play->host.go_on (play->host.user, play);
  if (!play->connected)
    g_string_append (play->trouble, "no connection was made\n");
  if (!play->row->server || !play->connected)
    return;
  GByteArray *octets = g_byte_array_new ();
  g_byte_array_append (octets, (const uint8_t *) greeting, sizeof greeting - 1);
  const DeceptionStep step = { .kind = STEP_HONEST, .octets = octets };
  play_step (play, &step);
  g_byte_array_unref (octets);
}

/* Both close, unless it is over. */
static void
disconnect (DeceptionPlay *play)
{
  if (play->dead || play->other_reset)
    return;
  play->host.go_on (play->host.user, play);
  send_ordinary (play, play->here, FIN | ACK, NULL);
  play->here++;
  play->acknowledged_wanted = play->here;
  play->host.go_on (play->host.user, play);
}

void
deception_play_run (DeceptionPlay *play)
{
  connect_both (play);
  const char *script = play->row->script;
  DeceptionStep step;
  while (play->trouble->len == 0 && deception_step_next (&script, &step))
    {
      const char *rest = script;
      play_step (play, &step);
      if (play->trouble->len > 0)
        g_string_append_printf (play->trouble, "before%s\n", rest);
      deception_step_clear (&step);
    }
  disconnect (play);
}

bool
deception_play_save (const DeceptionPlay *play, const char *path)
{
  FILE *file = fopen (path, "wb");
  if (file == NULL)
    return false;
  const uint32_t header[6] = { 0xa1b23c4d, 4 << 16 | 2, 0, 0, 65535, LINKTYPE_RAW };
  const uint16_t version[2] = { 2, 4 };
  uint32_t words[6];
  memcpy (words, header, sizeof words);
  memcpy (&words[1], version, sizeof version);
  fwrite (words, sizeof words, 1, file);
  for (guint i = 0; i < play->packets->len; i++)
    {
      const PlayedPacket *packet = g_ptr_array_index (play->packets, i);
      const uint32_t record[4] = { (uint32_t) (packet->time / 1000000000), (uint32_t) (packet->time % 1000000000),
                                   packet->octets->len, packet->octets->len };
      fwrite (record, sizeof record, 1, file);
      fwrite (packet->octets->data, packet->octets->len, 1, file);
    }
  return fclose (file) == 0;
}
