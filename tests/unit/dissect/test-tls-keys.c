/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of key logs, in any split: what is kept, what is passed over, and the limit. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/tls-keys.h"
#include "tests/support/guard-page.h"

#define R1 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define R2 "00000000000000000000000000000000000000000000000000000000000000ff"
#define S32 "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf"
#define S48 S32 "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf"

typedef struct Case {
  const char *name;
  const char *text;
  uint64_t secrets, ignored, bad;
  const char *found; /* of R1: a letter a kind, as in letters, and how many octets */
} Case;

static const char letters[TLS_SECRET_KINDS + 1] = "mehscS";

static const Case cases[] = {
  { "nothing", "", 0, 0, 0, "" },
  { "TLS 1.2", "CLIENT_RANDOM " R1 " " S48 "\n", 1, 0, 0, "m48" },
  { "no line end", "CLIENT_RANDOM " R1 " " S48, 1, 0, 0, "m48" },
  { "CRLF", "CLIENT_RANDOM " R1 " " S48 "\r\n", 1, 0, 0, "m48" },
  { "all of TLS 1.3",
    "CLIENT_EARLY_TRAFFIC_SECRET " R1 " " S32 "\nCLIENT_HANDSHAKE_TRAFFIC_SECRET " R1 " " S32
    "\nSERVER_HANDSHAKE_TRAFFIC_SECRET " R1 " " S48 "\nCLIENT_TRAFFIC_SECRET_0 " R1 " " S48
    "\nSERVER_TRAFFIC_SECRET_0 " R1 " " S32 "\n",
    5, 0, 0, "e32h32s48c48S32" },
  { "labels that open nothing",
    "EXPORTER_SECRET " R1 " " S32 "\nEARLY_EXPORTER_SECRET " R1 " " S32 "\nECH_SECRET " R1 " " S32 "\n"
    "RSA 0123456789abcdef " S48 "\n",
    0, 4, 0, "" },
  { "comments and empty lines", "# SSL/TLS secrets\n\n  \nCLIENT_RANDOM " R1 " " S48 "\n#\n", 1, 0, 0, "m48" },
  { "upper case digits, a small label, several spaces",
    "client_random   0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF\t" S48 "  \n", 1, 0, 0, "m48" },
  { "the mark of UTF-8",
    "\xef\xbb\xbf"
    "CLIENT_RANDOM " R1 " " S48 "\n",
    1, 0, 0, "m48" },
  { "twice the same", "CLIENT_RANDOM " R1 " " S48 "\nCLIENT_RANDOM " R1 " " S48 "\n", 1, 0, 0, "m48" },
  { "of another connection", "CLIENT_RANDOM " R2 " " S48 "\n", 1, 0, 0, "" },
  { "lines of something else", "Hello, world\n{\"a\":1}\n\x01\x02\nCLIENT_RANDOM " R1 " " S48 "\n", 1, 0, 3, "m48" },
  { "a short random number", "CLIENT_RANDOM 0123 " S48 "\n", 0, 0, 1, "" },
  { "a long random number", "CLIENT_RANDOM " R1 "00 " S48 "\n", 0, 0, 1, "" },
  { "a master secret too short", "CLIENT_RANDOM " R1 " " S32 "\n", 0, 0, 1, "" },
  { "a secret of an odd length", "CLIENT_TRAFFIC_SECRET_0 " R1 " " S32 "0\n", 0, 0, 1, "" },
  { "a secret too long", "CLIENT_RANDOM " R1 " " S48 "00\n", 0, 0, 1, "" },
  { "no hexadecimal", "CLIENT_RANDOM " R1 " " S32 "g0c1c2c3c4c5c6c7c8c9cacbcccdcecf\n", 0, 0, 1, "" },
  { "no secret", "CLIENT_RANDOM " R1 "\nCLIENT_RANDOM\n", 0, 0, 2, "" },
  { "a word too many", "CLIENT_RANDOM " R1 " " S48 " x\n", 0, 0, 1, "" },
  { "a line cut short, then a good one", "CLIENT_RANDOM " R1 " a0a1a2\nCLIENT_TRAFFIC_SECRET_0 " R1 " " S32 "\n", 1, 0,
    1, "c32" },
  { "a line too long, then a good one",
    "CLIENT_RANDOM " R1 " " S48 S48 S48 S48 S48 S48 "\nCLIENT_RANDOM " R1 " " S48 "\n", 1, 0, 1, "m48" },
};

