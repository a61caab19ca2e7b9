/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connections of a real TLS library, opened: all of them, with records lost or changed,
 * and with keys that are missing, wrong or of another connection.  Whatever happens,
 * no octet may come out that was not said. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "dissect/tls-decrypt.h"
#include "tests/support/guard-page.h"
#include "tests/support/tls-trace.h"

enum { APPLICATION_DATA = 23, NO_RECORD = -1 };

typedef struct Opened {
  GString *said[2];
  unsigned opened, sealed;
  uint64_t lost;
  bool lost_unknown;
  TlsTrouble trouble[2];
} Opened;

/* What is done to a record on its way. */
typedef struct Change {
  int first, last; /* lost, and told so */
  int flipped;     /* a bit of it is another */
} Change;

static const Change no_change = { NO_RECORD, NO_RECORD, NO_RECORD };

static void
opened_clear (Opened *opened)
{
  g_string_free (opened->said[SIDE_CLIENT], TRUE);
  g_string_free (opened->said[SIDE_SERVER], TRUE);
}

static void
feed_record (TlsDecrypt *decrypt, const TracedRecord *record, bool flip, Opened *result)
{
  GuardPage guard = guard_page_new (record->octets->data, record->octets->len);
  if (flip)
    guard.octets[guard.length / 2] ^= 0x10;
  TlsOpened opened;
  TlsVerdict verdict = tls_decrypt_record (decrypt, record->side, octets_of (guard.octets, guard.length), &opened);
  result->sealed += verdict == TLS_RECORD_SEALED;
  if (verdict == TLS_RECORD_OPENED)
    {
      result->opened++;
      result->lost += opened.lost;
      result->lost_unknown |= opened.lost_unknown && opened.lost > 0;
      assert_int_equal (opened.content.length + opened.overhead, guard.length);
      if (opened.type == APPLICATION_DATA)
        g_string_append_len (result->said[record->side], (const char *) opened.content.at,
                             (gssize) opened.content.length);
    }
  guard_page_clear (&guard);
}

static Opened
open_trace (const TlsTrace *trace, TlsKeys *keys, Change change)
{
  Opened result = { .said = { g_string_new (NULL), g_string_new (NULL) } };
  TlsDecrypt *decrypt = tls_decrypt_new (keys);
  for (int i = 0; i < (int) trace->records->len; i++)
    {
      const TracedRecord *record = g_ptr_array_index (trace->records, (guint) i);
      if (i >= change.first && i <= change.last)
        tls_decrypt_gap (decrypt, record->side, record->octets->len);
      else
        feed_record (decrypt, record, i == change.flipped, &result);
    }
  for (Side side = SIDE_CLIENT; side <= SIDE_SERVER; side++)
    result.trouble[side] = tls_decrypt_trouble (decrypt, side);
  tls_decrypt_free (decrypt);
  return result;
}

static TlsKeys *
keys_of (const char *key_log)
{
  TlsKeys *keys = tls_keys_new (1000);
  tls_keys_feed (keys, octets_of_string (key_log));
  tls_keys_end (keys);
  return keys;
}

static bool
is_cbc (const TlsTrace *trace)
{
  return strstr (trace->name, "cbc") != NULL;
}

/* Lost records take pieces out of what was said; nothing else may. */
static bool
is_part (const char *part, const char *whole)
{
  for (; *part != '\0'; whole++)
    {
      if (*whole == '\0')
        return false;
      part += *part == *whole;
    }
  return true;
}

static void
opens_all_that_was_said (void **state)
{
  const GPtrArray *traces = *state;
  assert_true (traces->len > 20);
  for (guint i = 0; i < traces->len; i++)
    {
      const TlsTrace *trace = g_ptr_array_index (traces, i);
      TlsKeys *keys = keys_of (trace->key_log->str);
      Opened opened = open_trace (trace, keys, no_change);
      for (Side side = SIDE_CLIENT; side <= SIDE_SERVER; side++)
        {
          TlsTrouble trouble = is_cbc (trace) ? TLS_TROUBLE_SUITE : TLS_TROUBLE_NONE;
          const char *said = is_cbc (trace) ? "" : trace->said[side]->str;
          if (strcmp (opened.said[side]->str, said) != 0 || opened.trouble[side] != trouble || opened.lost > 0)
            fail_msg ("%s: side %d said: %s (%s)", trace->name, (int) side, opened.said[side]->str,
                      tls_trouble_name (opened.trouble[side]));
        }
      if (strstr (trace->name, "refused") == NULL && !is_cbc (trace))
        assert_int_equal (opened.sealed, 0);
      opened_clear (&opened);
      tls_keys_free (keys);
    }
}

