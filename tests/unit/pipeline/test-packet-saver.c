/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which packets -w gets, in what order, and what the limit on held ones does. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "src/packet-saver.h"
#include "src/pipeline.h"
#include "tests/support/packet-variants.h"

enum { NO_LIMIT = 1 << 20, PACKET = 100 };

/* One packet: connection, verdict ('h' hold, 'w' write, 'd' drop, 'e' held, then the end) and what it is: 'S' SYN,
 * 'A' SYN and ACK, '>' data of the client, '<' of the server. */
typedef struct Case {
  const char *name;
  const char *packets; /* three letters each */
  const char *written; /* numbers of packets, from 1 */
  uint64_t limit;      /* 0: none */
  uint64_t hit;
} Case;

static const Case cases[] = {
  { "held until recognised", "ahS ahA ah> aw< aw>", "1 2 3 4 5", 0, 0 },
  { "none of what is no SMTP", "ahS ahA ad> ad< ah>", "", 0, 0 },
  { "never decided", "ahS ahA ah>", "", 0, 0 },
  { "the last packets come when the session is gone", "ahS aw> ah< ah>", "1 2 3 4", 0, 0 },
  { "what was dropped stays dropped", "ah> ad> ah> ah<", "", 0, 0 },
  { "a SYN begins anew", "ahS ad> ahS aw>", "3 4", 0, 0 },
  { "a SYN begins anew behind SMTP", "ahS aw> ahS ad>", "1 2", 0, 0 },
  { "SYN and ACK do not", "ahS aw> ahA ah<", "1 2 3 4", 0, 0 },
  { "connections stand apart", "ahS bhS ah> bh> bw> ad> bh<", "2 4 5 7", 0, 0 },
  { "one address, two ports", "shS shA sh> sw<", "1 2 3 4", 0, 0 },
  { "IPv6 with the same octets is another", "ahS 6h> ad> 6w>", "2 4", 0, 0 },
  { "the oldest go", "ahS bhS chS dhS aw> bw> dw>", "5 6 4 7", 800, 2 },
  { "recognised at its end", "ahS bhS ahA ae>", "1 3 4", 0, 0 },
  { "the end gives what is held once", "ahS aw> ae> ae>", "1 2 3 4", 0, 0 },
  { "the end gives none of what was dropped", "ahS ad> ae>", "", 0, 0 },
  { "what follows an end is another matter", "ahS ae> ahS ad>", "1 2", 0, 0 },
  { "a packet over the limit", "ahS aw>", "2", 50, 1 },
};

typedef struct Written {
  GString *numbers;
  uint64_t last;
} Written;

static void
write_packet (void *user, const Packet *packet)
{
  Written *written = user;
  g_string_append_printf (written->numbers, "%s%d", written->numbers->len > 0 ? " " : "", (int) packet->number);
  /* Its octets are those that were given. */
  assert_int_equal (packet->captured, PACKET);
  for (size_t i = 0; i < PACKET; i++)
    assert_int_equal (packet->octets[i], (uint8_t) packet->number);
}

static void
push (PacketSaver *saver, const char *what, uint64_t number)
{
  static const uint8_t client[16] = { 192, 0, 2, 1 }, server[16] = { 192, 0, 2, 2 };
  bool reply = what[2] == '<' || what[2] == 'A', same = what[0] == 's';
  uint8_t *octets = g_malloc (PACKET);
  memset (octets, (int) number, PACKET);
  Packet packet = { .octets = octets, .captured = PACKET, .length = PACKET, .number = number };
  uint16_t port = what[0] == '6' ? 'a' : (uint16_t) what[0];
  TcpSegment segment = {
    .packet = &packet,
    .ip_version = what[0] == '6' ? 6 : 4,
    .source = reply && !same ? server : client,
    .destination = reply || same ? client : server,
    .source_port = reply ? 25 : port,
    .destination_port = reply ? port : 25,
    .flags = what[2] == 'S'   ? TCP_SYN
             : what[2] == 'A' ? TCP_SYN | TCP_ACK
                              : TCP_ACK,
  };
  packet_saver_add (saver, &segment, what[1] == 'w' ? SAVE_WRITE : what[1] == 'd' ? SAVE_DROP : SAVE_HOLD);
  if (what[1] == 'e')
    {
      ConnectionView view = { .ip_version = segment.ip_version };
      memcpy (view.side[0].ip, segment.destination, sizeof view.side[0].ip);
      memcpy (view.side[1].ip, segment.source, sizeof view.side[1].ip);
      view.side[0].port = segment.destination_port;
      view.side[1].port = segment.source_port;
      packet_saver_end (saver, &view);
    }
  g_free (octets);
}

