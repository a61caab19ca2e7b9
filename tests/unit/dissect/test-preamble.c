/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What proxies put in front of SMTP: each form whole and at every cut of both
 * streams, and what only looks like one. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/preamble.h"
#include "tests/support/guard-page.h"

#include <glib.h>

#define OCTETS_LIST(literal)                                                                                           \
  {                                                                                                                    \
    (const uint8_t *) (literal), sizeof (literal) - 1                                                                  \
  }
#define SIGNATURE "\r\n\r\n\0\r\nQUIT\n"
/* The authority, then about TLS a version and a name. */
#define VALUES                                                                                                         \
  "\2\0\3a.b"                                                                                                          \
  "\x20\0\x19\1\0\0\0\0"                                                                                               \
  "\x21\0\7TLSv1.3"                                                                                                    \
  "\x22\0\7x.y.exa"
#define GREETING "220 mx.example ESMTP\r\n"

typedef struct PreambleCase {
  const char *name;
  Octets head[2];
  PreambleVerdict verdict;
  const char *protocol;
  size_t length[2];
  const char *source, *destination;
} PreambleCase;

static const PreambleCase cases[] = {
  { "SOCKS 4",
    { OCTETS_LIST ("\4\1\0\x19\xc0\0\2\x63user\0EHLO c\r\n"), OCTETS_LIST ("\0\x5a\0\0\0\0\0\0" GREETING) },
    PREAMBLE_WHOLE,
    "socks4",
    { 13, 8 },
    "",
    "192.0.2.99:25" },
  { "SOCKS 4a",
    { OCTETS_LIST ("\4\1\0\x19\0\0\0\1\0mx.example\0"), OCTETS_LIST ("\0\x5a\0\0\0\0\0\0") },
    PREAMBLE_WHOLE,
    "socks4",
    { 20, 8 },
    "",
    "mx.example:25" },
  { "SOCKS 5",
    { OCTETS_LIST ("\5\1\0\5\1\0\1\xc0\0\2\x63\0\x19"), OCTETS_LIST ("\5\0\5\0\0\1\xc0\0\2\1\x12\x34" GREETING) },
    PREAMBLE_WHOLE,
    "socks5",
    { 13, 12 },
    "",
    "192.0.2.99:25" },
  { "SOCKS 5 with a login, to a name",
    { OCTETS_LIST ("\5\2\0\2\1\5alice\6secret\5\1\0\3\nmx.example\2\x4b"),
      OCTETS_LIST ("\5\2\1\0\5\0\0\4\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1\x12\x34") },
    PREAMBLE_WHOLE,
    "socks5",
    { 35, 26 },
    "",
    "mx.example:587" },
  { "SOCKS 5 over IPv6",
    { OCTETS_LIST ("\5\1\0\5\1\0\4\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1\0\x19"),
      OCTETS_LIST ("\5\0\5\0\0\3\1x\x12\x34") },
    PREAMBLE_WHOLE,
    "socks5",
    { 25, 10 },
    "",
    "[2001:db8::1]:25" },
  { "HTTP CONNECT",
    { OCTETS_LIST ("CONNECT mx.example:25 HTTP/1.1\r\nHost: mx.example:25\r\n\r\nEHLO c\r\n"),
      OCTETS_LIST ("HTTP/1.0 200 Connection established\r\n\r\n" GREETING) },
    PREAMBLE_WHOLE,
    "http-connect",
    { 55, 39 },
    "",
    "mx.example:25" },
  { "PROXY 1",
    { OCTETS_LIST ("PROXY TCP4 203.0.113.9 192.0.2.25 5555 25\r\nEHLO c\r\n"), OCTETS_LIST (GREETING) },
    PREAMBLE_WHOLE,
    "proxy-v1",
    { 43, 0 },
    "203.0.113.9:5555",
    "192.0.2.25:25" },
  { "PROXY 1, IPv6",
    { OCTETS_LIST ("PROXY TCP6 2001:db8::9 2001:db8::25 5555 25\r\n"), { NULL, 0 } },
    PREAMBLE_WHOLE,
    "proxy-v1",
    { 45, 0 },
    "[2001:db8::9]:5555",
    "[2001:db8::25]:25" },
  { "PROXY 1 that knows nothing",
    { OCTETS_LIST ("PROXY UNKNOWN\r\n"), { NULL, 0 } },
    PREAMBLE_WHOLE,
    "proxy-v1",
    { 15, 0 },
    "",
    "" },
  { "PROXY 2",
    { OCTETS_LIST (SIGNATURE "\x21\x11\0\x0c\xcb\0\x71\x09\xc0\0\2\x19\x15\xb3\0\x19"), OCTETS_LIST (GREETING) },
    PREAMBLE_WHOLE,
    "proxy-v2",
    { 28, 0 },
    "203.0.113.9:5555",
    "192.0.2.25:25" },
  { "PROXY 2 of the proxy's own",
    { OCTETS_LIST (SIGNATURE "\x20\0\0\0"), { NULL, 0 } },
    PREAMBLE_WHOLE,
    "proxy-v2",
    { 16, 0 },
    "",
    "" },
  { "PROXY 2 with a block too short for its addresses",
    { OCTETS_LIST (SIGNATURE "\x21\x21\0\x02\1\2"), { NULL, 0 } },
    PREAMBLE_WHOLE,
    "proxy-v2",
    { 18, 0 },
    "",
    "" },
  { "PROXY 2 over IPv6, with values behind the addresses",
    { OCTETS_LIST (SIGNATURE "\x21\x21\0\x46"
                             "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x09"
                             "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x25"
                             "\x15\xb3\0\x19" VALUES "EHLO c\r\n"),
      OCTETS_LIST (GREETING) },
    PREAMBLE_WHOLE,
    "proxy-v2",
    { 86, 0 },
    "[2001:db8::9]:5555",
    "[2001:db8::25]:25" },
  { "SMTP", { OCTETS_LIST ("EHLO c\r\n"), OCTETS_LIST (GREETING) }, PREAMBLE_NONE, NULL, { 0 }, NULL, NULL },
  { "nothing", { { NULL, 0 }, OCTETS_LIST (GREETING) }, PREAMBLE_NONE, NULL, { 0 }, NULL, NULL },
  { "SOCKS refused",
    { OCTETS_LIST ("\4\1\0\x19\xc0\0\2\x63\0"), OCTETS_LIST ("\0\x5b\0\0\0\0\0\0") },
    PREAMBLE_NONE,
    NULL,
    { 0 },
    NULL,
    NULL },
  { "SOCKS 5, a wrong password",
    { OCTETS_LIST ("\5\1\2\1\1a\1b"), OCTETS_LIST ("\5\2\1\1") },
    PREAMBLE_NONE,
    NULL,
    { 0 },
    NULL,
    NULL },
  { "SOCKS 5 with GSSAPI", { OCTETS_LIST ("\5\1\1"), OCTETS_LIST ("\5\1") }, PREAMBLE_NONE, NULL, { 0 }, NULL, NULL },
  { "SOCKS 5, an address of no kind",
    { OCTETS_LIST ("\5\1\0\5\1\0\7"), OCTETS_LIST ("\5\0") },
    PREAMBLE_NONE,
    NULL,
    { 0 },
    NULL,
    NULL },
  { "CONNECT refused",
    { OCTETS_LIST ("CONNECT mx.example:25 HTTP/1.1\r\n\r\n"), OCTETS_LIST ("HTTP/1.1 403 no\r\n\r\n") },
    PREAMBLE_NONE,
    NULL,
    { 0 },
    NULL,
    NULL },
  { "CONNECT said to SMTP",
    { OCTETS_LIST ("CONNECT mx.example:25 HTTP/1.1\r\n\r\n"), OCTETS_LIST ("220 mx") },
    PREAMBLE_NONE,
    NULL,
    { 0 },
    NULL,
    NULL },
  { "PROXY with words missing",
    { OCTETS_LIST ("PROXY TCP4 203.0.113.9\r\n"), { NULL, 0 } },
    PREAMBLE_NONE,
    NULL,
    { 0 },
    NULL,
    NULL },
  { "PROXY 2 of a version to come",
    { OCTETS_LIST (SIGNATURE "\x31\x11\0\x0c"), { NULL, 0 } },
    PREAMBLE_NONE,
    NULL,
    { 0 },
    NULL,
    NULL },
  { "PROXY 2, too long a block",
    { OCTETS_LIST (SIGNATURE "\x21\x11\xff\xff"), { NULL, 0 } },
    PREAMBLE_NONE,
    NULL,
    { 0 },
    NULL,
    NULL },
};

