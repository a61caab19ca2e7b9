/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a capture lacks may cost what it held, and nothing else: no mail is invented,
 * none is called complete that is not, octets stand where they stood, and mails that
 * lost nothing are the same as ever.
 *
 * Where nothing but text of a mail is missing, what has to come out is known to the
 * octet; only a dot behind a gap may be one of the text or one put in for
 * transparency, for where lines begin is lost there.
 *
 * Two things cannot be known, and so are not asked for: where a chunk (BDAT) ends whose
 * line is lost together with answers of the server; and what was said first, where the
 * first copies of octets are lost and later ones carry acknowledgments of later. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/packet-variants.h"
#include "tests/support/sample-mails.h"
#include "tests/support/session-digest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  TOLD_MOST = 8,   /* failures of one row that are printed */
  EACH = 0,        /* as many cases as there are packets, or evenly chosen ones of them: */
  EACH_MOST = 100, /* of one sample */
  AS_IT_IS = -1,
};

typedef struct Sample {
  char *name;
  PacketList *list;
  GPtrArray *mails;    /* of SampleMail * */
  GPtrArray *sessions; /* of the whole sample */
} Sample;

static GPtrArray *samples;

/* --- what can be expected of a mail ---------------------------------------------------- */

typedef struct Expectation {
  const SampleMail *mail;
  const bool *captured; /* by octet of the client's stream */
  bool whole;           /* nothing of it is missing */
  bool uncertain;       /* … but before it, where a chunk may have been */
  bool inside;          /* something is, but only of its text */
  bool endless;         /* the line of a chunk is */
} Expectation;

static bool *
captured_octets (const PacketList *list, unsigned connection, unsigned direction)
{
  const ListConnection *one = g_ptr_array_index (list->connections, connection);
  bool *captured = g_new0 (bool, one->stream[direction]->len + 1);
  for (guint i = 0; i < list->packets->len; i++)
    {
      const ListPacket *packet = packet_at (list, i);
      if (!packet->tcp || packet->connection != connection || packet->direction != direction)
        continue;
      for (size_t k = 0; k < packet_data_length (packet); k++)
        captured[packet_offset (list, packet) + k] = true;
    }
  return captured;
}

/* `from`: behind the mail before, or 0. */
static Expectation
expect (const SampleMail *mail, size_t from, const bool *captured)
{
  Expectation expected = { .mail = mail, .captured = captured, .whole = true, .inside = true };
  guint next = 0, kept = 0;
  for (size_t at = mail->begin; at < mail->end; at++)
    {
      bool text = next < mail->place->len && g_array_index (mail->place, size_t, next) == at;
      next += text;
      kept += text && captured[at];
      expected.whole &= captured[at];
      expected.inside &= text || captured[at];
      expected.endless |= mail->counted && !text && !captured[at];
    }
  /* Nothing behind the last chunk tells that it ended. */
  bool end_seen = captured[mail->end - 1];
  expected.inside &= !expected.whole && kept > 0 && end_seen;
  for (; from < mail->begin && mail->counted; from++)
    expected.uncertain |= !captured[from];
  return expected;
}

static bool
is_exact (const DigestMail *seen, const Expectation *expected)
{
  return (seen->state == MESSAGE_COMPLETE || (seen->state == MESSAGE_GAP && expected->uncertain))
         && seen->missing->len == 0 && strcmp (seen->sha256, expected->mail->sha256) == 0;
}

/* What is left of a mail of which only text is missing: octets, and ranges. */
static void
what_is_left (const Expectation *expected, bool keep_dots, GByteArray *octets, GArray *missing)
{
  const SampleMail *mail = expected->mail;
  MissingRange gap = { 0 };
  for (guint i = 0; i < mail->wire->len; i++)
    {
      if (!expected->captured[g_array_index (mail->place, size_t, i)])
        {
          gap.length++;
          continue;
        }
      bool behind_gap = gap.length > 0;
      gap.offset = octets->len;
      if (behind_gap)
        g_array_append_val (missing, gap);
      gap.length = 0;
      if (!g_array_index (mail->is_dot, bool, i) || (behind_gap && keep_dots))
        g_byte_array_append (octets, mail->wire->data + i, 1);
    }
  gap.offset = octets->len;
  if (gap.length > 0)
    g_array_append_val (missing, gap);
}