/* Any run of records may be missing: what comes behind it opens, where the hellos are. */
static void
finds_its_place_behind_a_gap (void **state)
{
  const GPtrArray *traces = *state;
  for (guint i = 0; i < traces->len; i++)
    {
      const TlsTrace *trace = g_ptr_array_index (traces, i);
      TlsKeys *keys = keys_of (trace->key_log->str);
      int count = (int) trace->records->len;
      for (int length = 1; length <= 12 && !is_cbc (trace); length += length < 3 ? 1 : 5)
        for (int first = 0; first + length <= count; first++)
          {
            Change change = { first, first + length - 1, NO_RECORD };
            Opened opened = open_trace (trace, keys, change);
            for (Side side = SIDE_CLIENT; side <= SIDE_SERVER; side++)
              if (!is_part (opened.said[side]->str, trace->said[side]->str))
                fail_msg ("%s without %d to %d: side %d said: %s", trace->name, change.first, change.last, (int) side,
                          opened.said[side]->str);
            /* Of a simple session the whole rest is there, and how much was lost is known. */
            bool simple = strstr (trace->name, "-gcm") != NULL || strstr (trace->name, "many") != NULL;
            const char *last = "QUIT\r\n";
            if (simple && first > 14 && change.last < count - 5)
              {
                assert_true (g_str_has_suffix (opened.said[SIDE_CLIENT]->str, last));
                assert_int_equal (opened.sealed, 0);
                assert_int_equal (opened.lost, length);
                assert_false (opened.lost_unknown);
              }
            opened_clear (&opened);
          }
      tls_keys_free (keys);
    }
}

/* One that was changed stays closed, and the next one opens again. */
static void
gives_out_nothing_of_a_changed_record (void **state)
{
  const GPtrArray *traces = *state;
  for (guint i = 0; i < traces->len; i++)
    {
      const TlsTrace *trace = g_ptr_array_index (traces, i);
      TlsKeys *keys = keys_of (trace->key_log->str);
      for (int flipped = 0; flipped < (int) trace->records->len && !is_cbc (trace); flipped++)
        {
          Change change = { NO_RECORD, NO_RECORD, flipped };
          Opened opened = open_trace (trace, keys, change);
          for (Side side = SIDE_CLIENT; side <= SIDE_SERVER; side++)
            if (!is_part (opened.said[side]->str, trace->said[side]->str))
              fail_msg ("%s, record %d changed: side %d said: %s", trace->name, flipped, (int) side,
                        opened.said[side]->str);
          if (strstr (trace->name, "-gcm") != NULL && flipped > 14 && flipped < (int) trace->records->len - 3)
            assert_int_equal (opened.sealed, 1);
          opened_clear (&opened);
        }
      tls_keys_free (keys);
    }
}

static void
check_silent (const TlsTrace *trace, TlsKeys *keys, TlsTrouble trouble)
{
  Opened opened = open_trace (trace, keys, no_change);
  for (Side side = SIDE_CLIENT; side <= SIDE_SERVER; side++)
    if (opened.said[side]->len > 0 || opened.trouble[side] != trouble)
      fail_msg ("%s: side %d: %s, %s", trace->name, (int) side, opened.said[side]->str,
                tls_trouble_name (opened.trouble[side]));
  opened_clear (&opened);
}

static void
stays_silent_without_its_keys (void **state)
{
  const GPtrArray *traces = *state;
  TlsKeys *none = tls_keys_new (1);
  for (guint i = 0; i < traces->len; i++)
    {
      const TlsTrace *trace = g_ptr_array_index (traces, i);
      if (is_cbc (trace))
        continue;
      check_silent (trace, none, TLS_TROUBLE_NO_KEY);
      const TlsTrace *other = g_ptr_array_index (traces, (i + 1) % traces->len);
      TlsKeys *keys = keys_of (other->key_log->str);
      check_silent (trace, keys, TLS_TROUBLE_NO_KEY);
      tls_keys_free (keys);
    }
  tls_keys_free (none);
}

/* The right names before other secrets. */
static void
stays_silent_with_wrong_keys (void **state)
{
  const GPtrArray *traces = *state;
  for (guint i = 0; i < traces->len; i++)
    {
      const TlsTrace *trace = g_ptr_array_index (traces, i);
      if (is_cbc (trace))
        continue;
      g_autofree char *log = g_strdup (trace->key_log->str);
      for (char *c = log; (c = strchr (c, '\n')) != NULL; c++)
        c[-1] = c[-1] == '0' ? '1' : '0';
      TlsKeys *keys = keys_of (log);
      check_silent (trace, keys, TLS_TROUBLE_WRONG_KEY);
      tls_keys_free (keys);
    }
}