static void
test_whole (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const PreambleCase *one = &cases[i];
      print_message ("%s\n", one->name);
      Arena *arena = arena_new ();
      Preamble preamble = { 0 };
      assert_int_equal (preamble_read (one->head, arena, &preamble), one->verdict);
      if (one->verdict == PREAMBLE_WHOLE)
        {
          assert_string_equal (preamble.protocol, one->protocol);
          assert_int_equal (preamble.length[0], one->length[0]);
          assert_int_equal (preamble.length[1], one->length[1]);
          assert_true (octets_equal (preamble.source, octets_of_string (one->source)));
          assert_true (octets_equal (preamble.destination, octets_of_string (one->destination)));
        }
      else
        assert_null (preamble.protocol);
      arena_free (arena);
    }
}

/* While octets of the preamble are still to come, on either side, the verdict is
 * that they are; from then on it is what it is for the whole. */
static void
test_every_cut (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const PreambleCase *one = &cases[i];
      if (one->verdict != PREAMBLE_WHOLE)
        continue;
      for (size_t client = 1; client <= one->head[0].length; client++)
        for (size_t server = 0; server <= one->head[1].length; server++)
          {
            GuardPage guards[2]
                = { guard_page_new (one->head[0].at, client), guard_page_new (one->head[1].at, server) };
            Octets head[2] = { octets_of (guards[0].octets, client), octets_of (guards[1].octets, server) };
            Arena *arena = arena_new ();
            Preamble preamble = { 0 };
            bool whole = client >= one->length[0] && server >= one->length[1];
            assert_int_equal (preamble_read (head, arena, &preamble), whole ? PREAMBLE_WHOLE : PREAMBLE_PARTIAL);
            assert_true (preamble_plausible (octets_slice (head[0], 0, 1)));
            arena_free (arena);
            guard_page_clear (&guards[0]);
            guard_page_clear (&guards[1]);
          }
    }
}

