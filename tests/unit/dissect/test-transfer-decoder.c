/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transfer encodings, each case whole, octet by octet and at every two-way
 * split, against a guard page. */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dissect/transfer-decoder.h"
#include "tests/support/guard-page.h"

#include <glib.h>

typedef struct DecoderCase {
  const char *name;
  TransferEncoding encoding;
  const char *encoded;
  const char *decoded;
} DecoderCase;

#define ID TRANSFER_IDENTITY
#define B64 TRANSFER_BASE64
#define QP TRANSFER_QUOTED_PRINTABLE

static const DecoderCase cases[] = {
  { "identity", ID, "a=3D\r\nb", "a=3D\r\nb" },
  { "one group", B64, "YWJj", "abc" },
  { "padding of one", B64, "YWI=", "ab" },
  { "padding of two", B64, "YQ==", "a" },
  { "no padding, three left", B64, "YWI", "ab" },
  { "no padding, two left", B64, "YQ", "a" },
  { "no padding, one left", B64, "YWJjZ", "abc" },
  { "lines", B64, "YW\r\nJj\r\nZGVm\r\n", "abcdef" },
  { "lines by LF", B64, "YW\nJj\n", "abc" },
  { "long enough for a vector", B64,
    "VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZw==", "The quick brown fox jumps over the lazy dog" },
  { "line end inside a vector", B64, "VGhlIHF1aWNr\r\nIGJyb3duIGZveCBqdW1w\r\ncyE=\r\n", "The quick brown fox jumps!" },
  { "strange octets are skipped", B64, "Y W\tJ-j\x80_\xff", "abc" },
  { "goes on after padding", B64, "YQ==YWJj", "aabc" },
  { "padding alone", B64, "====", "" },
  { "padding too early", B64, "Y===YWJj", "abc" },
  { "every sextet", B64, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    "\x00\x10\x83\x10\x51\x87\x20\x92\x8b\x30\xd3\x8f\x41\x14\x93\x51\x55\x97\x61\x96\x9b\x71\xd7\x9f\x82\x18\xa3\x92"
    "\x59\xa7\xa2\x9a\xab\xb2\xdb\xaf\xc3\x1c\xb3\xd3\x5d\xb7\xe3\x9e\xbb\xf3\xdf\xbf" },
  { "plain", QP, "plain text\r\n", "plain text\r\n" },
  { "octets", QP, "=E5=b1=B1", "\xe5\xb1\xb1" },
  { "soft break", QP, "so=\r\nft", "soft" },
  { "soft break by LF", QP, "so=\nft", "soft" },
  { "soft break behind blanks", QP, "so= \t \r\nft", "soft" },
  { "soft break by CR CR LF", QP, "so=\r\r\nft", "soft" },
  { "no hex", QP, "a=ZZ", "a=ZZ" },
  { "half hex", QP, "a=4Z=", "a=4Z" },
  { "equals before octet", QP, "==41", "=A" },
  { "blanks that end no line", QP, "a= b", "a= b" },
  { "CR that ends no line", QP, "a=\rb", "a=\rb" },
  { "cut in an octet", QP, "a=4", "a=4" },
  { "cut behind equals", QP, "a=", "a" },
  { "cut in a soft break", QP, "a= \r", "a" },
};

static Octets
expected (const DecoderCase *c)
{
  /* The one that holds a NUL. */
  return octets_of (c->decoded, strcmp (c->name, "every sextet") == 0 ? 48 : strlen (c->decoded));
}

static void
feed (TransferDecoder *decoder, const uint8_t *at, size_t length, GByteArray *to)
{
  GuardPage page = guard_page_new (at, length);
  g_autofree uint8_t *room = g_malloc (transfer_decoder_room (length));
  size_t made = transfer_decoder_feed (decoder, octets_of (page.octets, length), room);
  assert_true (made <= transfer_decoder_room (length));
  g_byte_array_append (to, room, (guint) made);
  guard_page_clear (&page);
}

static void
finish (TransferDecoder *decoder, GByteArray *to)
{
  g_autofree uint8_t *room = g_malloc (transfer_decoder_room (0));
  g_byte_array_append (to, room, (guint) transfer_decoder_finish (decoder, room));
}

static void
check (const DecoderCase *c, const char *how, size_t place, const GByteArray *made)
{
  if (!octets_equal (octets_of (made->data, made->len), expected (c)))
    fail_msg ("%s, %s %zu: \"%.*s\"", c->name, how, place, (int) made->len, (const char *) made->data);
}

static void
test_cases (void **state)
{
  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const DecoderCase *c = &cases[i];
      const uint8_t *at = (const uint8_t *) c->encoded;
      size_t length = strlen (c->encoded);
      TransferDecoder decoder;
      for (size_t split = 0; split <= length; split++)
        {
          g_autoptr (GByteArray) made = g_byte_array_new ();
          transfer_decoder_init (&decoder, c->encoding);
          feed (&decoder, at, split, made);
          feed (&decoder, at + split, length - split, made);
          finish (&decoder, made);
          check (c, "split at", split, made);
        }
      g_autoptr (GByteArray) made = g_byte_array_new ();
      transfer_decoder_init (&decoder, c->encoding);
      for (size_t k = 0; k < length; k++)
        feed (&decoder, at + k, 1, made);
      finish (&decoder, made);
      check (c, "octet by octet", 0, made);
    }
}

