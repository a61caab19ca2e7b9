/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TLS from outside: what the facts are, for whole handshakes, for those that failed, and
 * for captures with holes.  Each script is played whole, octet by octet, and with every
 * turn cut in two at each place, each piece against a page that may not be touched. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/support/guard-page.h"
#include "tests/support/tls-description.h"
#include "tests/support/tls-octets.h"

/* 'C' or 'S' and octets in hexadecimal; 'c' or 's' and the length of a gap, in decimal. */
typedef struct Turn {
  char who;
  const char *text;
} Turn;

typedef struct Case {
  const char *name;
  bool midstream;
  Turn turns[8]; /* each is a packet */
  const char *facts;
} Case;

#define HELLO_12_FACTS                                                                                                 \
  "client @1 0303 sni=mail.example.org suites=c02b,c02f,000a groups=0a0a,001d,0017 signatures=0403,0804,0401\n"        \
  "ja3 " JA3_12 "\nja4 " JA4_12 "\n"
#define JA3_12 "32bbc1506398c79b238c64f6909a480d"
#define JA4_12 "t12d030400_0d333a7181fb_38660d1a2b28"
#define HELLO_13_FACTS                                                                                                 \
  "client @1 0303 sni=mail.example.org alpn=smtp versions=1a1a,0304,0303 suites=4a4a,1301,1302,c02b,c02f,000a "        \
  "groups=0a0a,001d,0017 shares=2a2a,001d signatures=0403,0804,0401\n"                                                 \
  "ja3 3e3508cf4322b1cab684419a6d4d7cf0\nja4 t13d0507sp_36ba8ae80dc4_5e6a61e7dae5\n"
#define SERVER_12_FACTS "ja3s 5cbdf35d43faf9cfc331165209343f05\n"
#define SERVER_13_FACTS "ja3s f4febc55ea12b31ae17cfb7e614afda8\n"
#define JA3S_12_PLAIN "ec9fdb7b766d47dd56948c6a5d580ddd\n"
#define JA3S_SSL3 "beee243d749b8f43c283eeaf7517600d\n"
#define RANDOM "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define FLIGHT_12 HEX_SERVER_HELLO_12 HEX_CERTIFICATE_GOOD HEX_KEY_EXCHANGE_X25519 HEX_SERVER_DONE
#define FINISH_C HEX_CLIENT_KEY HEX_CHANGE_CIPHER HEX_SEALED_FINISHED
#define FINISH_S HEX_CHANGE_CIPHER HEX_SEALED_FINISHED