/* Every octet of each case set to others: no verdict is asked, only that all ends well. */
static void
test_altered (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    for (unsigned side = 0; side < 2; side++)
      for (size_t at = 0; at < cases[i].head[side].length; at++)
        for (unsigned value = 0; value < 256; value += 17)
          {
            GuardPage guard = guard_page_new (cases[i].head[side].at, cases[i].head[side].length);
            guard.octets[at] = (uint8_t) value;
            Octets head[2] = { cases[i].head[0], cases[i].head[1] };
            head[side] = octets_of (guard.octets, guard.length);
            Arena *arena = arena_new ();
            Preamble preamble = { 0 };
            if (preamble_read (head, arena, &preamble) == PREAMBLE_WHOLE)
              {
                assert_true (preamble.length[0] <= head[0].length);
                assert_true (preamble.length[1] <= head[1].length);
              }
            arena_free (arena);
            guard_page_clear (&guard);
          }
}

static void
read_one (const char *octets, size_t length, Arena *arena, Preamble *preamble)
{
  Octets head[2] = { octets_of (octets, length), OCTETS_NONE };
  assert_int_equal (preamble_read (head, arena, preamble), PREAMBLE_WHOLE);
}

/* What stands behind the addresses; a value longer than the block ends the reading. */
static void
test_values (void **state)
{
  (void) state;
  static const char whole[] = SIGNATURE "\x21\0\0\x22" VALUES;
  static const char cut[] = SIGNATURE "\x21\0\0\x06"
                                      "\2\0\xff"
                                      "a.b";
  static const char local[] = SIGNATURE "\x20\0\0\x22" VALUES;
  Arena *arena = arena_new ();
  Preamble preamble;
  read_one (whole, sizeof whole - 1, arena, &preamble);
  assert_false (preamble.local);
  assert_true (octets_equal (preamble.authority, OCTETS ("a.b")));
  assert_true (octets_equal (preamble.tls_version, OCTETS ("TLSv1.3")));
  assert_true (octets_equal (preamble.tls_name, OCTETS ("x.y.exa")));
  read_one (cut, sizeof cut - 1, arena, &preamble);
  assert_int_equal (preamble.authority.length, 0);
  read_one (local, sizeof local - 1, arena, &preamble);
  assert_true (preamble.local);
  assert_int_equal (preamble.authority.length, 0);
  arena_free (arena);
}

static void
test_plausible (void **state)
{
  (void) state;
  assert_true (preamble_plausible (OCTETS ("\5\1\0")));
  assert_false (preamble_plausible (OCTETS ("\5\0")));
  assert_true (preamble_plausible (OCTETS ("CONNECT mx.example:25 HTTP/1.1")));
  assert_true (preamble_plausible (OCTETS ("PROXY TCP4 ")));
  assert_true (preamble_plausible (OCTETS ("\r\n\r\n")));
  assert_false (preamble_plausible (OCTETS ("\x16\3\1")));
  assert_false (preamble_plausible (OCTETS ("GET / HTTP/1.1\r\n")));
  assert_false (preamble_plausible (OCTETS_NONE));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_whole),  cmocka_unit_test (test_every_cut), cmocka_unit_test (test_altered),
    cmocka_unit_test (test_values), cmocka_unit_test (test_plausible),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