static void
test_cases (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *one = &cases[i];
      Written written = { .numbers = g_string_new (NULL) };
      PacketSaver *saver = packet_saver_new (one->limit > 0 ? one->limit : NO_LIMIT, write_packet, &written);
      uint64_t number = 0;
      for (const char *at = one->packets; *at != '\0'; at += at[3] == ' ' ? 4 : 3)
        push (saver, at, ++number);
      if (strcmp (written.numbers->str, one->written) != 0)
        fail_msg ("%s: wanted %s, got %s", one->name, one->written, written.numbers->str);
      if (packet_saver_hit (saver) != one->hit)
        fail_msg ("%s: the limit was met %d times", one->name, (int) packet_saver_hit (saver));
      packet_saver_free (saver);
      g_string_free (written.numbers, TRUE);
    }
  packet_saver_free (NULL);
}

static void
count_packet (void *user, const Packet *packet)
{
  (void) packet;
  ++*(uint64_t *) user;
}

/* A flood of connections costs no more than the limit, and what is recognised
 * meanwhile is written all the same. */
static void
test_flood (void **state)
{
  (void) state;
  uint64_t count = 0;
  PacketSaver *saver = packet_saver_new (64 * 1024, count_packet, &count);
  static const uint8_t server[16] = { 192, 0, 2, 2 };
  uint8_t octets[PACKET] = { 0 };
  Packet packet = { .octets = octets, .captured = PACKET, .length = PACKET };
  for (uint32_t i = 0; i < 200000; i++)
    {
      uint8_t client[16] = { 10, (uint8_t) (i >> 16), (uint8_t) (i >> 8), (uint8_t) i };
      TcpSegment segment = { .packet = &packet,
                             .ip_version = 4,
                             .source = client,
                             .destination = server,
                             .source_port = 1024,
                             .destination_port = 25,
                             .flags = TCP_SYN };
      packet_saver_add (saver, &segment, SAVE_HOLD);
      if (i % 1000 == 0)
        {
          segment.flags = TCP_ACK;
          packet_saver_add (saver, &segment, SAVE_WRITE);
        }
    }
  assert_int_equal (count, 400);
  assert_true (packet_saver_hit (saver) > 190000);
  packet_saver_free (saver);
}

/* --- datagrams in fragments ---------------------------------------------------- */

static void
take_saved (void *user, const Packet *packet)
{
  g_array_append_val (user, packet->number);
}

static void
ignore_session (void *user, SmtpSession *session)
{
  (void) user;
  (void) session;
}

/* All packets of the one session are saved, however its datagrams were cut; the two
 * of ARP are not. */
static void
test_fragments (void **state)
{
  (void) state;
  for (int order = FRAGMENTS_IN_ORDER; order <= FRAGMENTS_REVERSED; order++)
    {
      g_autofree char *path = sample_path ("06-japanese.pcap");
      PacketList *list = packet_list_read (path);
      guint whole = list->packets->len;
      g_autoptr (GRand) random = g_rand_new_with_seed (1);
      fragment (list, random, order);
      assert_true (list->packets->len > whole);
      g_autoptr (GArray) saved = g_array_new (FALSE, FALSE, sizeof (uint64_t));
      const PipelineHandler handler = { .session = ignore_session, .packet = take_saved };
      PipelineLimits limits;
      pipeline_limits_init (&limits);
      Pipeline *pipeline = pipeline_new (&limits, &handler, saved, NULL, false);
      for (guint i = 0; i < list->packets->len; i++)
        {
          const ListPacket *packet = packet_at (list, i);
          pipeline_push (pipeline, &(Packet){ .octets = packet->octets->data,
                                              .captured = packet->octets->len,
                                              .length = packet->length,
                                              .number = i + 1,
                                              .time = packet->time,
                                              .link_type = packet->link_type });
        }
      pipeline_finish (pipeline);
      pipeline_free (pipeline);
      assert_int_equal (saved->len, list->packets->len - 2);
      /* Each once, and in the order of the capture, since no two datagrams were mixed. */
      for (guint i = 0; i < saved->len; i++)
        assert_int_equal (g_array_index (saved, uint64_t, i), i + 3);
      packet_list_free (list);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_cases),
    cmocka_unit_test (test_flood),
    cmocka_unit_test (test_fragments),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