static const Case cases[] = {
  { "TLS 1.2",
    false,
    { { 'C', HEX_CLIENT_HELLO_12 },
      { 'S', FLIGHT_12 },
      { 'C', FINISH_C },
      { 'S', FINISH_S },
      { 'C', HEX_SEALED_DATA HEX_SEALED_DATA },
      { 'S', HEX_SEALED_DATA HEX_SEALED_ALERT_12 } },
    HELLO_12_FACTS
    "server @2 0303 c02b\n" SERVER_12_FACTS "certificate GOOD CN=mail.example.org by CN=Test Root EC 256\n"
    "alert S -1@6\n"
    "steps CClientHello@1 SServerHello@2 SCertificate@2 SServerKeyExchange@2 SServerHelloDone@2 CClientKeyExchange@3 "
    "Cccs@3 Csealed-handshake@3 Sccs@4 Ssealed-handshake@4 Ssealed-alert@6\n"
    "begin @1 group 29 dh 0 sealed 3/3 outcome complete @4\n" },
  { "TLS 1.3",
    false,
    { { 'C', HEX_CLIENT_HELLO_13 },
      { 'S', HEX_SERVER_HELLO_13 HEX_CHANGE_CIPHER HEX_SEALED_DATA },
      { 'C', HEX_CHANGE_CIPHER HEX_SEALED_DATA HEX_SEALED_DATA } },
    HELLO_13_FACTS "server @2 0304 1301\n" SERVER_13_FACTS
                   "steps CClientHello@1 SServerHello@2 Sccs@2 Ssealed@2 Cccs@3 Csealed@3\n"
                   "begin @1 group 29 dh 0 sealed 2/1 outcome complete @3\n" },
  { "TLS 1.3 with a second hello behind ChangeCipherSpec",
    false,
    { { 'C', HEX_CLIENT_HELLO_13 },
      { 'S', HEX_HELLO_RETRY HEX_CHANGE_CIPHER },
      { 'C', HEX_CHANGE_CIPHER HEX_CLIENT_HELLO_12 },
      { 'S', HEX_SERVER_HELLO_13 HEX_SEALED_DATA },
      { 'C', HEX_SEALED_DATA } },
    HELLO_13_FACTS
    "again @3 0303 sni=mail.example.org suites=c02b,c02f,000a groups=0a0a,001d,0017 signatures=0403,0804,0401\n"
    "ja3 " JA3_12 "\nja4 " JA4_12 "\n"
    "server @4 0304 1301\n" SERVER_13_FACTS
    "steps CClientHello@1 Sretry@2 Sccs@2 Cccs@3 CClientHello@3 SServerHello@4 Ssealed@4 Csealed@5\n"
    "begin @1 group 29 dh 0 sealed 1/1 retry outcome complete @5\n" },
  { "resumed: no certificate",
    false,
    { { 'C', HEX_CLIENT_HELLO_12 }, { 'S', HEX_SERVER_HELLO_12_RESUMED FINISH_S }, { 'C', FINISH_S } },
    HELLO_12_FACTS "server @2 0303 c02b\nja3s " JA3S_12_PLAIN
                   "steps CClientHello@1 SServerHello@2 Sccs@2 Ssealed-handshake@2 Cccs@3 Csealed-handshake@3\n"
                   "begin @1 group 0 dh 0 sealed 1/1 resumed outcome complete @3\n" },
  { "a second handshake inside the first",
    false,
    { { 'C', HEX_CLIENT_HELLO_12 },
      { 'S', HEX_SERVER_HELLO_12_RESUMED FINISH_S },
      { 'C', FINISH_S },
      { 'C', HEX_SEALED_FINISHED } },
    HELLO_12_FACTS "server @2 0303 c02b\nja3s " JA3S_12_PLAIN
                   "steps CClientHello@1 SServerHello@2 Sccs@2 Ssealed-handshake@2 Cccs@3 Csealed-handshake@3 "
                   "Csealed-handshake@4\n"
                   "begin @1 group 0 dh 0 sealed 2/1 resumed renegotiation outcome complete @3\n" },
  { "the hello of SSL 2.0",
    false,
    { { 'C', HEX_CLIENT_HELLO_SSL2 }, { 'S', HEX_SERVER_HELLO_SSL3 } },
    "client @1 0301 suites=000a,0005 ssl2\n"
    "server @2 0300 000a\nja3s " JA3S_SSL3 "steps CClientHello@1 SServerHello@2\n"
    "begin @1 group 0 dh 0 sealed 0/0 outcome unknown\n" },
  { "refused by an alert",
    false,
    { { 'C', HEX_CLIENT_HELLO_12 }, { 'S', HEX_ALERT_HANDSHAKE_FAILURE } },
    HELLO_12_FACTS "alert S 40@2\nsteps CClientHello@1 Salert@2\n"
                   "begin @1 group 0 dh 0 sealed 0/0 outcome failed\n" },
  { "a warning in the middle of a handshake message",
    false,
    { { 'C', "1603010002010016030100020051" }, { 'C', HEX_ALERT_UNRECOGNIZED_NAME }, { 'C', "1603010003030300" } },
    "truncated C handshake message not captured whole at 0 @1\n"
    "alert C 112@2\nsteps Calert@2 CClientHello(cut)@1\nbegin @1 group 0 dh 0 sealed 0/0 outcome unknown\n" },
  { "TLS 1.3 refused inside the encryption",
    false,
    { { 'C', HEX_CLIENT_HELLO_13 }, { 'S', HEX_SERVER_HELLO_13 HEX_SEALED_DATA }, { 'C', HEX_SEALED_ALERT_13 } },
    HELLO_13_FACTS "server @2 0304 1301\n" SERVER_13_FACTS "steps CClientHello@1 SServerHello@2 Ssealed@2 Csealed@3\n"
                   "begin @1 group 29 dh 0 sealed 1/1 likely-alert outcome unknown\n" },
  { "clear text behind the alert",
    false,
    { { 'C', HEX_CLIENT_HELLO_12 }, { 'S', HEX_ALERT_HANDSHAKE_FAILURE }, { 'C', "45484c4f20780d0a" } },
    "malformed C clear text where a TLS record should begin at 111 @3\n" HELLO_12_FACTS
    "alert S 40@2\nsteps CClientHello@1 Salert@2\nbegin @1 group 0 dh 0 sealed 0/0 clear outcome failed\n" },
  { "a gap inside the certificate",
    false,
    { { 'C', HEX_CLIENT_HELLO_12 },
      { 'S', HEX_SERVER_HELLO_12 "160303014a0b000146" },
      { 's', "326" },
      { 'S', HEX_KEY_EXCHANGE_X25519 HEX_SERVER_DONE } },
    "truncated S handshake message not captured whole at 54 @2\n" HELLO_12_FACTS "server @2 0303 c02b\n" SERVER_12_FACTS
    "steps CClientHello@1 SServerHello@2 SCertificate(cut)@2 SServerKeyExchange@4 SServerHelloDone@4\n"
    "begin @1 group 29 dh 0 sealed 0/0 certificate-cut outcome unknown\n" },
  { "a hello cut by a gap: what stands in front of it",
    false,
    { { 'C', "160301006a010000660303" RANDOM "000006c02bc02f000a0100003700000015" }, { 'c', "500" } },
    "truncated C handshake message not captured whole at 0 @1\n"
    "client @1 0303 suites=c02b,c02f,000a cut\n"
    "steps CClientHello(cut)@1\nbegin @1 group 0 dh 0 sealed 0/0 lost-C outcome unknown\n" },
  { "a gap over the borders of records: picked up again",
    false,
    { { 'C', HEX_CLIENT_HELLO_12 },
      { 's', "500" },
      { 'S', "00112233" HEX_SERVER_DONE HEX_CHANGE_CIPHER HEX_SEALED_FINISHED },
      { 'C', HEX_SEALED_DATA },
      { 'S', HEX_SEALED_DATA } },
    HELLO_12_FACTS "steps CClientHello@1 SServerHelloDone@3 Sccs@3 Ssealed-handshake@3 Csealed@4\n"
                   "begin @1 group 0 dh 0 sealed 1/2 lost-S outcome complete @5\n" },
  { "the capture begins inside TLS",
    true,
    { { 'C', "a5a5a5" HEX_SEALED_DATA HEX_SEALED_DATA }, { 'S', HEX_SEALED_DATA HEX_SEALED_ALERT_12 } },
    "alert S -1@2\nsteps Csealed@1 Ssealed@2 Ssealed-alert@2\n"
    "begin @1 group 0 dh 0 sealed 2/2 lost-C lost-S outcome complete @2\n" },
  { "the server's direction alone",
    false,
    { { 'S', FLIGHT_12 }, { 'S', FINISH_S } },
    "server @1 0303 c02b\n" SERVER_12_FACTS "certificate GOOD CN=mail.example.org by CN=Test Root EC 256\n"
    "steps SServerHello@1 SCertificate@1 SServerKeyExchange@1 SServerHelloDone@1 Sccs@2 Ssealed-handshake@2\n"
    "begin @1 group 29 dh 0 sealed 0/1 outcome unknown\n" },
  { "a record longer than can be",
    false,
    { { 'C', "160301ffff01020304" } },
    "malformed C no TLS record where one should begin at 0 @1\n"
    "steps\nbegin @1 group 0 dh 0 sealed 0/0 outcome unknown\n" },
  { "a message longer than is read",
    false,
    { { 'C', "160301000601ffffff0303" } },
    "malformed C handshake message too long to be read at 0 @1\n"
    "truncated C handshake message not captured whole at 0 @1\n"
    "steps CClientHello(cut)@1\nbegin @1 group 0 dh 0 sealed 0/0 outcome unknown\n" },
  { "an unknown message",
    false,
    { { 'C', "1603010005ee00000100" } },
    "malformed C unknown handshake message at 0 @1\n"
    "steps\nbegin @1 group 0 dh 0 sealed 0/0 outcome unknown\n" },
  { "a hello whose suites run out of it",
    false,
    { { 'C', "160301002b010000270303" RANDOM "0000ff1301" } },
    "malformed C ClientHello out of form at 0 @1\n"
    "client @1 0303 malformed\nsteps CClientHello@1\nbegin @1 group 0 dh 0 sealed 0/0 outcome unknown\n" },
  { "a heartbeat that asks for too much",
    false,
    { { 'C', "180303000301400000" } },
    "malformed C heartbeat that asks for more than it brings (Heartbleed) at 0 @1\n"
    "malformed C no TLS record where one should begin at 8 @1\n"
    "steps\nbegin @1 group 0 dh 0 sealed 0/0 outcome unknown\n" },
};