static char *
key_lines (const TlsTrace *trace, const char *part)
{
  GString *log = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (trace->key_log->str, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    if (strstr (*line, part) != NULL)
      g_string_append_printf (log, "%s\n", *line);
  return g_string_free (log, FALSE);
}

/* A key log that was cut: of TLS 1.3 the last secrets are enough, and each side stands alone. */
static void
makes_do_with_some_secrets (void **state)
{
  const GPtrArray *traces = *state;
  static const char *const names[] = { "tls13-aes-128-gcm", "tls13-key-update", "tls13-resumed", "tls13-retry" };
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const TlsTrace *trace = tls_trace_find (traces, names[i]);
      assert_non_null (trace);
      static const struct {
        const char *lines;
        bool client, server;
      } logs[] = {
        { "TRAFFIC_SECRET_0", true, true },
        { "CLIENT_TRAFFIC_SECRET_0", true, false },
        { "SERVER", false, true },
        { "HANDSHAKE", false, false },
      };
      for (size_t row = 0; row < G_N_ELEMENTS (logs); row++)
        {
          g_autofree char *log = key_lines (trace, logs[row].lines);
          TlsKeys *keys = keys_of (log);
          Opened opened = open_trace (trace, keys, no_change);
          assert_string_equal (opened.said[SIDE_CLIENT]->str, logs[row].client ? trace->said[SIDE_CLIENT]->str : "");
          assert_string_equal (opened.said[SIDE_SERVER]->str, logs[row].server ? trace->said[SIDE_SERVER]->str : "");
          opened_clear (&opened);
          tls_keys_free (keys);
        }
    }
}

/* A log as a program writes it: some secrets at the hellos, the others later. */
typedef struct GrowingLog {
  TlsKeys *keys;
  char *first, *rest;
  unsigned asked;
} GrowingLog;

static void
read_more (gpointer user)
{
  GrowingLog *log = user;
  if (log->asked < 2)
    tls_keys_feed (log->keys, octets_of_string (log->asked == 0 ? log->first : log->rest));
  log->asked++;
}

static void
asks_for_what_is_missing (void **state)
{
  const GPtrArray *traces = *state;
  static const char *const names[] = { "tls13-aes-128-gcm", "tls13-key-update", "tls13-resumed", "tls13-retry" };
  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const TlsTrace *trace = tls_trace_find (traces, names[i]);
      TlsKeys *keys = tls_keys_new (100);
      GrowingLog log = { keys, key_lines (trace, "HANDSHAKE"), key_lines (trace, "TRAFFIC_SECRET_0"), 0 };
      tls_keys_on_missing (keys, read_more, &log);
      Opened opened = open_trace (trace, keys, no_change);
      assert_string_equal (opened.said[SIDE_CLIENT]->str, trace->said[SIDE_CLIENT]->str);
      assert_string_equal (opened.said[SIDE_SERVER]->str, trace->said[SIDE_SERVER]->str);
      assert_true (log.asked >= 2);
      opened_clear (&opened);
      g_free (log.first);
      g_free (log.rest);
      tls_keys_free (keys);
    }
}

/* Processor time for so many records that are protected, in a connection without keys. */
static clock_t
time_of_sealed (const TlsTrace *trace, unsigned records)
{
  static const uint8_t record[] = { APPLICATION_DATA, 3, 3, 0, 1, 'x' };
  TlsKeys *none = tls_keys_new (1);
  TlsDecrypt *decrypt = tls_decrypt_new (none);
  Opened result = { .said = { g_string_new (NULL), g_string_new (NULL) } };
  for (guint i = 0; i < trace->records->len; i++)
    feed_record (decrypt, g_ptr_array_index (trace->records, i), false, &result);
  clock_t begin = clock ();
  for (unsigned i = 0; i < records; i++)
    {
      TlsOpened opened;
      assert_int_equal (tls_decrypt_record (decrypt, SIDE_CLIENT, octets_of (record, sizeof record), &opened),
                        TLS_RECORD_SEALED);
    }
  clock_t taken = clock () - begin;
  opened_clear (&result);
  tls_decrypt_free (decrypt);
  tls_keys_free (none);
  return taken;
}

/* However many records stayed closed, where there is no key there is nothing to search
 * with: many in one connection take no longer than as many in short ones. */
static void
searches_nothing_without_keys (void **state)
{
  enum { CONNECTIONS = 500, RECORDS = 100 };
  const TlsTrace *trace = tls_trace_find (*state, "tls12-aes128-gcm");
  clock_t apart = 0;
  for (unsigned i = 0; i < CONNECTIONS; i++)
    apart += time_of_sealed (trace, RECORDS);
  clock_t together = time_of_sealed (trace, CONNECTIONS * RECORDS);
  assert_in_range (together, 0, 10 * MAX (apart, CLOCKS_PER_SEC / 1000));
}

static int
read_traces (void **state)
{
  *state = tls_traces_new ();
  return 0;
}

static int
free_traces (void **state)
{
  g_ptr_array_unref (*state);
  return 0;
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (opens_all_that_was_said),
    cmocka_unit_test (finds_its_place_behind_a_gap),
    cmocka_unit_test (gives_out_nothing_of_a_changed_record),
    cmocka_unit_test (stays_silent_without_its_keys),
    cmocka_unit_test (stays_silent_with_wrong_keys),
    cmocka_unit_test (makes_do_with_some_secrets),
    cmocka_unit_test (asks_for_what_is_missing),
    cmocka_unit_test (searches_nothing_without_keys),
  };
  return cmocka_run_group_tests (tests, read_traces, free_traces);
}