static void
random_of (const char *hex, uint8_t random[TLS_RANDOM_OCTETS])
{
  for (size_t i = 0; i < TLS_RANDOM_OCTETS; i++)
    random[i] = (uint8_t) (g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]));
}

static void
check (const Case *one, size_t first, size_t step)
{
  GuardPage guard = guard_page_new (one->text, strlen (one->text));
  TlsKeys *keys = tls_keys_new (100);
  for (size_t at = 0, length = MIN (first, guard.length); at < guard.length;
       at += length, length = MIN (step, guard.length))
    tls_keys_feed (keys, octets_of (guard.octets + at, MIN (length, guard.length - at)));
  tls_keys_end (keys);

  GString *found = g_string_new (NULL);
  uint8_t random[TLS_RANDOM_OCTETS];
  random_of (R1, random);
  for (TlsSecretKind kind = 0; kind < TLS_SECRET_KINDS; kind++)
    {
      Octets secret = tls_keys_find (keys, random, kind);
      if (secret.length == 0)
        continue;
      g_string_append_printf (found, "%c%d", letters[kind], (int) secret.length);
      for (size_t i = 0; i < secret.length; i++)
        assert_int_equal (secret.at[i], 0xa0 + i);
    }
  const TlsKeyCounters *counters = tls_keys_counters (keys);
  if (strcmp (found->str, one->found) != 0 || counters->secrets != one->secrets || counters->ignored != one->ignored
      || counters->bad != one->bad)
    fail_msg ("%s (%zu, %zu): found %s, %d kept, %d ignored, %d bad", one->name, first, step, found->str,
              (int) counters->secrets, (int) counters->ignored, (int) counters->bad);
  assert_int_equal (tls_keys_know (keys, random), found->len > 0);
  g_string_free (found, TRUE);
  tls_keys_free (keys);
  guard_page_clear (&guard);
}

static void
reads_lines_in_any_split (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      size_t length = strlen (cases[i].text);
      check (&cases[i], SIZE_MAX, SIZE_MAX);
      check (&cases[i], 1, 1);
      for (size_t first = 1; first < length; first++)
        check (&cases[i], first, SIZE_MAX);
    }
}

static void
keeps_no_more_than_its_limit (void **state)
{
  (void) state;
  enum { LIMIT = 10, ALL = 25 };
  TlsKeys *keys = tls_keys_new (LIMIT);
  for (int i = 0; i < ALL; i++)
    {
      char *line = g_strdup_printf ("CLIENT_RANDOM %064x " S48 "\n", (unsigned) i);
      tls_keys_feed (keys, octets_of_string (line));
      g_free (line);
    }
  assert_int_equal (tls_keys_counters (keys)->secrets, LIMIT);
  assert_int_equal (tls_keys_counters (keys)->limit_hit, ALL - LIMIT);
  uint8_t random[TLS_RANDOM_OCTETS] = { 0 };
  for (int i = 0; i < ALL; i++)
    {
      random[TLS_RANDOM_OCTETS - 1] = (uint8_t) i;
      assert_int_equal (tls_keys_find (keys, random, TLS_SECRET_MASTER).length, i < LIMIT ? 48 : 0);
    }
  tls_keys_free (keys);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (reads_lines_in_any_split),
    cmocka_unit_test (keeps_no_more_than_its_limit),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
