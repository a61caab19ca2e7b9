/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What networks do to packets on their way, and captures with them, changes nothing of
 * what was said: every sample, cut anew, reordered, doubled, fragmented, wrapped or
 * renumbered, gives the same envelopes, mails and event log.  What loss does is in
 * test-losses.c. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/air-variants.h"
#include "tests/support/packet-variants.h"
#include "tests/support/sample-mails.h"
#include "tests/support/session-digest.h"
#include "tests/support/tunnel-variants.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TOLD_MOST = 12 }; /* failures of one row that are printed */

typedef struct Step {
  void (*vary) (PacketList *list, GRand *random, int parameter);
  int parameter;
} Step;

typedef struct Row {
  const char *name;
  unsigned seeds;
  Step steps[4];
} Row;

static const Row rows[] = {
  { "segments of 1 octet", 1, { { recut, 1 } } },
  { "segments of 7 octets", 1, { { recut, 7 } } },
  { "segments of any size", 6, { { recut, 0 } } },
  { "joined segments", 1, { { join, 0 } } },
  { "joined segments, no bare acknowledgments", 1, { { join, 1 } } },
  { "other segments, joined from 7 octets", 1, { { recut, 7 }, { join, 0 } } },
  { "pairs swapped", 1, { { swap_pairs, 0 } } },
  { "pairs swapped, from the second on", 1, { { swap_pairs, 1 } } },
  { "shuffled, 2 packets", 20, { { shuffle, 2 } } },
  { "shuffled, 3 packets", 20, { { shuffle, 3 } } },
  { "shuffled, 5 packets", 40, { { shuffle, 5 } } },
  { "shuffled, 8 packets", 60, { { shuffle, 8 } } },
  { "client 1 packet late", 1, { { delay, 1 } } },
  { "client 2 packets late", 1, { { delay, 2 } } },
  { "client 5 packets late", 1, { { delay, 5 } } },
  { "client 8 packets late", 1, { { delay, 8 } } },
  { "server 1 packet late", 1, { { delay, -1 } } },
  { "server 2 packets late", 1, { { delay, -2 } } },
  { "server 5 packets late", 1, { { delay, -5 } } },
  { "server 8 packets late", 1, { { delay, -8 } } },
  { "every packet twice", 1, { { double_packets, 0 } } },
  { "every packet again, 3 packets later", 1, { { double_packets, 3 } } },
  { "every packet again, 10 packets later", 1, { { double_packets, 10 } } },
  { "octets sent again", 40, { { send_again, 50 } } },
  { "fragments", 3, { { fragment, FRAGMENTS_IN_ORDER } } },
  { "fragments from the last to the first", 3, { { fragment, FRAGMENTS_REVERSED } } },
  { "fragments twice", 3, { { fragment, FRAGMENTS_DOUBLED } } },
  { "VLAN tag", 1, { { wrap, WRAP_VLAN } } },
  { "two tags (QinQ)", 1, { { wrap, WRAP_QINQ } } },
  { "Linux cooked", 1, { { wrap, WRAP_SLL } } },
  { "Linux cooked, version 2", 1, { { wrap, WRAP_SLL2 } } },
  { "raw IP", 1, { { wrap, WRAP_RAW } } },
  { "loopback", 1, { { wrap, WRAP_NULL } } },
  { "on the air", 1, { { cross_air, AIR_OPEN } } },
  { "on the air, in fragments", 1, { { cross_air, AIR_OPEN_FRAGMENTS } } },
  { "on the air, frames sent again", 5, { { cross_air, AIR_OPEN_RETRIES } } },
  { "on the air, two in a frame", 1, { { cross_air, AIR_OPEN_PAIRS } } },
  { "on the air, WPA2", 1, { { cross_air, AIR_WPA2 } } },
  { "on the air, WPA2 with GCMP", 1, { { cross_air, AIR_WPA2_GCMP } } },
  { "on the air, WPA2 with new keys", 1, { { cross_air, AIR_WPA2_REKEY } } },
  { "on the air, WPA2, in fragments", 1, { { cross_air, AIR_WPA2_FRAGMENTS } } },
  { "on the air, WPA2, the handshake late", 1, { { cross_air, AIR_WPA2_LATE } } },
  { "cut, sent again, on the air, WPA2", 3, { { recut, 0 }, { send_again, 30 }, { cross_air, AIR_WPA2 } } },
  { "GRE", 1, { { cross_tunnel, TUNNEL_GRE } } },
  { "ERSPAN", 1, { { cross_tunnel, TUNNEL_ERSPAN } } },
  { "VXLAN", 1, { { cross_tunnel, TUNNEL_VXLAN } } },
  { "L2TP", 1, { { cross_tunnel, TUNNEL_L2TP } } },
  { "802.11 frames in TZSP", 1, { { cross_tunnel, TUNNEL_TZSP_WIFI } } },
  { "cut, shuffled, L2TP", 10, { { recut, 0 }, { shuffle, 5 }, { cross_tunnel, TUNNEL_L2TP } } },
  { "seen in two VLANs", 10, { { mirror, TUNNEL_VLAN } } },
  { "seen in GRE, too", 10, { { mirror, TUNNEL_GRE } } },
  { "seen in VXLAN, too", 20, { { mirror, TUNNEL_VXLAN } } },
  { "seen on the air, too", 10, { { mirror, TUNNEL_TZSP_WIFI } } },
  { "cut, sent again, seen in VXLAN, too", 20, { { recut, 0 }, { send_again, 30 }, { mirror, TUNNEL_VXLAN } } },
  { "2^32 on the SYN", 1, { { shift, -1 } } },
  { "2^32 on the first octet", 1, { { shift, 0 } } },
  { "2^32 in a quarter", 1, { { shift, 250 } } },
  { "2^32 in the middle", 1, { { shift, 500 } } },
  { "2^32 late in the mail", 1, { { shift, 850 } } },
  { "2^32 on the FIN", 1, { { shift, 1001 } } },
  { "2^32 in segments, shuffled", 20, { { recut, 0 }, { shift, 600 }, { shuffle, 6 } } },
  { "cut and shuffled", 80, { { recut, 0 }, { shuffle, 8 } } },
  { "7 octets, sent again", 3, { { recut, 7 }, { send_again, 30 } } },
  { "sent again and shuffled", 40, { { send_again, 30 }, { shuffle, 4 } } },
  { "cut, sent again, shuffled", 60, { { recut, 0 }, { send_again, 20 }, { shuffle, 8 } } },
  { "cut, doubled, shuffled", 40, { { recut, 0 }, { double_packets, 2 }, { shuffle, 6 } } },
  { "cut, fragments, tags", 3, { { recut, 0 }, { wrap, WRAP_RAW }, { fragment, FRAGMENTS_REVERSED } } },
};

