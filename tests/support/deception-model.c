/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See deception-model.h.  It does not heed its window, sends no acknowledgment twice, and
 * answers nothing that was made to be ignored. */
#include "config.h"

#include "deception-model.h"

#include "deception-dialogue.h"

#include <arpa/inet.h>
#include <string.h>

enum { FIN = 0x01, SYN = 0x02, PSH = 0x08, ACK = 0x10 };
enum { PORT = 25, OTHER_PORT = 40000, INITIAL = 0x70000000, WINDOW = 64240, SMALL_WINDOW = 2920, STEP = 200000 };

/* 2026-11-23T10:00:00Z */
static const int64_t start = INT64_C (1795428000) * 1000000000;

typedef struct Model {
  HonestDialogue dialogue;
  int64_t time;
  uint64_t acknowledged;
  uint64_t sent;
  uint32_t timestamp; /* the last one of the deceiver */
  bool begun;
  bool closed;
} Model;

static int64_t
tell_time (void *user)
{
  Model *model = user;
  return model->time += STEP;
}

static void
wait_for (void *user, unsigned milliseconds)
{
  Model *model = user;
  model->time += milliseconds * INT64_C (1000000);
}

static void
hand_over (void *user, const uint8_t *octets, size_t length)
{
  deception_play_take (user, octets, length);
}

static void
add_options (const Model *model, const DeceptionPlay *play, MadeSegment *segment)
{
  static const uint8_t mss[4] = { 2, 4, 1460 >> 8, 1460 & 0xff };
  if ((segment->flags & SYN) != 0)
    {
      memcpy (segment->options, mss, sizeof mss);
      segment->options_length = sizeof mss;
    }
  if (!play->row->timestamps)
    return;
  const uint32_t now = htonl ((uint32_t) (model->time / 1000000)), echo = htonl (model->timestamp);
  uint8_t *at = segment->options + segment->options_length;
  memcpy (at, (const uint8_t[]){ 1, 1, 8, 10 }, 4);
  memcpy (at + 4, &now, 4);
  memcpy (at + 8, &echo, 4);
  segment->options_length += 12;
}

static void
model_send (Model *model, DeceptionPlay *play, uint8_t flags, const GByteArray *data)
{
  MadeRoute back = play->route;
  memcpy (back.source, play->route.destination, sizeof back.source);
  memcpy (back.destination, play->route.source, sizeof back.destination);
  back.source_port = play->row->server ? OTHER_PORT : PORT;
  back.destination_port = play->route.source_port;
  MadeSegment segment = {
    .sequence = (flags & SYN) != 0 ? INITIAL : INITIAL + 1 + (uint32_t) model->sent,
    .acknowledgment = (flags & ACK) != 0 ? play->initial + 1 + (uint32_t) model->acknowledged : 0,
    .window = play->row->buffer > 0 ? SMALL_WINDOW : WINDOW,
    .ttl = 63,
    .flags = flags,
    .data = data,
  };
  add_options (model, play, &segment);
  if (data != NULL)
    model->sent += data->len;
  made_send (&back, &segment, hand_over, play);
}

static void
take (void *user, DeceptionPlay *play, const uint8_t *octets, size_t length)
{
  Model *model = user;
  ReadSegment segment;
  if (model->begun || !read_segment (octets, length, &segment) || (segment.flags & SYN) == 0)
    return;
  model->begun = true;
  model->timestamp = segment.timestamp;
  if (!play->row->server)
    model_send (model, play, SYN | ACK, NULL);
}

static void
say (Model *model, DeceptionPlay *play, const char *text, size_t length)
{
  if (length == 0)
    return;
  GByteArray *octets = g_byte_array_append (g_byte_array_new (), (const uint8_t *) text, (guint) length);
  g_byte_array_append (play->said, octets->data, octets->len);
  model_send (model, play, PSH | ACK, octets);
  g_byte_array_unref (octets);
}

static void
greet (Model *model, DeceptionPlay *play)
{
  static const char greeting[] = "220 mail.example ESMTP\r\n";
  if (play->row->server && !play->connected)
    {
      model_send (model, play, SYN, NULL);
      model_send (model, play, ACK, NULL);
    }
  if (!play->row->server && play->said->len == 0 && model->begun)
    say (model, play, greeting, sizeof greeting - 1);
}

static void
go_on (void *user, DeceptionPlay *play)
{
  Model *model = user;
  greet (model, play);
  play->dead = play->dead || play->dies;
  if (play->acknowledged_wanted > model->acknowledged)
    {
      model->acknowledged = play->acknowledged_wanted;
      model_send (model, play, ACK, NULL);
    }
  guint known = play->read->len;
  if (play->expected->len > known)
    g_byte_array_append (play->read, play->expected->data + known, play->expected->len - known);
  if (play->dead || model->closed)
    return;
  GString *says = g_string_new (NULL);
  honest_dialogue_go_on (&model->dialogue, play->read, says);
  say (model, play, says->str, says->len);
  g_string_free (says, TRUE);
  if (model->dialogue.over)
    {
      model->closed = true;
      model_send (model, play, FIN | ACK, NULL);
    }
}

DeceptionPlay *
deception_model_play (const Deception *row)
{
  Model model = { .dialogue = { .client = row->server }, .time = start };
  const HonestHost host = { &model, take, go_on, tell_time, wait_for };
  MadeRoute route = { .ip_version = row->ipv6 ? 6 : 4 };
  int family = row->ipv6 ? AF_INET6 : AF_INET;
  inet_pton (family, row->ipv6 ? "2001:db8:1::10" : "192.0.2.10", route.source);
  inet_pton (family, row->ipv6 ? "2001:db8:2::25" : "198.51.100.25", route.destination);
  route.source_port = row->server ? PORT : OTHER_PORT;
  route.destination_port = row->server ? OTHER_PORT : PORT;
  DeceptionPlay *play = deception_play_new (row, &route, &host);
  deception_play_run (play);
  return play;
}

char *
deception_ordinary_script (const DeceptionPlay *play)
{
  static const char greeting[] = "220 mx.example ESMTP\r\n";
  GString *script = g_string_new (NULL);
  size_t at = play->row->server ? sizeof greeting - 1 : 0;
  bool within = false;
  for (; at < play->read->len; at++)
    {
      uint8_t octet = play->read->data[at];
      g_string_append (script, within ? "" : ". '");
      within = true;
      g_string_append_printf (script, "\\x%02x", octet);
      if (octet == '\n')
        {
          g_string_append (script, "'; ");
          within = false;
        }
    }
  g_string_append (script, within ? "'" : "");
  return g_string_free (script, FALSE);
}