static GByteArray *
octets_of_hex (const char *text)
{
  GByteArray *octets = g_byte_array_new ();
  for (; text[0] != '\0' && text[1] != '\0'; text += 2)
    {
      uint8_t octet = (uint8_t) (g_ascii_xdigit_value (text[0]) << 4 | g_ascii_xdigit_value (text[1]));
      g_byte_array_append (octets, &octet, 1);
    }
  return octets;
}

static void
feed (TlsObserver *observer, Side side, const uint8_t *at, size_t length, uint64_t offset, Origin origin)
{
  GuardPage guard = guard_page_new (at, length);
  tls_observer_feed (observer, side, octets_of (guard.octets, length), offset, origin);
  guard_page_clear (&guard);
}

/* Each turn in pieces of `step`, the first of `first`; 0: whole. */
static char *
play (const Case *one, size_t first, size_t step)
{
  GString *text = g_string_new (NULL);
  TlsObserver *observer = tls_observer_new (tls_describe_oddity, text);
  uint64_t offset[2] = { 0, 0 };
  Origin origin = { 0 };
  if (one->midstream)
    {
      tls_observer_midstream (observer, SIDE_CLIENT);
      tls_observer_midstream (observer, SIDE_SERVER);
    }
  for (const Turn *turn = one->turns; turn->who != '\0'; turn++)
    {
      Side side = turn->who == 'S' || turn->who == 's' ? SIDE_SERVER : SIDE_CLIENT;
      origin.packet++;
      if (turn->who == 'c' || turn->who == 's')
        {
          uint64_t length = (uint64_t) atoi (turn->text);
          tls_observer_gap (observer, side, offset[side], length, false, origin);
          offset[side] += length;
          continue;
        }
      GByteArray *octets = octets_of_hex (turn->text);
      size_t length = first == 0 ? octets->len : MIN (first, octets->len);
      for (size_t at = 0; at < octets->len;)
        {
          feed (observer, side, octets->data + at, length, offset[side] + at, origin);
          at += length;
          length = step == 0 ? octets->len - at : MIN (step, octets->len - at);
        }
      offset[side] += octets->len;
      g_byte_array_unref (octets);
    }
  tls_observer_end (observer);
  tls_describe (text, tls_observer_facts (observer));
  tls_observer_free (observer);
  return g_string_free (text, FALSE);
}