static bool
is_left (const DigestMail *seen, const Expectation *expected, bool keep_dots)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  g_autoptr (GArray) missing = g_array_new (FALSE, FALSE, sizeof (MissingRange));
  what_is_left (expected, keep_dots, octets, missing);
  return (seen->state == MESSAGE_GAP || seen->state == MESSAGE_TRUNCATED)
         && octets_equal (seen->octets, octets_of (octets->data, octets->len)) && missing->len == seen->missing->len
         && (missing->len == 0
             || memcmp (missing->data, seen->missing->data, missing->len * sizeof (MissingRange)) == 0);
}

/* Whether each run of octets between missing ranges stands in the mail, in order.
 * Where its begin is not captured, what is left of the line before it may be taken for text. */
static bool
is_part (const DigestMail *seen, const SampleMail *mail)
{
  const GByteArray *all = mail->with_command;
  size_t from = 0, run_begin = 0;
  for (guint i = 0; i <= seen->missing->len; i++)
    {
      size_t run_end
          = i < seen->missing->len ? g_array_index (seen->missing, MissingRange, i).offset : seen->octets.length;
      size_t length = run_end - run_begin;
      const uint8_t *found = all->data + from;
      if (length > 0)
        found = memmem (all->data + from, all->len - from, seen->octets.at + run_begin, length);
      if (found == NULL)
        return false;
      from = (size_t) (found - all->data) + length;
      run_begin = run_end;
    }
  return true;
}

static bool
is_consistent (const DigestMail *seen, const Expectation *expected)
{
  if (expected->whole)
    return is_exact (seen, expected);
  if (expected->inside)
    return is_left (seen, expected, false) || is_left (seen, expected, true);
  bool wrong = seen->state == MESSAGE_COMPLETE && strcmp (seen->sha256, expected->mail->sha256) != 0;
  return !wrong && is_part (seen, expected->mail);
}

/* Whether the mails seen, in their order, are those expected; a mail may be missing
 * if something of it is. */
static bool
mails_fit (const GPtrArray *seen, guint seen_from, const Expectation *expected, guint count)
{
  if (count == 0)
    return seen_from == seen->len;
  bool fits = seen_from < seen->len && is_consistent (g_ptr_array_index (seen, seen_from), expected);
  if (fits && mails_fit (seen, seen_from + 1, expected + 1, count - 1))
    return true;
  /* Chunks of which some lines are lost look like several mails. */
  bool damaged = !expected->whole && !expected->inside;
  if (fits && damaged && expected->mail->counted && mails_fit (seen, seen_from + 1, expected, count))
    return true;
  return damaged && mails_fit (seen, seen_from, expected + 1, count - 1);
}

/* At the least a mail called complete is one of those sent. */
static bool
hashes_fit (const GPtrArray *seen, const Expectation *expected, guint count)
{
  for (guint i = 0; i < seen->len; i++)
    {
      const DigestMail *one = g_ptr_array_index (seen, i);
      bool known = one->state != MESSAGE_COMPLETE;
      for (guint k = 0; k < count; k++)
        known |= strcmp (one->sha256, expected[k].mail->sha256) == 0;
      if (!known)
        return false;
    }
  return true;
}

static bool
all_captured (const PacketList *list, unsigned connection, unsigned direction)
{
  const ListConnection *one = g_ptr_array_index (list->connections, connection);
  g_autofree bool *captured = captured_octets (list, connection, direction);
  return memchr (captured, false, one->stream[direction]->len) == NULL;
}

static const DigestSession *
session_of (const GPtrArray *sessions, const char *key, guint *count)
{
  const DigestSession *found = NULL;
  *count = 0;
  for (guint i = 0; i < sessions->len; i++)
    {
      const DigestSession *session = g_ptr_array_index (sessions, i);
      if (strcmp (session->key, key) == 0)
        {
          found = session;
          ++*count;
        }
    }
  return found;
}

