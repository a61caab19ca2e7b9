/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A real mail in the middle of a flood, under limits so small that the flood meets them at
 * once: the mail comes out with the hash that it has alone, and the summary names the limit. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "src/pipeline.h"
#include "tests/support/packet-variants.h"

#include <string.h>

enum { RAW_LINK = 101, IPPROTO_OF_TCP = 6, SERVER = 0xc6336419, LIMITS_MOST = 3 };

/* --- packets of the flood --- */

typedef struct Sea {
  Pipeline *pipeline;
  uint64_t packets;
  int64_t time;
  unsigned wave; /* counts flood packets, or connections */
} Sea;

static void
put16 (uint8_t *at, unsigned value)
{
  at[0] = (uint8_t) (value >> 8);
  at[1] = (uint8_t) value;
}

static void
put32 (uint8_t *at, uint32_t value)
{
  put16 (at, value >> 16);
  put16 (at + 2, value & 0xffff);
}

static uint32_t
sum_up (const uint8_t *octets, size_t length)
{
  uint32_t sum = 0;
  for (size_t i = 0; i < length; i++)
    sum += i % 2 == 0 ? (uint32_t) octets[i] << 8 : octets[i];
  return sum;
}

static unsigned
fold (uint32_t sum)
{
  while (sum >> 16 != 0)
    sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

static void
push (Sea *sea, const uint8_t *octets, size_t captured, size_t length, int link)
{
  const Packet packet = { .octets = octets,
                          .captured = captured,
                          .length = length,
                          .number = ++sea->packets,
                          .time = sea->time,
                          .link_type = link };
  pipeline_push (sea->pipeline, &packet);
}

/* An IPv4 packet; fragment: the field of flags and offset. */
static void
push_ipv4 (Sea *sea, uint32_t source, uint32_t destination, unsigned identification, unsigned fragment,
           const uint8_t *payload, size_t length)
{
  uint8_t octets[20 + 1500] = { 0x45 };
  put16 (octets + 2, (unsigned) (20 + length));
  put16 (octets + 4, identification & 0xffff);
  put16 (octets + 6, fragment);
  octets[8] = 61;
  octets[9] = IPPROTO_OF_TCP;
  put32 (octets + 12, source);
  put32 (octets + 16, destination);
  put16 (octets + 10, fold (sum_up (octets, 20)));
  memcpy (octets + 20, payload, length);
  push (sea, octets, 20 + length, 20 + length, RAW_LINK);
}

/* A segment between client and port 25 of the server. */
static void
push_tcp (Sea *sea, uint32_t client, bool reply, uint32_t sequence, uint32_t acknowledgment, uint8_t flags,
          const char *text)
{
  uint8_t segment[20 + 1000];
  const size_t length = strlen (text);
  const uint32_t source = reply ? SERVER : client, destination = reply ? client : SERVER;
  memset (segment, 0, 20);
  put16 (segment, reply ? 25 : 40000);
  put16 (segment + 2, reply ? 40000 : 25);
  put32 (segment + 4, sequence);
  put32 (segment + 8, acknowledgment);
  segment[12] = 0x50;
  segment[13] = flags;
  put16 (segment + 14, 8192);
  memcpy (segment + 20, text, length);
  uint8_t addresses[8];
  put32 (addresses, source);
  put32 (addresses + 4, destination);
  put16 (segment + 16, fold (sum_up (segment, 20 + length) + sum_up (addresses, sizeof addresses) + IPPROTO_OF_TCP + 20
                             + (uint32_t) length));
  push_ipv4 (sea, source, destination, 1, 0, segment, 20 + length);
}

/* --- kinds of floods: one wave of each --- */

static void
half_open (Sea *sea)
{
  push_tcp (sea, 0x0a000000 + sea->wave++, false, 7, 0, TCP_SYN, "");
}

static uint32_t
handshake (Sea *sea)
{
  const uint32_t client = 0x0a000000 + sea->wave++;
  push_tcp (sea, client, false, 99, 0, TCP_SYN, "");
  push_tcp (sea, client, true, 499, 100, TCP_SYN | TCP_ACK, "");
  push_tcp (sea, client, false, 100, 500, TCP_ACK, "");
  return client;
}

static void
one_octet (Sea *sea)
{
  push_tcp (sea, handshake (sea), false, 100, 500, TCP_ACK, "E");
}

static uint32_t
greet (Sea *sea)
{
  const uint32_t client = handshake (sea);
  push_tcp (sea, client, true, 500, 100, TCP_ACK, "220 mx.example ESMTP\r\n");
  push_tcp (sea, client, false, 100, 522, TCP_ACK, "EHLO c.example\r\n");
  push_tcp (sea, client, true, 522, 116, TCP_ACK, "250 mx.example\r\n");
  return client;
}

static void
said_ehlo (Sea *sea)
{
  (void) greet (sea);
}

static void
began_mail (Sea *sea)
{
  const uint32_t client = greet (sea);
  push_tcp (sea, client, false, 116, 538, TCP_ACK, "MAIL FROM:<a@c.example>\r\n");
  push_tcp (sea, client, true, 538, 141, TCP_ACK, "250 ok\r\n");
}

/* Each waits behind a hole. */
static void
with_hole (Sea *sea)
{
  char text[400];
  memset (text, 'x', sizeof text - 1);
  text[sizeof text - 1] = '\0';
  push_tcp (sea, handshake (sea), false, 110, 500, TCP_ACK, text);
}

static void
greeted_with_hole (Sea *sea)
{
  char text[400];
  memset (text, 'x', sizeof text - 1);
  text[sizeof text - 1] = '\0';
  push_tcp (sea, greet (sea), false, 126, 538, TCP_ACK, text);
}

static void
fragments_of_one (Sea *sea)
{
  static const uint8_t octets[64] = { 0 };
  push_ipv4 (sea, 0x0a000001, SERVER, sea->wave++, 0x2000, octets, sizeof octets);
}

static void
far_fragments_of_all (Sea *sea)
{
  static const uint8_t octets[64] = { 0 };
  sea->wave++;
  push_ipv4 (sea, 0x0a000000 + sea->wave, SERVER, sea->wave, 0x2000 | 8000, octets, sizeof octets);
}

/* --- the table --- */

enum { AS_IT_IS, SWAPPED, FRAGMENTED }; /* how the mail comes */

typedef struct Flood {
  const char *name;
  void (*wave) (Sea *sea);
  unsigned waves; /* before each packet of the mail */
  int way;
  bool late; /* begins in the middle of one mail: who fills a table with mails lets no other begin */
  const char *limits[LIMITS_MOST];
  const char *met; /* in the summary */
} Flood;

static const Flood floods[] = {
  { "half open connections", half_open, 20, AS_IT_IS, false, { "half-open=30" }, "half-open" },
  { "half open connections in a small table", half_open, 5, AS_IT_IS, false, { "connections=50" }, "connections" },
  { "connections of one octet", one_octet, 5, AS_IT_IS, false, { "connections=40" }, "connections" },
  { "SMTP that only says EHLO", said_ehlo, 5, AS_IT_IS, false, { "connections=30" }, "connections" },
  { "… and fills the memory", said_ehlo, 5, AS_IT_IS, false, { "total-session-octets=150K" }, "total-session-octets" },
  { "SMTP that begins mails", began_mail, 5, AS_IT_IS, true, { "connections=40" }, "connections" },
  { "octets behind holes", with_hole, 5, SWAPPED, false, { "total-stream-octets=24K" }, "total-stream-octets" },
  { "… of SMTP at rest", greeted_with_hole, 5, SWAPPED, false, { "total-stream-octets=24K" }, "total-stream-octets" },
  { "histories", one_octet, 5, AS_IT_IS, false, { "total-history-octets=24K" }, "total-history-octets" },
  { "fragments of one host", fragments_of_one, 40, FRAGMENTED, false, { "fragments=30" }, "fragments" },
  { "fragments of one host, by octets",
    fragments_of_one,
    40,
    FRAGMENTED,
    false,
    { "fragment-octets=100K" },
    "fragment-octets" },
  { "fragments that claim much, of all",
    far_fragments_of_all,
    40,
    FRAGMENTED,
    false,
    { "fragment-octets=4M" },
    "fragment-octets" },
  { "packets held for -w", half_open, 20, AS_IT_IS, false, { "saved-octets=100K" }, "saved-octets" },
};

typedef struct Harvest {
  GString *mails; /* state and hash, a line each */
  unsigned saved; /* packets of the mail's link type */
} Harvest;

static void
take_session (void *user, SmtpSession *session)
{
  Harvest *harvest = user;
  for (guint i = 0; i < session->transactions->len; i++)
    {
      const SmtpTransaction *transaction = g_ptr_array_index (session->transactions, i);
      if (transaction->message == NULL)
        continue;
      g_string_append (harvest->mails, message_state_name (transaction->message->state));
      for (size_t k = 0; k < sizeof transaction->message->sha256; k++)
        g_string_append_printf (harvest->mails, " %02x", transaction->message->sha256[k]);
      g_string_append_c (harvest->mails, '\n');
    }
}

static void
take_packet (void *user, const Packet *packet)
{
  Harvest *harvest = user;
  harvest->saved += packet->link_type != RAW_LINK;
}

static uint64_t
times_met (Pipeline *pipeline, const char *name)
{
  RunSummary summary = { 0 };
  pipeline_summary (pipeline, &summary);
  for (size_t i = 0; i < summary.limit_count; i++)
    if (strcmp (summary.limits[i].name, name) == 0)
      return summary.limits[i].hit;
  return 0;
}

/* Without a flood: no waves and no limits.  Returns the mails, a line each. */
static char *
run (const PacketList *list, const Flood *flood, bool flooded, unsigned *saved)
{
  PipelineLimits limits;
  Harvest harvest = { .mails = g_string_new (NULL) };
  const PipelineHandler handler = { .session = take_session, .packet = take_packet };
  pipeline_limits_init (&limits);
  for (size_t i = 0; i < LIMITS_MOST && flooded && flood->limits[i] != NULL; i++)
    {
      char *wrong = NULL;
      if (!pipeline_limits_set (&limits, flood->limits[i], &wrong))
        fail_msg ("%s", wrong);
    }
  Sea sea = { .pipeline = pipeline_new (&limits, &handler, &harvest, NULL, false) };
  for (guint i = 0; i < list->packets->len; i++)
    {
      const ListPacket *packet = packet_at (list, i);
      sea.time = packet->time;
      for (unsigned wave = 0; flooded && (!flood->late || i > list->packets->len / 2) && wave < flood->waves; wave++)
        flood->wave (&sea);
      push (&sea, packet->octets->data, packet->octets->len, packet->length, packet->link_type);
    }
  pipeline_finish (sea.pipeline);
  uint64_t met = times_met (sea.pipeline, flood->met);
  if ((met > 0) != flooded)
    fail_msg ("%s: %s was met %d times", flood->name, flood->met, (int) met);
  pipeline_free (sea.pipeline);
  *saved = harvest.saved;
  return g_string_free (harvest.mails, FALSE);
}

static void
test_mails_survive (void **state)
{
  (void) state;
  static const char *const names[] = { "01-typed-by-hand.pcap", "04-relay.pcap", "07-pipelining-bdat.pcap" };
  for (size_t row = 0; row < G_N_ELEMENTS (floods); row++)
    for (size_t i = 0; i < (floods[row].late ? 1 : G_N_ELEMENTS (names)); i++)
      {
        const Flood *flood = &floods[row];
        print_message ("  %s: %s\n", flood->name, names[i]);
        g_autofree char *path = sample_path (names[i]);
        PacketList *list = packet_list_read (path);
        g_autoptr (GRand) random = g_rand_new_with_seed (3);
        if (flood->way == FRAGMENTED)
          fragment (list, random, 0);
        if (flood->way == SWAPPED)
          swap_pairs (list, random, 0);
        unsigned saved_alone, saved;
        g_autofree char *alone = run (list, flood, false, &saved_alone);
        g_autofree char *flooded = run (list, flood, true, &saved);
        assert_true (strstr (alone, "complete ") != NULL);
        assert_string_equal (flooded, alone);
        assert_int_equal (saved, saved_alone);
        packet_list_free (list);
      }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_mails_survive),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