typedef struct Sample {
  char *name;
  PacketList *list;
  char *reference;
} Sample;

static GPtrArray *samples;

static unsigned
check_variant (const Sample *sample, const Row *row, unsigned seed, bool tell)
{
  GRand *random = g_rand_new_with_seed (seed);
  PacketList *list = packet_list_copy (sample->list);
  for (const Step *step = row->steps; step < row->steps + G_N_ELEMENTS (row->steps) && step->vary != NULL; step++)
    step->vary (list, random, step->parameter);
  GPtrArray *sessions = digest_run (list);
  g_autofree char *text = digest_text (sessions);
  bool same = strcmp (text, sample->reference) == 0;
  if (!same && tell)
    {
      g_autofree char *difference = text_difference (sample->reference, text);
      fprintf (stderr, "%s, %s, seed %u:\n%s", sample->name, row->name, seed, difference);
    }
  g_ptr_array_unref (sessions);
  packet_list_free (list);
  g_rand_free (random);
  return !same;
}

static void
test_row (void **state)
{
  const Row *row = *state;
  unsigned failures = 0;
  for (guint i = 0; i < samples->len; i++)
    for (unsigned seed = 1; seed <= row->seeds; seed++)
      failures += check_variant (g_ptr_array_index (samples, i), row, seed, failures < TOLD_MOST);
  assert_int_equal (failures, 0);
}

/* The mails that the pipeline found, those that the test's own reader found, and
 * those that another program found when the samples were made. */
static void
test_mails (void **state)
{
  (void) state;
  GString *found = g_string_new (NULL);
  for (guint i = 0; i < samples->len; i++)
    {
      const Sample *sample = g_ptr_array_index (samples, i);
      GPtrArray *mails = sample_mails (sample->list), *sessions = digest_run (sample->list);
      for (guint k = 0; k < mails->len; k++)
        {
          const SampleMail *mail = g_ptr_array_index (mails, k);
          const ListConnection *connection = g_ptr_array_index (sample->list->connections, mail->connection);
          const DigestMail *seen = NULL;
          for (guint s = 0; s < sessions->len; s++)
            {
              const DigestSession *session = g_ptr_array_index (sessions, s);
              if (strcmp (session->key, connection->key) == 0 && session->mails->len >= mail->number)
                seen = g_ptr_array_index (session->mails, mail->number - 1);
            }
          assert_non_null (seen);
          assert_string_equal (seen->sha256, mail->sha256);
          assert_int_equal (seen->state, MESSAGE_COMPLETE);
          g_string_append_printf (found, "%s\t%u\t%u\t%zu\t%s\t%s\n", sample->name, mail->connection, mail->number,
                                  seen->octets.length, seen->sha256, mail->counted ? "BDAT" : "DATA");
        }
      g_ptr_array_unref (sessions);
      g_ptr_array_unref (mails);
    }
  g_autofree char *path = sample_path ("MAILS.tsv"), *table = NULL;
  assert_true (g_file_get_contents (path, &table, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (strchr (table, '\n') + 1, "\n", -1);
  g_autoptr (GString) wanted = g_string_new (NULL);
  for (char **line = lines; *line != NULL; line++)
    if (**line != '\0' && !sample_is_of_wifi (*line))
      g_string_append_printf (wanted, "%s\n", *line);
  assert_string_equal (wanted->str, found->str);
  g_string_free (found, TRUE);
}

static int
read_samples (void **state)
{
  (void) state;
  samples = g_ptr_array_new ();
  g_auto (GStrv) names = sample_names ();
  for (char **name = names; *name != NULL; name++)
    {
      Sample *sample = g_new (Sample, 1);
      g_autofree char *path = sample_path (*name);
      sample->name = g_strdup (*name);
      sample->list = packet_list_read (path);
      GPtrArray *sessions = digest_run (sample->list);
      sample->reference = digest_text (sessions);
      g_ptr_array_unref (sessions);
      g_ptr_array_add (samples, sample);
    }
  return 0;
}

static int
free_samples (void **state)
{
  (void) state;
  for (guint i = 0; i < samples->len; i++)
    {
      Sample *sample = g_ptr_array_index (samples, i);
      g_free (sample->name);
      g_free (sample->reference);
      packet_list_free (sample->list);
      g_free (sample);
    }
  g_ptr_array_unref (samples);
  return 0;
}

int
main (void)
{
  struct CMUnitTest tests[G_N_ELEMENTS (rows) + 1] = { cmocka_unit_test (test_mails) };
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    tests[i + 1]
        = (struct CMUnitTest){ .name = rows[i].name, .test_func = test_row, .initial_state = (void *) &rows[i] };
  return cmocka_run_group_tests (tests, read_samples, free_samples);
}