/* "GOOD" in what is expected stands for the begin of that certificate's hash. */
static char *
expected (const Case *one)
{
  char **parts = g_strsplit (one->facts, "GOOD", -1);
  char hash[9];
  g_strlcpy (hash, SHA256_OF_GOOD, sizeof hash);
  char *text = g_strjoinv (hash, parts);
  g_strfreev (parts);
  return text;
}

static void
compare (const Case *one, size_t first, size_t step)
{
  char *got = play (one, first, step), *wanted = expected (one);
  if (strcmp (got, wanted) != 0)
    fail_msg ("%s (first %zu, then %zu):\n--- wanted\n%s--- got\n%s", one->name, first, step, wanted, got);
  g_free (wanted);
  g_free (got);
}

static void
test_whole (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    compare (&cases[i], 0, 0);
}

static void
test_octet_by_octet (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    compare (&cases[i], 1, 1);
}

static void
test_two_way_splits (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      size_t longest = 0;
      for (const Turn *turn = cases[i].turns; turn->who != '\0'; turn++)
        longest = MAX (longest, strlen (turn->text) / 2);
      for (size_t at = 1; at < longest; at++)
        compare (&cases[i], at, 0);
    }
}

/* The same messages in records of other sizes, with a warning between them. */
static void
test_fragments (void **state)
{
  (void) state;
  GByteArray *flight = octets_of_hex (FLIGHT_12);
  GByteArray *messages = g_byte_array_new ();
  for (size_t at = 0; at < flight->len;)
    {
      size_t length = (size_t) flight->data[at + 3] << 8 | flight->data[at + 4];
      g_byte_array_append (messages, flight->data + at + 5, (guint) length);
      at += 5 + length;
    }
  for (size_t size = 1; size <= messages->len; size = size < 8 ? size + 1 : size * 2)
    {
      GString *text = g_string_new (NULL);
      TlsObserver *observer = tls_observer_new (tls_describe_oddity, text);
      uint64_t offset = 0;
      for (size_t at = 0; at < messages->len; at += size)
        {
          static const uint8_t warning[] = { 21, 3, 3, 0, 2, 1, 112 };
          size_t length = MIN (size, messages->len - at);
          uint8_t header[] = { 22, 3, 3, (uint8_t) (length >> 8), (uint8_t) length };
          Origin origin = { .packet = 1 };
          feed (observer, SIDE_SERVER, header, sizeof header, offset, origin);
          feed (observer, SIDE_SERVER, messages->data + at, length, offset + 5, origin);
          feed (observer, SIDE_SERVER, warning, sizeof warning, offset + 5 + length, origin);
          offset += 5 + length + sizeof warning;
        }
      tls_observer_end (observer);
      const TlsFacts *facts = tls_observer_facts (observer);
      assert_string_equal (text->str, "");
      assert_int_equal (facts->group, 29);
      assert_int_equal (facts->certificate_count, 1);
      assert_string_equal (facts->certificates[0]->sha256, SHA256_OF_GOOD);
      assert_int_equal (facts->outcome, TLS_OUTCOME_UNKNOWN);
      tls_observer_free (observer);
      g_string_free (text, TRUE);
    }
  g_byte_array_unref (messages);
  g_byte_array_unref (flight);
}