static void
judge_connection (const Sample *sample, const PacketList *list, const GPtrArray *sessions, guint number, bool loosely,
                  GString *wrong)
{
  const ListConnection *connection = g_ptr_array_index (list->connections, number);
  g_autofree bool *captured = captured_octets (list, number, FROM_CLIENT);
  Expectation expected[16];
  guint count = 0, parts;
  size_t from = 0;
  bool must_be = false, endless = false;
  for (guint i = 0; i < sample->mails->len; i++)
    {
      const SampleMail *mail = g_ptr_array_index (sample->mails, i);
      if (mail->connection != number)
        continue;
      expected[count] = expect (mail, from, captured);
      from = mail->end;
      endless |= expected[count].endless;
      must_be |= expected[count].whole || expected[count].inside;
      count++;
    }
  const DigestSession *session = session_of (sessions, connection->key, &parts);
  if (parts > 1)
    g_string_append_printf (wrong, "  %s: %u sessions\n", connection->key, parts);
  loosely |= endless && !all_captured (list, number, FROM_SERVER);
  if (session == NULL
          ? !must_be || loosely
          : mails_fit (session->mails, 0, expected, count) || (loosely && hashes_fit (session->mails, expected, count)))
    return;
  g_string_append_printf (wrong, "  %s: the mails are wrong; expected\n", connection->key);
  for (guint i = 0; i < count; i++)
    g_string_append_printf (wrong, "    %u: %u octets, %s\n", i + 1, expected[i].mail->octets->len,
                            expected[i].whole    ? "whole"
                            : expected[i].inside ? "without some text"
                                                 : "damaged");
}

static void
judge_mails (const Sample *sample, const PacketList *list, const GPtrArray *sessions, GString *wrong)
{
  for (guint i = 0; i < list->connections->len; i++)
    judge_connection (sample, list, sessions, i, false, wrong);
}

static void
judge_hashes (const Sample *sample, const PacketList *list, const GPtrArray *sessions, GString *wrong)
{
  for (guint i = 0; i < list->connections->len; i++)
    judge_connection (sample, list, sessions, i, true, wrong);
}

/* Nothing was answered, as far as is known. */
static void
judge_client_alone (const Sample *sample, const PacketList *list, const GPtrArray *sessions, GString *wrong)
{
  judge_mails (sample, list, sessions, wrong);
  for (guint i = 0; i < sessions->len; i++)
    {
      const DigestSession *session = g_ptr_array_index (sessions, i);
      if (session->replies->len > 0 || session->answered > 0 || session->outcomes[OUTCOME_ACCEPTED] > 0
          || session->outcomes[OUTCOME_REJECTED] > 0)
        g_string_append_printf (wrong, "  %s: something was answered\n", session->key);
    }
}

static void
judge_server_alone (const Sample *sample, const PacketList *list, const GPtrArray *sessions, GString *wrong)
{
  (void) list;
  if (sessions->len != sample->sessions->len)
    g_string_append_printf (wrong, "  %u sessions of %u\n", sessions->len, sample->sessions->len);
  for (guint i = 0; i < sessions->len; i++)
    {
      const DigestSession *session = g_ptr_array_index (sessions, i);
      guint count;
      const DigestSession *whole = session_of (sample->sessions, session->key, &count);
      if (session->mails->len > 0)
        g_string_append_printf (wrong, "  %s: a mail\n", session->key);
      if (strcmp (session->replies->str, whole->replies->str) != 0)
        g_string_append_printf (wrong, "  %s: other replies:\n%s", session->key, session->replies->str);
    }
}

/* --- what can be lost -------------------------------------------------------------------- */

static void
lose_one (PacketList *list, GRand *random, guint number, int parameter)
{
  (void) random;
  (void) parameter;
  leave_out (list, number, 1);
}

static void
lose_burst (PacketList *list, GRand *random, guint number, int parameter)
{
  (void) number;
  guint first = (guint) g_rand_int_range (random, 0, (gint32) list->packets->len);
  guint count = (guint) g_rand_int_range (random, 2, parameter + 1);
  leave_out (list, first, MIN (count, list->packets->len - first));
}

static void
lose_some (PacketList *list, GRand *random, guint number, int percent)
{
  (void) number;
  for (guint i = list->packets->len; i-- > 0;)
    if (g_rand_int_range (random, 0, 100) < percent)
      leave_out (list, i, 1);
}

static void
lose_two (PacketList *list, GRand *random, guint number, int parameter)
{
  (void) number;
  (void) parameter;
  for (unsigned i = 0; i < 2; i++)
    leave_out (list, (guint) g_rand_int_range (random, 0, (gint32) list->packets->len), 1);
}

static void
lose_one_and_shuffle (PacketList *list, GRand *random, guint number, int window)
{
  leave_out (list, number, 1);
  shuffle (list, random, window);
}

