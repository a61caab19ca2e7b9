/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages of a TCP stream: the same for any split of the octets. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/dns-stream.h"
#include "tests/support/guard-page.h"

static bool
note (void *user, Octets message)
{
  g_string_append_printf (user, "[%.*s]", (int) message.length, (const char *) message.at);
  return message.length == 0 || message.at[0] != '!';
}

static void
feed (DnsStream *stream, GString *seen, const char *octets, size_t length)
{
  GuardPage guard = guard_page_new (octets, length);
  dns_stream_feed (stream, octets_of (guard.octets, length), note, seen);
  guard_page_clear (&guard);
}

static const char stream_octets[] = "\0\3one\0\0\0\1x\0\3two\0\5part";
enum { LENGTH = sizeof stream_octets - 1 };
static const char wanted[] = "[one][][x][two]";

static void
splits_anywhere (void **state)
{
  (void) state;
  for (size_t first = 0; first <= LENGTH; first++)
    for (size_t second = first; second <= LENGTH; second++)
      {
        DnsStream stream = { 0 };
        g_autoptr (GString) seen = g_string_new (NULL);
        feed (&stream, seen, stream_octets, first);
        feed (&stream, seen, stream_octets + first, second - first);
        feed (&stream, seen, stream_octets + second, LENGTH - second);
        assert_string_equal (seen->str, wanted);
        dns_stream_clear (&stream);
      }
}

static void
reads_octet_by_octet (void **state)
{
  (void) state;
  DnsStream stream = { 0 };
  g_autoptr (GString) seen = g_string_new (NULL);
  for (size_t i = 0; i < LENGTH; i++)
    feed (&stream, seen, stream_octets + i, 1);
  assert_string_equal (seen->str, wanted);
  dns_stream_clear (&stream);
}

static void
gives_up_after_a_gap (void **state)
{
  (void) state;
  DnsStream stream = { 0 };
  g_autoptr (GString) seen = g_string_new (NULL);
  feed (&stream, seen, stream_octets, 7);
  dns_stream_gap (&stream);
  feed (&stream, seen, stream_octets, LENGTH);
  assert_string_equal (seen->str, "[one][]");
  dns_stream_clear (&stream);
}

static void
gives_up_after_nonsense (void **state)
{
  (void) state;
  static const char octets[] = "\0\1a\0\1!\0\1b";
  for (size_t first = 0; first < sizeof octets; first++)
    {
      DnsStream stream = { 0 };
      g_autoptr (GString) seen = g_string_new (NULL);
      feed (&stream, seen, octets, first);
      feed (&stream, seen, octets + first, sizeof octets - 1 - first);
      assert_string_equal (seen->str, "[a][!]");
      assert_null (stream.held);
      dns_stream_clear (&stream);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (splits_anywhere),
    cmocka_unit_test (reads_octet_by_octet),
    cmocka_unit_test (gives_up_after_a_gap),
    cmocka_unit_test (gives_up_after_nonsense),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