/* Any octets, encoded by another library, in lines and in steps of any length. */
static void
test_base64_round_trip (void **state)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  (void) state;
  for (unsigned round = 0; round < 200; round++)
    {
      size_t length = (size_t) g_rand_int_range (random, 0, 700);
      g_autofree uint8_t *octets = g_malloc (length + 1);
      for (size_t i = 0; i < length; i++)
        octets[i] = (uint8_t) g_rand_int (random);
      g_autofree char *encoded = g_base64_encode (octets, length);
      GString *lines = g_string_new (NULL);
      size_t width = (size_t) g_rand_int_range (random, 1, 90);
      for (size_t i = 0; i < strlen (encoded); i += width)
        g_string_append_printf (lines, "%.*s\r\n", (int) width, encoded + i);

      g_autoptr (GByteArray) made = g_byte_array_new ();
      TransferDecoder decoder;
      transfer_decoder_init (&decoder, TRANSFER_BASE64);
      for (size_t i = 0, step; i < lines->len; i += step)
        {
          step = (size_t) g_rand_int_range (random, 1, 100);
          step = MIN (step, lines->len - i);
          feed (&decoder, (const uint8_t *) lines->str + i, step, made);
        }
      finish (&decoder, made);
      assert_int_equal (made->len, length);
      assert_memory_equal (made->data, octets, length);
      g_string_free (lines, TRUE);
    }
}

/* After a gap base64 goes on with the next line, for only there groups begin. */
static void
test_gap (void **state)
{
  static const struct {
    const char *name;
    TransferEncoding encoding;
    const char *before, *after, *decoded;
  } gaps[] = {
    { "base64 takes up at a line", B64, "YWJjZG", "mZnaA==\r\nYWJj\r\n", "abcdabc" },
    { "base64 without another line", B64, "YWJj", "ZGVm", "abc" },
    { "quoted-printable gives up an octet", QP, "a=E", "5b", "a=E5b" },
    { "quoted-printable gives up a soft break", QP, "a=", "\r\nb", "a\r\nb" },
    { "identity goes on", ID, "ab", "cd", "abcd" },
  };

  (void) state;
  for (size_t i = 0; i < G_N_ELEMENTS (gaps); i++)
    {
      g_autoptr (GByteArray) made = g_byte_array_new ();
      uint8_t room[512];
      TransferDecoder decoder;
      transfer_decoder_init (&decoder, gaps[i].encoding);
      feed (&decoder, (const uint8_t *) gaps[i].before, strlen (gaps[i].before), made);
      g_byte_array_append (made, room, (guint) transfer_decoder_gap (&decoder, room));
      feed (&decoder, (const uint8_t *) gaps[i].after, strlen (gaps[i].after), made);
      finish (&decoder, made);
      if (!octets_equal (octets_of (made->data, made->len), octets_of_string (gaps[i].decoded)))
        fail_msg ("%s: \"%.*s\"", gaps[i].name, (int) made->len, (const char *) made->data);
    }
}

/* More blanks behind "=" than are held must come out as they went in. */
static void
test_long_transport_padding (void **state)
{
  g_autoptr (GByteArray) made = g_byte_array_new ();
  TransferDecoder decoder;
  char blanks[2000];

  (void) state;
  memset (blanks, ' ', sizeof blanks);
  transfer_decoder_init (&decoder, TRANSFER_QUOTED_PRINTABLE);
  feed (&decoder, (const uint8_t *) "=", 1, made);
  feed (&decoder, (const uint8_t *) blanks, sizeof blanks, made);
  feed (&decoder, (const uint8_t *) "x", 1, made);
  finish (&decoder, made);
  assert_int_equal (made->len, 1 + sizeof blanks + 1);
}

static void
test_names (void **state)
{
  (void) state;
  assert_int_equal (transfer_encoding_of (NULL), TRANSFER_IDENTITY);
  assert_int_equal (transfer_encoding_of ("base64"), TRANSFER_BASE64);
  assert_int_equal (transfer_encoding_of ("quoted-printable"), TRANSFER_QUOTED_PRINTABLE);
  assert_int_equal (transfer_encoding_of ("8bit"), TRANSFER_IDENTITY);
  assert_int_equal (transfer_encoding_of ("x-unknown"), TRANSFER_IDENTITY);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_cases), cmocka_unit_test (test_base64_round_trip),
    cmocka_unit_test (test_gap),   cmocka_unit_test (test_long_transport_padding),
    cmocka_unit_test (test_names),
  };
  return cmocka_run_group_tests_name ("transfer-decoder", tests, NULL, NULL);
}