static void
lose_some_and_send_again (PacketList *list, GRand *random, guint number, int percent)
{
  send_again (list, random, 30);
  lose_some (list, random, number, percent);
}

static void
begin_late (PacketList *list, GRand *random, guint number, int parameter)
{
  (void) random;
  (void) parameter;
  leave_out (list, 0, number);
}

static void
end_early (PacketList *list, GRand *random, guint number, int parameter)
{
  (void) random;
  (void) parameter;
  leave_out (list, number, list->packets->len - number);
}

static void
see_one_side (PacketList *list, GRand *random, guint number, int direction)
{
  (void) random;
  (void) number;
  keep_direction (list, (unsigned) direction);
}

static void
see_client_with_loss (PacketList *list, GRand *random, guint number, int percent)
{
  keep_direction (list, FROM_CLIENT);
  lose_some (list, random, number, percent);
}

static void
cut_to (PacketList *list, GRand *random, guint number, int octets)
{
  (void) random;
  (void) number;
  cut_packets (list, (size_t) octets);
}

typedef struct Row {
  const char *name;
  int cut;        /* size of segments as for recut, or AS_IT_IS */
  unsigned cases; /* or EACH */
  void (*damage) (PacketList *list, GRand *random, guint number, int parameter);
  int parameter;
  /* Says what is wrong, or nothing. */
  void (*judge) (const Sample *sample, const PacketList *list, const GPtrArray *sessions, GString *wrong);
} Row;

static const Row rows[] = {
  { "one packet lost", AS_IT_IS, EACH, lose_one, 0, judge_mails },
  { "two packets lost", AS_IT_IS, 40, lose_two, 0, judge_mails },
  { "up to 6 packets in a row lost", AS_IT_IS, 60, lose_burst, 6, judge_mails },
  { "one of segments of 40 octets lost", 40, EACH, lose_one, 0, judge_mails },
  { "up to 6 segments of 40 octets lost", 40, 60, lose_burst, 6, judge_mails },
  { "one of segments of 7 octets lost", 7, EACH, lose_one, 0, judge_mails },
  { "one octet lost", 1, EACH, lose_one, 0, judge_mails },
  { "one of ten segments lost", 0, 40, lose_some, 10, judge_mails },
  { "one segment lost, others shuffled", 0, EACH, lose_one_and_shuffle, 5, judge_mails },
  { "some lost, some sent again", 0, 40, lose_some_and_send_again, 20, judge_hashes },
  { "begun in the middle", AS_IT_IS, EACH, begin_late, 0, judge_mails },
  { "begun in the middle, segments of 40 octets", 40, EACH, begin_late, 0, judge_mails },
  { "ended early", AS_IT_IS, EACH, end_early, 0, judge_mails },
  { "ended early, segments of 40 octets", 40, EACH, end_early, 0, judge_mails },
  { "the client alone", AS_IT_IS, 1, see_one_side, FROM_CLIENT, judge_client_alone },
  { "the client alone, cut", 0, 5, see_one_side, FROM_CLIENT, judge_client_alone },
  { "the client alone, with losses", 0, 40, see_client_with_loss, 5, judge_client_alone },
  { "the server alone", AS_IT_IS, 1, see_one_side, FROM_SERVER, judge_server_alone },
  { "packets of 96 octets", AS_IT_IS, 1, cut_to, 96, judge_mails },
  { "packets of 110 octets", AS_IT_IS, 1, cut_to, 110, judge_mails },
  { "packets of 128 octets", AS_IT_IS, 1, cut_to, 128, judge_mails },
  { "packets of 160 octets", AS_IT_IS, 1, cut_to, 160, judge_mails },
  { "packets of 200 octets", AS_IT_IS, 1, cut_to, 200, judge_mails },
};

static void
tell_failure (const Sample *sample, const Row *row, guint number, const GString *wrong, const GPtrArray *sessions)
{
  g_autofree char *before = digest_text (sample->sessions), *after = digest_text (sessions);
  g_autofree char *difference = text_difference (before, after);
  fprintf (stderr, "%s, %s, case %u:\n%s%s", sample->name, row->name, number, wrong->str, difference);
}