static void
count_record (gpointer user, Side side, const TlsRecord *record)
{
  g_string_append_printf (user, "%d:%d+%zu%s ", side, record->type, record->octets.length, record->cut ? "cut" : "");
}

static void
count_lost (gpointer user, Side side, uint64_t offset, uint64_t length, bool cut, Origin origin)
{
  (void) cut;
  (void) origin;
  g_string_append_printf (user, "%d:lost %d at %d ", side, (int) length, (int) offset);
}

static bool
want_all (gpointer user, Side side, const TlsRecord *header)
{
  (void) user;
  (void) side;
  return header->octets.length == 0;
}

static bool
prove_none (gpointer user, Side side, Octets record)
{
  (void) user;
  (void) side;
  (void) record;
  return false;
}

/* Who watches gets each record whole, in order. */
static void
test_watch (void **state)
{
  (void) state;
  static const TlsWatch watch
      = { .wanted = want_all, .proves = prove_none, .record = count_record, .lost = count_lost };
  GString *seen = g_string_new (NULL), *odd = g_string_new (NULL);
  TlsObserver *observer = tls_observer_new (tls_describe_oddity, odd);
  tls_observer_watch (observer, &watch, seen);
  GByteArray *client = octets_of_hex (HEX_CLIENT_HELLO_12 FINISH_S HEX_SEALED_DATA);
  GByteArray *server = octets_of_hex (HEX_SERVER_HELLO_12_RESUMED FINISH_S HEX_SEALED_DATA);
  Origin origin = { .packet = 1 };
  for (size_t i = 0; i < server->len; i++)
    feed (observer, SIDE_SERVER, server->data + i, 1, i, origin);
  feed (observer, SIDE_CLIENT, client->data, client->len, 0, origin);
  tls_observer_gap (observer, SIDE_CLIENT, client->len, 77, false, origin);
  tls_observer_end (observer);
  g_autofree char *lost = g_strdup_printf (
      "1:22+55 1:20+6 1:22+45 1:23+58 0:22+111 0:20+6 0:22+45 0:23+58 0:lost 77 at %u ", client->len);
  assert_string_equal (seen->str, lost);
  tls_observer_free (observer);
  g_byte_array_unref (client);
  g_byte_array_unref (server);
  g_string_free (seen, TRUE);
  g_string_free (odd, TRUE);
}

/* Hellos without end: what is kept of them has one. */
static void
test_hellos (void **state)
{
  (void) state;
  GByteArray *hello[2] = { octets_of_hex (HEX_CLIENT_HELLO_12), octets_of_hex (HEX_SERVER_HELLO_12_RESUMED) };
  for (unsigned side = 0; side < 2; side++)
    {
      GString *text = g_string_new (NULL);
      TlsObserver *observer = tls_observer_new (tls_describe_oddity, text);
      size_t kept[2] = { 0, 0 };
      uint64_t offset = 0;
      for (unsigned i = 0; i < 1000; i++, offset += hello[side]->len)
        {
          Origin origin = { .packet = i + 1 };
          feed (observer, side, hello[side]->data, hello[side]->len, offset, origin);
          kept[i < 50 ? 0 : 1] = arena_size (tls_observer_facts (observer)->arena);
        }
      assert_int_equal (kept[0], kept[1]);
      tls_observer_free (observer);
      g_string_free (text, TRUE);
      g_byte_array_unref (hello[side]);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_whole),     cmocka_unit_test (test_octet_by_octet), cmocka_unit_test (test_two_way_splits),
    cmocka_unit_test (test_fragments), cmocka_unit_test (test_watch),          cmocka_unit_test (test_hellos),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