/* The random numbers of a case depend on it alone. */
static unsigned
check_case (const Sample *sample, const Row *row, const PacketList *cut, guint number, bool tell)
{
  GRand *random = g_rand_new_with_seed (number + 1);
  PacketList *list = packet_list_copy (cut);
  row->damage (list, random, number, row->parameter);
  GPtrArray *sessions = digest_run (list);
  GString *wrong = g_string_new (NULL);
  row->judge (sample, list, sessions, wrong);
  bool failed = wrong->len > 0;
  if (failed && tell)
    tell_failure (sample, row, number, wrong, sessions);
  g_string_free (wrong, TRUE);
  g_ptr_array_unref (sessions);
  packet_list_free (list);
  g_rand_free (random);
  return failed;
}

static unsigned
check_sample (const Sample *sample, const Row *row, unsigned told)
{
  PacketList *cut = packet_list_copy (sample->list);
  GRand *random = g_rand_new_with_seed (1);
  if (row->cut != AS_IT_IS)
    recut (cut, random, row->cut);
  g_rand_free (random);
  guint most = row->cases == EACH ? cut->packets->len : row->cases;
  guint step = row->cases == EACH ? most / EACH_MOST + 1 : 1;
  unsigned failures = 0;
  for (guint number = 0; number < most; number += step)
    failures += check_case (sample, row, cut, number, told + failures < TOLD_MOST);
  packet_list_free (cut);
  return failures;
}

/* What smtplens cannot do yet, or nobody can: so many cases of a row at the most. */
typedef struct Shortcoming {
  const char *sample;
  const char *row; /* NULL: each */
  unsigned most;
} Shortcoming;

static const Shortcoming shortcomings[] = {
  /* TLS from the first octet is known by the client's hello. */
  { "09-implicit-tls.pcap", "the server alone", 1 },
  /* Of an AUTH whose line is lost the responses look like the text of a mail. */
  { "10-sasl-mechanisms.pcap", "the client alone, with losses", 2 },
  /* A RCPT lost amid pipelined ones shifts the answers, and a 550 falls to DATA: the mail
   * is read whole, but as one whose begin is lost. */
  { "11-lmtp.pcap", "up to 6 segments of 40 octets lost", 2 },
  { "11-lmtp.pcap", "one of ten segments lost", 2 },
  { "11-lmtp.pcap", "one segment lost, others shuffled", 1 },
  /* Where LHLO is lost, the second answer to the mail is one too many. */
  { "11-lmtp.pcap", "begun in the middle, segments of 40 octets", 4 },
  /* Made to be misread: behind a gap its text looks like a dialogue, as it shall. */
  { "13-smtp-smuggling.pcap", NULL, UINT_MAX },
  /* 30 octets of each packet: neither command nor header field is whole. */
  { "15-end-to-end.pcap", "packets of 96 octets", 1 },
  { "16-extensions.pcap", "packets of 96 octets", 1 },
};

static unsigned
known_failures (const Sample *sample, const Row *row)
{
  for (size_t i = 0; i < G_N_ELEMENTS (shortcomings); i++)
    {
      const Shortcoming *known = &shortcomings[i];
      if (strcmp (known->sample, sample->name) == 0 && (known->row == NULL || strcmp (known->row, row->name) == 0))
        return known->most;
    }
  return 0;
}

static void
test_row (void **state)
{
  const Row *row = *state;
  unsigned failures = 0;
  for (guint i = 0; i < samples->len; i++)
    {
      const Sample *sample = g_ptr_array_index (samples, i);
      unsigned failed = check_sample (sample, row, failures), known = known_failures (sample, row);
      failures += failed > known ? failed - known : 0;
    }
  assert_int_equal (failures, 0);
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
      /* What is inside TLS is lost by the record: see test-tls-losses.c. */
      g_clear_pointer (&sample->list->key_log, g_free);
      sample->mails = sample_mails (sample->list);
      sample->sessions = digest_run (sample->list);
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
      g_ptr_array_unref (sample->mails);
      g_ptr_array_unref (sample->sessions);
      packet_list_free (sample->list);
      g_free (sample);
    }
  g_ptr_array_unref (samples);
  return 0;
}

int
main (void)
{
  struct CMUnitTest tests[G_N_ELEMENTS (rows)];
  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    tests[i] = (struct CMUnitTest){ .name = rows[i].name, .test_func = test_row, .initial_state = (void *) &rows[i] };
  return cmocka_run_group_tests (tests, read_samples, free_samples);
}
